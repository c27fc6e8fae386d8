"""What the page sends and accepts, whatever Gradio would: headers, routes, hosts, sizes."""

import asyncio
import re
from collections.abc import Callable, Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index import CareerBotError

HEALTH = "/health"
MOST_BYTES = 256 * 1024  # of a request; what fits in the question's box, and no more

HEADERS = {
    # Gradio needs its inline scripts and styles; nothing is ever loaded from another host.
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; media-src 'none'; font-src 'self' data:; connect-src 'self'; "
        "form-action 'none'; frame-ancestors 'none'; base-uri 'self'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# What the page asks for. Gradio serves much more: uploads, fetching of other hosts' files, calls
# past the queue, links to a session; all of that is closed.
OPEN = re.compile(
    r"/|/health|/config|/theme\.css|/robots\.txt|/favicon\.ico|/manifest\.json"
    r"|/(?:assets|static|svelte)/[\w./%-]*"
    r"|/gradio_api/(?:info|startup-events|queue/join|queue/data|cancel|reset|app_id)"
    r"|/gradio_api/heartbeat/\w+"
)


class Guard:
    """ASGI middleware around the whole page.

    Args:
        app: what is guarded.
        hosts: names that the page may be asked for by, without ports; others are another page's
            trick to read this one (DNS rebinding).
        health: what `/health` says, for those who watch the server; raises CareerBotError where
            nothing can be answered.
    """

    def __init__(
        self, app: ASGIApp, hosts: Iterable[str], health: Callable[[], dict[str, object]]
    ) -> None:
        self._app = app
        self._hosts = frozenset(hosts)
        self._health = health

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        refusal = self._refusal(scope)
        if refusal:
            await refusal(scope, receive, send_with_headers)
            return
        if scope["path"] == HEALTH:
            await (await asyncio.to_thread(self._healthy))(scope, receive, send_with_headers)
            return
        await self._app(scope, _Capped(receive), send_with_headers)

    def _healthy(self) -> JSONResponse:
        try:
            return JSONResponse(self._health())
        except CareerBotError as error:
            return JSONResponse({"status": "failed", "why": type(error).__name__}, 503)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "").rpartition(":")
        if (host[0] or host[2]) not in self._hosts:
            return PlainTextResponse("This page is not served under that name.", 400)
        if not OPEN.fullmatch(scope["path"]) or ".." in scope["path"]:
            return PlainTextResponse("There is nothing here.", 404)
        if int(headers.get("content-length") or 0) > MOST_BYTES:
            return PlainTextResponse("That is more than this page reads.", 413)
        return None


class _Capped:
    """A request body that ends where it gets too long, whatever length it announced."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._bytes = 0

    async def __call__(self) -> Message:
        message = await self._receive()
        self._bytes += len(message.get("body", b""))
        if self._bytes > MOST_BYTES:
            return {"type": "http.disconnect"}
        return message
