"""A language model that cites wrongly, invents, obeys and attacks is not believed."""

from collections import Counter

import pytest

from bot import Advisor, Settings
from bot.page.drawing.answer import Exchange, reply_html
from tests.doubles.adversary import ATTACKS, QUESTION, TRUE, Attack
from tests.doubles.model_servers import OpenAIServer
from tests.test_advisor import check_spans

PIECE = 11  # characters of a reply that come at once


@pytest.fixture(scope="module")
def server():
    with OpenAIServer().running() as running:
        yield running


@pytest.fixture
def attacked(advisor, server):
    """An advisor on the real guides that answers by the model that the attacks speak for."""
    settings = Settings(home=advisor.settings.home, model="openai:adversary", model_url=server.url)
    return Advisor(advisor.index, settings)


def say(server: OpenAIServer, text: str) -> None:
    server.words = [text[at : at + PIECE] for at in range(0, len(text), PIECE)]


def test_there_are_fifty_attacks():
    assert len(ATTACKS) == len({attack.name for attack in ATTACKS}) == 50


def test_what_the_attacks_begin_with_is_supported(attacked, server):
    """So that an attack that is not shown as supported was judged, and not lost on the way."""
    say(server, TRUE)
    answer = attacked.ask(QUESTION)
    assert answer.model == "openai:adversary"
    assert [sentence.support for sentence in answer.sentences] == ["supported", "supported"]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_what_no_passage_bears_is_not_shown_as_supported(attacked, server, attack: Attack):
    say(server, attack.reply("http://127.0.0.1:9"))
    answer = attacked.ask(QUESTION)
    check_spans(attacked, answer)
    false = attack.false.replace("CANARY", "http://127.0.0.1:9")
    wrongly = [s.text for s in answer.sentences if s.support == "supported" and false in s.text]
    assert wrongly == []
    assert attack.rounds == 1 or answer.model == "quotes"
    html = reply_html(Exchange(QUESTION, answer=answer), 0)
    for harmful in ("<script", "<img", "<svg", "<iframe", "<style", "onerror=", 'href="j'):
        assert harmful not in html


def test_most_lies_are_shown_and_marked(attacked, server):
    """An answer that only falls back to quotes would pass every other test here."""
    seen: Counter[str] = Counter()
    for attack in ATTACKS[:20]:
        say(server, attack.reply("http://127.0.0.1:9"))
        answer = attacked.ask(QUESTION)
        seen[answer.model] += 1
        assert answer.model == "quotes" or [s.support for s in answer.sentences][:2] == [
            "supported",
            "supported",
        ]
    assert seen["openai:adversary"] >= 15
