"""Whatever a model's server answers: a cut answer is not shown as whole, a whole one is not
refused, and each error says what to do.
"""

import json
import time
from dataclasses import replace
from email.utils import formatdate

import pytest

from bot import Advisor, Settings
from bot.models.chat_model import MOST_CHARACTERS
from bot.models.providers import create
from tests.doubles.model_servers import OllamaServer, OpenAIServer
from tests.doubles.small import small_advisor

QUESTION = "what are pears pressed into?"
GOOD = ["Pears are ", "pressed into ", "perry [1]."]
KEY = "sk-secret-key"


@pytest.fixture
def server():
    with OpenAIServer().running() as running:
        running.words = list(GOOD)
        yield running


@pytest.fixture(scope="module")
def quoting(tmp_path_factory):
    with small_advisor(tmp_path_factory.mktemp("fruit")) as opened:
        yield opened


@pytest.fixture
def advisor(quoting, server):
    given = {"model": "openai:test", "model_url": server.url, "model_key": KEY}
    return Advisor(quoting.index, replace(quoting.settings, model_timeout=8, **given))


def chunks(*words, finish=None, done=True):
    """A stream as OpenAI's, with any reason for its end, or none."""
    ends = [] if finish is None else [OpenAIServer._chunk({}, finish)]
    parts = [*(OpenAIServer._chunk({"content": word}, None) for word in words), *ends]
    return b"".join(parts) + (b"data: [DONE]\n\n" if done else b"")


@pytest.mark.parametrize(
    "reason",
    """length error insufficient_system_resource RECITATION PROHIBITED_CONTENT BLOCKLIST SAFETY
    max_output_tokens max_tokens cancelled content_filter abort timeout unknown_reason model_length
    network_error""".split(),  # noqa: SIM905
)
def test_an_ending_that_is_not_known_to_be_good_is_a_cut(advisor, server, reason):
    server.finish = reason
    answer = advisor.ask(QUESTION)
    assert answer.model == "quotes"
    assert "cut off" in answer.notices[0]


@pytest.mark.parametrize("reason", ["stop", "STOP", "eos", "end_turn", "stop_sequence"])
def test_an_ending_that_is_known_to_be_good_is_good(advisor, server, reason):
    server.finish = reason
    assert advisor.ask(QUESTION).model == "openai:test"


@pytest.mark.parametrize("finish", [None, ""])
@pytest.mark.parametrize("words", [GOOD, ["".join(GOOD)], [*GOOD, " \n"]])
def test_a_whole_stream_needs_no_reason_for_its_end(advisor, server, finish, words):
    server.ending, server.raw = "raw", chunks(*words, finish=finish)
    answer = advisor.ask(QUESTION)
    assert (answer.model, answer.notices) == ("openai:test", ())


@pytest.mark.parametrize("finish", [None, "", "length"])
def test_a_stream_without_its_mark_is_cut(advisor, server, finish):
    server.ending, server.raw = "raw", chunks(*GOOD, finish=finish, done=False)
    assert "cut off" in advisor.ask(QUESTION).notices[0]


def test_a_whole_stream_of_ollama_needs_no_reason_for_its_end(quoting):
    with OllamaServer().running() as server:
        line = {"message": {"role": "assistant", "content": "".join(GOOD)}, "done": False}
        last = {"message": {"role": "assistant", "content": ""}, "done": True}
        server.ending, server.raw = "raw", server._line(line) + server._line(last)
        given = {"model": "ollama:test", "model_url": server.url}
        advisor = Advisor(quoting.index, replace(quoting.settings, **given))
        assert advisor.ask(QUESTION).model == "ollama:test"
        server.raw = server._line(line)
        assert "cut off" in advisor.ask(QUESTION).notices[0]


def error(message, **more):
    return json.dumps({"error": {"message": f"{message} {KEY}", **more}}).encode()


WHOLE = json.dumps(
    {
        "id": "1",
        "object": "chat.completion",
        "created": 1,
        "model": "t",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": "Pears."},
                "finish_reason": "stop",
            }
        ],
    }
).encode()


