"""What is shown before the page is there: how far the index is, and a box for the first question.

It is there at once, since it needs nothing but Python; Gradio alone takes seconds to load. The
question stays in the browser, which asks it as soon as the page is there.
"""

import json
import socket
import sys
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template

from bot.page.mark import mark
from bot.page.words import asked_for
from bot.settings import LOOPBACK, Settings
from index import SettingError

PORTS_TRIED = 100
BEGUN = "Getting ready"
PROGRESS = "/waiting.json"
_PAGE = Template((Path(__file__).parent / "static" / "waiting.html").read_text(encoding="utf-8"))
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; "
    "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'"
)


class Waiting:
    """A page that waits for the real one. `close()` it; the port is free then.

    Args:
        settings: of the page.
    """

    def __init__(self, settings: Settings) -> None:
        self.port = free_port(settings.host, settings.port)
        self._settings = settings
        self._progress: tuple[str, int, int] = (BEGUN, 0, 0)
        self._server = ThreadingHTTPServer((settings.host, self.port), self._handler())
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        """Where it is, and where the page will be."""
        return f"http://{self._settings.host}:{self.port}/"

    def tell(self, doing: str, done: int, total: int) -> None:
        """Say how far the index is; as `progress` of `build_index`."""
        self._progress = (doing, done, total)

    def close(self) -> None:
        """Give way to the page."""
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        waiting = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                said = waiting._reply(self.path, self.headers)
                self.send_response(200 if said else 404)
                kind = "application/json" if self.path == PROGRESS else "text/html"
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.send_header("Content-Security-Policy", _POLICY)
                self.send_header("X-Content-Type-Options", "nosniff")
                self.send_header("Cache-Control", "no-store")
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *_: object) -> None:
                """Nothing that anybody asks here is worth a line."""

        return Handler

    def _reply(self, path: str, headers: Message) -> bytes:
        """What is sent; nothing for what is not here, or is asked for by another name."""
        name = headers.get("Host", "").rpartition(":")[0]
        words = asked_for(headers.get("Accept-Language", ""))
        if name not in (*LOOPBACK, self._settings.host) or path not in ("/", PROGRESS):
            return b""
        if path == PROGRESS:
            doing, done, total = self._progress
            progress = {"doing": words.of(doing), "done": done, "total": total}
            return json.dumps(progress).encode()
        texts = {
            "wait": words("The guides are being read. The first time, this takes some minutes."),
            "ask": words("Your first question"),
            "keep": words("Ask as soon as it can be answered"),
            "kept": words("Your question waits. It is asked as soon as the guides are there."),
        }
        page = _PAGE.substitute(
            {name: escape(text) for name, text in texts.items()},
            language=words.language,
            title=escape(self._settings.title),
            colour=self._settings.colour,
            mark=mark(self._settings.colour),
        )
        return page.encode()


@contextmanager
def waiting_for(settings: Settings, browser: bool) -> Iterator[Waiting | None]:
    """A page that waits, where only this machine can reach it; and a browser that shows it.

    Args:
        settings: of the page.
        browser: whether one may be opened.
    """
    if settings.host not in LOOPBACK:
        yield None
        return
    waiting = Waiting(settings)
    print(f"careerbot is getting ready at {waiting.address}", file=sys.stderr, flush=True)
    if browser and _has_screen():
        threading.Thread(target=webbrowser.open, args=[waiting.address], daemon=True).start()
    try:
        yield waiting
    finally:
        waiting.close()


def _has_screen() -> bool:
    """Whether somebody sits there with a browser that has windows."""
    try:
        text_only = type(webbrowser.get()) is webbrowser.GenericBrowser
    except webbrowser.Error:
        return False
    return sys.stdout.isatty() and not text_only


def free_port(host: str, first: int) -> int:
    """The first port, of some from a first one on, that can be listened on.

    Raises:
        SettingError: there is none, or not on this host.
    """
    for port in range(first, min(first + PORTS_TRIED, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
                return port
            except PermissionError as error:
                raise SettingError(f"Port {port} needs more rights; set CAREERBOT_PORT.") from error
            except socket.gaierror as error:
                raise SettingError(
                    f"CAREERBOT_HOST is {host!r}, which is no address here."
                ) from error
            except OSError:
                continue
    raise SettingError(
        f"No port from {first} to {first + PORTS_TRIED - 1} is free on {host}; set CAREERBOT_PORT."
    )
