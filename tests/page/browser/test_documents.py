"""Documents that are sent to the page: one's own, and into the guides for all."""

import pytest
from playwright.sync_api import Browser, expect

from tests.doubles.small import shown, small_advisor
from tests.page.browser.visit import Visit

QUINCE = {
    "name": "quince.txt",
    "mimeType": "text/plain",
    "buffer": b"Quinces\n\nQuinces are cooked into a jelly of amber colour.",
}
BROKEN = {"name": "broken.pdf", "mimeType": "application/pdf", "buffer": b"no PDF"}
QUESTION = "What are quinces cooked into?"


@pytest.fixture
def open_to_all(tmp_path, browser: Browser):
    """A visit to a page that lets people add to the guides."""
    with (
        small_advisor(tmp_path, uploads="corpus") as advisor,
        shown(advisor) as address,
        browser.new_context(viewport={"width": 1280, "height": 860}) as context,
    ):
        yield Visit(context.new_page(), address)


def send(visit: Visit, button: str, *files) -> None:
    with visit.page.expect_file_chooser() as chosen:
        visit.page.locator(f"button#{button}").click()
    chosen.value.set_files(list(files))


def test_a_document_of_ones_own_is_asked_about_until_the_chat_is_cleared(
    small: Visit, browser: Browser, small_address: str
):
    page = small.page
    send(small, "own", QUINCE, BROKEN)
    expect(page.locator("#own-report")).to_contain_text("quince.txt: 1 passage", timeout=30_000)
    expect(page.locator("#own-report .problem")).to_contain_text("broken.pdf: it is no whole PDF")
    small.ask(QUESTION)
    expect(small.reply).to_contain_text("a jelly of amber colour", timeout=60_000)
    expect(page.locator("#sources .where").first).to_contain_text("your documents/quince.txt")
    small.reply.locator("button.cite").first.click()
    expect(page.get_by_role("dialog").locator("mark")).to_contain_text("a jelly of amber colour")
    page.keyboard.press("Escape")
    with browser.new_context() as others:
        other = Visit(others.new_page(), small_address)
        other.ask(QUESTION)
        expect(other.reply.locator(".grade, .problem")).to_be_visible(timeout=60_000)
        expect(other.reply).not_to_contain_text("jelly")
    page.locator("#new-talk").click()
    expect(page.locator("#own-report")).not_to_contain_text("quince")
    small.ask(QUESTION)
    expect(small.reply.locator(".grade, .problem")).to_be_visible(timeout=60_000)
    expect(small.reply).not_to_contain_text("jelly")
    assert small.complaints == []


def test_the_guides_are_listed_and_cannot_be_changed_where_that_is_not_allowed(small: Visit):
    page = small.page
    page.locator("#open-guides").click()
    expect(page.locator("#listed .see").first).to_contain_text("Apples")
    expect(page.locator("button#add")).to_have_count(0)
    expect(page.locator("button#build")).to_have_count(0)


def test_where_it_is_allowed_documents_go_into_the_guides(open_to_all: Visit):
    page = open_to_all.page
    page.locator("#open-guides").click()
    expect(page.locator("#listed .see").first).to_contain_text("Apples")
    page.locator("button#build").click()
    expect(page.locator("#report")).to_contain_text("Nothing has changed", timeout=60_000)
    send(open_to_all, "add", QUINCE, BROKEN)
    expect(page.locator("#report")).to_contain_text("quince.txt: 1 passage", timeout=30_000)
    expect(page.locator("#report .problem")).to_contain_text("broken.pdf: it is no whole PDF")
    expect(page.locator("#listed")).to_contain_text("Quinces")
    open_to_all.ask(QUESTION)
    expect(open_to_all.reply).to_contain_text("a jelly of amber colour", timeout=60_000)
    page.locator("button#build").click()
    expect(page.locator("#report")).to_contain_text("holds 4 guides now; 0 texts", timeout=60_000)
    expect(page.locator("#listed")).not_to_contain_text("broken.pdf")
