"""What is shown until the page is there: how far the index is, to this machine alone."""

import json
import subprocess
import sys
import webbrowser
from collections.abc import Iterator
from urllib.request import Request, urlopen

import pytest

from bot import Settings
from bot.page import waiting
from bot.page.waiting import Waiting, waiting_for
from tests.conftest import PROJECT, free_port


@pytest.fixture
def place() -> Iterator[Waiting]:
    place = Waiting(Settings(port=free_port(), title="<b>Careers", colour="#0f766e"))
    yield place
    place.close()


def read(place: Waiting, path: str = "", **headers: str) -> tuple[str, dict[str, str]]:
    asked = Request(
        place.address + path, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )
    with urlopen(asked) as reply:
        return reply.read().decode(), dict(reply.headers)


def test_it_says_how_far_the_index_is(place: Waiting):
    place.tell("embedding", 7, 2000)
    progress, headers = read(place, "waiting.json")
    assert json.loads(progress) == {"doing": "embedding", "done": 7, "total": 2000}
    assert headers["Content-Type"].startswith("application/json")


def test_it_has_the_title_and_the_colour_of_the_page_and_lets_nothing_else_in(place: Waiting):
    page, headers = read(place)
    assert "&lt;b&gt;Careers" in page
    assert "<b>" not in page
    assert page.count("#0f766e") >= 2
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_it_speaks_the_language_of_the_browser(place: Waiting):
    german, _ = read(place, Accept_Language="de-DE,de")
    assert '<html lang="de">' in german
    assert "Ihre erste Frage" in german
    assert "Your first question" not in german


@pytest.mark.parametrize(("path", "host"), [("config", "localhost"), ("", "evil.example")])
def test_nothing_else_is_here_and_not_under_another_name(place: Waiting, path, host):
    with pytest.raises(OSError, match="404"):
        read(place, path, Host=f"{host}:{place.port}")


def test_others_than_this_machine_are_shown_nothing():
    with waiting_for(Settings(host="0.0.0.0", port=free_port()), browser=True) as nothing:
        assert nothing is None


@pytest.mark.parametrize(("browser", "screen", "opened"), [(1, 1, 1), (0, 1, 0), (1, 0, 0)])
def test_a_browser_is_opened_if_there_is_a_screen_and_nobody_said_no(
    monkeypatch, browser, screen, opened
):
    addresses: list[str] = []
    monkeypatch.setattr(webbrowser, "open", addresses.append)
    monkeypatch.setattr(waiting, "_has_screen", lambda: bool(screen))
    with waiting_for(Settings(port=free_port()), browser=bool(browser)) as place:
        assert place
    assert addresses == [place.address] * opened


def test_its_port_is_free_for_the_page_afterwards(place: Waiting):
    place.close()
    again = Waiting(Settings(port=place.port))
    again.close()
    assert again.port == place.port


def test_it_waits_for_nothing_that_takes_seconds_to_load():
    loaded = "import sys, bot.page.waiting; sys.exit('gradio' in sys.modules)"
    subprocess.run([sys.executable, "-c", loaded], cwd=PROJECT, check=True, timeout=120)
