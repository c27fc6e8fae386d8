"""The page for people who see little, hear the page, or use no mouse."""

from importlib.resources import files

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.page.browser import chromium
from tests.page.browser.visit import Visit

if chromium.find() is None and not chromium.required():
    pytest.skip("no Chromium found, so the page is not tested here", allow_module_level=True)

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
QUESTION = "where is perry fermented?"
TOO_LONG = "pear " * 1000


def violations(page: Page, view: str) -> list[str]:
    """What axe finds on the page, by all of its rules, as it is now."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    assert found["passes"], view
    return [
        f"{view}: {rule['id']}: {node['html'][:200]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def answered(visit: Visit) -> None:
    visit.ask(QUESTION)
    visit.reply.locator("button.cite").first.wait_for(timeout=60_000)


def test_axe_finds_what_is_wrong(small: Visit):
    """Else the test below would be blind."""
    expect(small.page.locator("#state")).to_contain_text("guides")
    small.page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<button></button>')"
    )
    assert ["button-name" in found for found in violations(small.page, "spoilt")] == [True]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_view(browser: Browser, small_address: str, scheme):
    context = browser.new_context(
        viewport={"width": 1280, "height": 860},
        color_scheme=scheme,
        reduced_motion="reduce",  # colours half-way from one to the other are no colours
    )
    visit = Visit(context.new_page(), small_address)
    page = visit.page
    expect(page.locator("#state")).to_contain_text("guides")
    assert ("dark" in (page.locator("body").get_attribute("class") or "")) == (scheme == "dark")
    found = violations(page, "empty")
    answered(visit)
    found += violations(page, "answer")
    page.locator("#new-talk").hover()
    page.wait_for_timeout(300)  # until it has its colour
    page.get_by_label(f"Rename: {QUESTION}").focus()
    found += violations(page, "conversations")
    page.keyboard.press("Enter")
    found += violations(page, "naming")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Edit").first.click()
    found += violations(page, "editing")
    page.get_by_role("button", name="Cancel").press("Enter")
    visit.reply.locator("button.cite").first.focus()
    found += violations(page, "quote")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()
    found += violations(page, "guide")
    page.keyboard.press("Escape")
    page.locator("#open-menu").click()
    page.locator("#model input").wait_for()
    found += violations(page, "settings and about you")
    page.keyboard.press("Escape")
    page.locator("#open-guides").click()
    page.locator("#listed button.see").first.wait_for()
    found += violations(page, "guides")
    page.locator("#listed button.see").first.click()
    page.get_by_role("dialog").wait_for()
    found += violations(page, "guide of the list")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    visit.ask("I like pears. Where is perry fermented?")
    page.locator("#offer").wait_for(timeout=60_000)
    found += violations(page, "offer")
    visit.ask(TOO_LONG)
    visit.reply.locator(".problem").wait_for(timeout=60_000)
    found += violations(page, "problem")
    context.close()
    assert found == []


# The width of a small telephone; and 1280 pixels at a zoom of 200 %.
@pytest.mark.parametrize(("width", "scale"), [(320, 1), (640, 2)])
def test_a_narrow_page_scrolls_one_way_and_shows_all(
    browser: Browser, small_address: str, width, scale
):
    context = browser.new_context(
        viewport={"width": width, "height": 512}, device_scale_factor=scale
    )
    visit = Visit(context.new_page(), small_address)
    answered(visit)
    for drawer, parts in {
        "": ("#ask", "#own", "#chat button.cite"),
        "talks": ("#talks .open", "#talks .delete", "#save-md"),
        "sources": ("#passages .source",),
        "guides": ("#listed button.see",),
        "menu": ("#model input", "#look select", "#fact-hours textarea, #fact-hours input"),
    }.items():
        if drawer:
            visit.page.locator(f"#open-{drawer}").click()
        for part in parts:
            at = visit.page.locator(part).first
            at.scroll_into_view_if_needed()
            box = at.bounding_box()
            assert box, part
            assert box["x"] >= 0, part
            assert box["x"] + box["width"] <= width, part
        assert visit.page.locator("#ask").bounding_box()["y"] < 512
        visit.page.keyboard.press("Escape")
    visit.page.locator("#chat button.cite").first.click()
    box = visit.page.get_by_role("dialog").bounding_box()
    assert box
    assert box["width"] <= width
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


# What each live region of the page says about pears, as it changes.
LISTEN = """() => {
  window.heard = [];
  const live = "[role=status], [role=alert], [role=log], [aria-live]";
  const said = new Map();
  new MutationObserver(() => {
    for (const region of document.querySelectorAll(live)) {
      if (region.getAttribute("aria-live") === "off") continue;
      const text = region.textContent;
      if (/perry|pears/i.test(text) && said.get(region) !== text) window.heard.push(text);
      said.set(region, text);
    }
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
}"""


def test_a_screen_reader_hears_an_answer_once_and_not_while_it_is_written(slow_model):
    server, visit = slow_model
    server.words, server.pause = ["Pears ", "are ", "pressed ", "into ", "perry ", "[1]."], 0.15
    page = visit.page
    page.evaluate(LISTEN)
    visit.ask("what are pears pressed into?")
    expect(visit.reply).to_contain_text("Pears are", timeout=60_000)
    assert page.evaluate("window.heard") == []
    visit.reply.locator(".finished").wait_for(timeout=60_000)
    page.wait_for_timeout(500)
    heard = page.evaluate("window.heard")
    assert len(heard) == 1
    assert heard[0].endswith("Pears are pressed into perry.")


def press_until(page: Page, selector: str, most: int = 40) -> None:
    """Go on by Tab until something has the focus."""
    for _ in range(most):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by Tab")


def test_all_of_it_works_by_keyboard(slow_model):
    server, visit = slow_model
    server.words = ["Pears are pressed into perry [1]."]
    page = visit.page
    press_until(page, "#question textarea")
    page.keyboard.type("what are pears pressed into?")
    page.keyboard.press("Enter")
    visit.reply.locator("button.cite").wait_for(timeout=60_000)
    page.evaluate("document.activeElement.blur()")
    press_until(page, "button.cite")
    page.keyboard.press("Enter")
    guide = page.get_by_role("dialog")
    expect(guide.locator("mark")).to_have_text("Pears are pressed into perry.")
    press_until(page, "dialog .close", most=3)
    page.keyboard.press("Enter")
    expect(guide).to_be_hidden()
    page.evaluate("document.activeElement.blur()")
    press_until(page, "#open-menu")
    page.keyboard.press("Enter")
    page.locator("#model input").wait_for()
    press_until(page, "#model input", most=6)
    page.keyboard.press("Escape")
    press_until(page, "#fact-role input, #fact-role textarea")
    page.keyboard.type("cooper")
    server.words, server.pause = ["perry "] * 100, 0.1
    page.keyboard.press("Escape")
    expect(page.locator("#open-menu")).to_be_focused()
    visit.box.focus()
    page.keyboard.type("what is perry?")
    page.keyboard.press("Enter")
    expect(visit.reply).to_contain_text("perry perry", timeout=60_000)
    press_until(page, "#stop", most=3)
    page.keyboard.press("Enter")
    expect(visit.reply).to_contain_text("Stopped", timeout=5_000)
