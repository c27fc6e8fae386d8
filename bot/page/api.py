"""The page without a browser: POST /api/ask, POST /api/tools/compare and others, GET /api/guides.

The routes are Starlette's, beside Gradio's. Gradio would offer the page's own functions: two
requests and a stream of HTML for an answer, and no word on what was wrong with a question.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import asdict, field
from functools import cache
from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.advisor import Advisor
from bot.errors import QuestionError
from bot.tools.door import TOOLS
from bot.types import Answer, Preferences, Profile, Turn
from index import CareerBotError

logger = logging.getLogger(__name__)

AT_ONCE = 16  # questions; more are turned away rather than kept waiting
RETRY_AFTER = "2"  # seconds
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_STRICT = ConfigDict(extra="forbid", strict=True)


@dataclass(config=_STRICT, frozen=True)
class _Turn(Turn):
    """As a program sends it: nothing misspelt, nothing of another type."""


@dataclass(config=_STRICT, frozen=True)
class _Profile(Profile):
    """As a program sends it."""


@dataclass(config=_STRICT, frozen=True)
class _Preferences(Preferences):
    """As a program sends them."""

    profile: _Profile = field(default_factory=_Profile)


@dataclass(config=_STRICT, frozen=True)
class _Asked:
    """The body of a question."""

    question: str
    history: tuple[_Turn, ...] = ()
    preferences: _Preferences = field(default_factory=_Preferences)


_ASKED = TypeAdapter(_Asked)


def routes(advisor: Advisor) -> list[Route]:
    """The routes of the API.

    Args:
        advisor: who answers.
    """
    api = _Api(advisor)
    return [
        Route("/api/ask", _as_json("POST", api.ask), methods=METHODS),
        Route("/api/tools/{tool}", _as_json("POST", api.tool), methods=METHODS),
        Route("/api/guides", _as_json("GET", api.guides), methods=METHODS),
    ]


class _Api:
    def __init__(self, advisor: Advisor) -> None:
        self._advisor = advisor
        self._running = 0

    async def ask(self, request: Request) -> Response:
        """Answer a question; nothing is thought of that nobody waits for any more."""
        if not _is_json(request):
            return _error("Send the question as JSON, with Content-Type: application/json.", 415)
        asked = _ASKED.validate_json(await request.body())
        if self._running >= AT_ONCE:
            said = f"{AT_ONCE} questions are being answered already. Ask again in a moment."
            return _error(said, 503, {"Retry-After": RETRY_AFTER})
        self._running += 1
        try:
            answer = await self._answered(request, asked)
        finally:
            self._running -= 1
        if answer is None:
            return Response(status_code=499)  # to nobody
        return JSONResponse(asdict(answer))

    async def tool(self, request: Request) -> Response:
        """Run a career tool; its arguments are those of the registry."""
        if not _is_json(request):
            return _error("Send the arguments as JSON, with Content-Type: application/json.", 415)
        tool = TOOLS.get(request.path_params["tool"])
        if tool is None:
            return _error(f"There is no such tool, only {', '.join(TOOLS)}.", 404)
        asked = _arguments(tool.name).validate_json(await request.body())
        if self._running >= AT_ONCE:
            said = f"{AT_ONCE} questions are being answered already. Ask again in a moment."
            return _error(said, 503, {"Retry-After": RETRY_AFTER})
        self._running += 1
        try:
            result = await asyncio.to_thread(tool.run, self._advisor, asked)
        finally:
            self._running -= 1
        return JSONResponse(result.to_dict())

    async def guides(self, _: Request) -> Response:
        """Say what can be asked about."""
        sections = await asyncio.to_thread(self._advisor.index.sections)
        guides = [{"title": title, "sections": list(names)} for title, names in sections.items()]
        return JSONResponse({"guides": guides})

    async def _answered(self, request: Request, asked: _Asked) -> Answer | None:
        """The answer; none where whoever asked has gone."""
        asking = asyncio.ensure_future(self._last_piece(asked))
        leaving = asyncio.ensure_future(_gone(request))
        try:
            await asyncio.wait([asking, leaving], return_when=asyncio.FIRST_COMPLETED)
            return asking.result() if asking.done() else None
        finally:
            for task in (asking, leaving):
                task.cancel()
                with suppress(asyncio.CancelledError, CareerBotError):
                    await task

    async def _last_piece(self, asked: _Asked) -> Answer | None:
        answer = None
        async for piece in self._advisor.astream(asked.question, asked.history, asked.preferences):
            answer = piece.answer
        return answer


def _is_json(request: Request) -> bool:
    """Whether the body says that it is JSON, which a page of another site cannot send unasked."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == "application/json"


@cache
def _arguments(tool: str) -> TypeAdapter[Any]:
    """The arguments of a tool, as strict as those of a question."""
    asked = TOOLS[tool].asked
    return TypeAdapter(dataclass(config=_STRICT, frozen=True)(type(asked.__name__, (asked,), {})))


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _as_json(
    method: str,
    handle: Callable[[Request], Awaitable[Response]],
) -> Callable[[Request], Awaitable[Response]]:
    """The same for one method, with every error as JSON that says what to do."""

    async def handled(request: Request) -> Response:
        if request.method != method:
            return _error(f"Ask by {method}.", 405, {"Allow": method})
        try:
            return await handle(request)
        except ValidationError as error:
            return _error(_what_is_wrong(error), 400)
        except QuestionError as error:
            return _error(str(error), 400)
        except ClientDisconnect:
            return _error("That is more than is read for one question.", 413)
        except CareerBotError as error:
            return _error(str(error), 503)
        except Exception:
            logger.exception("a question could not be answered")
            return _error("Something went wrong here; the server's log says what.", 500)

    return handled


def _what_is_wrong(error: ValidationError) -> str:
    found = error.errors(include_url=False, include_context=False, include_input=False)
    named = [".".join(str(part) for part in each["loc"]) or "the body" for each in found[:3]]
    wrong = "; ".join(f"{name}: {each['msg']}" for name, each in zip(named, found, strict=False))
    shape = json.dumps({"question": "...", "history": [], "preferences": {}})
    return f"{wrong}. A question looks like {shape}; the README says what may be in it."


def _error(said: str, status: int, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse({"error": said}, status, headers)
