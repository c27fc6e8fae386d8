"""The profile: offered, kept in the browser, used in the open, forgotten."""

import json
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.page.browser.visit import Visit


def opened(page: Page) -> dict[str, Locator]:
    """The boxes of the profile, by the name of their fact."""
    page.locator("#state p").wait_for()
    page.locator("#open-menu").click()
    page.locator("#fact-role").wait_for()
    names = ("role", "certifications", "interests")
    return {name: page.locator(f"#fact-{name}").locator("input, textarea") for name in names}


def test_what_somebody_says_is_remembered_only_when_they_say_so(small: Visit):
    page = small.page
    small.ask("I like cider. What are pears pressed into?")
    expect(page.locator("#offer")).to_contain_text("Shall I remember that you like cider?")
    page.locator("#do-not-remember").click()
    expect(page.locator("#offer")).to_be_hidden()
    small.ask("I am a cooper and I like perry. What are pears pressed into?")
    expect(page.locator("#offer")).to_contain_text("you work as cooper, and that you like perry")
    page.locator("#remember").click()
    expect(page.locator("#offer")).to_be_hidden()
    boxes = opened(page)
    expect(boxes["role"]).to_have_value("cooper")
    expect(boxes["interests"]).to_have_value("perry")
    page.reload()
    boxes = opened(page)
    expect(boxes["role"]).to_have_value("cooper")
    expect(boxes["interests"]).to_have_value("perry")
    small.ask("I like perry. What are pears pressed into?")
    small.reply.locator(".grade").wait_for()
    expect(page.locator("#offer")).to_be_hidden()
    with page.expect_download() as download:
        page.locator("#save-profile").click()
    saved = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert (saved["role"], saved["interests"], saved["place"]) == ("cooper", "perry", "")
    page.locator("#forget-profile").click()
    expect(boxes["role"]).to_have_value("")
    page.reload()
    expect(opened(page)["role"]).to_have_value("")


def test_a_profile_is_edited_and_nobody_else_sees_it(small: Visit, browser, small_address):
    box = opened(small.page)["certifications"]
    box.press_sequentially("CCNA")
    with browser.new_context() as others:
        other = Visit(others.new_page(), small_address)
        expect(opened(other.page)["certifications"]).to_have_value("")
    small.page.wait_for_function("localStorage.getItem('careerbot-profile')?.length > 0")
    small.page.wait_for_timeout(300)  # until the last letter is kept
    small.page.reload()
    expect(opened(small.page)["certifications"]).to_have_value("CCNA")


def test_what_is_pasted_is_saved_as_well(small: Visit):
    page = small.page
    box = opened(page)["interests"]
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("navigator.clipboard.writeText('grafting')")
    box.focus()
    page.keyboard.press("ControlOrMeta+V")
    expect(box).to_have_value("grafting")
    page.wait_for_function("localStorage.getItem('careerbot-profile')?.length > 0")
    page.wait_for_timeout(1000)  # until it is saved
    page.reload()
    expect(opened(page)["interests"]).to_have_value("grafting")
    page.locator("#fact-role").locator("input, textarea").evaluate(
        "box => { box.value = 'cooper'; box.dispatchEvent(new Event('input', { bubbles: true })); }"
    )
    page.wait_for_timeout(1000)  # dictated, or dropped
    page.reload()
    boxes = opened(page)
    expect(boxes["role"]).to_have_value("cooper")
    expect(boxes["interests"]).to_have_value("grafting")
