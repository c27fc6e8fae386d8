"""Starting and stopping the page."""

import signal
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.advisor import Advisor
from bot.page import keep_uploads_in
from bot.page.api import routes
from bot.page.brand import theme
from bot.page.chat import STATIC, build_page
from bot.page.door.accounts import Accounts
from bot.page.door.connections import limit
from bot.page.door.guard import Guard
from bot.page.door.login import NO_ACCOUNTS, Door, Look
from bot.page.door.visits import Present, Visits
from bot.page.leaving import SENT, forget
from bot.page.mark import mark
from bot.page.own_documents import MOST_FILES
from bot.page.own_documents.scratch import scratch
from bot.page.waiting import Waiting, free_port
from bot.page.words import for_browser
from bot.project import build_with_progress, guides_of
from bot.settings import LOOPBACK, NONE, Settings
from index import IndexingError, SettingError, is_rolled_back

STYLES = ("page.css", "answers.css", "drawers.css")
SCRIPTS = ("page.js", "drawers.js")  # these run before anything is drawn
MODULES = ("look.js", "talks.js", "guides.js", "connection.js")
MOST_SESSIONS = 500  # pages that are remembered; of more, those that were used last
EVERYWHERE = "0.0.0.0"  # noqa: S104  # told apart, not listened on


def serve(settings: Settings, waiting: Waiting | None = None) -> None:
    """Bring the index up to date, show the page, and stay until Ctrl-C or SIGTERM.

    Args:
        settings: of the bot.
        waiting: what is shown until the page is there; it has the port.

    Raises:
        CareerBotError: there is no index and none can be built, or the address cannot be used.
    """
    for name in ("SIGTERM", "SIGHUP"):  # SIGHUP: the terminal was closed; Windows has none
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)
    notice = _bring_up_to_date(settings, waiting.tell if waiting else None)
    with Advisor.open(settings=settings) as advisor:
        page, address = start(advisor, notice, waiting)
        print(f"careerbot is at {address} (Ctrl-C stops it)", flush=True)
        threading.Thread(target=advisor.index.query, args=["warm up"], daemon=True).start()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print("careerbot stops.", flush=True)
        finally:
            page.close(verbose=False)


def start(
    advisor: Advisor, notice: str = "", waiting: Waiting | None = None
) -> tuple[gr.Blocks, str]:
    """Show the page without waiting; returns it and its address. `close()` it afterwards.

    Args:
        advisor: who answers.
        notice: shown above the chat.
        waiting: gives way to the page as soon as that is put together.

    Raises:
        SettingError: the host or the port cannot be listened on.
    """
    settings = advisor.settings
    accounts = Accounts(Path(settings.home))
    _check_reach(settings, accounts)
    keep_uploads_in(str(scratch(SENT)))  # before the page is put together
    present = Present()
    page = build_page(advisor, notice)
    if waiting:
        waiting.close()
    port = free_port(settings.host, waiting.port if waiting else settings.port)
    page.launch(
        server_name=settings.host,
        server_port=port,
        root_path=settings.root_path,
        prevent_thread_lock=True,
        quiet=True,
        theme=theme(settings),
        i18n=for_browser(),
        css_paths=[STATIC / name for name in STYLES],
        head=_style("frame.css")
        + "".join(_script(name) for name in SCRIPTS)
        + "".join(_script(name, "module") for name in MODULES),
        state_session_capacity=MOST_SESSIONS,
        max_file_size=_upload_bytes(settings) or 1,
        **_CLOSED,
        app_kwargs={
            "openapi_url": None,
            "docs_url": None,
            "redoc_url": None,
            "routes": [*routes(advisor), Route("/favicon.ico", _favicon(settings.colour))],
            "middleware": _middleware(advisor, accounts, f"careerbot-{port}", present),
        },
    )
    limit(page.server)
    threading.Thread(target=forget, args=[present, page.server], daemon=True).start()
    shown = "localhost" if settings.host == EVERYWHERE else settings.host
    return page, f"http://{shown}:{port}/"


def _style(name: str) -> str:
    return f"<style>{(STATIC / name).read_text(encoding='utf-8')}</style>"


def _script(name: str, kind: str = "text/javascript") -> str:
    return f'<script type="{kind}">{(STATIC / name).read_text(encoding="utf-8")}</script>'


def _middleware(
    advisor: Advisor, accounts: Accounts, cookie: str, present: Present
) -> list[Middleware]:
    """What stands before Gradio, the outermost first."""
    settings = advisor.settings
    hosts = (*LOOPBACK, settings.host)
    alone = settings.host in LOOPBACK
    look = Look(settings.title, settings.colour)
    health = partial(_health, advisor, accounts)
    return [
        Middleware(
            Guard,
            hosts=hosts,
            proxies=settings.served_as,
            health=health,
            upload_bytes=_upload_bytes(settings) * MOST_FILES,
        ),
        Middleware(Door, accounts=accounts, always=not alone, cookie=cookie, look=look),
        Middleware(Visits, cookie=cookie, present=present),
    ]


def _upload_bytes(settings: Settings) -> int:
    """How large a document may be that is sent; nothing where none are taken."""
    return 0 if settings.uploads == NONE else settings.upload_megabytes * 2**20


def _check_reach(settings: Settings, accounts: Accounts) -> None:
    """Let others than this machine ask only if they have to log in."""
    if accounts.required():
        accounts.keep_closed()
        if not accounts.names():
            print(f"careerbot: {NO_ACCOUNTS}", file=sys.stderr)
    if settings.host in LOOPBACK:
        return
    if not accounts.names():
        raise SettingError(
            f"CAREERBOT_HOST is {settings.host!r}, so others may reach the page, and no one could "
            "log in. Add an account first: careerbot account add NAME"
        )
    print(
        "careerbot: what people type, passwords too, can be read on the way. Put a proxy with "
        "HTTPS before the page, unless the network is your own.",
        file=sys.stderr,
    )


def _health(advisor: Advisor, accounts: Accounts) -> dict[str, object]:
    """What `/health` says; raises CareerBotError where nothing can be answered."""
    advisor.index.check()
    manifest = advisor.index.manifest
    status = "damaged" if advisor.index.notice else "ok"
    if advisor.settings.host not in LOOPBACK or accounts.required():
        return {"status": status}  # the rest is for those who are let in
    return {
        "status": status,
        "documents": len(manifest.files),
        "passages": len(manifest.chunk_ids),
        "built": manifest.built,
    }


_CLOSED: dict[str, Any] = {
    "share": False,
    "allowed_paths": [],
    "show_error": False,
    "enable_monitoring": False,
    "run_history": False,
    "footer_links": [],
    "mcp_server": False,
    "ssr_mode": False,
    "pwa": False,
}


def _favicon(colour: str) -> Callable[[Request], Response]:
    """The mark in the colour of the page, for its tab."""
    return lambda _: Response(mark(colour), media_type="image/svg+xml")


def _bring_up_to_date(
    settings: Settings, tell: Callable[[str, int, int], None] | None = None
) -> str:
    """Build the index if need be; when that fails, say so and go on with the one that is there."""
    if is_rolled_back(settings.index):
        print("careerbot: the index was rolled back; careerbot index brings it up to date.")
        return "The index was rolled back, so answers are from before the last build."
    try:
        build_with_progress(guides_of(settings), settings, tell)
    except IndexingError as error:
        print(f"careerbot: {error}", file=sys.stderr)
        return "The guides have changed, but could not be indexed; answers are from before."
    return ""
