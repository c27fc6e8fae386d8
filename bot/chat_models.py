"""`provider:model` -> a LangChain chat model, and any provider's exception -> `ModelError`."""

import time
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from bot.errors import ModelError
from bot.prompts import Message
from bot.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessageChunk

MOST_CHARACTERS = 8000  # of one answer; a model that never ends is stopped here

_FINISHED = ("finish_reason", "stop_reason", "done_reason")  # as OpenAI, Anthropic, Ollama say it


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
        self._secret = settings.model_key
        with _Translated(self):
            self._model = _init(settings)

    def stream(self, prompt: Sequence[Message]) -> Iterator[str]:
        """Yield the answer as it is written.

        Raises:
            ModelError: anything went wrong, also after some text was yielded.
        """
        watch = _Watch(self._seconds)
        with _Translated(self):
            for chunk in self._model.stream(list(prompt)):
                yield watch.see(chunk)
            watch.check_end()

    async def astream(self, prompt: Sequence[Message]) -> AsyncIterator[str]:
        """As `stream`; closing it closes the connection, which stops the model."""
        watch = _Watch(self._seconds)
        with _Translated(self):
            async for chunk in self._model.astream(list(prompt)):
                yield watch.see(chunk)
            watch.check_end()

    def explain(self, error: Exception) -> ModelError:
        """Say in our words what went wrong; a key that the provider echoes is blotted out."""
        reason = f"{type(error).__name__}: {error}".strip(": ")
        if self._secret:
            reason = reason.replace(self._secret, "***")
        return ModelError(f"The language model {self.name} could not be used: {reason[:300]}")


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
        max_retries=1,
        **server,
    )
    return model


class _Translated:
    """Turns every exception inside it into a ModelError."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, Exception) and not isinstance(error, ModelError):
            raise self._model.explain(error) from error


class _Watch:
    """Sees that a stream ends, in time, and says that it has ended."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._deadline = time.monotonic() + seconds
        self._characters = 0
        self._finished = False

    def see(self, chunk: "BaseMessageChunk") -> str:
        text = str(chunk.text)
        self._characters += len(text)
        self._finished |= any(chunk.response_metadata.get(key) for key in _FINISHED)
        if time.monotonic() > self._deadline:
            raise ModelError(f"The language model took longer than {self._seconds:g} seconds.")
        if self._characters > MOST_CHARACTERS:
            raise ModelError(f"The language model wrote more than {MOST_CHARACTERS} characters.")
        return text

    def check_end(self) -> None:
        if not self._characters:
            raise ModelError("The language model gave an empty answer.")
        if not self._finished:  # a server that goes away ends the stream without an exception
            raise ModelError("The language model's answer was cut off.")
