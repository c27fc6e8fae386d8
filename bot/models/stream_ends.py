"""Does a stream of a model's server say that it is whole? Seen in what the server sends.

Packages of providers keep the mark at the end of a stream, such as "[DONE]", to themselves. Without
it, a whole answer that gives no reason for its end could not be told from one that broke off.
"""

from collections.abc import AsyncIterator
from contextvars import ContextVar
from typing import Any

import httpx

# OpenAI's, Anthropic's.
_MARKS = (b"[DONE]", b"message_stop")
_LONGEST = max(map(len, _MARKS))


class Ending:
    """Whether the mark at the end of a stream was seen."""

    def __init__(self) -> None:
        self.seen = False

    @classmethod
    def expected(cls) -> "Ending":
        """The ending of the next stream that this task asks for."""
        ending = cls()
        _expected.set(ending)
        return ending


_expected: ContextVar[Ending | None] = ContextVar("expected", default=None)


def watch_ends(client: Any) -> None:
    """Have an HTTP client of httpx tell when a stream says that it is whole."""
    if isinstance(client, httpx.AsyncClient):
        client.event_hooks = {
            **client.event_hooks,
            "response": [*client.event_hooks.get("response", []), _watched],
        }


async def _watched(response: httpx.Response) -> None:
    ending = _expected.get()
    if ending is not None and isinstance(response.stream, httpx.AsyncByteStream):
        response.stream = _Stream(response.stream, ending)


class _Stream(httpx.AsyncByteStream):
    def __init__(self, stream: httpx.AsyncByteStream, ending: Ending) -> None:
        self._stream = stream
        self._ending = ending

    async def __aiter__(self) -> AsyncIterator[bytes]:
        before = b""
        async for part in self._stream:
            together = before + part
            self._ending.seen = self._ending.seen or any(mark in together for mark in _MARKS)
            before = together[-_LONGEST:]
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()
