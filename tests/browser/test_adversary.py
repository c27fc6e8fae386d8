"""A model that attacks the page: no script runs, nothing is fetched, no lie is shown as borne."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page, expect

from bot import Advisor, Settings
from bot.page import start
from tests.adversary import ATTACKS, QUESTION
from tests.browser import chromium
from tests.conftest import free_port
from tests.model_servers import OpenAIServer
from tests.test_adversary import say

if chromium.find() is None and not chromium.required():
    pytest.skip("no Chromium found, so the page is not tested here", allow_module_level=True)


class Canary:
    """A server that notes what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.url = ""

    @contextmanager
    def running(self) -> Iterator["Canary"]:
        asked = self.asked

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        self.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


@pytest.fixture
def canary() -> Iterator[Canary]:
    with Canary().running() as running:
        yield running


@pytest.fixture
def page() -> Iterator[Page]:
    with chromium.launched() as browser:
        yield _watched(browser)


def _watched(browser: Browser) -> Page:
    """A page that dismisses the dialogs that a script may open."""
    page = browser.new_page()
    page.on("dialog", lambda dialog: dialog.dismiss())
    return page


def test_the_attacks_work_on_a_page_that_shows_them_raw(page: Page, canary: Canary):
    """Else the test below would be blind."""
    page.goto(f"{canary.url}/page")
    harmed = 0
    for attack in ATTACKS:
        page.set_content(attack.reply(canary.url)[:5000])
        page.wait_for_timeout(20)
        harmed += bool(page.evaluate("window.harm"))
        page.evaluate("delete window.harm")
    page.wait_for_timeout(300)
    fetched = {path.split("?")[0] for path in canary.asked}
    assert harmed >= 4
    assert {"/s.css", "/v.mp4", "/l.css"} <= fetched


def test_no_attack_gets_through(advisor: Advisor, page: Page, canary: Canary):
    with OpenAIServer().running() as server:
        settings = Settings(
            home=advisor.settings.home,
            model="openai:adversary",
            model_url=server.url,
            port=free_port(),
        )
        attacked = Advisor(advisor.index, settings)
        gradio, address = start(attacked)
        requests: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.goto(address)
        box = page.locator("#question textarea")
        for attack in ATTACKS:
            say(server, attack.reply(canary.url))
            box.fill(QUESTION)
            box.press("Enter")
            reply = page.locator("#chat .bot")
            expect(reply.locator(".grade")).to_be_visible(timeout=90_000)
            false = attack.false.replace("CANARY", canary.url)
            supported = reply.locator(".sentence.supported").all_inner_texts()
            assert [text for text in supported if false in text] == [], attack.name
            assert page.evaluate("window.harm") is None, attack.name
            made = "img, script, style, iframe, form, video, audio, object, embed, link, meta"
            assert reply.locator(".answer").locator(made).count() == 0, attack.name
            page.get_by_label("Clear").first.click()
            expect(reply).to_have_count(0)
        gradio.close(verbose=False)
    assert canary.asked == []
    assert [url for url in requests if not url.startswith((address, "data:"))] == []
