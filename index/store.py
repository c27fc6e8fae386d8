"""The only room that knows Chroma: vectors in, nearest chunks out.

Chroma is never asked to embed (`embedding_function=None`, vectors only): a stored embedding
function is code from the index folder.
"""

import hashlib
import json
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateHNSWConfiguration
from chromadb.config import Settings

from index.embeddings import Vectors
from index.errors import IndexDamagedError

COLLECTION = "passages"
_TWINS = "twins.json"  # in the folder: chunk id -> the ids of those with the same vector
# Wide enough a search that the approximate neighbours are nearly always the true ones.
_HNSW = CreateHNSWConfiguration(
    space="cosine", ef_construction=200, ef_search=400, max_neighbors=32
)


def write_vectors(folder: Path, ids: Sequence[str], vectors: Vectors) -> None:
    """Make a new Chroma folder that holds the vectors, one unit-length row per id.

    Of equal vectors one is given to Chroma: among hundreds of them its approximate search loses
    its way to others.
    """
    twins = _twins(ids, vectors)
    unlike = [row for row, chunk in enumerate(ids) if chunk in twins]
    client = _client(folder)
    try:
        collection = client.create_collection(
            COLLECTION, embedding_function=None, configuration={"hnsw": _HNSW}
        )
        batch = client.get_max_batch_size()
        for start in range(0, len(unlike), batch):
            rows = unlike[start : start + batch]
            collection.add(ids=[ids[row] for row in rows], embeddings=vectors[rows])
    finally:
        client.close()
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
    """An open Chroma folder. Opening writes to it, so it must be the opener's own copy.

    Raises:
        IndexDamagedError: Chroma cannot open it.
    """

    def __init__(self, folder: Path) -> None:
        self._client = _client(folder)
        try:
            self._collection = self._client.get_collection(COLLECTION, embedding_function=None)
        except Exception as error:  # Chroma raises classes of many modules here
            self._client.close()
            raise IndexDamagedError(f"Chroma cannot open {folder}: {error}") from error
        twins = folder / _TWINS  # older generations have none
        self._twins: dict[str, list[str]] = json.loads(twins.read_bytes()) if twins.exists() else {}

    def __len__(self) -> int:
        return self._collection.count() + sum(map(len, self._twins.values()))

    def nearest(self, vector: Vectors, number: int) -> dict[str, float]:
        """Chunk id -> cosine, for the nearest chunks, nearest first."""
        found = self._collection.query(
            query_embeddings=vector[np.newaxis], n_results=number, include=["distances"]
        )
        distances = found["distances"] or [[]]
        near = {
            each: 1.0 - distance
            for chunk, distance in zip(found["ids"][0], distances[0], strict=True)
            for each in (chunk, *self._twins.get(chunk, ()))
        }
        return dict(islice(near.items(), number))

    def close(self) -> None:
        """Give back memory and file handles; without it every switch of generation leaks them."""
        self._client.close()


def _client(folder: Path) -> Client:
    client = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))
    assert isinstance(client, Client)
    return client
