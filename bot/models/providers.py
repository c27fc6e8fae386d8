"""`provider:name` -> a LangChain chat model, and which models somebody here may choose."""

import json
import os
import re
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from bot.errors import ModelError
from bot.models.stream_ends import watch_ends
from bot.settings import LOOPBACK, NO_MODEL, Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

CONNECT_SECONDS = 5.0
ANSWER_TOKENS = 2000  # that a model may write, some 8,000 characters
OLLAMA = "http://127.0.0.1:11434"
ASKED_AGAIN_AFTER = 30.0  # seconds, for what a local Ollama has

# Provider -> the extra of this package that brings what it needs.
EXTRAS = {
    "anthropic": "anthropic",
    "azure_openai": "azure",
    "google_genai": "google",
    "groq": "groq",
    "local": "local",
    "mistralai": "mistral",
    "ollama": "ollama",
    "openai": "openai",
}
# A key in the environment -> its package, and the model that is offered for it.
_HOSTED = {
    "OPENAI_API_KEY": ("langchain_openai", "openai:gpt-5-mini"),
    "ANTHROPIC_API_KEY": ("langchain_anthropic", "anthropic:claude-haiku-4-5"),
    "GOOGLE_API_KEY": ("langchain_google_genai", "google_genai:gemini-2.5-flash"),
    "MISTRAL_API_KEY": ("langchain_mistralai", "mistralai:mistral-small-latest"),
    "GROQ_API_KEY": ("langchain_groq", "groq:llama-3.3-70b-versatile"),
}
# Models that think refuse a temperature.
_WITHOUT_TEMPERATURE = re.compile(r"[:/](?:o\d|gpt-[5-9])(?![\w.]*-chat)")


def create(name: str, settings: Settings) -> "BaseChatModel":
    """Set up a language model; nothing is sent yet.

    Args:
        name: `provider:name`.
        settings: where its server is, its key, its window and how long it may take.

    Raises:
        ModelError: the provider is unknown, its package or its key is missing.
    """
    provider, _, model = name.partition(":")
    if name != settings.model:  # the server and the key that are set are another model's
        settings = replace(settings, model_url="", model_key="", model_key_file="")
    try:
        made = _local(model) if provider == "local" else _remote(name, settings)
    except ModelError:
        raise
    except ImportError as error:
        raise ModelError(_unusable(name, _how_to_install(provider, error))) from error
    except Exception as error:  # of any provider's package, in its own words: they may hold a key
        raise ModelError(_unusable(name, _what_is_wrong(provider, error))) from error
    for client in _clients_of(made):
        # A redirect could send the key to another host; a connection that is kept could not be
        # used by the next question, which may come from another event loop.
        client.follow_redirects = False
        client.headers["Connection"] = "close"
        watch_ends(client)
    return made


class Offers:
    """Which models somebody here may choose. Nothing is sent to any of them.

    Args:
        settings: `model` "none" means that none is offered.
        environment: where providers' keys are looked for.
    """

    def __init__(self, settings: Settings, environment: Mapping[str, str] = os.environ) -> None:
        self._settings = settings
        self._environment = environment
        self._ollama: tuple[str, ...] = ()
        self._asked = -ASKED_AGAIN_AFTER

    def names(self) -> tuple[str, ...]:
        """`none` first, then the one that is set, then what else there is."""
        if self._settings.model == "none":
            return ("none",)
        configured = () if self._settings.model in NO_MODEL else (self._settings.model,)
        hosted = tuple(
            model
            for key, (package, model) in _HOSTED.items()
            if self._environment.get(key) and find_spec(package)
        )
        return tuple(dict.fromkeys(("none", *configured, *hosted, *self._of_ollama())))

    def _of_ollama(self) -> tuple[str, ...]:
        if not find_spec("langchain_ollama"):
            return ()
        if time.monotonic() - self._asked >= ASKED_AGAIN_AFTER:
            self._asked = time.monotonic()
            self._ollama = tuple(_models_of_ollama(self._environment.get("OLLAMA_HOST", OLLAMA)))
        return self._ollama


def _models_of_ollama(address: str) -> Iterator[str]:
    """What an Ollama on this machine has; nothing when there is none."""
    address = address if "://" in address else f"http://{address}"
    if urlsplit(address).hostname not in LOOPBACK:
        return
    try:
        with urllib.request.urlopen(f"{address}/api/tags", timeout=0.5) as reply:  # noqa: S310
            listed = json.load(reply)["models"]
        yield from (f"ollama:{model['name']}" for model in listed)
    except (OSError, ValueError, KeyError, TypeError):  # whoever answers there is no Ollama
        return


