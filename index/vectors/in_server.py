"""A Chroma server: every call has a deadline, is tried again where that helps, and fails by name.

Chroma's own `HttpClient` waits for ever, for the server that hangs as for the answer that never
comes, and does so from its constructor on. Here its parts are put together without it: the same
API, with timeouts, and nothing asked before something is wanted.
"""

import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar
from urllib.parse import urlsplit

import httpx
from chromadb.api.collection_configuration import CreateHNSWConfiguration
from chromadb.api.fastapi import FastAPI
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings, System
from chromadb.errors import (
    AuthorizationError,
    ChromaAuthError,
    ChromaError,
    NotFoundError,
    RateLimitError,
)
from chromadb.types import Collection as CollectionModel

from index.errors import IndexDamagedError, VectorServerError
from index.reading.characters import shortened, visible

Result = TypeVar("Result")
TO_CONNECT = 2.0  # seconds
TO_ANSWER = 5.0  # seconds, for a question; builds give more
PAUSES = (0.1, 0.2, 0.5, 1.0)  # seconds before each further try: a restart takes a moment
PASSING = (429, 502, 503, 504)  # what a proxy says of a server that may be back in a moment
REFUSED = (401, 403)
LISTED_AT_ONCE = 100
LONGEST_REPLY = 200  # characters of what the server says that are passed on


class ChromaServer:
    """A connection to a Chroma server. `close()` it.

    Args:
        url: its address, such as http://127.0.0.1:8000; a proxy may put a path behind it.
        token: sent as a bearer token and as Chroma's own header; empty for none.
        seconds: how long one call may take.
    """

    def __init__(self, url: str, token: str = "", seconds: float = TO_ANSWER) -> None:
        self.url = url.rstrip("/")
        self._token = token
        self._seconds = seconds
        headers = {"Authorization": f"Bearer {token}", "X-Chroma-Token": token} if token else {}
        self._system = System(
            Settings(
                anonymized_telemetry=False,
                chroma_api_impl="chromadb.api.fastapi.FastAPI",
                chroma_server_host=self.url,
                chroma_server_http_port=urlsplit(url).port or 0,
                chroma_server_headers=headers,
            )
        )
        self._api = self._system.instance(FastAPI)
        # Chroma has no setting for it, and waits for ever.
        self._api._session.timeout = httpx.Timeout(seconds, connect=TO_CONNECT)
        self._system.start()

    def close(self) -> None:
        """Give the connections back."""
        self._system.stop()
        self._api._session.close()  # which Chroma leaves open

    def collection(self, name: str) -> Collection:
        """A collection that is there.

        Raises:
            IndexDamagedError: it is not.
            VectorServerError: the server cannot be asked.
        """
        return self._opened(self.call(lambda: self._api.get_collection(name), name))

    def create(self, name: str, hnsw: CreateHNSWConfiguration) -> Collection:
        """A new collection, in the place of one of that name."""

        def anew() -> Collection:  # as a whole, so that it can be tried again
            self._delete(name)
            return self._opened(self._api.create_collection(name, configuration={"hnsw": hnsw}))

        return self.call(anew)

    def remove(self, name: str) -> None:
        """Remove a collection, if it is there."""
        self.call(lambda: self._delete(name))

    def rows_at_once(self) -> int:
        """How many vectors the server takes in one call."""
        return self.call(self._api.get_max_batch_size)

    def names(self, beginning: str) -> list[str]:
        """The collections whose names begin so."""
        names: list[str] = []
        while True:
            found = self.call(partial(self._api.list_collections, LISTED_AT_ONCE, len(names)))
            names += (model.name for model in found)
            if len(found) < LISTED_AT_ONCE:
                return [name for name in names if name.startswith(beginning)]

    def call(self, action: Callable[[], Result], name: str = "") -> Result:
        """Ask the server for something.

        Args:
            action: asks once; may be called again.
            name: of the collection that is asked.

        Raises:
            IndexDamagedError: there is no such collection, any more.
            VectorServerError: the server is away, hangs, refuses, or is no Chroma server.
        """
        for pause in PAUSES:
            try:
                return self._once(action, name)
            except _PassingError:
                time.sleep(pause)
        try:
            return self._once(action, name)
        except _PassingError as error:
            raise self._away(str(error)) from error.__cause__

    def _once(self, action: Callable[[], Result], name: str) -> Result:
        try:
            return action()
        except NotFoundError as error:
            raise IndexDamagedError(
                f"The Chroma server {self.url} has no collection {name}. Build the index again: "
                "careerbot index"
            ) from error
        except httpx.ConnectTimeout as error:
            raise self._away(f"no connection in {TO_CONNECT:g} seconds") from error
        except httpx.TimeoutException as error:  # asked again, it would have more to do only
            raise self._away(f"nothing in {self._seconds:g} seconds") from error
        except httpx.TransportError as error:
            raise _PassingError(self._quoted(str(error))) from error
        except Exception as error:  # Chroma raises classes of many modules here
            raise self._named(error) from error

    def _named(self, error: Exception) -> Exception:
        status = _status(error)
        said = self._quoted(str(error))
        if status in PASSING or isinstance(error, RateLimitError):
            return _PassingError(said)
        if status in REFUSED or isinstance(error, ChromaAuthError | AuthorizationError):
            return VectorServerError(
                f"The Chroma server {self.url} refuses careerbot ({said}). Set "
                "CAREERBOT_CHROMA_TOKEN to what it, or the proxy before it, lets in.",
                "export CAREERBOT_CHROMA_TOKEN=...",
            )
        if isinstance(error, ChromaError):
            return VectorServerError(
                f"The Chroma server {self.url} could not do what it was asked ({said}). Its log "
                "says more.",
                f"curl {self.url}/api/v2/heartbeat",
            )
        return VectorServerError(
            f"{self.url} does not answer as a Chroma server does ({said}). Set "
            "CAREERBOT_CHROMA_URL to the address of one.",
            "export CAREERBOT_CHROMA_URL=...",
        )

    def _away(self, why: str) -> VectorServerError:
        port = urlsplit(self.url).port or 8000
        start = f"chroma run --path FOLDER --port {port}"
        return VectorServerError(
            f"The Chroma server {self.url} does not answer ({why}). Start it: {start}, with the "
            "folder of its data. Then ask again.",
            start,
        )

    def _quoted(self, said: str) -> str:
        """What the server said, short, in one line and without the token, should it be in there."""
        said = said.replace(self._token, "...") if self._token else said
        return visible(shortened(" ".join(said.split()), LONGEST_REPLY)) or "it gave no reason"

    def _delete(self, name: str) -> None:
        try:
            self._api.delete_collection(name)
        except NotFoundError:  # as it should be
            return

    def _opened(self, model: CollectionModel) -> Collection:
        return Collection(client=self._api, model=model, embedding_function=None)


class _PassingError(Exception):
    """What may be over in a moment."""


def _status(error: Exception) -> int:
    """The HTTP status, which Chroma drops unless the reply is of its own kind; 0 if unknown."""
    before = error.__context__
    return before.response.status_code if isinstance(before, httpx.HTTPStatusError) else 0
