"""A server that goes away and comes back: it is said, and nothing that was shown is lost."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from bot import Settings
from tests.conftest import PROJECT
from tests.doubles.model_servers import OpenAIServer
from tests.doubles.small import shown, small_advisor
from tests.page.browser import chromium
from tests.page.browser.visit import Visit

if chromium.find() is None and not chromium.required():
    pytest.skip("no Chromium found, so the page is not tested here", allow_module_level=True)

PEARS = "What are pears pressed into?"
PLUMS = "What are plums dried into?"


def test_a_page_whose_server_was_started_anew_goes_on_by_itself(tmp_path, browser):
    with small_advisor(tmp_path) as advisor, browser.new_context() as context:
        with shown(advisor) as address:
            visit = Visit(context.new_page(), address)
            visit.ask(PEARS)
            visit.page.locator("#talks button.open").wait_for(state="attached")
            visit.reply.locator(".grade").wait_for(timeout=60_000)
            visit.page.wait_for_timeout(500)  # until it is kept
            visit.box.fill("half a ques")
        expect(visit.page.get_by_role("alert").first).to_contain_text(
            "connection to careerbot was lost", timeout=20_000
        )
        expect(visit.page.locator("#chat .user")).to_have_text([PEARS])
        with shown(advisor) as address_again:
            assert address_again == address
            expect(visit.page.locator("#lost")).to_have_count(0, timeout=20_000)
            expect(visit.box).to_have_value("half a ques", timeout=20_000)
            expect(visit.page.locator("#chat .user")).to_have_text([PEARS], timeout=20_000)
            visit.ask(PLUMS)
            expect(visit.page.locator("#chat .finished")).to_have_count(2, timeout=60_000)
            expect(visit.page.locator("#chat .user")).to_have_text([PEARS, PLUMS])


@contextmanager
def serving(settings: Settings, url: str) -> Iterator[tuple[subprocess.Popen, str]]:
    command = [
        sys.executable,
        "-m",
        "tests.page.browser.served",
        settings.home,
        str(settings.port),
        url,
    ]
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    with process:
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


@pytest.mark.slow
def test_a_server_killed_in_the_middle_of_an_answer_loses_no_turn(tmp_path, browser):
    with small_advisor(tmp_path) as advisor:
        settings = advisor.settings
    with OpenAIServer().running() as model, browser.new_context() as context:
        model.words = ["Pears are pressed into perry [1]."]
        with serving(settings, model.url) as (process, address):
            visit = Visit(context.new_page(), address)
            page = visit.page
            visit.ask(PEARS)
            visit.reply.locator("button.cite").wait_for(timeout=60_000)
            model.words, model.pause = ["prunes "] * 200, 0.1
            visit.ask(PLUMS)
            expect(visit.reply).to_contain_text("prunes prunes", timeout=60_000)
            process.kill()
            process.wait()
            expect(page.locator("#lost")).to_contain_text("was lost", timeout=20_000)
            expect(page.locator("#chat .user")).to_have_text([PEARS, PLUMS])
        model.words, model.pause = ["Plums are dried into prunes [1]."], 0.0
        with serving(settings, model.url) as (_, address_again):
            assert address_again == address
            expect(visit.reply.locator(".problem")).to_contain_text("was lost", timeout=30_000)
            expect(page.locator("#chat .user")).to_have_text([PEARS, PLUMS])
            visit.page.get_by_role("button", name="Ask again").press("Enter")
            expect(page.locator("#chat .sentence")).to_have_text(
                ["Pears are pressed into perry.", "Plums are dried into prunes."], timeout=60_000
            )
            expect(page.locator("#chat .user")).to_have_text([PEARS, PLUMS])
