"""`careerbot serve`: a page at once, the real one as soon as it can answer."""

from bot.page.waiting import waiting_for
from bot.settings import Settings


def serve(settings: Settings, browser: bool = True) -> None:
    """Show the page, and stay until Ctrl-C or SIGTERM.

    Args:
        settings: of the bot.
        browser: whether one may be opened, if there is a screen and the settings let it.

    Raises:
        CareerBotError: there is no index and none can be built, or the address cannot be used.
    """
    with waiting_for(settings, browser and settings.browser == "auto") as waiting:
        from bot.page.server import serve

        serve(settings, waiting)
