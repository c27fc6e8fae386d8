import asyncio
import time
from dataclasses import replace

import pytest

from bot import Advisor, Settings, Turn
from bot.errors import ModelError
from bot.models.chat_model import MOST_CHARACTERS, ChatModel
from tests.doubles.model_servers import OpenAIServer
from tests.doubles.small import small_advisor

QUESTION = "what are pears pressed into?"
GOOD = [
    "Pears are ",
    "pressed into ",
    "perry [1]. ",
    "Perry is fermented slowly ",
    "in oak barrels [1].",
]


@pytest.fixture
def server():
    with OpenAIServer().running() as running:
        running.words = list(GOOD)
        yield running


@pytest.fixture
def advisor(tmp_path, server):
    given = {"model": "openai:test", "model_url": server.url, "model_key": "sk-secret-key"}
    with small_advisor(tmp_path, model_timeout=1.5, **given) as opened:
        yield opened


def test_a_model_answers_from_the_passages_as_it_writes(advisor, server):
    server.pause = 0.1
    started = time.monotonic()
    pieces = [(piece, time.monotonic() - started) for piece in advisor.stream(QUESTION)]
    texts = [piece.text for piece, _ in pieces if piece.text]
    assert texts == GOOD
    assert pieces[-1][1] - pieces[0][1] > 0.2
    answer = pieces[-1][0].answer
    assert answer.model == "openai:test"
    assert answer.grade == "answered"
    assert [sentence.support for sentence in answer.sentences] == ["supported", "supported"]
    assert answer.sentences[0].citations[0].quote == "Pears are pressed into perry."
    assert answer.notices == ()


def test_the_model_sees_the_rules_the_history_and_the_passages_listed(advisor, server):
    history = [Turn("user", "Hello {x}"), Turn("assistant", "Welcome.")]
    answer = advisor.ask(QUESTION, history)
    (request,) = server.requests
    roles = [message["role"] for message in request["messages"]]
    assert roles == ["system", "user", "assistant", "user"]
    assert request["messages"][1]["content"] == "Hello {x}"
    last = request["messages"][-1]["content"]
    for number, passage in enumerate(answer.passages, 1):
        assert f"[{number}] {passage.title}" in last
        assert passage.text in last
    assert last.endswith(f"Question: {QUESTION}")


async def test_the_async_stream_is_checked_too(advisor):
    pieces = [piece async for piece in advisor.astream(QUESTION)]
    assert pieces[-1].answer.model == "openai:test"


@pytest.mark.parametrize(
    ("ending", "after", "said"),
    [
        ("cut", 2, "cut off"),
        ("cut", 0, "could not be used"),
        ("stop", 0, "empty answer"),
        ("hang", 2, "could not be used"),
        (500, 0, "could not be used"),
        (401, 0, "could not be used"),
        (404, 0, "could not be used"),
    ],
)
def test_a_model_that_fails_gives_the_quoted_answer_and_a_notice(
    advisor, server, ending, after, said
):
    server.ending, server.after = ending, after
    started = time.monotonic()
    answer = advisor.ask(QUESTION)
    assert time.monotonic() - started < 10
    assert answer.model == "quotes"
    assert answer.sentences[0].text == "Pears are pressed into perry."
    (notice,) = answer.notices
    assert said in notice
    assert notice.endswith(". The answer is quoted instead.")
    assert "sk-secret-key" not in notice


def test_a_server_that_is_not_there_gives_the_quoted_answer(advisor):
    nowhere = replace(advisor.settings, model_url="http://127.0.0.1:9/v1", model_timeout=2)
    answer = Advisor(advisor.index, nowhere).ask(QUESTION)
    assert answer.model == "quotes"
    assert "could not be used" in answer.notices[0]


def test_an_endless_model_is_stopped(advisor, server):
    server.words = ["word " * 100] * (MOST_CHARACTERS // 500 + 5)
    assert "more than 8000 characters" in advisor.ask(QUESTION).notices[0]


def test_a_slow_model_is_stopped_at_its_deadline(advisor, server):
    server.words, server.pause = ["word "] * 100, 0.1
    started = time.monotonic()
    assert "did not answer in time" in advisor.ask(QUESTION).notices[0]
    assert time.monotonic() - started < 4


def test_inventions_are_answered_with_quotes_instead(advisor, server):
    server.words = ["Bread is baked ", "in ovens [1]. ", "MS-999 pays 500,000 dollars [2]."]
    answer = advisor.ask(QUESTION)
    assert answer.model == "quotes"
    assert "not borne by the guides" in answer.notices[0]


def test_one_unsupported_sentence_is_marked(advisor, server):
    server.words = [*GOOD, " It costs 12 coins [1]."]
    answer = advisor.ask(QUESTION)
    assert [s.support for s in answer.sentences] == ["supported", "supported", "unsupported"]


def test_a_question_that_the_guides_do_not_answer_is_not_sent_to_a_model(advisor, server):
    assert advisor.ask("zzz qqq xxx?").grade == "not_in_sources"
    assert server.requests == []


async def test_who_stops_stops_the_model(advisor, server):
    server.words, server.pause = ["word "] * 40, 0.05

    async def read():
        async for _ in advisor.astream(QUESTION):
            pass

    task = asyncio.create_task(read())
    await asyncio.sleep(0.6)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.sleep(0.3)
    assert server.closed_early == 1


@pytest.mark.parametrize("model", ["nobody:model", "cohere:command"])
def test_a_provider_that_is_missing_is_a_notice_not_a_crash(tmp_path, model):
    with small_advisor(tmp_path, model=model) as advisor:
        assert model in advisor.model_problem
        assert advisor.ask(QUESTION).notices[0].startswith(advisor.model_problem.rstrip("."))


def test_a_missing_package_says_how_to_install_it():
    with pytest.raises(ModelError, match="pip install"):
        ChatModel("cohere:command", Settings())


@pytest.mark.parametrize("reason", ["length", "content_filter"])
def test_an_answer_cut_by_its_provider_is_not_shown_as_whole(advisor, server, reason):
    server.finish = reason
    assert "cut off" in advisor.ask(QUESTION).notices[0]


def test_a_server_that_only_keeps_the_line_open_is_left_at_the_deadline(advisor, server):
    server.words, server.ending = [], "ping"
    started = time.monotonic()
    assert "did not answer in time" in advisor.ask(QUESTION).notices[0]
    assert time.monotonic() - started < 4


async def test_the_sync_stream_works_inside_a_running_loop(advisor):
    assert advisor.ask(QUESTION).model == "openai:test"
