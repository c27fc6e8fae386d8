"""`provider:model` -> a LangChain chat model, and any provider's exception -> `ModelError`."""

import asyncio
import time
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from anyio.from_thread import start_blocking_portal

from bot.errors import ModelError
from bot.prompts import Message
from bot.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessageChunk

MOST_CHARACTERS = 8000  # of one answer; a model that never ends is stopped here

_ENDED = ("finish_reason", "stop_reason", "done_reason")  # as OpenAI, Anthropic, Ollama say it
_ENDED_EARLY = ("length", "max_tokens", "model_length", "content_filter", "safety", "refusal")
# What failed -> what to do, by the name of LangChain's class or of one it is derived from. The
# provider's own words are not shown: they may repeat the key.
_ADVICE = {
    "ModelAuthenticationError": "its key was refused; check the key",
    "ModelPermissionDeniedError": "the key may not use it; check your account",
    "ModelNotFoundError": "there is no such model there; check CAREERBOT_MODEL",
    "ModelRateLimitError": "it has too much to do; try again later",
    "ModelTimeoutError": "it did not answer in time; try again, or raise CAREERBOT_MODEL_TIMEOUT",
    "TimeoutError": "it did not answer in time; try again, or raise CAREERBOT_MODEL_TIMEOUT",
    "ContextOverflowError": "the passages are too long for it; use a model with a longer context",
    "ModelConnectionError": "no server answers; check CAREERBOT_MODEL_URL and the network",
    "ConnectError": "no server answers; check that it runs, and CAREERBOT_MODEL_URL",
    "OSError": "the connection broke; check the server and the network",
}


class ChatModel:
    """A language model that streams text.

    Args:
        settings: which model, where it is, and how long it may take.

    Raises:
        ModelError: the provider is unknown, its package is missing, or its key is.
    """

    def __init__(self, settings: Settings) -> None:
        self.name = settings.model
        self._seconds = settings.model_timeout
        try:
            self._model = _init(settings)
        except Exception as error:  # of any provider's package; nothing was sent yet
            raise ModelError(f"The language model {self.name} cannot be used: {error}") from error

    def stream(self, prompt: Sequence[Message]) -> Iterator[str]:
        """Yield the answer as it is written, as `astream` does."""
        with start_blocking_portal() as portal:
            parts = self.astream(prompt)

            async def following() -> str | None:
                return await anext(parts, None)

            try:
                while (part := portal.call(following)) is not None:
                    yield part
            finally:
                portal.call(parts.aclose)

    async def astream(self, prompt: Sequence[Message]) -> AsyncGenerator[str, None]:
        """Yield the answer as it is written; closing it closes the connection, and the model stops.

        Raises:
            ModelError: anything went wrong, also after some text was yielded.
        """
        watch = _Watch()
        deadline = time.monotonic() + self._seconds
        async with aclosing(self._chunks(prompt)) as chunks:
            while True:
                try:
                    async with asyncio.timeout(deadline - time.monotonic()):
                        chunk = await anext(chunks, None)
                except Exception as error:  # of any provider's package
                    raise self._explained(error) from error
                if chunk is None:
                    watch.check_end()
                    return
                yield watch.see(chunk)

    async def _chunks(self, prompt: Sequence[Message]) -> AsyncGenerator["BaseMessageChunk", None]:
        chunks = self._model.astream(list(prompt))
        try:
            async for chunk in chunks:
                yield chunk
        finally:  # closes the connection, which stops the model
            if isinstance(chunks, AsyncGenerator):
                await chunks.aclose()

    def _explained(self, error: Exception) -> ModelError:
        kinds = [kind.__name__ for kind in type(error).__mro__]
        advice = next((_ADVICE[kind] for kind in kinds if kind in _ADVICE), None)
        said = advice or f"it failed with {type(error).__name__}; see its server's log"
        return ModelError(f"The language model {self.name} could not be used: {said}.")


def _init(settings: Settings) -> "BaseChatModel":
    from langchain.chat_models import init_chat_model

    server: dict[str, Any] = {}
    if settings.model_url:
        # A local server wants no key, but the client insists on one.
        server = {"base_url": settings.model_url, "api_key": settings.model_key or "none"}
    model: BaseChatModel = init_chat_model(
        settings.model,
        temperature=0,
        timeout=settings.model_timeout,
        max_retries=0,
        **server,
    )
    return model


class _Watch:
    """Sees that a stream stays short, and that it says it has ended."""

    def __init__(self) -> None:
        self._characters = 0
        self._ended = ""

    def see(self, chunk: "BaseMessageChunk") -> str:
        text = str(chunk.text)
        self._characters += len(text)
        for key in _ENDED:
            self._ended = str(chunk.response_metadata.get(key) or self._ended)
        if self._characters > MOST_CHARACTERS:
            raise ModelError(f"The language model wrote more than {MOST_CHARACTERS} characters.")
        return text

    def check_end(self) -> None:
        if not self._characters:
            raise ModelError("The language model gave an empty answer.")
        # A server that goes away ends the stream without an exception.
        if not self._ended or self._ended.lower() in _ENDED_EARLY:
            raise ModelError("The language model's answer was cut off.")
