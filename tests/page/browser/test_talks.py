"""Conversations that a browser keeps: listed, opened, named, searched, deleted, changed."""

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.saved.verify import verify
from tests.page.browser import chromium
from tests.page.browser.visit import Visit

if chromium.find() is None and not chromium.required():
    pytest.skip("no Chromium found, so the page is not tested here", allow_module_level=True)

PEARS = "What are pears pressed into?"
PLUMS = "What are plums dried into?"
ORCHARD = "Where do apples grow?"
HARM = "<img src=x onerror='window.harm = 1'>"


def answered(visit: Visit, question: str) -> None:
    """Ask, and wait until the answer is kept."""
    before = visit.page.locator("#chat .bot").count()
    visit.ask(question)
    expect(visit.page.locator("#chat .finished")).to_have_count(before + 1, timeout=60_000)
    visit.page.wait_for_function(
        """(question) => Object.keys(localStorage).some((key) => {
          if (!key.startsWith("careerbot-talk-")) return false;
          const last = JSON.parse(localStorage[key]).exchanges?.at?.(-1);
          return last?.question === question && last.answer;
        })""",
        arg=question,
    )


def begun(visit: Visit) -> None:
    visit.page.locator("#new-talk").click()
    expect(visit.page.locator("#chat .bot")).to_have_count(0)


def names(page: Page) -> Locator:
    return page.locator("#talks button.open")


def test_a_reload_brings_the_conversation_back_with_all_that_it_can_do(small: Visit):
    page = small.page
    answered(small, PEARS)
    page.reload()
    small.reply.locator("button.cite").first.focus(timeout=60_000)
    small.complaints.clear()  # of what the reload broke off
    expect(page.get_by_role("tooltip")).to_have_text("Pears · What are pears pressed into?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").locator("mark")).to_have_text("Pears are pressed into perry.")
    page.keyboard.press("Escape")
    expect(page.locator("#passages mark").first).to_have_text("Pears are pressed into perry.")
    answered(small, PLUMS)
    expect(page.locator("#chat .user")).to_have_text([PEARS, PLUMS])
    expect(names(page)).to_have_text([PEARS])
    assert small.complaints == []


def test_conversations_are_listed_opened_searched_and_deleted(small: Visit):
    page = small.page
    answered(small, PEARS)
    begun(small)
    answered(small, ORCHARD)
    expect(names(page)).to_have_text([ORCHARD, PEARS])
    expect(page.locator("#talks [aria-current]")).to_have_text(ORCHARD)
    names(page).last.click()
    expect(page.locator("#chat .user")).to_have_text([PEARS])
    expect(page.locator("#talks [aria-current]")).to_have_text(PEARS)
    search = page.get_by_label("Search conversations")
    search.fill("on trees")  # in the answer
    expect(names(page)).to_have_text([ORCHARD])
    search.fill("nowhere")
    expect(page.locator("#talks .none")).to_contain_text("No conversation contains")
    search.fill("")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_label(f"Delete: {PEARS}").click()
    expect(names(page)).to_have_count(2)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_label(f"Delete: {PEARS}").click()
    expect(names(page)).to_have_text([ORCHARD])
    expect(page.locator("#chat .bot")).to_have_count(0)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Delete all").click()
    expect(names(page)).to_have_count(0)
    kept = page.evaluate("Object.keys(localStorage).filter((key) => key.includes('talk'))")
    assert kept == []


def test_a_conversation_is_opened_and_named_by_keyboard(small: Visit):
    page = small.page
    answered(small, PEARS)
    begun(small)
    rename = page.get_by_label(f"Rename: {PEARS}")
    rename.focus()
    page.keyboard.press("Enter")
    page.keyboard.type("Perry")
    page.keyboard.press("Enter")
    expect(names(page)).to_have_text(["Perry"])
    expect(page.get_by_label("Rename: Perry")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("not this")
    page.keyboard.press("Escape")
    expect(names(page)).to_have_text(["Perry"])
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#chat .user")).to_have_text([PEARS])
    answered(small, PLUMS)
    expect(names(page)).to_have_text(["Perry"])


def changed(page: Page, where: str, what: object) -> None:
    """Change what is kept of a conversation, as anybody may."""
    page.evaluate(
        """([where, what]) => {
          const key = Object.keys(localStorage).find((key) => key.startsWith("careerbot-talk-"));
          const talk = JSON.parse(localStorage[key]);
          const path = where.split(".");
          const last = path.pop();
          path.reduce((part, name) => part[name], talk)[last] = what;
          localStorage[key] = JSON.stringify(talk);
        }""",
        [where, what],
    )


def test_what_was_changed_in_the_browser_is_not_shown_as_supported(small: Visit):
    page = small.page
    answered(small, PEARS)
    changed(page, "exchanges.0.answer.blocks.0.sentences.0.citations.0.quote", "Pears are poison.")
    page.reload()
    expect(small.reply.locator(".doubt")).to_have_text(
        "The guide has changed since.", timeout=60_000
    )
    expect(small.reply.locator(".sentence.changed")).to_have_text("Pears are pressed into perry.")
    expect(small.reply.locator(".sentence.supported", has_text="pressed")).to_have_count(0)


def test_markup_in_what_a_browser_kept_is_only_text(small: Visit):
    page = small.page
    answered(small, PEARS)
    changed(page, "exchanges.0.question", HARM)
    changed(page, "exchanges.0.answer.notices", [HARM])
    page.evaluate(
        "(harm) => { const talks = JSON.parse(localStorage['careerbot-talks']);"
        "talks[0].name = harm; localStorage['careerbot-talks'] = JSON.stringify(talks); }",
        HARM,
    )
    page.reload()
    expect(page.locator("#chat .user")).to_have_text(HARM, timeout=60_000)
    expect(small.reply.locator(".notice")).to_have_text(HARM)
    expect(names(page)).to_have_text([HARM])
    assert page.evaluate("window.harm") is None


def test_what_cannot_be_read_is_told_and_harms_nothing(small: Visit):
    page = small.page
    answered(small, PEARS)
    begun(small)
    changed(page, "exchanges", 7)
    answered(small, ORCHARD)
    names(page).last.click()
    expect(page.get_by_text("This conversation cannot be read")).to_be_visible()
    expect(page.locator("#chat .bot")).to_have_count(1)
    page.evaluate("localStorage['careerbot-talks'] = '{'")
    page.reload()
    expect(page.locator("#chat .bot")).to_have_count(1, timeout=60_000)
    begun(small)
    answered(small, PLUMS)
    expect(names(page).first).to_have_text(PLUMS)


def test_the_last_question_is_asked_in_other_words_and_taken_back(small: Visit):
    page = small.page
    answered(small, PEARS)
    answered(small, PLUMS)
    page.get_by_role("button", name="Edit").last.click()
    box = page.locator("#chat textarea.edit-textarea")
    expect(box).to_have_value(PLUMS)
    box.fill(f"{ORCHARD} {HARM}")
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("#chat .user")).to_have_text([PEARS, f"{ORCHARD} {HARM}"], timeout=60_000)
    expect(page.locator("#chat .finished")).to_have_count(2, timeout=60_000)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#chat .user")).to_have_text([PEARS])
    expect(small.box).to_have_value(f"{ORCHARD} {HARM}")
    small.box.fill("I was typing")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#chat .user")).to_have_count(0)
    expect(small.box).to_have_value("I was typing")
    expect(names(page)).to_have_count(0)
    assert page.evaluate("window.harm") is None


