"""Whatever a language model does wrong: the answer is there in time, with a word on what happened.

Each fault is met from a Python function, from the page and from the command line.
"""

import asyncio
import re
import signal
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, aclosing
from dataclasses import dataclass, replace

import pytest

from bot import Advisor, Settings
from bot.__main__ import main
from bot.models.chat_model import FAILURES
from bot.models.providers import create
from bot.page.actions import Actions
from bot.page.conversation import Conversation
from bot.page.panels.about_you import FIELDS
from tests.doubles.model_servers import OpenAIServer

QUESTION = "What does MS-102 test?"
GOOD = (
    "MS-102 tests four areas of Microsoft 365 administration: the tenant, identity and access, "
    "security against threats, and compliance. "
)
KEY = "sk-secret-that-nobody-may-see"
SECONDS = 1.0  # that the model may take
IN_TIME = 11  # seconds, with the tries and the waiting between them


@dataclass(frozen=True)
class Fault:
    """What goes wrong, and what is said of it.

    Attributes:
        script: tells the server what to do.
        said: a pattern of the notice.
    """

    name: str
    script: Callable[[OpenAIServer], object]
    said: str


def does(**attributes: object) -> Callable[[OpenAIServer], object]:
    return lambda server: vars(server).update(attributes)


FAULTS = [
    Fault("no server", lambda server: None, "no server answers"),
    Fault("hangs", does(ending="hang", after=0), "did not answer in time"),
    Fault("stalls midway", does(ending="hang", words=[GOOD]), "did not answer in time"),
    Fault("drips", does(words=["a "] * 900, pause=0.2), "did not answer in time"),
    Fault("endless", does(words=[GOOD * 10] * 90), "wrote more than 8000 characters"),
    Fault("connection reset", does(ending="reset", words=[GOOD]), "failed|broke|cut off|no server"),
    Fault("ends without saying so", does(ending="cut", words=[GOOD]), "cut off"),
    Fault("too long for it", does(finish="length", words=[GOOD]), "cut off"),
    Fault("empty", does(words=[]), "empty answer"),
    Fault(
        "nonsense",
        does(ending="raw", raw=b"data: {\xff{]\n\n"),
        "does not speak its protocol|cut off|empty",
    ),
    Fault("too busy", does(ending=429, headers={"Retry-After": "30"}), "too much to do"),
    Fault("key refused", does(ending=401), "its key was refused"),
    Fault("refuses", does(words=["I cannot ", "help with that."]), "do not support what"),
    Fault(
        "cites what is not there",
        does(words=[GOOD, "It costs 999 dollars [99]."]),
        "1 of 2 sentences isn.t supported",
    ),
    Fault("repeats the prompt", does(words=["You are a careers adviser."]), "do not support what"),
    Fault("person leaves", does(words=["word "] * 200, pause=0.05), ""),
    Fault("fails again and again", does(ending=400), "left alone for|could not be used"),
    Fault("redirects", does(ending="redirect"), "failed with|could not be used"),
]


def test_there_are_eighteen_faults():
    assert len({fault.name for fault in FAULTS}) == 18


@pytest.fixture
def server():
    with OpenAIServer().running() as running:
        yield running


@pytest.fixture
def thief():
    """Where a redirect leads to."""
    with OpenAIServer().running() as running:
        yield running


@pytest.fixture(scope="module", autouse=True)
def warm(advisor):
    """What the first question of a process costs is none of a model's time."""
    advisor.ask(QUESTION)
    create("openai:test", Settings(model="openai:test", model_key="none"))


@pytest.fixture
def settings(advisor, server, thief):
    server.elsewhere = thief.url.removesuffix("/v1")
    return Settings(
        home=advisor.settings.home,
        model="openai:test",
        model_url=server.url,
        model_key=KEY,
        model_timeout=SECONDS,
    )


def prepared(fault: Fault, server: OpenAIServer, settings: Settings) -> Settings:
    fault.script(server)
    if fault.name == "no server":
        return replace(settings, model_url="http://127.0.0.1:9/v1")
    if fault.name == "person leaves":  # long before the model's time is up
        return replace(settings, model_timeout=30.0)
    return settings


def from_function(advisor: Advisor, settings: Settings, fault: Fault) -> str:
    asked = Advisor(advisor.index, settings)
    if fault.name == "person leaves":
        stream = asked.stream(QUESTION)
        next(piece for piece in stream if piece.text)  # the first piece says what was found
        stream.close()
        return ""
    if fault.name == "fails again and again":
        for _ in range(FAILURES):
            asked.ask(QUESTION)
    answer = asked.ask(QUESTION)
    assert answer.sentences
    assert answer.model == ("openai:test" if fault.name.startswith("cites") else "quotes")
    return " ".join(answer.notices)


PREFERENCES = ("", 6, False, [], *[""] * len(FIELDS))  # as the page sends them


