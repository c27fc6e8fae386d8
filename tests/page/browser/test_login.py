"""Logging in and out in a real browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from bot.page.door.accounts import Accounts
from tests.doubles.fakes import CHEAP, PASSWORD
from tests.doubles.small import shown, small_advisor
from tests.page.browser import chromium

if chromium.find() is None and not chromium.required():
    pytest.skip("no Chromium found, so the page is not tested here", allow_module_level=True)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    Accounts(folder / "home", CHEAP).add("ann", PASSWORD)
    with small_advisor(folder) as advisor, shown(advisor) as address:
        yield address


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_somebody_logs_in_asks_and_logs_out(browser: Browser, address: str, scheme):
    page = browser.new_page(color_scheme=scheme)
    complaints: list[str] = []
    page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
    page.goto(address)
    assert Axe().run(page).response["violations"] == []
    page.get_by_label("Name").fill("Ann")
    page.get_by_label("Password").fill("not this one")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    assert any("401" in said for said in complaints)
    complaints.clear()
    page.get_by_label("Name").fill("Ann")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    box = page.locator("#question textarea")
    box.fill("what are pears pressed into?")
    box.press("Enter")
    expect(page.locator("#chat .bot")).to_contain_text("perry", timeout=30_000)
    assert complaints == []
    page.get_by_role("link", name="Log out").click()
    expect(page.get_by_text("You are logged in as ann")).to_be_visible()
    assert Axe().run(page).response["violations"] == []
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
    page.goto(address)
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
    page.close()


def test_a_link_from_another_site_finds_who_is_logged_in(browser: Browser, address: str):
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    page.get_by_label("Name").fill("ann")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.locator("#question textarea").wait_for(timeout=30_000)
    page.goto("data:text/html,<title>elsewhere</title>")
    page.set_content(f'<a href="{address}">to the page</a>')
    page.get_by_role("link").click()
    page.locator("#question textarea").wait_for(timeout=30_000)
    context.close()
