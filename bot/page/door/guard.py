"""What the page sends and accepts, whatever Gradio would: headers, routes, hosts, sizes."""

import asyncio
import re
from collections.abc import Callable, Iterable, Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.page.door.connections import MOST_HEADER_BYTES
from bot.page.door.login import LOGIN, LOGOUT, MOST_OF_FORM, refusal
from index import CareerBotError

HEALTH = "/health"
MOST_HEADERS = 100
MOST_BYTES = 256 * 1024  # of a request; what fits in the question's box, and no more

HEADERS = {
    # Gradio needs its inline scripts and styles; nothing is ever loaded from another host.
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; media-src 'none'; font-src 'self' data:; connect-src 'self'; "
        "form-action 'none'; frame-ancestors 'none'; base-uri 'self'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with none at all, our own forms came from nowhere, too
    "Cross-Origin-Opener-Policy": "same-origin",
}
# The pages of the door have a form each, and no script.
OF_FORMS = HEADERS | {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    )
}
# What the page asks for. Gradio serves much more: uploads, fetching of other hosts' files, calls
# past the queue, links to a session; all of that is closed.
OPEN = re.compile(
    r"/|/login|/logout|/api/(?:ask|guides|tools/[a-z]+)|/health|/config|/theme\.css"
    r"|/robots\.txt|/favicon\.ico|/manifest\.json"
    r"|/(?:assets|static|svelte)/[\w./%-]*"
    r"|/gradio_api/(?:info|startup-events|queue/join|queue/data|app_id)"
    r"|/gradio_api/heartbeat/\w+"
)


_PORTS = {"http": ":80", "https": ":443"}  # which a browser leaves out
# Opened only if documents may be sent.
UPLOAD = re.compile(r"/gradio_api/upload(?:_progress)?")


class Guard:
    """ASGI middleware around the whole page.

    Args:
        app: what is guarded.
        hosts: names that the page may be asked for by, without ports, beside the address that it is
            asked at; others are another page's trick to read this one (DNS rebinding).
        proxies: those of them that a proxy serves the page under; it may be asked for by another
            name itself.
        health: what `/health` says, for those who watch the server; raises CareerBotError if
            nothing can be answered.
        upload_bytes: how much may be sent at once; 0 if no documents are taken.
    """

    def __init__(
        self,
        app: ASGIApp,
        hosts: Iterable[str],
        proxies: Iterable[str],
        health: Callable[[], dict[str, object]],
        upload_bytes: int = 0,
    ) -> None:
        self._app = app
        self._proxies = frozenset(proxies)
        self._hosts = frozenset(hosts) | self._proxies
        self._health = health
        self._upload_bytes = upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        of_forms = scope["path"] in (LOGIN, LOGOUT)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(OF_FORMS if of_forms else HEADERS)
            await send(message)

        refused = self._refusal(scope)
        if refused:
            await refused(scope, receive, send_with_headers)
            return
        if scope["path"] == HEALTH:
            await (await asyncio.to_thread(self._healthy))(scope, receive, send_with_headers)
            return
        capped = _Capped(receive, self._most_bytes(scope["path"]))
        await self._app(scope, capped, send_with_headers)

    def _healthy(self) -> JSONResponse:
        try:
            return JSONResponse(self._health())
        except CareerBotError as error:
            return JSONResponse({"status": "failed", "why": type(error).__name__}, 503)

    def _refusal(self, scope: Scope) -> Response | None:
        if _is_too_much(scope["headers"]):
            return refusal(scope, "Those are more headers than this page reads.", 431)
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._is_ours(hosts[0], scope):
            return refusal(scope, "This page is not served under that name.", 400)
        if self._is_foreign(scope, headers):
            return refusal(scope, "That was asked by the page of another site.", 403)
        if not self._is_open(scope["path"]):
            return refusal(scope, "There is nothing here.", 404)
        if int(headers.get("content-length") or 0) > self._most_bytes(scope["path"]):
            return refusal(scope, "That is more than this page reads.", 413)
        return None

    def _is_open(self, path: str) -> bool:
        sent = self._upload_bytes > 0 and UPLOAD.fullmatch(path)
        return bool(OPEN.fullmatch(path) or sent) and ".." not in path

    def _most_bytes(self, path: str) -> int:
        if path in (LOGIN, LOGOUT):
            return MOST_OF_FORM
        return self._upload_bytes if UPLOAD.fullmatch(path) else MOST_BYTES

    def _is_ours(self, host: str, scope: Scope) -> bool:
        before, _, after = host.rpartition(":")
        name = before or after
        return name in self._hosts or name == (scope.get("server") or ("",))[0]

    def _is_foreign(self, scope: Scope, headers: Headers) -> bool:
        """Whether the page of another site, port or scheme has a browser ask this."""
        origins = headers.getlist("origin")
        if not origins:
            elsewhere = headers.get("sec-fetch-site") in ("cross-site", "same-site")
            return elsewhere and scope["method"] not in ("GET", "HEAD")
        return len(origins) > 1 or origins[0].lower() not in self._own_origins(scope, headers)

    def _own_origins(self, scope: Scope, headers: Headers) -> set[str]:
        """Where the page may be asked from. A proxy may speak HTTPS for us, and may pass on another
        Host than people type; then what they type has no port, or is in X-Forwarded-Host.
        """
        plain, secure = scope["scheme"], "https"
        asked = headers["host"].lower()
        own = {_origin(plain, asked)}
        forwarded = headers.get("x-forwarded-host", "").lower()
        for host in (asked, forwarded, *self._proxies):
            if host.partition(":")[0] in self._proxies:
                own |= {_origin(plain, host), _origin(secure, host)}
        return own


def _is_too_much(headers: Sequence[tuple[bytes, bytes]]) -> bool:
    size = sum(len(name) + len(value) for name, value in headers)
    return len(headers) > MOST_HEADERS or size > MOST_HEADER_BYTES


def _origin(scheme: str, host: str) -> str:
    """As a browser writes it: without the port that the scheme has anyway."""
    return f"{scheme}://{host.removesuffix(_PORTS.get(scheme, ''))}"


class _Capped:
    """A request body that ends when it gets too long, whatever length it announced."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._most = most
        self._bytes = 0

    async def __call__(self) -> Message:
        message = await self._receive()
        self._bytes += len(message.get("body", b""))
        if self._bytes > self._most:
            return {"type": "http.disconnect"}
        return message
