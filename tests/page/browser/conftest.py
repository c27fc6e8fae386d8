"""A browser, and pages of a few small guides: started once for all tests of this folder."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from bot import Advisor
from tests.doubles.fakes import GUIDES
from tests.doubles.model_servers import OpenAIServer
from tests.doubles.small import shown, small_advisor
from tests.doubles.web import wait_for
from tests.page.browser import chromium
from tests.page.browser.visit import Visit

expect.set_options(timeout=30_000)  # milliseconds; machines that run tests are busy

HARM = "<img src=x onerror='window.harm = 1'>"
YEARS = "".join(f"Perry of {year} was dry, and {HARM} of it.\n\n" for year in range(1900, 1960))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium.launched() as launched:
        yield launched


@pytest.fixture(scope="package")
def orchard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Advisor]:
    """Answers from a few guides, one of them long and hostile."""
    cellars = "Where is perry fermented?\n\nPerry is fermented in cellars of Hereford.\n\n"
    guides = GUIDES | {"perry.txt": f"Perry {HARM}\n\n{YEARS}{cellars}{YEARS}"}
    with small_advisor(tmp_path_factory.mktemp("small"), guides) as advisor:
        yield advisor


@pytest.fixture(scope="package")
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


@pytest.fixture(scope="package")
def modelled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[OpenAIServer, str]]:
    """A server of a model, and where the page is that answers by it."""
    with (
        OpenAIServer().running() as server,
        small_advisor(
            tmp_path_factory.mktemp("modelled"), model="openai:test", model_url=server.url
        ) as advisor,
        shown(advisor) as address,
    ):
        yield server, address


@pytest.fixture
def slow_model(
    modelled: tuple[OpenAIServer, str], browser: Browser
) -> Iterator[tuple[OpenAIServer, Visit]]:
    """A visit to a page that answers by a model that takes its time."""
    server, address = modelled
    with browser.new_context() as context:
        yield server, Visit(context.new_page(), address)
    server.pause = 0.0
    wait_for(lambda: not server.answering)  # whoever left counts as gone in this test
    server.reset()
