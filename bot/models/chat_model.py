"""A language model that streams text; whatever goes wrong with one becomes a `ModelError`."""

import asyncio
import random
import threading
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING

from bot.errors import ModelError
from bot.models.model_advice import advice_on
from bot.models.providers import create
from bot.models.retry_after import seconds_asked_for
from bot.models.stream_ends import Ending
from bot.settings import Settings
from bot.wording.prompts import Message
from bot.wording.thinking import Thinking

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessageChunk

MOST_CHARACTERS = 8000  # of one answer; a model that never ends is stopped here
MOST_WRITTEN = 60_000  # with what it thinks aloud
MOST_TRIES = 3  # where a server is busy
MOST_WAITING = 8.0  # seconds between tries, all together
FAILURES, PAUSE = 5, 30.0  # after so many in a row, a model is left alone for so many seconds

_BUSY = (408, 409, 425, 429, 500, 502, 503, 504, 529)  # HTTP statuses after which a try may help
_ENDED = ("finish_reason", "stop_reason", "done_reason")  # as OpenAI, Anthropic, Ollama say it
# Reasons to end that are known to be good. Any other may mean that something is missing.
_ENDED_WELL = frozenset(
    (
        "stop",
        "end_turn",
        "stop_sequence",
        "eos",
        "eos_token",
        "end_of_text",
        "end",
        "complete",
        "completed",
        "finished",
    )
)
_CUT_OFF = "The language model's answer was cut off; ask for less at once, or choose another model."
_EMPTY = "The language model gave an empty answer; ask again, or choose another model."


class ChatModel:
    """A language model that streams text. Safe to use from several threads and tasks.

    Args:
        name: `provider:name`.
        settings: where its server is, and how long it may take.

    Raises:
        ModelError: the provider is unknown, its package is missing, or its key is.
    """

    def __init__(self, name: str, settings: Settings) -> None:
        self.name = name
        self._seconds = settings.model_timeout
        self._model = create(name, settings)
        self._circuit = _Circuit()

    async def astream(self, prompt: Sequence[Message]) -> AsyncGenerator[str, None]:
        """Yield the answer as it is written; closing it closes the connection, and the model stops.

        A busy server and an empty answer are tried again, as long as nothing was yielded.

        Raises:
            ModelError: anything went wrong, also after some text was yielded.
        """
        self._circuit.check(self.name)
        deadline = time.monotonic() + self._seconds
        async with aclosing(self._tries(prompt)) as parts:
            while (part := await self._next(parts, deadline)) is not None:
                yield part
        self._circuit.succeeded()

    async def _next(self, parts: AsyncGenerator[str, None], deadline: float) -> str | None:
        try:
            async with asyncio.timeout(deadline - time.monotonic()):
                return await anext(parts, None)
        except ModelError:
            self._circuit.failed()
            raise
        except Exception as error:  # of any provider's package
            self._circuit.failed()
            raise ModelError(self._explained(error)) from error

    async def _tries(self, prompt: Sequence[Message]) -> AsyncGenerator[str, None]:
        waited = 0.0
        for number in range(1, MOST_TRIES + 1):
            begun = False
            try:
                async with aclosing(self._once(prompt)) as parts:
                    async for part in parts:
                        begun = begun or not part.isspace()
                        yield part
                return
            except Exception as error:  # of any provider's package
                wait = _wait_after(error, number)
                if begun or number == MOST_TRIES or waited + wait > MOST_WAITING:
                    raise
            waited += wait
            await asyncio.sleep(wait)

    async def _once(self, prompt: Sequence[Message]) -> AsyncGenerator[str, None]:
        watch = _Watch()
        ending = Ending.expected()
        chunks = self._model.astream(list(prompt))
        try:
            async for chunk in chunks:
                if text := watch.see(chunk):
                    yield text
            if text := watch.rest():
                yield text
        finally:  # closes the connection, which stops the model
            if isinstance(chunks, AsyncGenerator):
                await chunks.aclose()
        watch.check_end(ending.seen)

    def _explained(self, error: Exception) -> str:
        return f"The language model {self.name} could not be used: {advice_on(error)}."


class Models:
    """The language models in use, each set up once, when it is first asked for."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._made: dict[str, ChatModel] = {}

    def get(self, name: str) -> ChatModel:
        """The model of this name.

        Raises:
            ModelError: it cannot be set up.
        """
        with self._lock:
            if name not in self._made:
                self._made[name] = ChatModel(name, self._settings)
            return self._made[name]


class _EmptyAnswerError(ModelError):
    """A stream that ended properly, without a word."""


class _Watch:
    """Sees that a stream stays short, and that it says it has ended; leaves out what is thought."""

    def __init__(self) -> None:
        self._written = self._answered = 0
        self._ended = ""
        self._whole = False
        self._thinking = Thinking()
        self._said = False

    def see(self, chunk: "BaseMessageChunk") -> str:
        """What of a chunk belongs to the answer."""
        written = str(chunk.text)
        self._written += len(written)
        for key in _ENDED:
            self._ended = str(chunk.response_metadata.get(key) or self._ended)
        self._whole = self._whole or chunk.response_metadata.get("done") is True
        if self._written > MOST_WRITTEN:
            raise ModelError(f"The language model wrote more than {MOST_WRITTEN} characters.")
        return self._counted(self._thinking.see(written))

    def rest(self) -> str:
        """What was held back, as it might have been the beginning of a thought."""
        return self._counted(self._thinking.end())

    def _counted(self, text: str) -> str:
        self._answered += len(text)
        self._said = self._said or bool(text.strip())
        if self._answered > MOST_CHARACTERS:
            raise ModelError(f"The language model wrote more than {MOST_CHARACTERS} characters.")
        return text

    def check_end(self, marked: bool) -> None:
        """See that nothing is missing.

        Args:
            marked: the stream said that it was whole, whatever it gave as a reason.
        """
        if self._ended and self._ended.lower() not in _ENDED_WELL:
            raise ModelError(_CUT_OFF)
        if not self._said:
            raise _EmptyAnswerError(_EMPTY)
        # A server that goes away ends the stream without an exception.
        if not (self._ended or self._whole or marked):
            raise ModelError(_CUT_OFF)


class _Circuit:
    """Leaves a model alone for a while that failed several times in a row."""

    def __init__(self) -> None:
        self._failures = 0
        self._closed_until = 0.0

    def check(self, name: str) -> None:
        left = self._closed_until - time.monotonic()
        if self._failures >= FAILURES and left > 0:
            raise ModelError(
                f"The language model {name} failed {self._failures} times in a row and is left "
                f"alone for {max(1, round(left))} seconds."
            )

    def failed(self) -> None:
        self._failures += 1
        self._closed_until = time.monotonic() + PAUSE

    def succeeded(self) -> None:
        self._failures = 0


def _wait_after(error: Exception, tries: int) -> float:
    """Seconds to wait before another try; endless where another would not help."""
    if isinstance(error, _EmptyAnswerError):
        return 0.0 if tries == 1 else float("inf")
    if getattr(error, "status_code", 0) not in _BUSY:
        return float("inf")
    headers = getattr(getattr(error, "response", None), "headers", {})
    asked = seconds_asked_for(headers)
    if asked is not None:
        return asked
    return 0.5 * float(2 ** (tries - 1)) * random.uniform(0.8, 1.2)  # noqa: S311 - spreads the tries
