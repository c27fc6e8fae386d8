"""A browser, and a page of a few small guides that is there within seconds."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from bot import Advisor
from tests.doubles.fakes import GUIDES
from tests.doubles.model_servers import OpenAIServer
from tests.doubles.small import shown, small_advisor
from tests.page.browser import chromium
from tests.page.browser.visit import Visit

expect.set_options(timeout=30_000)  # milliseconds; machines that run tests are busy

HARM = "<img src=x onerror='window.harm = 1'>"
YEARS = "".join(f"Perry of {year} was dry, and {HARM} of it.\n\n" for year in range(1900, 1960))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium.launched() as launched:
        yield launched


@pytest.fixture(scope="module")
def orchard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Advisor]:
    """Answers from a few guides, one of them long and hostile."""
    cellars = "Where is perry fermented?\n\nPerry is fermented in cellars of Hereford.\n\n"
    guides = GUIDES | {"perry.txt": f"Perry {HARM}\n\n{YEARS}{cellars}{YEARS}"}
    with small_advisor(tmp_path_factory.mktemp("small"), guides) as advisor:
        yield advisor


@pytest.fixture(scope="module")
def small_address(orchard: Advisor) -> Iterator[str]:
    """Where the page is that asks it."""
    with shown(orchard) as address:
        yield address


@pytest.fixture
def small(browser: Browser, small_address: str) -> Iterator[Visit]:
    """A visit to that page."""
    view = {"width": 1280, "height": 860}
    with browser.new_context(viewport=view, reduced_motion="reduce") as context:
        yield Visit(context.new_page(), small_address)


@pytest.fixture
def slow_model(tmp_path, browser: Browser) -> Iterator[tuple[OpenAIServer, Visit]]:
    """A visit to a page that answers by a model that takes its time."""
    with (
        OpenAIServer().running() as server,
        small_advisor(tmp_path, model="openai:test", model_url=server.url) as advisor,
        shown(advisor) as address,
        browser.new_context() as context,
    ):
        yield server, Visit(context.new_page(), address)
