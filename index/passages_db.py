"""The truth of an index: texts, chunks, sentences and vectors, by content hash, in SQLite.

Everything else in an index is built from here and can be built again without embedding anything.
The file in the index folder belongs to builds (`index.passages_writer`). Each generation keeps a
sealed copy of what it holds, which is hashed with its other files and never written to again, so
that damage to one file costs one generation at the most.
"""

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.errors import IndexDamagedError, is_full, not_written
from index.small_encoder import Vectors

PASSAGES = "passages.db"  # its name in the index folder
_MAPPED = 2**30  # bytes of the file that are read as memory, without a copy
_MOST_KEPT = 4_000_000  # characters of documents in memory
_MOST_VARIABLES = 900  # in one statement; SQLite's limit is 999 in old versions


@dataclass(frozen=True)
class StoredSentence:
    """A sentence of a chunk: where it is in the document's text."""

    chunk: str
    start: int
    end: int


@dataclass(frozen=True)
class StoredChunk:
    """A chunk as it is kept: `document.text[start:end]`, and the key of its vector."""

    id: str
    document: str
    start: int
    end: int
    headings: tuple[str, ...]
    vector_key: str


@dataclass(frozen=True)
class StoredDocument:
    """A document as it is kept; `front_matter` is what its guide says about itself."""

    id: str
    source: str
    title: str
    text: str
    front_matter: dict[str, Any]

    @property
    def updated(self) -> str:
        """The day it was last checked, ISO 8601, or empty."""
        return str(self.front_matter.get("updated") or "")

    @property
    def valid_until(self) -> str:
        """The last day its time-bound statements hold, ISO 8601, or empty."""
        return str(self.front_matter.get("valid_until") or "")


def vector_key(fingerprint: str, text: str) -> str:
    """The name of the vector of a text: equal for equal texts and equal embedders."""
    return hashlib.sha256(f"{fingerprint}\0{text}".encode()).hexdigest()


def embedded_text(title: str, headings: Sequence[str], text: str) -> str:
    """What is embedded and keyword-indexed of a chunk: its heading path, then its text."""
    return " > ".join([title, *headings]) + "\n" + text


