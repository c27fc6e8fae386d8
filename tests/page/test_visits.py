"""What belongs to one browser is out of reach for all others, whatever they call themselves."""

import http.client
import json
from contextlib import closing

import pytest

from bot.page.door.visits import own_name
from tests.doubles.model_servers import OpenAIServer
from tests.doubles.small import shown, small_advisor
from tests.doubles.web import Tab, ask, cookie_in, place_of, wait_for

NOT_FOUND = '"session_not_found":true'
SECRET = "the pear that nobody else may know of"


@pytest.fixture(scope="module")
def slow(tmp_path_factory):
    """A page that answers by a model, and that model's server."""
    folder = tmp_path_factory.mktemp("slow")
    with (
        OpenAIServer().running() as server,
        small_advisor(folder, model="openai:test", model_url=server.url) as advisor,
        shown(advisor) as address,
    ):
        yield server, place_of(address)


@pytest.fixture
def place(slow):
    slow[0].words, slow[0].pause = ["Pears are pressed into perry [1]."], 0.0
    return slow[1]


def read(place, query: str, headers) -> str:
    """Whatever a stream gives until it ends, be it by breaking off."""
    with closing(http.client.HTTPConnection(*place, timeout=60)) as connection:
        connection.request("GET", f"/gradio_api/queue/data?{query}", headers=headers)
        try:
            return connection.getresponse().read().decode()
        except http.client.IncompleteRead as error:
            return error.partial.decode()


def test_a_browser_is_given_a_secret_once(place):
    first = ask(place, "GET", "/")
    cookie = cookie_in(first)
    assert len(cookie.partition("=")[2]) == 43
    assert "HttpOnly" in first.getheader("Set-Cookie")
    assert "SameSite=strict" in first.getheader("Set-Cookie")
    assert ask(place, "GET", "/", headers={"Cookie": cookie}).getheader("Set-Cookie") is None
    for other in (f"{cookie}x", "careerbot=1", cookie.partition("=")[0] + "=short"):
        assert ask(place, "GET", "/", headers={"Cookie": other}).getheader("Set-Cookie")
    assert cookie_in(ask(place, "GET", "/")) != cookie


def test_nobody_reads_along_under_the_name_of_another(slow, place):
    anna = Tab(place, "thename")
    thief = Tab(place, "thename")
    without = Tab(place, "thename")
    without.headers = {}
    slow[0].words, slow[0].pause = ["perry "] * 20, 0.1
    assert anna.join(f"what are pears pressed into? {SECRET}").status == 200
    for other in (thief, without):
        assert NOT_FOUND in read(place, "session_hash=thename", other.headers)
    with Tab(place, "thename", anna.cookie).stream() as messages:  # else this would see nothing
        assert SECRET in json.dumps(list(messages))


def test_nobody_goes_on_with_the_conversation_of_another(place):
    anna = Tab(place, "thesame")
    assert SECRET in anna.answered(f"what are pears pressed into? {SECRET}")
    assert SECRET not in Tab(place, "thesame").answered("what is perry?")
    assert SECRET in Tab(place, "thesame", anna.cookie).answered("what is perry?")


def test_nobody_stops_the_answer_of_another(slow, place):
    server, _ = slow
    server.words, server.pause = ["perry "] * 60, 0.05
    anna = Tab(place, "stopped")
    closed, asked = server.closed_early, len(server.requests)
    anna.join("what are pears pressed into?")
    with anna.stream() as messages:
        wait_for(lambda: len(server.requests) > asked)
        Tab(place, "stopped").stop()
        next(messages)
        assert server.closed_early == closed
        anna.stop()
        list(messages)
    wait_for(lambda: server.closed_early == closed + 1, 10)


def test_the_name_that_gradio_sees_is_a_hash_of_both():
    names = {own_name(secret, name) for secret in "ab" for name in "xy"}
    assert len(names) == 4
    assert all(len(name) == 64 for name in names)


@pytest.mark.parametrize("body", ["", "{", "[" * 50_000, "\xff"])
def test_what_is_no_json_is_refused(place, body):
    headers = {"Content-Type": "application/json"}
    assert ask(place, "POST", "/gradio_api/queue/join", body.encode(), headers).status == 400


@pytest.mark.parametrize("said", [[], 1, {}, {"session_hash": 1}, {"session_hash": None}])
def test_what_names_no_browser_is_gradios_to_refuse(place, said):
    headers = {"Content-Type": "application/json"}
    reply = ask(place, "POST", "/gradio_api/queue/join", json.dumps(said), headers)
    assert 400 <= reply.status < 500


@pytest.mark.parametrize("query", ["", "session_hash=", "session_hash=a&session_hash=b", "x=%ff"])
def test_a_stream_of_nobody_gives_nothing(place, query):
    assert NOT_FOUND in read(place, query, {})
