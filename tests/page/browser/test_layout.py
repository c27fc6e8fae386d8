"""Where things stand: the composer in reach, drawers, and nothing that jumps."""

import threading

import pytest
from playwright.sync_api import Browser, Page, expect

from bot import Advisor
from tests.page.browser import chromium
from tests.page.browser.visit import Visit

if chromium.find() is None and not chromium.required():
    pytest.skip("no Chromium found, so the page is not tested here", allow_module_level=True)

QUESTION = "I like cider. What are pears pressed into?"
MOST_SHIFT = 0.1  # what Core Web Vitals call good
WATCH = """window.shifted = 0; new PerformanceObserver((list) => {
  list.getEntries().forEach((each) => { if (!each.hadRecentInput) window.shifted += each.value; });
}).observe({ type: "layout-shift", buffered: true });"""


def answered(visit: Visit, question: str = QUESTION) -> None:
    visit.ask(question)
    visit.reply.locator("button.cite").first.wait_for(timeout=60_000)


def top_of(page: Page, selector: str) -> float:
    box = page.locator(selector).bounding_box()
    assert box, selector
    return box["y"]


@pytest.mark.parametrize(("width", "height"), [(1280, 860), (320, 600)])
def test_nothing_jumps_while_an_answer_comes_and_something_is_offered(
    browser: Browser, small_address: str, width, height
):
    with browser.new_context(viewport={"width": width, "height": height}) as context:
        page = context.new_page()
        page.add_init_script(WATCH)
        visit = Visit(page, small_address)
        expect(page.locator("#state")).to_contain_text("guides")
        before = top_of(page, "#ask")
        answered(visit)
        page.locator("#offer").wait_for()
        assert top_of(page, "#ask") == before
        offered = page.locator("#do-not-remember").bounding_box()
        assert offered
        assert offered["y"] + offered["height"] <= before
        page.locator("#do-not-remember").click()
        page.locator("#chat button.cite").first.click()
        page.get_by_role("dialog").wait_for()
        page.wait_for_timeout(500)
        assert page.evaluate("window.shifted") < MOST_SHIFT


def test_the_window_scrolls_and_the_box_grows_no_further_than_a_third(
    browser: Browser, small_address: str
):
    with browser.new_context(viewport={"width": 360, "height": 640}) as context:
        visit = Visit(context.new_page(), small_address)
        page = visit.page
        answered(visit)
        inner = """() => [...document.querySelectorAll("#chat, #chat *")].filter((each) =>
            /auto|scroll/.test(getComputedStyle(each).overflowY)
            && each.scrollHeight > each.clientHeight + 1).length"""
        assert page.evaluate(inner) == 0
        visit.box.fill("a posting that is long\n" * 60)
        page.wait_for_timeout(300)
        box = page.locator("#question textarea").bounding_box()
        assert box
        assert box["height"] <= 640 / 3
        ask = page.locator("#ask").bounding_box()
        assert ask
        assert ask["y"] + ask["height"] <= 640
        assert box["y"] > 56


def test_whoever_presses_ask_twice_does_not_stop_the_answer(slow_model):
    server, visit = slow_model
    server.words, server.pause = ["Pears are pressed into perry [1]. "] * 10, 0.2
    visit.box.fill("what are pears pressed into?")
    place = visit.page.locator("#ask").bounding_box()
    assert place
    at = (place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    visit.page.mouse.click(*at)
    expect(visit.page.locator("#stop")).to_be_visible()
    visit.page.mouse.click(*at)
    expect(visit.page.locator("#ask")).to_be_visible(timeout=60_000)
    expect(visit.reply).not_to_contain_text("Stopped")


def test_what_is_done_is_said_and_sources_come_before_the_text(slow_model, monkeypatch):
    server, visit = slow_model
    looked_for, seen = Advisor.clarifying, threading.Event()

    def held(advisor, *asked):  # a search among three guides is over before anyone sees it
        seen.wait(60)
        return looked_for(advisor, *asked)

    monkeypatch.setattr(Advisor, "clarifying", held)
    server.words, server.pause = ["Pears ", "are ", "pressed ", "into ", "perry ", "[1]."], 3.0
    visit.ask("what are pears pressed into?")
    expect(visit.reply.locator(".doing")).to_contain_text("Searching 3 guides", timeout=60_000)
    seen.set()
    expect(visit.reply.locator(".from .found").first).to_contain_text("Pears", timeout=60_000)
    assert "Pears are" not in visit.reply.inner_text()
    server.pause = 0.0
    expect(visit.reply.locator(".from button").first).to_contain_text("Pears", timeout=60_000)
    visit.reply.locator(".from button").first.click()
    expect(visit.page.get_by_role("dialog").locator("mark")).to_have_count(1)


def test_a_tool_puts_its_question_into_the_box_and_does_not_ask(small: Visit):
    page = small.page
    page.evaluate("""document.querySelector("#chat .begin").insertAdjacentHTML("beforeend",
      '<button class="fill" id="tool">Compare<span class="ask">Compare A and B</span></button>')""")
    page.locator("#tool").click()
    expect(small.box).to_have_value("Compare A and B")
    expect(small.box).to_be_focused()
    expect(page.locator("#chat .user")).to_have_count(0)


@pytest.mark.parametrize("drawer", ["talks", "sources", "guides", "menu"])
def test_a_drawer_opens_over_a_narrow_page_and_gives_the_focus_back(
    browser: Browser, small_address: str, drawer
):
    with browser.new_context(viewport={"width": 400, "height": 700}) as context:
        page = Visit(context.new_page(), small_address).page
        opener = page.locator(f"#open-{drawer}")
        expect(opener).to_have_attribute("aria-expanded", "false")
        expect(page.locator(f"#{drawer}")).to_be_hidden()
        opener.press("Enter")
        expect(opener).to_have_attribute("aria-expanded", "true")
        expect(page.locator(f"#{drawer}")).to_be_visible()
        expect(page.locator(f"#{drawer} .shut")).to_be_focused()
        assert page.locator("#middle").evaluate("it => it.inert")
        page.keyboard.press("Escape")
        expect(page.locator(f"#{drawer}")).to_be_hidden()
        expect(opener).to_be_focused()


def test_guides_are_found_by_a_word_and_open_whole(small: Visit):
    page = small.page
    page.locator("#open-guides").click()
    seen = page.locator("#listed button.see")
    seen.first.wait_for()
    page.get_by_label("Find a guide").fill("apples")
    expect(seen.locator("visible=true")).to_have_count(1)
    seen.locator("visible=true").click()
    guide = page.get_by_role("dialog")
    expect(guide.locator("h2")).to_have_text("Apples")
    expect(guide.locator("mark")).to_have_count(0)
    expect(guide.get_by_role("link", name="Orchard notes")).to_have_attribute(
        "href", "https://example.org/orchard"
    )
    assert small.complaints == []


def test_a_message_is_not_named_by_its_markup(small: Visit):
    answered(small)
    named = "[...document.querySelectorAll('#chat [aria-label]')].map((e) => e.ariaLabel)"
    assert [label for label in small.page.evaluate(named) if "<" in label] == []
