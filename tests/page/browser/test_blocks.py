"""An answer in a table, steps and a list, in a real browser."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, expect

import bot.advisor
from bot.career.tables import NOT_STATED
from bot.types import Block, Row, Sentence
from bot.wording.draft import Draft
from tests.doubles.small import shown, small_advisor
from tests.page.browser import chromium
from tests.page.browser.test_accessibility import violations
from tests.page.browser.visit import Visit

if chromium.find() is None and not chromium.required():
    pytest.skip("no Chromium found, so the page is not tested here", allow_module_level=True)

QUESTION = "What are pears pressed into?"
QUOTE = "Pears are pressed into perry."
COLUMNS = ("Pears of the West", "Plums of the East", "Apples", "Quinces", "Medlars", "Cornels")


def in_a_form(draft: Draft) -> Draft:
    """The same draft as steps, a list and a table."""
    said = draft.sentences[0]
    empty = Sentence(NOT_STATED, (), "supported")
    rows = tuple(Row(label, (said, *[empty] * 5)) for label in ("Price", "Pay"))
    blocks = (
        Block("steps", "How to", (said, *(replace(said, lead=f"\n{n}. ") for n in (3, 4)))),
        Block("list", "", (replace(said, lead="\n- "),)),
        Block("table", "2 of 12 cells quoted", columns=COLUMNS, rows=rows),
    )
    return replace(draft, blocks=blocks, form="comparison")


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    """A page that lays out every answer, unless it is asked not to."""
    compose = bot.advisor.compose

    def composed(asked, *given):
        draft = compose(asked, *given)
        return draft if asked.preferences.plain or not draft.blocks else in_a_form(draft)

    with (
        pytest.MonkeyPatch.context() as patch,
        small_advisor(tmp_path_factory.mktemp("blocks")) as advisor,
    ):
        patch.setattr(bot.advisor, "compose", composed)
        with shown(advisor) as address:
            yield address


@pytest.fixture(params=[(1280, "light"), (390, "dark")], ids=["wide", "narrow-dark"])
def visit(browser: Browser, address: str, request) -> Iterator[Visit]:
    width, scheme = request.param
    view = {"width": width, "height": 860}
    with browser.new_context(
        viewport=view, color_scheme=scheme, reduced_motion="reduce"
    ) as context:
        visit = Visit(context.new_page(), address)
        visit.ask(QUESTION)
        visit.reply.locator("table").wait_for(timeout=60_000)
        yield visit


def test_a_table_scrolls_by_itself_and_its_numbers_open_their_guide(visit: Visit):
    page, table = visit.page, visit.reply.locator("table")
    expect(table.get_by_role("columnheader")).to_have_text(list(COLUMNS))
    expect(table.get_by_role("rowheader")).to_have_text(["Price", "Pay"])
    expect(table.locator("td.none")).to_have_text([NOT_STATED] * 10)
    expect(visit.reply.locator("ol > li")).to_have_count(2)
    assert visit.reply.locator("ol > li").evaluate_all("all => all.map(e => e.value)") == [3, 4]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    assert violations(page, "blocks") == []
    number = table.locator("button.cite").last
    expect(number).to_have_accessible_name(re.compile("Source 1 ?: Pears"))
    number.click()
    guide = page.get_by_role("dialog")
    expect(guide.locator("mark")).to_have_text(QUOTE)
    page.keyboard.press("Escape")
    expect(guide).to_be_hidden()
    expect(number).to_be_focused()
    expect(page.get_by_role("tooltip")).to_be_hidden()
    assert visit.complaints == []


def test_a_plain_answer_takes_the_place_of_one_in_a_form(visit: Visit):
    visit.reply.get_by_role("button", name="Plain answer instead").click()
    expect(visit.reply.locator("table")).to_have_count(0, timeout=60_000)
    expect(visit.reply.locator(".answer p")).to_contain_text(QUOTE, timeout=60_000)
    expect(visit.page.locator("#chat .user")).to_have_text([QUESTION])
    expect(visit.reply.get_by_role("button", name="Plain answer instead")).to_have_count(0)


def test_a_form_comes_back_after_a_reload_and_is_copied_as_text(visit: Visit):
    page = visit.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.wait_for_function("Object.values(localStorage).some((kept) => kept.includes('12 cells'))")
    page.reload()
    visit.reply.locator("table").wait_for(timeout=60_000)
    expect(visit.reply.locator(".answer .doubt")).to_have_count(0)
    visit.reply.get_by_role("button", name="Copy").click()
    expect(visit.reply.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    none = " | ".join([NOT_STATED] * 5)
    assert f"How to\n\n{QUOTE} [1]\n\n3. {QUOTE} [1]\n4. {QUOTE} [1]\n\n- {QUOTE} [1]" in copied
    assert f"2 of 12 cells quoted\n | {' | '.join(COLUMNS)}\nPrice | {QUOTE} [1] | {none}" in copied
    assert re.search(rf"\n\[1\] Pears: “{QUOTE}”\n$", copied)
