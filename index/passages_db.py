"""The truth of an index: texts, chunks, sentences and vectors, by content hash, in SQLite.

Everything else in an index is built from here and can be built again without embedding anything.
The file in the index folder belongs to builds: what a killed one has embedded is still there for
the next. Each generation keeps a sealed copy of what it holds, which is hashed with its other files
and never written to again, so that damage to one file costs one generation at the most.
"""

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.chunking import Chunk
from index.documents import Document
from index.embeddings import Vectors
from index.errors import IndexDamagedError, IndexingError, IndexMissingError

PASSAGES = "passages.db"  # its name in the index folder

_SCHEMA = """
create table if not exists documents (
    id text primary key, source text not null, title text not null, text text not null,
    front_matter text not null);
create table if not exists chunks (
    id text primary key, document text not null references documents, position integer not null,
    start integer not null, "end" integer not null, headings text not null, vector text not null);
create index if not exists chunks_of_document on chunks (document, position);
create table if not exists sentences (
    chunk text not null references chunks, start integer not null, "end" integer not null,
    vector text not null, primary key (chunk, start)) without rowid;
create table if not exists asked (
    chunk text not null references chunks, position integer not null, text text not null,
    vector text not null, primary key (chunk, position)) without rowid;
create table if not exists vectors (key text primary key, vector blob not null);
"""
_MAPPED = 2**30  # bytes of the file that are read as memory, without a copy
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


def vector_key(fingerprint: str, text: str) -> str:
    """The name of the vector of a text: equal for equal texts and equal embedders."""
    return hashlib.sha256(f"{fingerprint}\0{text}".encode()).hexdigest()


def embedded_text(title: str, headings: Sequence[str], text: str) -> str:
    """What is embedded and keyword-indexed of a chunk: its heading path, then its text."""
    return " > ".join([title, *headings]) + "\n" + text


