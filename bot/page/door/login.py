"""The door of the page: once accounts were made, no one is let in without one.

Gradio has a login of its own; it limits no tries, compares passwords that it is given in the clear,
never forgets who logged in, and lets some routes past it. So this stands before all of Gradio.
"""

import asyncio
import base64
import binascii
import hashlib
import ipaddress
import logging
import time
from collections import OrderedDict
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import parse_qs

from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.errors import AccountError
from bot.page.door.accounts import Account, Accounts
from bot.page.door.throttle import Throttle
from bot.page.door.visits import ACCOUNT, give, new_secret, secret_of
from bot.page.words import Words, asked_for

logger = logging.getLogger(__name__)

API = "/api/"
LOGIN, LOGOUT = "/login", "/logout"
# Anybody may have these: they say nothing of what is behind the door.
PUBLIC = ("/health", "/robots.txt", "/favicon.ico", "/manifest.json", "/gradio_api/startup-events")
LASTS = 12 * 3600.0  # seconds that someone stays logged in
MOST_IN = 1000
MOST_OF_FORM = 16 * 1024  # bytes; name and password, however they are written
HASHED_AT_ONCE = 2  # each takes a quarter of a second and 16 MB
_PAGE = Template((Path(__file__).parents[1] / "static" / "login.html").read_text(encoding="utf-8"))
_ASK_AGAIN = '<meta http-equiv="refresh" content="0; url=./"><p><a href="./">{}</a></p>'
_FORM = """<form method="post" action="login">
<label for="name">{}</label>
<input id="name" name="name" autocomplete="username" autocapitalize="none" required autofocus>
<label for="password">{}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button>{}</button>
</form>"""
_FIELDS = ("Name", "Password", "Log in")
_WAY_OUT = """<p>{}</p>
<form method="post" action="logout"><button>{}</button></form>
<p><a href="./">{}</a></p>"""
_WRONG = "This name and password do not belong together."
NO_ACCOUNTS = (
    "There are no accounts, so no one can log in until one is added: careerbot account add NAME"
)
_SAY_WHO = (
    "Say who you are: an Authorization header with Bearer and a token (careerbot account token "
    "NAME), or with Basic and name and password."
)


@dataclass(frozen=True)
class Look:
    """What the pages of the door look like.

    Attributes:
        title: name of the page.
        colour: of the buttons, as #rrggbb.
    """

    title: str
    colour: str

    def page(self, content: str, words: Words, status: int = 200) -> Response:
        """A page with some HTML in it, in these words."""
        given = {"title": escape(self.title), "colour": self.colour}
        filled = _PAGE.substitute(given, language=words.language, content=content)
        return HTMLResponse(filled, status, {"Cache-Control": "no-store"})