def _remote(name: str, settings: Settings) -> "BaseChatModel":
    from langchain.chat_models import init_chat_model

    provider = name.partition(":")[0]
    extra = _EXTRA_ARGUMENTS.get(provider, _arguments)(settings)
    if not _WITHOUT_TEMPERATURE.search(name):
        extra = extra | {"temperature": 0}
    model: BaseChatModel = init_chat_model(name, **extra)
    return model


def _arguments(settings: Settings) -> dict[str, Any]:
    seconds = settings.model_timeout
    given: dict[str, Any] = {"timeout": seconds, "max_retries": 0}
    key = _key(settings)
    if settings.model_url:
        given["base_url"] = settings.model_url
    if key or settings.model_url:
        given["api_key"] = key or "none"  # a local server wants none, but its client insists
    return given


def _arguments_of_openai(settings: Settings) -> dict[str, Any]:
    seconds = settings.model_timeout
    patience = httpx.Timeout(seconds, connect=min(seconds, CONNECT_SECONDS))
    return _arguments(settings) | {"http_async_client": httpx.AsyncClient(timeout=patience)}


def _arguments_of_anthropic(settings: Settings) -> dict[str, Any]:
    return _arguments(settings) | {"max_tokens": ANSWER_TOKENS}  # its own default is half of it


def _arguments_of_ollama(settings: Settings) -> dict[str, Any]:
    seconds = settings.model_timeout
    patience = httpx.Timeout(seconds, connect=min(seconds, CONNECT_SECONDS))
    given: dict[str, Any] = {
        # Ollama cuts off silently what does not fit; its own default is smaller than our prompt.
        "num_ctx": settings.model_window,
        "num_predict": ANSWER_TOKENS,
        "client_kwargs": {"timeout": patience},
    }
    return given | ({"base_url": settings.model_url} if settings.model_url else {})


def _arguments_of_azure(settings: Settings) -> dict[str, Any]:
    given = _arguments(settings)
    return given | {"azure_endpoint": given.pop("base_url", None)}


def _arguments_of_google(settings: Settings) -> dict[str, Any]:
    given = _arguments(settings) | {"max_retries": 1}  # its word for one try
    given.pop("base_url", None)
    return given


_EXTRA_ARGUMENTS: Mapping[str, Callable[[Settings], dict[str, Any]]] = {
    "anthropic": _arguments_of_anthropic,
    "openai": _arguments_of_openai,
    "ollama": _arguments_of_ollama,
    "azure_openai": _arguments_of_azure,
    "google_genai": _arguments_of_google,
}


def _local(model: str) -> "BaseChatModel":
    from bot.models.local_model import LocalChatModel

    return LocalChatModel.load(Path(model).expanduser(), ANSWER_TOKENS)


def _key(settings: Settings) -> str:
    """The key that is set, or that stands in the file that is set."""
    if not settings.model_key_file:
        return settings.model_key
    try:
        return Path(settings.model_key_file).expanduser().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(
            f"CAREERBOT_MODEL_KEY_FILE: {settings.model_key_file} cannot be read "
            f"({type(error).__name__}); name a text file that holds the key and nothing else."
        ) from error


def _unusable(name: str, why: str) -> str:
    return f"The language model {name} cannot be used: {why}"


def _how_to_install(provider: str, error: ImportError) -> str:
    if provider in EXTRAS:
        return f"its package is missing. Install it: pip install 'careerbot[{EXTRAS[provider]}]'"
    package = (error.name or f"langchain-{provider}").partition(".")[0].replace("_", "-")
    return f"its package is missing. Install it: pip install {package}"


def _what_is_wrong(provider: str, error: Exception) -> str:
    from langchain.chat_models.base import _BUILTIN_PROVIDERS

    if provider not in _BUILTIN_PROVIDERS:
        return f"there is no provider {provider!r}; known are {', '.join(sorted(EXTRAS))}."
    return (
        f"it could not be set up ({type(error).__name__}). Set its key, as CAREERBOT_MODEL_KEY or "
        f"in the variable that {provider} itself reads, and check its name."
    )


def _clients_of(model: "BaseChatModel") -> Iterator[Any]:
    """The HTTP client that a provider's package wraps, where it has one, httpx's or one alike."""
    for place in ("root_async_client", "_async_client", "async_client"):
        client = getattr(model, place, None)
        while client is not None and not hasattr(client, "follow_redirects"):
            client = getattr(client, "_client", None)
        if client is not None:
            yield client
            return
