"""A language model that runs in this process, from a folder or a GGUF file, by transformers.

GGUF files are unpacked into memory as 32-bit numbers: four bytes for each parameter. For a model of
some size, a server such as llama.cpp or Ollama is quicker and needs less.
"""

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Queue
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

from bot.errors import ModelError


class _LeftError(Exception):
    """Nobody listens any more."""


_ROLES = {"system": "system", "human": "user", "ai": "assistant"}


class LocalChatModel(BaseChatModel):
    """A causal language model of transformers. One answer at a time; others wait.

    Attributes:
        network: the model.
        tokenizer: its tokenizer, with a chat template.
        answer_tokens: how much it may write.
    """

    network: Any
    tokenizer: Any
    answer_tokens: int
    _turn: threading.Lock = PrivateAttr(default_factory=threading.Lock)

    @classmethod
    def load(cls, path: Path, answer_tokens: int) -> "LocalChatModel":
        """Read a model.

        Args:
            path: a folder with a model of transformers, or a GGUF file.
            answer_tokens: how much it may write.

        Raises:
            ModelError: there is none, or it cannot be read.
            ImportError: the package for GGUF files is missing.
        """
        if not path.exists():
            raise ModelError(f"There is no language model at {path}; name a folder or a GGUF file.")
        if path.is_file():
            import accelerate  # noqa: F401 - transformers needs both, and says so less plainly
            import gguf  # noqa: F401
        from transformers import AutoModelForCausalLM, AutoTokenizer

        file = {"gguf_file": path.name} if path.is_file() else {}
        folder = str(path.parent if path.is_file() else path)
        try:
            tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, **file)
            network = AutoModelForCausalLM.from_pretrained(folder, local_files_only=True, **file)
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise ModelError(
                f"The language model at {path} cannot be read ({type(error).__name__}); name a "
                "folder with a model of transformers, or a GGUF file."
            ) from error
        if not tokenizer.chat_template:
            raise ModelError(f"The language model at {path} is none for chats: it has no template.")
        return cls(network=network, tokenizer=tokenizer, answer_tokens=answer_tokens)

    @property
    def _llm_type(self) -> str:
        return "local"

    def _generate(self, *args: Any, **kwargs: Any) -> ChatResult:
        text = "".join(str(chunk.message.content) for chunk in self._stream(*args, **kwargs))
        return ChatResult(generations=[ChatGeneration(message=AIMessageChunk(content=text))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        left = threading.Event()
        try:
            yield from self._written(messages, left)
        finally:
            left.set()

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        """As `_stream`, which LangChain leaves waiting in its thread where this is cancelled."""
        loop, left = asyncio.get_running_loop(), threading.Event()
        told: asyncio.Queue[ChatGenerationChunk | Exception | None] = asyncio.Queue()

        def tell(chunk: ChatGenerationChunk | Exception | None) -> None:
            with suppress(RuntimeError):  # the loop is closed, and nobody is there
                loop.call_soon_threadsafe(told.put_nowait, chunk)

        def write() -> None:
            try:
                for chunk in self._written(messages, left):
                    tell(chunk)
                tell(None)
            except Exception as error:
                tell(error)

        threading.Thread(target=write, daemon=True).start()
        try:
            while (chunk := await told.get()) is not None:
                if isinstance(chunk, Exception):
                    raise chunk
                yield chunk
        finally:
            left.set()

    def _written(
        self, messages: list[BaseMessage], left: threading.Event
    ) -> Iterator[ChatGenerationChunk]:
        """What the model writes, as long as somebody listens.

        Args:
            messages: what it is to answer.
            left: set once nobody listens.
        """
        said = [{"role": _ROLES[m.type], "content": str(m.content)} for m in messages]
        given = self.tokenizer.apply_chat_template(
            said, add_generation_prompt=True, return_tensors="pt", return_dict=True
        )
        with self._turn, _interrupted(self.network, left):
            yield from self._generated(given, left)

    def _generated(self, given: Any, left: threading.Event) -> Iterator[ChatGenerationChunk]:
        """What it writes, while a thread has it write."""
        import torch
        from transformers import TextIteratorStreamer

        problems: Queue[Exception] = Queue()
        streamer = TextIteratorStreamer(self.tokenizer, skip_prompt=True, skip_special_tokens=True)
        written: list[int] = []

        def write() -> None:
            try:
                torch.set_num_threads(os.cpu_count() or 1)  # embedding a question leaves it at one
                ids = self.network.generate(
                    **given, streamer=streamer, do_sample=False, max_new_tokens=self.answer_tokens
                )
                written.append(int(ids.shape[1] - given["input_ids"].shape[1]))
            except Exception as error:
                problems.put(error)
            finally:
                streamer.end()  # type: ignore[no-untyped-call]

        writer = threading.Thread(target=write, daemon=True)
        writer.start()
        try:
            for text in streamer:
                yield ChatGenerationChunk(message=AIMessageChunk(content=text))
        finally:
            left.set()
            writer.join()
        if not problems.empty():
            raise problems.get()
        whole = written[0] < self.answer_tokens
        reason = {"finish_reason": "stop" if whole else "length"}
        yield ChatGenerationChunk(message=AIMessageChunk(content="", response_metadata=reason))


@contextmanager
def _interrupted(network: Any, left: threading.Event) -> Iterator[None]:
    """Have a model end once nobody listens, before any of its layers: it may read for a while
    before it writes a word.
    """
    from torch.nn import ModuleList

    def look(*_: Any) -> None:
        if left.is_set():
            raise _LeftError

    stacks = (part for part in network.modules() if isinstance(part, ModuleList))
    hooks = [layer.register_forward_pre_hook(look) for stack in stacks for layer in stack]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()
