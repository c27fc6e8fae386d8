"""Take the README's picture of a cited answer on the real page: make screenshot."""

import tempfile
from pathlib import Path

from bot import Advisor, Settings
from bot.page import start
from bot.project import build_with_progress
from tests.browser import chromium

PICTURE = Path(__file__).parent / "answer.png"
QUESTION = "Is MS-102 still worth taking?"


def main() -> None:
    """Index the guides in a scratch folder, ask on the page, and take the picture."""
    with tempfile.TemporaryDirectory() as scratch:
        settings = Settings(home=scratch)
        build_with_progress([settings.corpus], settings)
        with Advisor.open(settings=settings) as advisor, chromium.launched() as browser:
            page, address = start(advisor)
            view = browser.new_page(viewport={"width": 1280, "height": 760})
            view.goto(address)
            view.locator("#question textarea").fill(QUESTION)
            view.locator("#question textarea").press("Enter")
            view.locator(".answer").wait_for(timeout=60_000)
            view.wait_for_timeout(1000)
            view.screenshot(path=PICTURE)
            page.close(verbose=False)
    print(PICTURE)


if __name__ == "__main__":
    main()
