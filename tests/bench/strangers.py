"""Three hundred connections of strangers: how long do login and /health take beside them?

    python -m tests.bench.strangers

The page runs in a process of its own, with an account, as `careerbot serve` starts it. In each
round 300 connections do the same: nothing at all; a header that never ends, as fast as it is taken;
a header a byte at a time; a body a byte at a time; a large body. Meanwhile someone logs in, and
`/health` is asked.
"""

import os
import socket
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from bot import Settings
from bot.page.door.accounts import Accounts
from bot.project import build_with_progress
from tests.bench.load import served
from tests.doubles.fakes import PASSWORD, write_guides
from tests.doubles.web import Place, ask, log_in

CONNECTIONS = 300
SECONDS = 12.0  # of a round
ASKED_EVERY = 0.5  # seconds
FORM = b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"


def main() -> None:
    """Measure, and print a line a round."""
    with tempfile.TemporaryDirectory() as scratch:
        guides = write_guides(Path(scratch, "guides"))
        settings = Settings(home=str(Path(scratch, "home")), corpus=str(guides))
        build_with_progress([settings.corpus], settings)
        Accounts(Path(settings.home)).add("ann", PASSWORD)
        with served(settings, CAREERBOT_CORPUS=settings.corpus) as (process, place):
            log_in(place, "ann", PASSWORD)
            time.sleep(3)  # until it is warm
            for kind, send in KINDS.items():
                before = process.memory_info().rss
                health, login, most, failed = round_of(send, place, process.memory_info)
                grown = (most - before) / 2**20
                print(
                    f"{kind}: /health at most {health:.2f} s, login at most {login:.2f} s, "
                    f"{failed} failed, memory +{grown:.1f} MB, {process.num_fds()} files open",
                    flush=True,
                )


def round_of(
    send: Callable[[socket.socket, int], None], place: Place, memory: Callable[[], object]
) -> tuple[float, float, int, int]:
    """The longest times of `/health` and login, the most memory, and how many requests failed."""
    ends = threading.Event()
    strangers = threading.Thread(target=_flood, args=(send, place, ends))
    strangers.start()
    longest = {"health": 0.0, "login": 0.0}
    most = failed = 0
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        for way in ("health", "login"):
            began = time.monotonic()
            try:
                status = _asked(way, place)
            except OSError:
                status = 0
            longest[way] = max(longest[way], time.monotonic() - began)
            failed += status not in (200, 303)
        most = max(most, memory().rss)  # type: ignore[attr-defined]
        time.sleep(ASKED_EVERY)
    ends.set()
    strangers.join()
    return longest["health"], longest["login"], most, failed


def _asked(way: str, place: Place) -> int:
    if way == "health":
        return ask(place, "GET", "/health").status
    return log_in(place, "ann", PASSWORD).status


def _flood(send: Callable[[socket.socket, int], None], place: Place, ends: threading.Event) -> None:
    """Keep 300 connections busy; one that is ended is made anew."""
    there: list[socket.socket | None] = [None] * CONNECTIONS
    turns = [0] * CONNECTIONS
    while not ends.is_set():
        for number, each in enumerate(there):
            if each is None:
                with suppress(OSError):
                    there[number] = _connected(place)
                continue
            try:
                send(each, turns[number])
                turns[number] += 1
            except BlockingIOError:
                continue
            except OSError:
                each.close()
                there[number], turns[number] = None, 0
        time.sleep(0.05)
    for each in there:
        if each:
            each.close()


def _connected(place: Place) -> socket.socket:
    made = socket.create_connection(place, timeout=1)
    made.setblocking(False)
    return made


def _nothing(_: socket.socket, __: int) -> None:
    """Only be there."""


def _endless_header(there: socket.socket, turn: int) -> None:
    there.send(b"GET /health HTTP/1.1\r\nHost: localhost\r\nX: " if turn == 0 else b"x" * 65536)


def _many_headers(there: socket.socket, turn: int) -> None:
    there.send(b"GET /health HTTP/1.1\r\nHost: localhost\r\n" if turn == 0 else b"X: y\r\n" * 4096)


def _slow_header(there: socket.socket, _: int) -> None:
    there.send(b"G")


def _slow_body(there: socket.socket, turn: int) -> None:
    there.send(FORM % 4096 if turn == 0 else b"x")


def _large_body(there: socket.socket, turn: int) -> None:
    there.send(FORM % (256 * 1024) if turn == 0 else b"x" * 16384)


KINDS = {
    "nothing": _nothing,
    "a header without end": _endless_header,
    "headers without end": _many_headers,
    "a slow header": _slow_header,
    "a slow body": _slow_body,
    "a large body": _large_body,
}

if __name__ == "__main__":
    os.environ["HF_HUB_OFFLINE"] = "1"
    main()
