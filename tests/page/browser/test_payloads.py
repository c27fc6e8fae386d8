"""Whatever is said or found, no script runs on the page and nothing is loaded from elsewhere."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.wording.shown import shown as shown_text
from tests.doubles.model_servers import OpenAIServer
from tests.doubles.payloads import HARM, LOADING, PAYLOADS, RUNNING
from tests.doubles.small import shown, small_advisor
from tests.page.browser import chromium
from tests.page.browser.canary import Canary

if chromium.find() is None and not chromium.required():
    pytest.skip("no Chromium found, so the page is not tested here", allow_module_level=True)

PIECE = 7  # characters that a model says at once
FRUITS = ("Quinces", "Medlars", "Damsons", "Mulberries", "Loquats", "Bullaces", "Cornels")
MADE = "img, script, style, iframe, form, video, audio, object, embed, link, svg, input, table, a"


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    with Canary().running() as running:
        yield running


def groups(canary: Canary) -> dict[str, list[str]]:
    """The payloads, a fruit for a few of them."""
    whole = [payload.replace("CANARY", canary.url) for payload in PAYLOADS]
    return {fruit: whole[number :: len(FRUITS)] for number, fruit in enumerate(FRUITS)}


@dataclass
class Place:
    """A page whose guides and whose model attack it, and what the browser did on it."""

    page: Page
    address: str
    server: OpenAIServer
    requests: list[str] = field(default_factory=list)

    def ask(self, question: str) -> None:
        """Ask in a conversation of its own."""
        self.page.evaluate("sessionStorage.clear()")  # else the one before is opened again
        self.page.goto(self.address)
        box = self.page.locator("#question textarea")
        box.fill(question)
        box.press("Enter")
        finished = self.page.locator("#chat .bot.message .finished")
        expect(finished).to_have_count(1, timeout=90_000)

    def made(self) -> list[str]:
        """Elements that text has become, where only text should be."""
        chat = ("#chat .answer", "#chat .asked", "#chat dd", "#chat .from")
        shown = (*chat, "#passages article", "#guide .text", "#own-report", "#listed")
        found = self.page.locator(", ".join(f"{part} :is({MADE})" for part in shown))
        return [
            each
            for each in found.evaluate_all("all => all.map(e => e.outerHTML)")
            if not each.startswith('<a href="http')  # a link that says where it leads
        ]


@pytest.fixture(scope="module")
def place(tmp_path_factory, browser: Browser, canary: Canary) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("hostile")
    guides = {
        f"{number} {payload.replace('/', '∕')[:80]}.txt": (
            f"{payload}\n\n{payload}?\n\n{fruit} are yellow fruit of autumn. {payload}\n"
        )
        for fruit, payloads in groups(canary).items()
        for number, payload in enumerate(payloads)
    }
    with (
        OpenAIServer().running() as server,
        small_advisor(folder, guides, model="openai:adversary", model_url=server.url) as advisor,
        shown(advisor) as address,
        browser.new_page() as page,
    ):
        visited = Place(page, address, server)
        page.on("dialog", lambda dialog: dialog.dismiss())
        page.on("request", lambda request: visited.requests.append(request.url))
        page.goto(address)
        yield visited


def test_there_are_more_than_sixty_kinds():
    assert len(set(PAYLOADS)) == len(PAYLOADS) > 60


def test_on_a_page_that_shows_them_raw_they_run_and_load(browser: Browser):
    """Else the test below would be blind."""
    with Canary().running() as canary:
        page = browser.new_page()
        page.on("dialog", lambda dialog: dialog.dismiss())
        harmed = 0
        for payload in RUNNING:
            page.set_content(payload)
            page.wait_for_timeout(20)
            harmed += bool(page.evaluate("window.harm"))
            page.evaluate("delete window.harm")
        page.goto(f"{canary.url}/page")
        page.set_content(" ".join(LOADING).replace("CANARY", canary.url))
        page.wait_for_timeout(500)
        page.close()
    assert harmed >= 20
    assert len({*canary.asked}) >= 10


def check(place: Place, canary: Canary) -> None:
    assert place.made() == []
    assert place.page.evaluate("window.harm") is None
    assert canary.asked == []
    assert [u for u in place.requests if not u.startswith((place.address, "data:"))] == []


def test_nothing_runs_or_loads_from_answers_guides_and_file_names(place: Place, canary: Canary):
    chat, sources = (place.page.locator(part) for part in ("#chat", "#passages"))
    for fruit, payloads in groups(canary).items():
        borne = f"{fruit} are yellow fruit of autumn [1][2][3][4][5][6]. "
        said = borne + "".join(f"{borne * 3}{payload} [1]. " for payload in payloads)
        place.server.words = [said[at : at + PIECE] for at in range(0, len(said), PIECE)]
        place.server.pause = 0.002
        place.ask(f"Are {fruit.lower()} yellow fruit of autumn?")
        check(place, canary)
        # They are there to be read, in what the answer rests on and, unless they were taken out of
        # what the model wrote as tags, in the answer:
        text = chat.locator(".answer").inner_text()
        left = " ".join(each.text for each in shown_text(said))
        unread = [
            p for p in payloads if p.startswith("<") and p[:12] in left and p[:12] not in text
        ]
        assert unread == [], chat.inner_text()[-300:]
        assert sources.locator("h3", has_text=re.compile("window|127")).count() == 6
        titles = sources.locator("h3").evaluate_all("all => all.map(e => e.lastChild.data.trim())")
        above = chat.locator("button.from").all_inner_texts()
        assert [t for t in titles if not any(t in button for button in above)] == []
        chat.locator("button.cite").first.click()
        guide = place.page.get_by_role("dialog")
        expect(guide.locator("mark")).to_contain_text("yellow fruit")
        check(place, canary)


def test_nothing_runs_or_loads_from_the_list_of_guides(place: Place, canary: Canary):
    place.page.locator("#open-guides").click()
    listed = place.page.locator("#listed ul.guides > li")
    expect(listed).to_have_count(len(PAYLOADS))
    assert listed.filter(has_text=HARM).count() > 30
    check(place, canary)


def test_nothing_runs_or_loads_from_a_question(place: Place, canary: Canary):
    question = " ".join(PAYLOADS)[:3900].replace("CANARY", canary.url)
    place.ask(question[:3999])
    assert place.page.locator("#chat .asked").inner_text().count(HARM) > 40
    check(place, canary)
