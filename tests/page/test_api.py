"""The page without a browser."""

import json
import re
import subprocess
import threading
from dataclasses import asdict

import pytest

from bot.page.api import AT_ONCE
from bot.page.door.guard import MOST_BYTES
from tests.conftest import PROJECT
from tests.doubles.model_servers import OpenAIServer
from tests.doubles.small import shown, small_advisor
from tests.doubles.web import ask, ask_api, place_of, wait_for

QUESTION = "what are pears pressed into?"


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """An advisor on a few guides, its model's server, and where its page is."""
    folder = tmp_path_factory.mktemp("small")
    with (
        OpenAIServer().running() as server,
        small_advisor(folder, model="openai:test", model_url=server.url) as advisor,
        shown(advisor) as address,
    ):
        yield advisor, server, place_of(address)


@pytest.fixture
def place(small):
    small[1].words, small[1].pause = ["Pears are pressed into perry [1]."], 0.0
    return small[2]


QUOTES = {"preferences": {"model": "none"}}


def same(answer):
    return {name: value for name, value in answer.items() if name != "timings"}


def test_an_answer_is_what_python_gives(small, place):
    reply = ask_api(place, {"question": QUESTION})
    assert reply.status == 200
    expected = json.loads(json.dumps(asdict(small[0].ask(QUESTION))))
    assert same(reply.json) == same(expected)


def test_history_and_preferences_count(small, place):
    history = [
        {"role": "user", "text": QUESTION},
        {"role": "assistant", "text": "Into perry.", "passages": []},
    ]
    given = {"model": "none", "passages": 1, "detailed": True, "profile": {"role": "x"}}
    question = "and what is perry fermented in?"
    answer = ask_api(place, {"question": question, "history": history, "preferences": given}).json
    assert answer["model"] == "quotes"
    assert len(answer["passages"]) == 1
    assert QUESTION in answer["searched"]


def test_guides_are_listed_with_their_sections(place):
    guides = json.loads(ask(place, "GET", "/api/guides").body)["guides"]
    pears = next(guide for guide in guides if guide["title"] == "Pears")
    assert "What are pears pressed into?" in pears["sections"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "the body"),
        ("{", "the body"),
        ("[]", "the body"),
        ("[" * 100_000, "the body"),
        ('{"question": "\\ud800"}', "the body"),
        (b'{"question": "\xff"}', "the body"),
        ({}, "question"),
        ({"question": None}, "question"),
        ({"question": {"a": 1}}, "question"),
        ({"question": QUESTION, "historie": []}, "historie"),
        ({"question": QUESTION, "history": "x"}, "history"),
        ({"question": QUESTION, "history": [{"role": "system", "text": "x"}]}, "history.0.role"),
        ({"question": QUESTION, "preferences": {"passages": "6"}}, "preferences.passages"),
        ({"question": QUESTION, "preferences": {"passages": 99}}, "1 to 12"),
        ({"question": QUESTION, "preferences": {"profile": {"rank": "x"}}}, "profile.rank"),
        ({"question": QUESTION, "preferences": {"profile": {"role": "x" * 9999}}}, "Your role"),
        ({"question": QUESTION, "preferences": {"model": "openai:other"}}, "no language model"),
        ({"question": "  "}, "no question yet"),
        ({"question": "x" * 4001}, "at most 4,000"),
    ],
)
def test_what_is_wrong_with_a_question_is_said(place, body, said):
    reply = ask_api(place, body)
    assert reply.status == 400
    assert said in reply.json["error"]
    assert "Traceback" not in reply.json["error"]


def test_other_ways_of_asking_are_refused(place):
    as_text = ask(place, "POST", "/api/ask", "{}", {"Content-Type": "text/plain"})
    assert (as_text.status, "application/json" in as_text.body.decode()) == (415, True)
    assert ask(place, "GET", "/api/ask").status == 405
    assert ask(place, "POST", "/api/guides", b"{}").status == 405
    assert ask(place, "GET", "/api/asks").status == 404
    foreign = ask_api(place, {"question": QUESTION}, {"Origin": "null"})
    assert (foreign.status, "another site" in foreign.json["error"]) == (403, True)


JSON = {"Content-Type": "application/json"}


def test_more_than_is_read_is_refused_whatever_it_says_of_itself(place):
    too_much = json.dumps({"question": "x" * MOST_BYTES})
    assert ask(place, "POST", "/api/ask", too_much, JSON).status == 413
    in_pieces = ask(place, "POST", "/api/ask", iter([too_much.encode()]), JSON)
    assert in_pieces.status == 413
    assert "error" in json.loads(in_pieces.body)


def test_an_error_nobody_expected_is_no_traceback(small, place, monkeypatch, caplog):
    monkeypatch.setattr("bot.advisor.consult", lambda *_: 1 / 0)
    reply = ask_api(place, {"question": QUESTION})
    assert reply.status == 500
    assert "division" not in reply.json["error"]
    assert "ZeroDivisionError" in caplog.text


def test_more_than_sixteen_at_once_are_turned_away_and_the_others_answered(small, place):
    _, server, _ = small
    server.pause, server.words = 0.3, ["Pears ", "are ", "pressed ", "into ", "perry [1]."]
    before = len(server.requests)
    replies = []
    threads = [
        threading.Thread(target=lambda: replies.append(ask_api(place, {"question": QUESTION})))
        for _ in range(AT_ONCE)
    ]
    for thread in threads:
        thread.start()
    wait_for(lambda: len(server.requests) == before + AT_ONCE)
    turned_away = ask_api(place, {"question": QUESTION})
    for thread in threads:
        thread.join()
    assert turned_away.status == 503
    assert int(turned_away.getheader("Retry-After")) > 0
    assert "Ask again" in turned_away.json["error"]
    assert [reply.status for reply in replies] == [200] * AT_ONCE
    assert ask_api(place, {"question": QUESTION} | QUOTES).status == 200


def test_a_program_that_leaves_stops_the_model(small, place):
    _, server, _ = small
    server.pause, server.words = 0.05, ["perry "] * 400
    closed, asked = server.closed_early, len(server.requests)
    body = json.dumps({"question": QUESTION})
    with pytest.raises(subprocess.TimeoutExpired):
        subprocess.run(
            ["curl", "-s", f"http://127.0.0.1:{place[1]}/api/ask", "--json", body], timeout=2
        )
    assert len(server.requests) == asked + 1
    wait_for(lambda: server.closed_early == closed + 1, 10)


def test_the_curl_of_the_readme_works(place):
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"```sh\n(curl .*?api/ask.*?)```", readme, re.DOTALL)
    assert found
    command = found[1].replace("7860", str(place[1]))
    done = subprocess.run(command, shell=True, capture_output=True, check=True, timeout=60)
    assert json.loads(done.stdout)["question"]
