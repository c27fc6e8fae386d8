"""Which browser a request comes from, so that what belongs to one is out of reach for all others.

Gradio keeps a conversation under a name that the browser makes up, and whoever knows the name may
read along. So each browser is given a secret in a cookie, and Gradio sees, in place of that name, a
hash of both.
"""

import hmac
import json
import re
import secrets
from urllib.parse import parse_qs, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SECRET = re.compile(r"[\w-]{43}")  # 256 bits
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


class Visits:
    """ASGI middleware that gives browsers their secrets, and hides from Gradio how they call
    themselves. A browser that keeps no cookies is told from others as Gradio does it.

    Args:
        app: the page.
        cookie: name of the cookie.
    """

    def __init__(self, app: ASGIApp, cookie: str) -> None:
        self._app = app
        self._cookie = cookie

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
        await self._app(_with_own_name(scope, secret), receive, send_with_secret)


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
        body = json.dumps(said).encode()
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
