"""Whoever connects can keep neither the page from others nor its memory and files to themselves."""

import socket
import time
from contextlib import ExitStack, closing

import pytest

from bot.page.door import connections
from bot.page.door.accounts import Accounts
from bot.page.door.connections import MOST_HEADER_BYTES, most_connections
from bot.page.door.guard import MOST_HEADERS
from bot.page.door.login import MOST_OF_FORM
from tests.doubles.fakes import CHEAP, PASSWORD
from tests.doubles.small import shown, small_advisor
from tests.doubles.web import Tab, ask, cookie_in, log_in, place_of

HEAD = b"GET /health HTTP/1.1\r\nHost: localhost\r\n"
FORM = b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4096\r\n\r\n"
FEW = 12  # connections


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Where a page with an account is, whose connections must hurry and be few."""
    folder = tmp_path_factory.mktemp("house")
    Accounts(folder / "home", CHEAP).add("ann", PASSWORD)
    with pytest.MonkeyPatch.context() as patch, small_advisor(folder) as advisor:
        patch.setattr(connections, "LOOK", 0.2)
        patch.setattr(connections, "HEADER_WITHIN", 1.0)
        patch.setattr(connections, "most_connections", lambda: FEW)
        with shown(advisor) as address:
            yield place_of(address)


def connected(place, first=b""):
    made = socket.create_connection(place, timeout=10)
    made.sendall(first)
    return made


def is_ended(there, seconds=10.0, dripping=b""):
    """Whether the server ends a connection, into which something drips meanwhile."""
    there.settimeout(0.1)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            there.sendall(dripping)
            if there.recv(4096) == b"":
                return True
        except TimeoutError:
            continue
        except OSError:
            return True
    return False


@pytest.mark.parametrize(
    "header",
    [
        b"X: " + b"x" * MOST_HEADER_BYTES + b"\r\n",
        b"X: y\r\n" * (MOST_HEADERS + 1),
        b"X: " + b"x" * 2**20,  # which does not end
        b"x" * 2**20,
        b"X: y\r\n" * 2**18,
    ],
)
def test_more_headers_than_are_read_are_refused(place, header):
    with closing(connected(place)) as there:
        try:
            there.sendall(HEAD + header + b"\r\n")
            status = there.recv(4096).split(b" ")[1]
        except ConnectionError:  # it hung up while we were talking
            return
    assert status in (b"431", b"400")


def test_as_many_headers_as_a_browser_sends_are_read(place):
    headers = {f"X-{number}": "x" * 100 for number in range(80)}
    assert ask(place, "GET", "/health", headers=headers).status == 200


@pytest.mark.parametrize(
    ("first", "dripping"),
    [
        (b"", b""),
        (b"GET", b""),
        (HEAD, b""),
        (HEAD, b"x"),
        (HEAD + b"\r\n", b""),  # a whole request, and then nothing
        (HEAD + b"\r\n", b"G"),
        (FORM, b""),
        (FORM, b"x"),
    ],
)
def test_a_connection_that_keeps_the_server_waiting_is_ended(place, first, dripping):
    with closing(connected(place, first)) as there:
        assert is_ended(there, dripping=dripping)


@pytest.mark.parametrize("first", [b"", HEAD, FORM, HEAD + b"\r\n"])
def test_many_connections_keep_nobody_out(place, first):
    with ExitStack() as stack:
        for _ in range(5 * FEW):
            stack.enter_context(closing(connected(place, first)))
            if len(stack._exit_callbacks) % 7 == 0:
                began = time.monotonic()
                assert ask(place, "GET", "/health").status == 200
                assert log_in(place, "ann", PASSWORD).status == 303
                assert time.monotonic() - began < 4  # both


def test_an_answer_under_way_is_not_ended_for_others(place):
    tab = Tab(place, "mine", cookie_in(log_in(place, "ann", PASSWORD)))
    heartbeat = HEAD.replace(b"/health", b"/gradio_api/heartbeat/x")
    heartbeat += f"Cookie: {tab.cookie}\r\n\r\n".encode()
    with ExitStack() as stack:
        mine = stack.enter_context(closing(connected(place, heartbeat)))
        assert b" 200 " in mine.recv(4096)
        for _ in range(3 * FEW):
            stack.enter_context(closing(connected(place, HEAD)))
        assert not is_ended(mine, seconds=1.5)
        assert "perry" in tab.answered("what are pears pressed into?")


def test_a_form_is_read_no_further_than_a_long_password_is(place):
    assert log_in(place, "ann", "x" * MOST_OF_FORM).status == 413
    assert log_in(place, "ann", "ü" * 1000).status == 401


def test_half_of_the_files_of_a_process_stay_free_for_the_rest_of_it():
    resource = pytest.importorskip("resource")
    files, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (220, hard))
        assert most_connections() == 110
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
    assert 0 < most_connections() <= connections.MOST_CONNECTIONS
