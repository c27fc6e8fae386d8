"""The quote beside a number, and the guide behind it, in a real browser."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.page.browser import chromium
from tests.page.browser.conftest import HARM
from tests.page.browser.visit import Visit

if chromium.find() is None and not chromium.required():
    pytest.skip("no Chromium found, so the page is not tested here", allow_module_level=True)

QUOTE = "Perry is fermented in cellars of Hereford."
WHERE = f"Perry {HARM} · Where is perry fermented?"


def number_of(visit: Visit, quote: str = QUOTE) -> Locator:
    """The number after a quote in the answer."""
    visit.ask("where is perry fermented, in the cellars of Hereford?")
    number = visit.reply.locator(f'.sentence:text("{quote}") + button.cite')
    number.wait_for(timeout=60_000)
    return number


def test_pointing_at_a_number_says_where_its_quote_stands_for_as_long(
    small: Visit,
):
    number_of(small).hover()
    tip = small.page.get_by_role("tooltip")
    expect(tip).to_have_text(WHERE)  # the sentence is the quote
    tip.hover()
    small.page.wait_for_timeout(300)
    expect(tip).to_be_visible()
    small.page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    number_of(small).hover()
    small.page.mouse.move(5, 5)
    expect(tip).to_be_hidden()


def test_where_it_stands_describes_the_number_that_has_the_focus(small: Visit):
    number = number_of(small)
    number.focus()
    expect(number).to_have_role("button")
    expect(number).to_have_accessible_description(WHERE)
    small.box.focus()
    expect(small.page.get_by_role("tooltip")).to_be_hidden()


def test_pressing_a_number_opens_the_guide_at_the_quote(small: Visit):
    number = number_of(small)
    number.press("Enter")
    guide = small.page.get_by_role("dialog")
    expect(guide.locator("mark")).to_have_text(QUOTE)
    expect(guide.locator("mark")).to_be_in_viewport()
    expect(guide.locator("h2")).to_have_text(f"Perry {HARM}")
    expect(guide.locator("h3")).to_have_text("Where is perry fermented?")
    expect(guide.locator(".where")).to_contain_text("undated")
    text = guide.locator(".text").inner_text()
    assert "1900" in text
    assert text.count(HARM) == 121
    assert small.page.evaluate("window.harm") is None
    assert small.complaints == []


def test_a_number_of_a_models_sentence_shows_the_quote_as_well(slow_model):
    server, visit = slow_model
    server.words = ["Perry comes from pears that are pressed [1]."]
    visit.ask("what are pears pressed into?")
    visit.reply.locator("button.cite").first.hover(timeout=60_000)
    expect(visit.page.locator("#tip .where")).to_contain_text("Pears")
    expect(visit.page.locator("#tip .said")).to_have_text("Pears are pressed into perry.")


@pytest.mark.parametrize("width", [1280, 700])
@pytest.mark.parametrize("way", ["Escape", "button", "backdrop"])
def test_a_guide_that_is_closed_gives_the_focus_back_and_can_be_opened_again(
    small: Visit, way, width
):
    if (way, width) == ("backdrop", 1280):
        pytest.skip("what is beside the guide can be used")
    small.page.set_viewport_size({"width": width, "height": 800})
    number = number_of(small)
    number.press("Enter")
    guide = small.page.get_by_role("dialog")
    guide.wait_for()
    if way == "Escape":
        small.page.keyboard.press("Escape")
    elif way == "button":
        guide.get_by_role("button", name="Close").click()
    else:
        small.page.mouse.click(5, 5)
    expect(guide).to_be_hidden()
    expect(number).to_be_focused()
    expect(small.page.get_by_role("tooltip")).to_be_hidden()  # it would hide what is read next
    number.press("Enter")
    expect(guide).to_be_visible()


@pytest.mark.parametrize("clipboard", [True, False])
def test_an_answer_is_copied_as_text_with_its_quotes(small: Visit, clipboard):
    page = small.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    small.ask("where is perry fermented?")
    small.reply.locator("button.cite").first.wait_for(timeout=60_000)
    if not clipboard:  # as on a page that came without HTTPS
        page.evaluate("window.kept = navigator.clipboard")
        page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    small.reply.get_by_role("button", name="Copy").click()
    expect(small.reply.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("(window.kept ?? navigator.clipboard).readText()")
    sentence = "Perry is fermented in cellars of Hereford."
    answer, _, quotes = copied.rpartition("\n\n")
    numbered = re.search(re.escape(sentence) + r" \[(\d)\]", answer)
    assert numbered
    assert re.search(rf"^\[{numbered[1]}\] Perry.*: “{sentence}”$", quotes, re.MULTILINE)
