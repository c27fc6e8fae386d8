"""The real page in a real browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bot import Advisor, Settings
from bot.saved.feedback import evaluation_questions
from index import Index, build_index
from tests.conftest import free_port
from tests.doubles.fakes import WordEmbedder, write_guides
from tests.doubles.model_servers import OpenAIServer
from tests.doubles.small import shown
from tests.doubles.web import wait_for
from tests.index.test_collections import FOLDERS
from tests.page.browser import chromium
from tests.page.browser.visit import Visit

if chromium.find() is None and not chromium.required():
    pytest.skip("no Chromium found, so the page is not tested here", allow_module_level=True)

QUESTION = "what are sensitivity labels for?"


@pytest.fixture(scope="module")
def address(advisor: Advisor) -> Iterator[str]:
    with shown(advisor) as address:
        yield address


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    with browser.new_context(viewport={"width": 1280, "height": 860}) as context:
        yield Visit(context.new_page(), address)


def test_a_question_is_answered_with_its_source_highlighted(visit: Visit):
    visit.ask(QUESTION)
    answer = visit.reply.locator(".answer")
    expect(answer).to_contain_text("Sensitivity labels mark", timeout=30_000)
    expect(visit.reply.locator(".grade")).to_have_text("Answered from the guides")
    source = visit.page.locator("#passages .source").first
    expect(source.locator("h3")).to_contain_text("Compliance and data governance")
    expect(source.locator(".where")).to_contain_text("What are sensitivity labels for?")
    expect(source.locator(".where")).to_contain_text("checked 2026-11-29")
    quotes = [sentence.strip() for sentence in answer.locator(".sentence").all_inner_texts()]
    marked = visit.page.locator("#passages mark").all_inner_texts()
    assert sorted(quotes) == sorted(marked)
    expect(source.locator("blockquote")).not_to_have_text(marked[0])


def test_nothing_is_asked_of_another_host(visit: Visit, address: str):
    visit.ask(QUESTION)
    visit.reply.locator(".answer").wait_for(timeout=30_000)
    assert len(visit.requests) > 10
    assert [url for url in visit.requests if not url.startswith((address, "data:"))] == []
    assert visit.complaints == []


def test_a_follow_up_keeps_the_sources_of_the_answer_before(visit: Visit):
    visit.ask("How do I become a security operations analyst?")
    visit.reply.locator(".answer").wait_for(timeout=30_000)
    visit.ask("And what does that pay?")
    expect(visit.page.locator("#passages details")).to_have_count(2, timeout=30_000)
    expect(visit.reply).to_contain_text("129,180")
    visit.page.locator("#chat button.cite").first.click()
    expect(visit.page.locator("dialog.guide")).to_contain_text("129,180")


def test_what_the_guides_do_not_say_is_said_so(visit: Visit):
    visit.ask("what is the capital of Mongolia?")
    expect(visit.reply.locator(".grade")).to_have_text("Not in the guides", timeout=30_000)
    expect(visit.page.locator("#passages")).to_contain_text("appear here")


def test_examples_can_be_asked_and_are_answered(visit: Visit):
    example = visit.page.locator("#chat button.opening").first
    question = example.inner_text().strip()
    assert question.endswith("?")
    example.click()
    expect(visit.reply.locator(".grade")).to_have_text("Answered from the guides", timeout=30_000)


def test_an_answer_can_be_asked_again_and_the_chat_cleared(visit: Visit):
    visit.ask(QUESTION)
    visit.reply.locator(".answer").wait_for(timeout=30_000)
    visit.page.get_by_label("Retry").last.click()
    expect(visit.page.locator("#chat .bot")).to_have_count(1)
    visit.reply.locator(".answer").wait_for(timeout=30_000)
    visit.page.locator("#new-talk").click()
    expect(visit.page.locator("#chat .bot")).to_have_count(0)
    expect(visit.page.locator("#passages")).to_contain_text("appear here")


PAYLOADS = [
    "<script>window.harm = 1</script>",
    "<img src=x onerror='window.harm = 1'>",
    "![x](http://127.0.0.1:9/beacon.png)",
    "<a href='javascript:window.harm = 1'>x</a>",
    "<details open ontoggle='window.harm = 1'>",
    "${window.harm = 1} {{constructor.constructor('window.harm = 1')()}}",
    "[x](javascript:window.harm=1) **bold** $$x$$ `code` # head",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_markup_in_a_question_is_only_text(visit: Visit, payload: str):
    visit.ask(f"sensitivity labels {payload}")
    visit.reply.locator(".grade").wait_for(timeout=30_000)
    expect(visit.page.locator("#chat .user").last).to_contain_text(payload)
    assert visit.page.evaluate("window.harm") is None
    assert not any("beacon" in url for url in visit.requests)


def test_a_question_that_is_too_long_is_told_so(visit: Visit):
    visit.ask("€" * 50_000)
    expect(visit.reply).to_contain_text("at most 4,000 are read", timeout=60_000)


def test_the_state_of_index_and_model_is_shown(visit: Visit, corpus_report):
    state = visit.page.locator("#state")
    expect(state).to_contain_text(f"{corpus_report.documents} guides")
    expect(state).to_contain_text("last checked 2026-11-29")
    expect(state).to_contain_text("no language model")


def test_two_people_see_only_their_own_conversation(visit: Visit, browser: Browser, address: str):
    other = Visit(browser.new_context().new_page(), address)
    visit.ask(QUESTION)
    visit.reply.locator(".answer").wait_for(timeout=30_000)
    other.ask("what does a trainer do?")
    other.reply.locator(".answer").wait_for(timeout=30_000)
    expect(other.page.locator("#chat .user")).to_have_count(1)
    assert "Sensitivity" not in other.page.locator("body").inner_text()
    other.page.context.close()


def begin(server: OpenAIServer, visit: Visit, words: int) -> None:
    """Have an answer of so many words under way, ten a second."""
    server.words, server.pause = ["perry "] * words, 0.1
    visit.ask("what are pears pressed into?")
    expect(visit.reply).to_contain_text("perry perry", timeout=60_000)


def test_an_answer_appears_while_it_is_written_and_stops_on_demand(slow_model):
    server, visit = slow_model
    begin(server, visit, 60)
    seen = visit.reply.inner_text()
    visit.page.wait_for_timeout(500)
    assert len(visit.reply.inner_text()) > len(seen)
    visit.page.locator("#stop").click()
    expect(visit.reply).to_contain_text("Stopped", timeout=5_000)
    visit.page.wait_for_timeout(500)
    wait_for(lambda: server.closed_early == 1, 10)  # the server sees it a little later


def test_the_next_question_can_be_typed_while_an_answer_is_written(slow_model):
    server, visit = slow_model
    begin(server, visit, 20)
    visit.box.fill("what are plums?")
    expect(visit.reply.locator(".grade")).to_be_visible(timeout=60_000)
    expect(visit.box).to_have_value("what are plums?")


def test_a_chat_that_is_cleared_while_an_answer_is_written_stays_clear(slow_model):
    server, visit = slow_model
    begin(server, visit, 40)
    visit.page.locator("#new-talk").click()
    visit.page.wait_for_timeout(1500)
    expect(visit.page.locator("#chat .bot")).to_have_count(0)


def test_a_question_right_after_an_answer_was_left_is_answered(slow_model):
    server, visit = slow_model
    for leave in ("New conversation", "Stop"):
        begin(server, visit, 200)
        server.words = ["Plums are dried."]
        visit.page.get_by_role("button", name=leave).first.click()
        visit.ask("what are plums?")
        expect(visit.reply.locator(".grade")).to_be_visible(timeout=20_000)
        expect(visit.page.locator("#chat .user").last).to_contain_text("plums")
    wait_for(lambda: server.closed_early == 2, 10)  # the server sees it a little later


def test_a_question_that_is_asked_while_an_answer_is_written_ends_that_answer(slow_model):
    server, visit = slow_model
    begin(server, visit, 60)
    server.words = ["Plums are dried."]
    visit.ask("what are plums?")
    expect(visit.reply.locator(".grade")).to_be_visible(timeout=20_000)
    expect(visit.page.locator("#chat .bot")).to_have_count(2)
    expect(visit.page.locator("#chat .bot").first).to_contain_text("Stopped")
    wait_for(lambda: server.closed_early == 1, 10)  # the server sees it a little later


def test_what_a_model_writes_is_only_text(slow_model):
    server, visit = slow_model
    server.words = ["Pears are pressed into perry [1]. ", *(f"{p} [1]. " for p in PAYLOADS)]
    server.pause = 0.02
    visit.ask("what are pears pressed into?")
    visit.reply.locator(".grade").wait_for(timeout=60_000)
    assert visit.page.evaluate("window.harm") is None
    assert not any("beacon" in url for url in visit.requests)
    assert re.search(
        "could not|not support|n.t supported|window", visit.page.locator("#chat").inner_text()
    )


def test_a_person_chooses_who_words_the_answer_and_sees_what_was_sent(slow_model):
    server, visit = slow_model
    server.words = ["Pears are pressed into perry."]
    visit.ask("what are pears pressed into?")
    visit.reply.locator("details.seen summary").click(timeout=60_000)
    seen = visit.reply.locator("details.seen dd:not(.searched)").all_inner_texts()
    searched = visit.reply.locator("details.seen dd.searched").all_inner_texts()
    assert searched == ["what are pears pressed into?"]
    sent = [message["content"] for message in server.requests[0]["messages"]]
    assert ["".join(text.split()) for text in seen] == ["".join(text.split()) for text in sent]
    visit.page.locator("#open-menu").click()
    visit.page.locator("#model input").click()
    visit.page.get_by_role("option", name="No one: the guides are quoted").click()
    visit.ask("what is perry?")
    expect(visit.page.locator("#chat .grade")).to_have_count(2, timeout=60_000)
    assert len(server.requests) == 1


def test_a_question_to_go_on_with_can_be_asked(visit: Visit):
    visit.ask(QUESTION)
    following = visit.page.locator("#chat button.next")
    following.first.wait_for(timeout=30_000)
    question = following.first.inner_text()
    following.first.click()
    expect(visit.page.locator("#chat .user").last).to_have_text(question)
    expect(visit.reply.locator(".grade")).to_have_text("Answered from the guides", timeout=30_000)
    expect(visit.page.locator("#chat .bot").first.locator("button.next")).to_have_count(0)


def test_what_somebody_thinks_of_an_answer_is_kept(visit: Visit, advisor: Advisor):
    visit.ask(QUESTION)
    visit.page.locator("#chat button.next").first.wait_for(timeout=30_000)
    visit.page.get_by_role("button", name="Like", exact=True).last.click()
    expect(visit.page.get_by_text("without your name")).to_be_visible()
    kept = list(evaluation_questions(Path(advisor.settings.home), liked=True))
    assert kept[-1]["question"] == QUESTION


def test_a_question_is_asked_back_once_and_can_be_answered_at_once(visit: Visit):
    visit.ask("Is the exam hard?")
    expect(visit.reply).to_contain_text("Which do you mean?")
    visit.reply.get_by_role("button", name="MD-102").click()
    expect(visit.reply.locator(".grade")).to_be_visible(timeout=60_000)
    expect(visit.page.locator("#chat .bot")).to_have_count(1)
    expect(visit.page.locator("#sources article h3").first).to_contain_text("MD-102")
    visit.page.locator("#new-talk").click()
    expect(visit.page.locator("#chat .bot")).to_have_count(0)
    visit.ask("Is the exam hard?")
    visit.reply.get_by_role("button", name="Just answer").click()
    expect(visit.reply.locator(".grade")).to_be_visible(timeout=60_000)
    expect(visit.page.locator("#chat .bot")).to_have_count(1)
    expect(visit.page.locator("#chat .user")).to_contain_text("Is the exam hard?")


def test_a_question_can_be_limited_to_some_guides(tmp_path, browser: Browser):
    folders = [write_guides(tmp_path / name, guides) for name, guides in FOLDERS.items()]
    settings = Settings(home=str(tmp_path / "home"), port=free_port())
    build_index(folders, settings.index, embedder=WordEmbedder())
    with (
        Advisor(Index(settings.index, WordEmbedder()), settings) as advisor,
        shown(advisor) as address,
        browser.new_context() as context,
    ):
        visit = Visit(context.new_page(), address)
        visit.page.locator("#open-menu").click()
        visit.ask("What are pears pressed into?")
        expect(visit.reply).to_contain_text("pressed into perry", timeout=60_000)
        visit.page.get_by_label("stone fruit").check()
        visit.ask("Pears, what are they pressed into?")
        visit.reply.locator(".grade").wait_for(timeout=60_000)
        expect(visit.page.locator("#chat .bot")).to_have_count(2)
        assert "pressed into perry" not in visit.reply.inner_text()


def test_a_long_answer_is_read_from_its_beginning(slow_model):
    server, visit = slow_model
    server.words, server.pause = ["Pears are pressed into perry. "] * 60, 0.02
    visit.page.set_viewport_size({"width": 400, "height": 700})
    visit.ask("what are pears pressed into?")
    expect(visit.reply.locator(".finished")).to_be_visible(timeout=60_000)
    visit.page.wait_for_timeout(500)
    high = "document.documentElement.scrollHeight > 1.5 * innerHeight"
    assert visit.page.evaluate(high)
    assert 0 <= question_at(visit) < 50
    visit.page.mouse.move(200, 300)
    visit.page.mouse.wheel(0, 10_000)
    visit.page.wait_for_timeout(300)
    assert question_at(visit) < -100  # somebody who scrolls is let be
    visit.ask("what is perry?")
    expect(visit.page.locator("#chat .user")).to_have_count(2)
    expect(visit.reply.locator(".finished")).to_be_visible(timeout=60_000)
    end = "scrollY + innerHeight > document.documentElement.scrollHeight - 2"
    at_the_end = visit.page.evaluate(end)
    assert 0 <= question_at(visit) < 50 or at_the_end


def question_at(visit: Visit) -> float:
    """How far the last question is below the bar at the top."""
    return visit.page.evaluate(
        """() => [...document.querySelectorAll("#chat .user.message")].at(-1)
        .getBoundingClientRect().top
        - document.querySelector("#top").getBoundingClientRect().bottom"""
    )