class PassagesDb:
    """The passages of a generation. Safe to use from several threads.

    Args:
        path: the SQLite file; made when missing.
        sealed: it is a generation's, and nobody writes to it.
    """

    def __init__(self, path: Path, sealed: bool = False) -> None:
        self._lock = threading.RLock()
        self._sealed = sealed
        self._kept: dict[str, StoredDocument] = {}
        address = f"{path.absolute().as_uri()}?mode=ro&immutable=1" if sealed else str(path)
        try:
            self._connection = sqlite3.connect(
                address, check_same_thread=False, timeout=30, uri=sealed
            )
            self._connection.execute(f"pragma mmap_size = {_MAPPED}")
        except sqlite3.Error as error:
            raise IndexDamagedError(
                f"{path} cannot be opened: {error}. Build it again: careerbot index"
            ) from error

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def document(self, document: str) -> StoredDocument:
        """One document; of a sealed file it is read once, and stays in memory for a while.

        Raises:
            IndexDamagedError: it is not there.
        """
        if kept := self._kept.get(document):
            return kept
        rows = self._rows("select * from documents where id = ?", [document])
        if not rows:
            raise IndexDamagedError(
                f"Document {document[:12]} is missing from the index. "
                "Build it again: careerbot index"
            )
        identity, source, title, text, front_matter = rows[0]
        read = StoredDocument(identity, source, title, text, json.loads(front_matter))
        if self._sealed:
            self._keep(read)
        return read

    def _keep(self, document: StoredDocument) -> None:
        with self._lock:
            if sum(len(each.text) for each in self._kept.values()) > _MOST_KEPT:
                self._kept.clear()
            self._kept[document.id] = document

    def chunks_to_embed(self, documents: Iterable[str]) -> Iterator[tuple[StoredChunk, str]]:
        """All chunks of the documents in order, each with what is embedded of it."""
        for document in documents:
            stored = self.document(document)
            for chunk in self.chunks([document]):
                text = stored.text[chunk.start : chunk.end]
                yield chunk, embedded_text(stored.title, chunk.headings, text)

    def chunks(self, documents: Iterable[str]) -> list[StoredChunk]:
        """All chunks of the documents, in the order of the documents and of their text."""
        rows = [
            row
            for document in documents
            for row in self._rows(_CHUNK + "where document = ? order by position", [document])
        ]
        return [_stored_chunk(row) for row in rows]

    def chunk_keys(self, documents: Iterable[str]) -> dict[str, str]:
        """Chunk id -> vector key, in the order of the documents and of their text."""
        query = "select id, vector from chunks where document = ? order by position"
        return {
            chunk: key for document in documents for chunk, key in self._rows(query, [document])
        }

    def chunks_by_id(self, ids: Sequence[str]) -> dict[str, StoredChunk]:
        rows = self._rows_in(_CHUNK + "where id in ({})", ids)
        return {row[0]: _stored_chunk(row) for row in rows}

    def sentences(self, ids: Sequence[str]) -> tuple[list[StoredSentence], Vectors]:
        """The sentences of chunks, each chunk's in order, and one unit-length row for each."""
        rows = self._rows_in(
            'select s.chunk, s.start, s."end", v.vector from sentences s'
            " join vectors v on v.key = s.vector where s.chunk in ({}) order by s.chunk, s.start",
            ids,
        )
        vectors = np.frombuffer(b"".join(vector for *_, vector in rows), "<f4")
        sentences = [StoredSentence(chunk, start, end) for chunk, start, end, _ in rows]
        return sentences, vectors.reshape(len(rows), -1 if rows else 0)

    def sampled_sentences(self, number: int) -> dict[str, str]:
        """Vector key -> text, for some of the first sentences of all chunks.

        Those whose keys, which are hashes, are the lowest: so the sample hardly changes where
        documents come and go.
        """
        rows = self._rows(
            'select s.vector, c.document, min(s.start), s."end" from sentences s'
            " join chunks c on c.id = s.chunk group by s.chunk order by s.vector",
            [],
        )
        lowest = {key: place for key, *place in reversed(rows)}
        return {
            key: self.document(document).text[start:end]
            for key, (document, start, end) in sorted(lowest.items())[:number]
        }

    def asked(self, documents: Iterable[str]) -> tuple[list[str], list[int], Vectors]:
        """The questions that people ask documents.

        Returns:
            Chunk ids; for each of them the row of a question that it answers, so that a chunk
            comes as often as it has questions; and the unit-length rows, one per question.
        """
        asked = [
            row
            for document in documents
            for row in self._rows(
                "select c.id, a.vector from asked a join chunks c on c.id = a.chunk"
                " where c.document = ? order by c.position, a.position",
                [document],
            )
        ]
        vectors = self.vectors(list(dict.fromkeys(key for _, key in asked)))
        rows = {key: number for number, key in enumerate(vectors)}
        stacked = np.stack(list(vectors.values())) if vectors else np.zeros((0, 0), np.float32)
        return [chunk for chunk, _ in asked], [rows[key] for _, key in asked], stacked

    def questions_asked(self, documents: Iterable[str]) -> list[str]:
        """The questions that people ask the documents, each once, in order."""
        rows = [
            row
            for document in documents
            for row in self._rows(
                ASKED + "where c.document = ? order by c.position, a.position", [document]
            )
        ]
        return list(dict.fromkeys(text for text, _ in rows))

    def vectors(self, keys: Sequence[str]) -> dict[str, Vectors]:
        """The vectors that are there, by key."""
        rows = self._rows_in("select key, vector from vectors where key in ({})", keys)
        return {key: np.frombuffer(vector, "<f4") for key, vector in rows}

    def stacked(self, keys: Sequence[str]) -> Vectors:
        """The vectors of one or more keys, a row for each; written into one piece of memory.

        Raises:
            IndexDamagedError: one is not there.
        """
        rows: Vectors | None = None
        for start in range(0, len(keys), _MOST_VARIABLES):
            part = keys[start : start + _MOST_VARIABLES]
            found = self.vectors(list(set(part)))
            if len(found) < len(set(part)):
                raise IndexDamagedError("A vector is missing. Build the index again.")
            for row, key in enumerate(part, start):
                if rows is None:
                    rows = np.empty((len(keys), len(found[key])), np.float32)
                rows[row] = found[key]
        assert rows is not None, "there is no chunk"
        return rows

    def count_sentences(self, documents: Iterable[str]) -> int:
        """How many different sentences the documents have; chunks that overlap share some."""
        query = (
            "select count(distinct s.start) from sentences s join chunks c on c.id = s.chunk"
            " where c.document = ?"
        )
        return sum(self._rows(query, [document])[0][0] for document in documents)

    def _rows(self, query: str, values: Sequence[Any]) -> list[Any]:
        with self._lock:
            try:
                return self._connection.execute(query, values).fetchall()
            except sqlite3.Error as error:
                if is_full(error):  # where SQLite sorts what does not fit into memory
                    raise not_written(
                        "What SQLite sorts", error, "The index is as it was."
                    ) from error
                raise IndexDamagedError(
                    f"The passages of the index cannot be read ({error}). "
                    "Build it again: careerbot index"
                ) from error

    def _rows_in(self, query: str, values: Sequence[str]) -> list[Any]:
        rows = []
        for start in range(0, len(values), _MOST_VARIABLES):
            part = values[start : start + _MOST_VARIABLES]
            rows += self._rows(query.format(",".join("?" * len(part))), part)
        return rows


SENTENCE = 'select s.start, s."end", s.vector from sentences s join chunks c on c.id = s.chunk '
ASKED = "select a.text, a.vector from asked a join chunks c on c.id = a.chunk "
_CHUNK = 'select id, document, start, "end", headings, vector from chunks '


def _stored_chunk(row: Sequence[Any]) -> StoredChunk:
    identity, document, start, end, headings, vector = row
    return StoredChunk(identity, document, start, end, tuple(json.loads(headings)), vector)
