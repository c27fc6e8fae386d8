"""The page in another language, in the dark, and in larger letters."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.page.browser import chromium
from tests.page.browser.test_accessibility import answered, violations
from tests.page.browser.visit import Visit

if chromium.find() is None and not chromium.required():
    pytest.skip("no Chromium found, so the page is not tested here", allow_module_level=True)


def text_size(visit: Visit) -> float:
    answer = visit.page.locator("#chat .answer").last
    return float(answer.evaluate("it => getComputedStyle(it).fontSize").removesuffix("px"))


def test_the_page_speaks_german_to_a_german_browser(browser: Browser, small_address: str):
    context = browser.new_context(locale="de-AT", reduced_motion="reduce")
    visit = Visit(context.new_page(), small_address)
    page = visit.page
    expect(page.locator("html")).to_have_attribute("lang", re.compile("^de"))
    expect(page.locator("#chat h2")).to_have_text("Was möchten Sie wissen?")
    expect(page.locator("#state")).to_contain_text("Ratgeber")
    expect(page.locator("#passages")).to_contain_text("Hier erscheinen die Stellen")
    expect(page.locator("#talks nav h2")).to_have_text("Gespräche")
    answered(visit)
    expect(visit.reply.locator(".grade")).to_have_text("Aus den Ratgebern beantwortet")
    expect(visit.reply).to_contain_text("Perry is fermented in cellars of Hereford.")
    expect(page.locator("#passages .where").first).to_contain_text("ohne Datum")
    page.locator("#open-guides").click()
    expect(page.locator("#listed .see").last).to_contain_text("ohne Datum")
    page.locator("#open-menu").click()
    expect(page.get_by_label("Ihr jetziger Beruf")).to_be_visible()
    expect(page.get_by_label("Antwort verfasst von")).to_have_value(re.compile("Niemand"))
    assert "__i18n__" not in page.inner_text("body")
    assert violations(page, "german") == []
    context.close()


def test_a_browser_of_another_language_is_spoken_to_in_english(
    browser: Browser, small_address: str
):
    context = browser.new_context(locale="fr-FR")
    visit = Visit(context.new_page(), small_address)
    answered(visit)
    expect(visit.reply.locator(".grade")).to_have_text("Answered from the guides")
    expect(visit.page.locator("button#ask")).to_have_text("Ask")
    expect(visit.page.locator("#talks nav h2")).to_have_text("Conversations")
    context.close()


@pytest.mark.parametrize(("device", "chosen"), [("light", "Dark"), ("dark", "Light")])
def test_light_or_dark_is_chosen_and_stays(browser: Browser, small_address: str, device, chosen):
    context = browser.new_context(color_scheme=device)
    visit = Visit(context.new_page(), small_address)
    visit.page.locator("#open-menu").click()
    visit.page.get_by_label("Light or dark").select_option(chosen)
    dark = re.compile(r"\bdark\b")
    for _ in range(2):
        seen = expect(visit.page.locator("body"))
        (seen.to_have_class if chosen == "Dark" else seen.not_to_have_class)(dark)
        visit = Visit(visit.page, small_address)
    visit.page.locator("#open-menu").click()
    expect(visit.page.get_by_label("Light or dark")).to_have_value(chosen.lower())
    visit.page.get_by_label("Light or dark").select_option("As this device")
    seen = expect(visit.page.locator("body"))
    (seen.not_to_have_class if chosen == "Dark" else seen.to_have_class)(dark)
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_letters_grow_as_chosen_and_all_of_them_can_be_read(
    browser: Browser, small_address: str, scheme
):
    context = browser.new_context(color_scheme=scheme, reduced_motion="reduce")
    visit = Visit(context.new_page(), small_address)
    answered(visit)
    usual = text_size(visit)
    visit.page.locator("#open-menu").click()
    for size, times in (("Large", 1.2), ("Larger", 1.4)):
        visit.page.get_by_label("Text size").select_option(size)
        assert text_size(visit) == pytest.approx(times * usual, rel=0.05)
    assert violations(visit.page, "larger letters") == []
    visit.page.set_viewport_size({"width": 320, "height": 800})
    wide = visit.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 320
    context.close()


def test_a_look_that_somebody_else_wrote_changes_nothing(small: Visit, small_address: str):
    for kept in ('{"shade": "<img>", "size": 3}', "null", "nonsense"):
        small.page.evaluate("kept => localStorage.setItem('careerbot-look', kept)", kept)
        again = Visit(small.page.context.new_page(), small_address)
        again.page.locator("#open-menu").click()
        expect(again.page.get_by_label("Text size")).to_have_value("")
        assert again.complaints == []