class Sessions:
    """Who is logged in, by a hash of the secret in their browser."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._open: OrderedDict[str, tuple[Account, float]] = OrderedDict()

    def open(self, secret: str, account: Account) -> None:
        """Remember that someone logged in."""
        self._open[_hashed(secret)] = (account, time.monotonic() + LASTS)
        while len(self._open) > MOST_IN:
            self._open.popitem(last=False)

    def account(self, secret: str) -> Account | None:
        """Who is logged in with this secret; no one whose account is gone, or another one now."""
        account, until = self._open.get(_hashed(secret), (None, 0.0))
        if account and until > time.monotonic() and self._accounts.holds(account):
            return account
        return None

    def close(self, secret: str) -> None:
        """Forget it."""
        self._open.pop(_hashed(secret), None)


class Door:
    """ASGI middleware that asks everyone to log in.

    Args:
        app: what is behind it.
        accounts: who may come in.
        always: ask even if no accounts were ever made, so that no one comes in.
        cookie: name of the cookie with the browser's secret.
        look: of its pages.
    """

    def __init__(
        self, app: ASGIApp, accounts: Accounts, always: bool, cookie: str, look: Look
    ) -> None:
        self._app = app
        self._accounts = accounts
        self._always = always
        self._cookie = cookie
        self._look = look
        self._sessions = Sessions(accounts)
        self._throttle = Throttle()
        self._hashing = asyncio.Semaphore(HASHED_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            reply = await self._reply(Request(scope, receive))
        except AccountError:
            logger.exception("the accounts cannot be read")
            said = "No one can be let in now; the server's log says why."
            reply = refusal(scope, said, 503)
        except ClientDisconnect:
            reply = refusal(scope, "That is more than this page reads.", 413)
        await (reply or self._app)(scope, receive, send)

    async def _reply(self, request: Request) -> Response | None:
        """What the door says; nothing if it lets a request through."""
        secret = secret_of(request.scope, self._cookie)
        path = request.scope["path"]
        if path == "/" and not secret and request.headers.get("sec-fetch-site") == "cross-site":
            # The cookie is not sent by someone who comes from another site, until they ask again.
            words = _words(request)
            return self._look.page(_ASK_AGAIN.format(words("Go on")), words)
        if path in PUBLIC or not (self._always or self._accounts.required()):
            closed = path in (LOGIN, LOGOUT)
            return refusal(request.scope, "There is nothing here.", 404) if closed else None
        if path.startswith(API):
            return await self._caller(request)
        account = self._sessions.account(secret) if secret else None
        request.scope[ACCOUNT] = account.name if account else ""
        if path == LOGIN:
            return await self._login(request, account, secret)
        if account is None:
            return _to("login") if path == "/" else refusal(request.scope, "Log in first.", 401)
        if path == LOGOUT:
            return self._logout(request, account, secret)
        return None

    async def _login(self, request: Request, account: Account | None, secret: str) -> Response:
        words = _words(request)
        form = _FORM.format(*map(words, _FIELDS))
        if request.method != "POST":
            if not self._accounts.names():
                form = f'<p role="alert">{escape(words.of(NO_ACCOUNTS))}</p>{form}'
            return _to("./") if account else self._look.page(form, words)
        fields = parse_qs((await request.body()).decode("utf-8", "replace"))
        name, password = (fields.get(field, [""])[0] for field in ("name", "password"))
        found, wait = await self._known(request, name, password)
        if found is None:
            said = words.of(_too_often(wait) if wait else _WRONG)
            alert = f'<p role="alert">{said}</p>'
            again = self._look.page(alert + form, words, 429 if wait else 401)
            if wait:
                again.headers["Retry-After"] = str(wait)
            return again
        self._sessions.close(secret)
        fresh = new_secret()  # so that no one knows it from before
        self._sessions.open(fresh, found)
        reply = _to("./")
        give(reply.headers, request.scope, self._cookie, fresh)
        return reply

    def _logout(self, request: Request, account: Account, secret: str) -> Response:
        if request.method != "POST":
            words = _words(request)
            name = escape(words("You are logged in as {}.", account.name))
            way_out = _WAY_OUT.format(name, words("Log out"), words("Back to the page"))
            return self._look.page(way_out, words)
        self._sessions.close(secret)
        reply = _to("login")
        reply.headers["Clear-Site-Data"] = '"storage"'  # what the page kept in this browser
        give(reply.headers, request.scope, self._cookie, "")
        return reply

    async def _caller(self, request: Request) -> Response | None:
        """What to say to a program; nothing if it has said who it is."""
        kind, _, given = request.headers.get("authorization", "").partition(" ")
        found, wait = None, 0
        if kind.lower() == "bearer":
            found = self._accounts.by_token(given.strip())
        elif kind.lower() == "basic":
            found, wait = await self._known(request, *_named(given))
        if found:
            return None
        said = _too_often(wait) if wait else _SAY_WHO
        reply = refusal(request.scope, said, 429 if wait else 401)
        if wait:
            reply.headers["Retry-After"] = str(wait)
        else:
            reply.headers["WWW-Authenticate"] = 'Basic realm="careerbot", charset="UTF-8"'
        return reply

    async def _known(
        self, request: Request, name: str, password: str
    ) -> tuple[Account | None, int]:
        """The account with this name and password, and seconds to wait before the next try."""
        name = name.strip().lower()[:100]
        keys = (f"name {name}", f"address {_network(request)}")
        async with self._hashing:
            if wait := self._throttle.wait(keys):
                return None, wait
            self._throttle.begin(keys)
            found = await asyncio.to_thread(self._accounts.by_password, name, password)
        if found:
            self._throttle.forgive(keys)
        else:
            logger.warning("a login failed: name %r, %s", name, keys[1])
        return found, 0


def _words(request: Request) -> Words:
    """The language of whoever asks."""
    return asked_for(request.headers.get("accept-language", ""))


def _network(request: Request) -> str:
    """Where a request comes from; of IPv6 the network, for within it addresses cost nothing."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host[:100]
    return str(ipaddress.ip_network((address, 64 if address.version == 6 else 32), strict=False))


def _named(given: str) -> tuple[str, str]:
    """Name and password in what follows `Basic`."""
    try:
        name, _, password = base64.b64decode(given, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return name, password


def _too_often(wait: int) -> str:
    return f"Too many tries have failed. Try again in {wait} seconds."


def refusal(scope: Scope, said: str, status: int) -> Response:
    """A request that is not served; programs are told so in JSON.

    Args:
        scope: the request.
        said: why, and what to do.
        status: of HTTP.
    """
    if scope["path"].startswith(API):
        return JSONResponse({"error": said}, status)
    return PlainTextResponse(said, status)


def _to(address: str) -> Response:
    return Response(status_code=303, headers={"Location": address, "Cache-Control": "no-store"})


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