async def from_page(advisor: Advisor, settings: Settings, fault: Fault) -> str:
    asked = Advisor(advisor.index, settings)
    actions, conversation = Actions(asked), Conversation()
    if fault.name == "person leaves":
        async with aclosing(actions.ask(QUESTION, conversation, *PREFERENCES)) as shown:
            async for _ in shown:
                if conversation.exchanges[0].text:
                    break
        return ""
    if fault.name == "fails again and again":
        for _ in range(FAILURES):
            asked.ask(QUESTION)
    async for _, messages, *_ in actions.ask(QUESTION, conversation, *PREFERENCES):
        html = messages[-1].content
    assert 'class="answer"' in html
    notices = "".join(re.findall(r'<p class="notice">(.*?)</p>', html))
    return re.sub(r"&#(\d+);", lambda found: chr(int(found[1])), notices)


def interrupt(server: OpenAIServer) -> None:
    """What Ctrl-C does, once the model writes."""
    while not server.requests:
        time.sleep(0.02)
    time.sleep(0.3)
    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)


def from_command(settings, fault, server, monkeypatch, capsys) -> str:
    for name in ("home", "model", "model_url", "model_key", "model_timeout"):
        monkeypatch.setenv(f"CAREERBOT_{name.upper()}", str(getattr(settings, name)))
    with ExitStack() as stack:
        if fault.name == "person leaves":
            leaving = threading.Thread(target=interrupt, args=[server])
            leaving.start()
            stack.callback(leaving.join)
        code = main(["ask", QUESTION])
    printed = capsys.readouterr()
    assert code == (130 if fault.name == "person leaves" else 0)
    assert KEY not in printed.out + printed.err
    return " ".join(re.findall("Note: (.*)", printed.out))


each_fault = pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)


@each_fault
def test_a_function_tells_in_time(advisor, settings, server, thief, fault):
    settings = prepared(fault, server, settings)
    started = time.monotonic()
    said = from_function(advisor, settings, fault)
    check(fault, said, started, server, thief)


@each_fault
async def test_the_page_tells_in_time(advisor, settings, server, thief, fault):
    settings = prepared(fault, server, settings)
    started = time.monotonic()
    said = await from_page(advisor, settings, fault)
    await asyncio.sleep(0.1)  # a connection is closed by the loop that this test is part of
    check(fault, said, started, server, thief)


@each_fault
def test_the_command_line_tells_in_time(
    advisor, settings, server, thief, fault, monkeypatch, capsys
):
    settings = prepared(fault, server, settings)
    started = time.monotonic()
    said = from_command(settings, fault, server, monkeypatch, capsys)
    check(fault, said, started, server, thief)


def check(fault: Fault, said: str, started: float, server: OpenAIServer, thief: OpenAIServer):
    assert time.monotonic() - started < IN_TIME
    assert re.search(fault.said, said), said
    assert KEY not in said
    assert thief.requests == []
    if fault.name == "person leaves":
        deadline = time.monotonic() + 1
        while not server.closed_early and time.monotonic() < deadline:
            time.sleep(0.02)
        assert server.closed_early == 1


def test_a_busy_server_is_asked_again(advisor, settings, server):
    settings = replace(settings, model_timeout=10.0)
    server.words, server.ending, server.failures = [GOOD], 503, 2
    assert Advisor(advisor.index, settings).ask(QUESTION).model == "openai:test"
    assert len(server.requests) == 3


def test_an_empty_answer_is_asked_for_once_more(advisor, settings, server):
    server.words = [" \n"]
    assert "empty" in Advisor(advisor.index, settings).ask(QUESTION).notices[0]
    assert len(server.requests) == 2


def test_a_server_that_asks_for_more_patience_than_there_is_is_not_asked_again(
    advisor, settings, server
):
    server.ending, server.headers = 429, {"Retry-After": "30"}
    Advisor(advisor.index, settings).ask(QUESTION)
    assert len(server.requests) == 1


def test_a_model_that_was_left_alone_is_used_again(advisor, settings, server, monkeypatch):
    monkeypatch.setattr("bot.models.chat_model.PAUSE", 0.0)
    asked = Advisor(advisor.index, settings)
    server.words, server.ending, server.failures = [GOOD], 400, FAILURES + 1
    for _ in range(FAILURES + 1):
        assert asked.ask(QUESTION).model == "quotes"
    assert asked.ask(QUESTION).model == "openai:test"


def test_a_model_is_not_asked_while_it_is_left_alone(advisor, settings, server):
    asked = Advisor(advisor.index, settings)
    server.ending = 400
    for _ in range(FAILURES + 3):
        asked.ask(QUESTION)
    assert len(server.requests) == FAILURES


def test_no_connection_is_kept_for_another_event_loop(advisor, settings, server):
    server.words = [GOOD]
    asked = Advisor(advisor.index, settings)
    assert {asked.ask(QUESTION).model for _ in range(2)} == {"openai:test"}
    assert server.connections == ["close", "close"]


def test_a_reply_in_another_language_cannot_be_checked_and_is_not_shown(advisor, settings, server):
    server.words = [
        "MS-102 prüft vier Bereiche: den Mandanten, Identität und Zugriff, Schutz vor Bedrohungen "
        "und Compliance. Wer besteht, bekommt sofort eine Stelle."
    ]
    answer = Advisor(advisor.index, settings).ask(QUESTION)
    assert answer.model == "quotes"
    assert "do not support what" in answer.notices[0]