def test_an_earlier_question_that_is_changed_begins_another_conversation(small: Visit):
    page = small.page
    answered(small, PEARS)
    answered(small, PLUMS)
    page.get_by_role("button", name="Edit").first.click()
    page.locator("#chat textarea.edit-textarea").fill(ORCHARD)
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("#chat .user")).to_have_text([ORCHARD], timeout=60_000)
    expect(names(page)).to_have_text([ORCHARD, PEARS], timeout=60_000)
    names(page).last.click()
    expect(page.locator("#chat .user")).to_have_text([PEARS, PLUMS])


def test_two_tabs_that_go_on_with_one_conversation_lose_nothing(small: Visit, small_address: str):
    answered(small, PEARS)
    other = Visit(small.page.context.new_page(), small_address)
    names(other.page).click()
    expect(other.page.locator("#chat .user")).to_have_text([PEARS])
    answered(small, PLUMS)
    answered(other, ORCHARD)
    expect(names(other.page)).to_have_count(2)
    expect(names(small.page)).to_have_count(2)
    other.page.reload()
    expect(other.page.locator("#chat .user")).to_have_text([PEARS, ORCHARD], timeout=60_000)
    small.page.reload()
    expect(small.page.locator("#chat .user")).to_have_text([PEARS, PLUMS], timeout=60_000)


def test_the_oldest_conversation_is_dropped_and_that_is_said(small: Visit):
    page = small.page
    answered(small, PEARS)
    begun(small)
    page.evaluate("""() => {
      const [talk] = JSON.parse(localStorage['careerbot-talks']);
      const others = [...Array(49).keys()].map((n) => ({ ...talk, name: `old ${n}`,
        id: n.toString(16).padStart(16, "0") }));
      localStorage['careerbot-talks'] = JSON.stringify([talk, ...others]);
      others.forEach(({ id }) => localStorage['careerbot-talk-' + id] = "{}");
    }""")
    answered(small, PLUMS)
    expect(page.locator("#talks [role=status]")).to_contain_text("dropped: old 48")
    expect(names(page)).to_have_count(50)
    # A browser whose storage is full:
    page.evaluate("""() => { try { for (let size = 2 ** 22; size > 16; size /= 2)
      for (;;) localStorage['full' + size] = (localStorage['full' + size] ?? '') + 'x'.repeat(size);
      } catch {} localStorage['careerbot-talk-' + (47).toString(16).padStart(16, "0")] = ''; }""")
    begun(small)
    answered(small, ORCHARD)
    expect(page.locator("#talks [role=status]")).to_contain_text("dropped: old")


def test_a_conversation_is_saved_as_a_page_that_verifies_and_as_markdown(
    small: Visit, orchard, tmp_path
):
    page = small.page
    page.locator("#save-html").click()
    expect(page.get_by_text("nothing to save yet")).to_be_visible()
    answered(small, PEARS)
    with page.expect_download() as download:
        page.locator("#save-html").press("Enter")
    name = f"careerbot-{date.today().isoformat()}-what-are-pears-pressed-into.html"
    assert download.value.suggested_filename == name
    path = tmp_path / "saved.html"
    download.value.save_as(path)
    verified = verify(path, orchard.index)
    assert (verified.quotes > 0, verified.findings) == (True, ())
    for _ in range(2):  # the same once more is another file
        with page.expect_download() as download:
            page.locator("#save-md").click()
    assert f"## {PEARS}" in Path(download.value.path()).read_text(encoding="utf-8")
    requests: list[str] = []
    with page.context.browser.new_context() as offline:
        file = offline.new_page()
        file.on("request", lambda request: requests.append(request.url))
        file.goto(path.as_uri())
        file.locator("sup a").first.click()
        expect(file.locator("figure:target blockquote")).to_have_text(
            "Pears are pressed into perry."
        )
    assert len(requests) == 1
    assert small.complaints == []