@pytest.mark.parametrize(
    ("status", "said", "advice"),
    [
        # what answers is no model
        (200, b"<html><body>Welcome</body></html>", "CAREERBOT_MODEL_URL"),
        (200, error("Unexpected endpoint or method."), "CAREERBOT_MODEL_URL"),
        (200, WHOLE, "CAREERBOT_MODEL_URL"),
        (404, b"404 page not found", "CAREERBOT_MODEL_URL"),
        (405, b"Method Not Allowed", "CAREERBOT_MODEL_URL"),
        # there is no such model
        (404, error("The model `x` does not exist", code="model_not_found"), "CAREERBOT_MODEL"),
        (400, error("test is not a valid model, no such model"), "CAREERBOT_MODEL"),
        (404, error("model 'test' not found, try pulling it first"), "CAREERBOT_MODEL"),
        # too long for it
        (
            400,
            error(
                "This model's maximum context length is 4096 tokens.",
                code="context_length_exceeded",
            ),
            "lower CAREERBOT_MODEL_WINDOW",
        ),
        (
            400,
            error("the request exceeds the available context size", n_ctx=4096),
            "lower CAREERBOT_MODEL_WINDOW",
        ),
        (413, error("Request too large"), "lower CAREERBOT_MODEL_WINDOW"),
        (400, error("prompt is too long: 9000 tokens"), "lower CAREERBOT_MODEL_WINDOW"),
        # no credit
        (402, error("Insufficient credits"), "no credit"),
        (400, error("Your credit balance is too low"), "no credit"),
        (403, error("no"), "check your account"),
        # its machine
        (500, error("model requires more system memory (8 GiB)"), "too little memory"),
        (500, error("CUDA error: out of memory"), "too little memory"),
        (400, error("something else"), "check CAREERBOT_MODEL"),
        (
            400,
            error("Unsupported value: 'temperature' does not support 0 with this model."),
            "choose another model",
        ),
    ],
)
def test_each_error_says_what_to_do(advisor, server, status, said, advice):
    server.ending, server.raw = ("raw" if status == 200 else status), said
    answer = advisor.ask(QUESTION)
    assert answer.model == "quotes"
    (notice,) = answer.notices
    assert advice in notice
    assert "failed with" not in notice
    assert KEY not in notice


@pytest.mark.parametrize(
    ("headers", "least"),
    [
        ({"Retry-After": "1.5"}, 1.4),
        ({"retry-after-ms": "1500"}, 1.4),
        ({"Retry-After": "DATE"}, 1.0),
        ({"Retry-After": "1"}, 0.9),
    ],
)
def test_a_busy_server_is_left_alone_for_as_long_as_it_asks(advisor, server, headers, least):
    date = formatdate(time.time() + 3, usegmt=True)
    server.headers = {name: date if value == "DATE" else value for name, value in headers.items()}
    server.ending, server.failures = 429, 1
    started = time.monotonic()
    assert advisor.ask(QUESTION).model == "openai:test"
    assert time.monotonic() - started >= least
    assert len(server.requests) == 2


@pytest.mark.parametrize("headers", [{"Retry-After": "3600"}, {"retry-after-ms": "9999999"}])
def test_more_patience_than_there_is_is_not_had(advisor, server, headers):
    server.ending, server.headers = 429, headers
    assert "try again later" in advisor.ask(QUESTION).notices[0]
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "words",
    [
        ["<think>", "The user asks.", "</think>", *GOOD],
        ["The user asks.\n</think>\n", *GOOD],
        ["◁think▷The user asks.◁/think▷", *GOOD],
        ["<think>" + "long " * (MOST_CHARACTERS // 4), "</think>", *GOOD],
    ],
)
def test_what_a_model_thinks_is_not_its_answer(advisor, server, words):
    server.words = words
    answer = advisor.ask(QUESTION)
    assert (answer.model, answer.notices) == ("openai:test", ())
    assert [(s.text, s.support) for s in answer.sentences] == [
        ("Pears are pressed into perry.", "supported")
    ]


def test_a_model_that_only_thinks_has_given_no_answer(advisor, server):
    server.words = ["<think>The user", " asks for pears."]
    assert "empty answer" in advisor.ask(QUESTION).notices[0]


@pytest.mark.parametrize("name", ["openai:o4-mini", "openai:gpt-5-mini", "openai:o1"])
def test_models_that_think_are_sent_no_temperature(name):
    assert create(name, Settings(model=name, model_key="none")).temperature != 0


def test_other_models_are_sent_none_that_is_random():
    name = "openai:gpt-4o-mini"
    assert create(name, Settings(model=name, model_key="none")).temperature == 0
