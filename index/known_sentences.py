"""The sentences of chunks, with their vectors: read once while a generation is open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

import numpy as np

from index.embeddings import Vectors
from index.passages_db import PassagesDb

MOST_CHUNKS = 4096  # that are kept in memory, which is about 20 MB


@dataclass(frozen=True)
class ChunkSentences:
    """The sentences of one chunk in order: start and end of each, and a unit-length row."""

    places: tuple[tuple[int, int], ...]
    vectors: Vectors


NO_SENTENCES = ChunkSentences((), np.zeros((0, 0), np.float32))


class KnownSentences:
    """The sentences of a generation that nobody writes to. Safe to use from several threads."""

    def __init__(self, db: PassagesDb) -> None:
        self._db = db
        self._kept: dict[str, ChunkSentences] = {}

    def of(self, chunks: Sequence[str]) -> list[ChunkSentences]:
        """The sentences of each chunk."""
        kept = self._kept
        lacking = [chunk for chunk in chunks if chunk not in kept]
        if lacking:
            kept = kept | dict.fromkeys(lacking, NO_SENTENCES) | dict(self._read(lacking))
            # Another thread may do so at the same time; what is lost of one is read once more.
            self._kept = kept if len(kept) <= MOST_CHUNKS else {}
        return [kept[chunk] for chunk in chunks]

    def _read(self, chunks: Sequence[str]) -> Iterable[tuple[str, ChunkSentences]]:
        stored, vectors = self._db.sentences(chunks)
        at = 0
        for chunk, group in groupby(stored, key=attrgetter("chunk")):
            places = tuple((each.start, each.end) for each in group)
            # A copy, or each of them would keep the vectors of all in memory.
            yield chunk, ChunkSentences(places, vectors[at : at + len(places)].copy())
            at += len(places)
