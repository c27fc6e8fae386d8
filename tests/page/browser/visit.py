"""A visit to the page."""

from playwright.sync_api import Locator, Page


class Visit:
    """A visit to the page, and what the browser noted on the way."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda message: message.type == "error" and self.complaints.append(message.text),
        )
        page.goto(address)
        self.box = page.locator("#question textarea")
        self.box.wait_for(timeout=30_000)

    def ask(self, question: str) -> None:
        self.box.fill(question)
        self.box.press("Enter")

    @property
    def reply(self) -> Locator:
        return self.page.locator("#chat .bot").last
