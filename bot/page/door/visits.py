"""Which browser a request comes from, so that what belongs to one is out of reach for all others.

Gradio keeps a conversation under a name that the browser makes up, and whoever knows the name may
read along. So each browser is given a secret in a cookie, and Gradio sees, in place of that name, a
hash of both.
"""

import hmac
import json
import re
import secrets
import time
from collections import Counter, OrderedDict
from urllib.parse import parse_qs, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SECRET = re.compile(r"[\w-]{43}")  # 256 bits
ACCOUNT = "careerbot.account"  # of a request: the name of who is logged in
PERSON = "x-careerbot-person"  # of a request that Gradio sees: whom it comes from
REMEMBERED = 10_000  # pages that were closed
_HEARTBEAT = "/gradio_api/heartbeat/"
_STREAM = "/gradio_api/queue/data"
_JOIN = "/gradio_api/queue/join"


def new_secret() -> str:
    """What a cookie holds that no one can guess."""
    return secrets.token_urlsafe(32)


def secret_of(scope: Scope, cookie: str) -> str:
    """The secret in a request's cookie; empty if there is none.

    Args:
        scope: the request.
        cookie: name of the cookie.
    """
    found = Request(scope).cookies.get(cookie, "")
    return found if SECRET.fullmatch(found) else ""


def give(response: MutableHeaders, scope: Scope, cookie: str, secret: str) -> None:
    """Put a secret into the browser that asked; an empty one takes it away.

    Args:
        response: the headers of the reply.
        scope: the request.
        cookie: name of the cookie.
        secret: what it is to hold.
    """
    origin = Headers(scope=scope).get("origin", "")
    carrier = Response()
    carrier.set_cookie(
        cookie,
        secret,
        max_age=None if secret else 0,
        path="/",
        httponly=True,
        samesite="strict",
        secure=scope["scheme"] == "https" or origin.startswith("https:"),
    )
    response.append("set-cookie", carrier.headers["set-cookie"])


class Present:
    """Which pages are open, by the name that Gradio knows each by."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()
        self._ended: OrderedDict[str, float] = OrderedDict()

    def begin(self, session: str) -> None:
        """Note that a page holds a heartbeat."""
        self._open[session] += 1

    def end(self, session: str) -> None:
        """Note that it holds one less."""
        self._open[session] -= 1
        if not self._open[session]:
            del self._open[session]
            self._ended[session] = time.monotonic()
            self._ended.move_to_end(session)
            if len(self._ended) > REMEMBERED:
                self._ended.popitem(last=False)

    def ended(self, session: str) -> float | None:
        """When the last heartbeat of a page ended, by a clock that only goes forward: now, if one
        goes on; none if there never was one.
        """
        return time.monotonic() if session in self._open else self._ended.get(session)


class Visits:
    """ASGI middleware that gives browsers their secrets, and hides from Gradio how they call
    themselves. A browser that keeps no cookies is told from others as Gradio does it.

    Args:
        app: the page.
        cookie: name of the cookie.
        present: told which pages are open.
    """

    def __init__(self, app: ASGIApp, cookie: str, present: Present) -> None:
        self._app = app
        self._cookie = cookie
        self._present = present

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        secret = secret_of(scope, self._cookie)

        async def send_with_secret(message: Message) -> None:
            if message["type"] == "http.response.start" and not secret and scope["path"] == "/":
                give(MutableHeaders(scope=message), scope, self._cookie, new_secret())
            await send(message)

        if scope["method"] == "POST" and scope["path"] == _JOIN:
            try:
                scope, receive = await _with_own_body(scope, receive, secret)
            except (ValueError, RecursionError):
                refusal = PlainTextResponse("That is not what the page sends.", 400)
                await refusal(scope, receive, send)
                return
        scope = _with_person(_with_own_name(scope, secret), secret)
        if not scope["path"].startswith(_HEARTBEAT):
            await self._app(scope, receive, send_with_secret)
            return
        session = scope["path"].removeprefix(_HEARTBEAT)
        self._present.begin(session)
        try:
            await self._app(scope, receive, send_with_secret)
        finally:
            self._present.end(session)


def own_name(secret: str, name: str) -> str:
    """What Gradio is told in place of the name that a browser gave itself."""
    return hmac.new(secret.encode(), name.encode("utf-8", "surrogatepass"), "sha256").hexdigest()


def _with_own_name(scope: Scope, secret: str) -> Scope:
    """The request, where its path or its query names the browser."""
    path = scope["path"]
    if path.startswith(_HEARTBEAT):
        path = _HEARTBEAT + own_name(secret, path.removeprefix(_HEARTBEAT))
        return {**scope, "path": path, "raw_path": path.encode()}
    if path == _STREAM:
        query = parse_qs(scope["query_string"].decode("latin-1"))
        names = query.get("session_hash", [""])
        asked = urlencode({"session_hash": own_name(secret, names[-1])})
        return {**scope, "query_string": asked.encode()}
    return scope


def _with_person(scope: Scope, secret: str) -> Scope:
    """The request with a name of whom it comes from, if that is known, that no one can make up."""
    person = scope.get(ACCOUNT) or (own_name(secret, "") if secret else "")
    headers = [each for each in scope["headers"] if each[0] != PERSON.encode()]
    return {**scope, "headers": [*headers, (PERSON.encode(), person.encode())]}


async def _with_own_body(scope: Scope, receive: Receive, secret: str) -> tuple[Scope, Receive]:
    """The request, where its body names the browser; raises ValueError if that is no JSON."""
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return scope, _once(message, receive)
        body += message.get("body", b"")
        more = message.get("more_body", False)
    said = json.loads(body)
    if isinstance(said, dict) and isinstance(said.get("session_hash"), str):
        said["session_hash"] = own_name(secret, said["session_hash"])
    body = json.dumps(said, ensure_ascii=False).encode("utf-8", "ignore")  # half a character
    lengths = (b"content-length", b"transfer-encoding")
    headers = [each for each in scope["headers"] if each[0] not in lengths]
    headers.append((b"content-length", str(len(body)).encode()))
    message = {"type": "http.request", "body": body, "more_body": False}
    return {**scope, "headers": headers}, _once(message, receive)


def _once(message: Message, receive: Receive) -> Receive:
    """A message that was read already, and then whatever comes."""
    waiting = [message]

    async def receive_again() -> Message:
        return waiting.pop() if waiting else await receive()

    return receive_again
