"""Take pictures of the real page.

    python -m tests.page.browser.screenshots [FOLDER]

Without a folder, the two pictures of the README are taken (make screenshot); with one, all views
are put there, to be looked at one by one.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from bot import Advisor, Settings
from bot.page import start
from bot.project import build_with_progress
from tests.conftest import free_port
from tests.doubles.model_servers import OpenAIServer
from tests.page.browser import chromium

HERE = Path(__file__).parent
QUESTION = "Is MS-102 still worth taking?"
PERSON = {
    "role": "help desk technician",
    "years": "3 years",
    "certifications": "MS-900",
    "interests": "writing policies",
    "goals": "become a consultant",
    "place": "Germany",
}
OWN = "Job posting\n\nWe look for an administrator who knows Intune and has passed MD-102.\n"

View = Callable[[Page], object]


def empty(page: Page) -> None:
    page.wait_for_timeout(500)


def answer(page: Page, question: str = QUESTION) -> None:
    page.locator("#question textarea").fill(question)
    page.locator("#question textarea").press("Enter")
    page.locator("#chat .finished").last.wait_for(timeout=60_000)
    page.wait_for_timeout(1500)


def quote(page: Page) -> None:
    answer(page)
    page.locator("#chat button.cite").first.hover()
    page.wait_for_timeout(300)


def guide(page: Page) -> None:
    answer(page)
    page.locator("#chat button.cite").first.click()
    page.locator("dialog.guide[open]").wait_for()
    page.wait_for_timeout(500)


def table(page: Page) -> None:
    answer(page, "Compare SC-200 and SC-300")


def plan(page: Page) -> None:
    answer(page, "Plan SC-300 with 6 hours a week")


def pay(page: Page) -> None:
    answer(page, "What does a security operations analyst earn?")


def sources(page: Page) -> None:
    answer(page)
    opened(page, "sources")


def long_question(page: Page) -> None:
    page.locator("#question textarea").fill("We look for somebody who knows Intune. " * 60)
    page.wait_for_timeout(300)


def profile(page: Page) -> None:
    opened(page, "menu")
    for name, fact in PERSON.items():
        page.locator(f"#fact-{name} textarea, #fact-{name} input").fill(fact)
    page.keyboard.press("Escape")
    answer(page, "Which role could I grow into?")


def remembering(page: Page) -> None:
    answer(page, "I work as a trainer. Which role could I grow into?")
    page.locator("#remember").wait_for()


def asked_back(page: Page) -> None:
    answer(page, "Is the exam hard?")


def documents(page: Page) -> None:
    file = {"name": "posting.txt", "mimeType": "text/plain", "buffer": OWN.encode()}
    with page.expect_file_chooser() as chosen:
        page.locator("button#own").click()
    chosen.value.set_files([file])
    page.locator("#own-report li").wait_for()
    answer(page, "What does the job posting ask for?")


def guides(page: Page) -> None:
    opened(page, "guides")
    page.locator("#listed button.see").first.wait_for()
    page.wait_for_timeout(300)


def one_kind(page: Page) -> None:
    guides(page)
    page.locator("#guides .finder button").nth(2).click()
    page.locator("#guides input[type=search]").fill("SC-")


def guide_of_list(page: Page) -> None:
    one_kind(page)
    page.locator("#listed li:not([hidden]) button.see").first.click()
    page.locator("dialog.guide[open] .near").first.scroll_into_view_if_needed()
    page.wait_for_timeout(300)


def settings(page: Page) -> None:
    opened(page, "menu")


def refused(page: Page) -> None:
    answer(page, "What is the capital of Mongolia?")


def too_long(page: Page) -> None:
    answer(page, "MS-102 " * 1000)


def conversations(page: Page) -> None:
    for question in (QUESTION, "What does a consultant earn?"):
        answer(page, question)
        page.locator("#new-talk").click()
        page.locator("#chat .bot").first.wait_for(state="detached")
    if page.locator("#open-talks").get_attribute("aria-expanded") == "false":
        opened(page, "talks")


def opened(page: Page, drawer: str) -> None:
    page.locator(f"#open-{drawer}").click()
    page.wait_for_timeout(500)


SIZES = ((1280, 760), (1280, 1500), (390, 844), (360, 740), (768, 1024), (1920, 1000))
WIDE, TALL, NARROW, PHONE, TABLET, WIDEST = ({"width": w, "height": h} for w, h in SIZES)
DARK = {"color_scheme": "dark"}
# name -> what is done first, and how the browser is
VIEWS: dict[str, tuple[View, dict[str, Any]]] = {
    "empty": (empty, {}),
    "empty-dark": (empty, DARK),
    "empty-phone": (empty, {"viewport": PHONE}),
    "empty-german": (empty, {"locale": "de-DE"}),
    "answer": (answer, {}),
    "answer-dark": (answer, DARK),
    "answer-narrow": (answer, {"viewport": NARROW}),
    "answer-320": (answer, {"viewport": {"width": 320, "height": 700}}),
    "answer-tablet": (answer, {"viewport": TABLET}),
    "answer-widest": (answer, {"viewport": WIDEST}),
    "answer-german": (answer, {"locale": "de-DE"}),
    "answer-zoomed": (
        answer,
        {"viewport": {"width": 640, "height": 430}, "device_scale_factor": 2},
    ),
    "table": (table, {"viewport": TALL}),
    "table-phone": (table, {"viewport": PHONE}),
    "plan": (plan, {"viewport": TALL}),
    "pay": (pay, {"viewport": TALL}),
    "quote": (quote, {}),
    "guide": (guide, {}),
    "guide-dark": (guide, DARK),
    "guide-phone": (guide, {"viewport": PHONE}),
    "sources-phone": (sources, {"viewport": PHONE}),
    "long-question-phone": (long_question, {"viewport": PHONE}),
    "profile": (profile, {}),
    "remembering": (remembering, {}),
    "remembering-phone": (remembering, {"viewport": PHONE}),
    "asked-back": (asked_back, {}),
    "documents": (documents, {}),
    "guides": (guides, {}),
    "guides-phone": (guides, {"viewport": PHONE}),
    "one-kind": (one_kind, {}),
    "guide-of-list": (guide_of_list, {}),
    "settings": (settings, {"viewport": TALL}),
    "settings-dark": (settings, {"viewport": TALL, **DARK}),
    "refused": (refused, {}),
    "too-long": (too_long, {}),
    "conversations": (conversations, {}),
    "conversations-phone": (conversations, {"viewport": PHONE}),
}
README = ("answer", "guide-dark")


def main() -> None:
    """Index the guides in a scratch folder, and take the pictures."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory() as scratch, chromium.launched() as browser:
        given = Settings(home=scratch, port=free_port())
        build_with_progress([given.corpus_folder], given)
        with Advisor.open(settings=given) as advisor:
            page, address = start(advisor)
            for name in VIEWS if folder else README:
                view, look = VIEWS[name]
                take(browser, address, view, (folder or HERE) / f"{name}.png", look)
            if folder:
                faults(browser, advisor, folder)
                lost(browser, page, address, folder / "lost.png")
            page.close(verbose=False)