class PassagesDb:
    """The passages of one generation, or of a build. Safe to use from several threads.

    Args:
        path: the SQLite file; made when missing.
        sealed: it is a generation's, and nobody writes to it.
    """

    def __init__(self, path: Path, sealed: bool = False) -> None:
        self._lock = threading.RLock()
        address = f"{path.absolute().as_uri()}?mode=ro&immutable=1" if sealed else str(path)
        try:
            self._connection = sqlite3.connect(
                address, check_same_thread=False, timeout=30, uri=sealed
            )
            self._connection.execute(f"pragma mmap_size = {_MAPPED}")
        except sqlite3.Error as error:
            raise IndexMissingError(f"{path} cannot be opened: {error}.") from error

    def create(self) -> None:
        """Make the tables where they are missing.

        Raises:
            IndexDamagedError: the file is no database, or a broken one.
        """
        # Small commits, each on the disk before the next: a killed build keeps what it had done.
        self._rows("pragma synchronous = full", [])
        if self._rows("pragma quick_check", []) != [("ok",)]:
            raise IndexDamagedError("The passages of the index are broken. Build it again.")
        with self._writing() as cursor:
            cursor.executescript(_SCHEMA)

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def seal(self, path: Path, documents: Sequence[str]) -> None:
        """Write these documents, with all that belongs to them, to a database of their own."""
        sealed = PassagesDb(path)
        sealed.create()
        sealed.close()
        with self._attached(path, "sealed") as cursor:
            cursor.execute("create temp table if not exists wanted (id text primary key)")
            cursor.execute("delete from wanted")
            cursor.executemany("insert or ignore into wanted values (?)", [(d,) for d in documents])
            for statement in _SEAL:
                cursor.execute(statement)

    def take(self, path: Path) -> None:
        """Take over all that a sealed database holds, in place of what is here of the same."""
        with self._attached(path, "sealed") as cursor:
            for table in ("documents", "chunks", "sentences", "asked", "vectors"):
                cursor.execute(f"insert or replace into {table} select * from sealed.{table}")  # noqa: S608

    @contextmanager
    def _attached(self, path: Path, name: str) -> Iterator[sqlite3.Cursor]:
        with self._lock:
            try:
                self._connection.execute(f"attach ? as {name}", [str(path)])
                try:
                    with self._writing() as cursor:
                        yield cursor
                finally:
                    self._connection.execute(f"detach {name}")
            except sqlite3.Error as error:
                raise IndexingError(
                    f"The passages of the index could not be written: {error}. What was live "
                    "before still is; make room on the disk, then build again."
                ) from error

    def add_document(self, document: Document, chunks: Sequence[Chunk], fingerprint: str) -> None:
        """Keep a document with its chunks and sentences; their vectors may come later."""

        def key(start: int, end: int, headings: Sequence[str] | None = None) -> str:
            text = document.text[start:end]
            whole = text if headings is None else embedded_text(document.title, headings, text)
            return vector_key(fingerprint, whole)

        with self._writing() as cursor:
            self._remove(cursor, "= ?", [document.id])
            cursor.execute(
                "insert into documents values (?, ?, ?, ?, ?)",
                [
                    document.id,
                    document.source,
                    document.title,
                    document.text,
                    document.front_matter.model_dump_json(exclude={"asked"}),
                ],
            )
            for position, chunk in enumerate(chunks):
                chunk_id = hashlib.sha256(f"{document.id}\0{position}".encode()).hexdigest()
                cursor.execute(
                    "insert into chunks values (?, ?, ?, ?, ?, ?, ?)",
                    [
                        chunk_id,
                        document.id,
                        position,
                        chunk.start,
                        chunk.end,
                        json.dumps(chunk.headings),
                        key(chunk.start, chunk.end, chunk.headings),
                    ],
                )
                cursor.executemany(
                    "insert into sentences values (?, ?, ?, ?)",
                    [(chunk_id, s.start, s.end, key(s.start, s.end)) for s in chunk.sentences],
                )
                cursor.executemany(
                    "insert into asked values (?, ?, ?, ?)",
                    [
                        (chunk_id, number, text, vector_key(fingerprint, text))
                        for number, text in enumerate(chunk.asked)
                    ],
                )

    def add_vectors(self, keys: Sequence[str], vectors: Vectors) -> None:
        """Keep vectors, float32, under the keys of their texts."""
        rows = zip(keys, (vector.astype("<f4").tobytes() for vector in vectors), strict=True)
        with self._writing() as cursor:
            cursor.executemany("insert or ignore into vectors values (?, ?)", rows)

    def texts_without_vectors(self, documents: Iterable[str]) -> dict[str, str]:
        """Vector key -> text, for every chunk and sentence of the documents not embedded yet."""
        texts: dict[str, str] = {}
        for document in documents:
            stored = self.document(document)
            texts |= {chunk.vector_key: text for chunk, text in self.chunks_to_embed([document])}
            spans = self._rows(_SENTENCE + "where c.document = ?", [document])
            texts |= {key: stored.text[start:end] for start, end, key in spans}
            asked = self._rows(_ASKED + "where c.document = ?", [document])
            texts |= {key: text for text, key in asked}
        known = self.vectors(list(texts))
        return {key: text for key, text in texts.items() if key not in known}

    def document(self, document: str) -> StoredDocument:
        """Raises IndexDamagedError: it is not there."""
        rows = self._rows("select * from documents where id = ?", [document])
        if not rows:
            raise IndexDamagedError(
                f"Document {document[:12]} is missing from the index. "
                "Build it again: careerbot index"
            )
        identity, source, title, text, front_matter = rows[0]
        return StoredDocument(identity, source, title, text, json.loads(front_matter))

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
                _ASKED + "where c.document = ? order by c.position, a.position", [document]
            )
        ]
        return list(dict.fromkeys(text for text, _ in rows))

    def vectors(self, keys: Sequence[str]) -> dict[str, Vectors]:
        """The vectors that are there, by key."""
        rows = self._rows_in("select key, vector from vectors where key in ({})", keys)
        return {key: np.frombuffer(vector, "<f4") for key, vector in rows}

    def count_sentences(self, documents: Iterable[str]) -> int:
        """How many different sentences the documents have; chunks that overlap share some."""
        query = (
            "select count(distinct s.start) from sentences s join chunks c on c.id = s.chunk"
            " where c.document = ?"
        )
        return sum(self._rows(query, [document])[0][0] for document in documents)

    def forget_all_but(self, documents: Iterable[str]) -> None:
        """Remove documents that no kept generation has, and vectors that no text needs."""
        with self._writing() as cursor:
            cursor.execute("create temp table if not exists kept (id text primary key)")
            cursor.execute("delete from kept")
            cursor.executemany("insert or ignore into kept values (?)", [(d,) for d in documents])
            self._remove(cursor, "not in (select id from kept)")
            cursor.execute(
                "delete from vectors where key not in"
                " (select vector from chunks union select vector from sentences"
                " union select vector from asked)"
            )

    @staticmethod
    def _remove(cursor: sqlite3.Cursor, which: str, values: Sequence[str] = ()) -> None:
        """Remove documents whose id is `which`, and all that belongs to them."""
        chunks = f"select id from chunks where document {which}"  # noqa: S608  # our own words
        cursor.execute(f"delete from sentences where chunk in ({chunks})", values)  # noqa: S608
        cursor.execute(f"delete from asked where chunk in ({chunks})", values)  # noqa: S608
        cursor.execute(f"delete from chunks where document {which}", values)  # noqa: S608
        cursor.execute(f"delete from documents where id {which}", values)  # noqa: S608

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Cursor]:
        try:
            with self._lock, self._connection:
                yield self._connection.cursor()
        except sqlite3.Error as error:
            raise IndexingError(
                f"The passages of the index could not be written: {error}. What was live before "
                "still is; make room on the disk, then build again."
            ) from error

    def _rows(self, query: str, values: Sequence[Any]) -> list[Any]:
        with self._lock:
            try:
                return self._connection.execute(query, values).fetchall()
            except sqlite3.Error as error:
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


_WANTED_CHUNKS = "select id from chunks where document in (select id from temp.wanted)"
_SEAL = (
    "insert into sealed.documents select * from main.documents"
    " where id in (select id from temp.wanted)",
    "insert into sealed.chunks select * from main.chunks"
    " where document in (select id from temp.wanted)",
    f"insert into sealed.sentences select * from main.sentences where chunk in ({_WANTED_CHUNKS})",  # noqa: S608
    f"insert into sealed.asked select * from main.asked where chunk in ({_WANTED_CHUNKS})",  # noqa: S608
    "insert into sealed.vectors select * from main.vectors where key in"
    " (select vector from sealed.chunks union select vector from sealed.sentences"
    " union select vector from sealed.asked)",
)
_SENTENCE = 'select s.start, s."end", s.vector from sentences s join chunks c on c.id = s.chunk '
_ASKED = "select a.text, a.vector from asked a join chunks c on c.id = a.chunk "
_CHUNK = 'select id, document, start, "end", headings, vector from chunks '


def _stored_chunk(row: Sequence[Any]) -> StoredChunk:
    identity, document, start, end, headings, vector = row
    return StoredChunk(identity, document, start, end, tuple(json.loads(headings)), vector)
