"""Vectors in, nearest chunks out; beside `index.vectors.in_server` the only room that knows Chroma.

Chroma is never asked to embed (`embedding_function=None`, vectors only): a stored embedding
function is code from the index folder, or from the server.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TypeVar

import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateHNSWConfiguration
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings

from index.embeddings import Vectors
from index.errors import IndexDamagedError
from index.vectors.in_server import ChromaServer

Result = TypeVar("Result")
COLLECTION = "passages"  # its name in a folder
_TWINS = "twins.json"  # in the folder: chunk id -> the ids of those with the same vector
_SENT_AT_ONCE = 2**20  # bytes of vectors in one call to a server, which indexes them in it
_ASKED_AT_ONCE = 50  # questions in one call
_ALIKE = 1e-4  # what a stored vector may differ in any place from the one that was given
# Wide enough a search that the approximate neighbours are nearly always the true ones.
_HNSW = CreateHNSWConfiguration(
    space="cosine", ef_construction=200, ef_search=400, max_neighbors=32
)


def write_vectors(folder: Path, ids: Sequence[str], vectors: Vectors) -> None:
    """Make a new Chroma folder that holds the vectors, one unit-length row per id."""
    client = _client(folder)
    try:
        collection = client.create_collection(
            COLLECTION, embedding_function=None, configuration={"hnsw": _HNSW}
        )
        twins = _twins(ids, vectors)
        for unlike in _batches(ids, twins, client.get_max_batch_size()):
            collection.add(ids=[ids[row] for row in unlike], embeddings=vectors[unlike])
    finally:
        client.close()
    _write_twins(folder, twins)


def send_vectors(
    server: ChromaServer, name: str, folder: Path, ids: Sequence[str], vectors: Vectors
) -> None:
    """As `write_vectors`, but the vectors go into a new collection of a server.

    Args:
        server: where to.
        name: of the collection.
        folder: takes the rest, of which Chroma need not know.
        ids: of the chunks.
        vectors: one unit-length row per id.
    """
    collection = server.create(name, _HNSW)
    twins = _twins(ids, vectors)
    at_once = min(server.rows_at_once(), max(1, _SENT_AT_ONCE // vectors[:1].nbytes))
    for unlike in _batches(ids, twins, at_once):

        def send(rows: list[int] = unlike) -> None:  # what is there already is left as it is
            collection.add(ids=[ids[row] for row in rows], embeddings=vectors[rows])

        server.call(send, name)
    folder.mkdir()
    _write_twins(folder, twins)


def _batches(ids: Sequence[str], twins: dict[str, list[str]], at_once: int) -> Iterable[list[int]]:
    """The rows that Chroma is given, some at once.

    Of equal vectors that is one: among hundreds of them its approximate search loses its way to
    others.
    """
    unlike = [row for row, chunk in enumerate(ids) if chunk in twins]
    return (unlike[start : start + at_once] for start in range(0, len(unlike), at_once))


def _write_twins(folder: Path, twins: dict[str, list[str]]) -> None:
    with_twins = {chunk: others for chunk, others in twins.items() if others}
    (folder / _TWINS).write_text(json.dumps(with_twins), encoding="utf-8")


def _twins(ids: Sequence[str], vectors: Vectors) -> dict[str, list[str]]:
    """Of each vector the first chunk, with the others that have the same."""
    first: dict[bytes, str] = {}
    twins: dict[str, list[str]] = {}
    for chunk, vector in zip(ids, vectors, strict=True):
        found = first.setdefault(hashlib.blake2b(vector.tobytes(), digest_size=16).digest(), chunk)
        if found == chunk:
            twins[chunk] = []
        else:
            twins[found].append(chunk)
    return twins


class VectorStore:
    """An open collection of vectors: `in_folder` or `in_server`. `close()` it."""

    def __init__(
        self,
        collection: Collection,
        folder: Path,
        close: Callable[[], None],
        server: ChromaServer | None = None,
        ids: Iterable[str] = (),
    ) -> None:
        self._collection = collection
        self._server = server
        self.close = close
        twins = folder / _TWINS  # older generations have none
        self._twins: dict[str, list[str]] = json.loads(twins.read_bytes()) if twins.exists() else {}
        # Of each chunk that Chroma does not hold, since it has a twin: the one that it does hold.
        self._first = {twin: chunk for chunk, others in self._twins.items() for twin in others}
        self._in_server = frozenset(ids).difference(self._first)

    @classmethod
    def in_folder(cls, folder: Path) -> "VectorStore":
        """Open a Chroma folder. Opening writes to it, so it must be the opener's own copy.

        Closing gives back memory and file handles; else every switch of generation leaks them.

        Raises:
            IndexDamagedError: Chroma cannot open it.
        """
        client = _client(folder)
        try:
            collection = client.get_collection(COLLECTION, embedding_function=None)
        except Exception as error:  # Chroma raises classes of many modules here
            client.close()
            raise IndexDamagedError(f"Chroma cannot open {folder}: {error}") from error
        return cls(collection, folder, client.close)

    @classmethod
    def in_server(
        cls, server: ChromaServer, name: str, folder: Path, ids: Iterable[str]
    ) -> "VectorStore":
        """Open a collection of a server.

        Args:
            server: closed with this.
            name: of the collection.
            folder: the one that `send_vectors` was given.
            ids: of all chunks.

        Raises:
            IndexDamagedError: there is no such collection.
            VectorServerError: the server cannot be asked.
        """
        return cls(server.collection(name), folder, server.close, server, ids)

    def __len__(self) -> int:
        return self._count() + len(self._first)

    def nearest(
        self, vector: Vectors, number: int, within: AbstractSet[str] | None = None
    ) -> dict[str, float]:
        """Chunk id -> cosine, for the nearest chunks, nearest first.

        Args:
            vector: unit length.
            number: how many are wanted.
            within: ids of chunks, if it is to be some of these.

        Raises:
            IndexDamagedError: the collection is not what the build wrote.
            VectorServerError: the server cannot be asked.
        """
        return next(self.nearest_of(vector[np.newaxis], number, within))

    def nearest_of(
        self, vectors: Vectors, number: int, within: AbstractSet[str] | None = None
    ) -> Iterator[dict[str, float]]:
        """As `nearest`, for each of many vectors: Chroma's work is little beside that of a call."""
        ids = None if within is None else self._held_for(within)
        wanted = number if ids is None else min(number, len(ids))
        for start in range(0, len(vectors), _ASKED_AT_ONCE):
            part = vectors[start : start + _ASKED_AT_ONCE]
            found = self._ask(
                lambda part=part: self._collection.query(  # type: ignore[misc]
                    query_embeddings=part, n_results=number, ids=ids, include=["distances"]
                )
            )
            for chunks, distances in zip(found["ids"], found["distances"] or [], strict=True):
                self._check_found(chunks, wanted)
                yield dict(islice(self._with_twins(chunks, distances, within), number))

    def _with_twins(
        self, chunks: Sequence[str], distances: Sequence[float], within: AbstractSet[str] | None
    ) -> Iterator[tuple[str, float]]:
        for chunk, distance in zip(chunks, distances, strict=True):
            for each in (chunk, *self._twins.get(chunk, ())):
                if within is None or each in within:
                    yield each, 1.0 - distance

    def _held_for(self, chunks: AbstractSet[str]) -> list[str]:
        """The ids under which Chroma holds the vectors of chunks: of equal ones, the first."""
        return list(dict.fromkeys(self._first.get(chunk, chunk) for chunk in chunks))

    def holds(self, ids: Sequence[str], vectors: Vectors) -> bool:
        """Whether these chunks are there with these vectors, one row per id."""
        expected = {c: v for c, v in zip(ids, vectors, strict=True) if c not in self._first}
        got = self._ask(lambda: self._collection.get(ids=[*expected], include=["embeddings"]))
        stored = dict(zip(got["ids"], np.asarray(got["embeddings"], np.float32), strict=True))
        return expected.keys() == stored.keys() and all(
            stored[chunk].shape == vector.shape and np.allclose(stored[chunk], vector, atol=_ALIKE)
            for chunk, vector in expected.items()
        )

    def _check_found(self, found: Sequence[str], number: int) -> None:
        """What is in a server may change while it is open."""
        if not self._server:
            return
        strange = not found or not self._in_server.issuperset(found)
        short = len(found) < min(number, len(self._in_server))
        if strange or (short and self._count() != len(self._in_server)):
            raise IndexDamagedError(
                f"The collection {self._collection.name} in the Chroma server {self._server.url} "
                "is not what the build wrote. Build the index again: careerbot index"
            )

    def _count(self) -> int:
        return self._ask(self._collection.count)

    def _ask(self, action: Callable[[], Result]) -> Result:
        return self._server.call(action, self._collection.name) if self._server else action()


def _client(folder: Path) -> Client:
    client = chromadb.PersistentClient(str(folder), _settings().model_copy())
    assert isinstance(client, Client)
    return client


@lru_cache(maxsize=1)
def _settings() -> Settings:
    """Read from the environment once, which takes Chroma 30 milliseconds."""
    return Settings(anonymized_telemetry=False)