def take(
    browser: Browser, address: str, view: View, picture: Path, look: dict[str, Any] | None = None
) -> None:
    """One picture, by a browser that has never been here."""
    with visiting(browser, address, look or {}) as page:
        view(page)
        page.screenshot(path=picture)
    print(picture)


@contextmanager
def visiting(browser: Browser, address: str, look: dict[str, Any]) -> Iterator[Page]:
    context = browser.new_context(**{"viewport": WIDE, "reduced_motion": "reduce", **look})
    page = context.new_page()
    page.goto(address)
    page.locator("#state p, #state span").first.wait_for()
    yield page
    context.close()


def faults(browser: Browser, advisor: Advisor, folder: Path) -> None:
    """A model that says what no guide bears, and one that fails."""
    with OpenAIServer().running() as server:
        given = Settings(
            home=advisor.settings.home, port=free_port(), model="openai:test", model_url=server.url
        )
        page, address = start(Advisor(advisor.index, given))
        quotes = advisor.ask(QUESTION).text
        server.words = [f"{quotes} The exam costs 9 dollars in Berlin [1]."]
        take(browser, address, answer, folder / "unsupported.png")
        server.ending = 401
        take(browser, address, answer, folder / "model-fails.png")
        page.close(verbose=False)


def lost(browser: Browser, page: Any, address: str, picture: Path) -> None:
    """A server that goes away."""

    def gone(view: Page) -> None:
        answer(view)
        page.close(verbose=False)
        view.locator("#lost").wait_for(timeout=30_000)

    take(browser, address, gone, picture)


if __name__ == "__main__":
    main()
