"""What builds write of an index: the passages, by content hash, in SQLite.

The file in the index folder belongs to builds: what a killed one has embedded is still there for
the next. `index.passages_db` is what readers ask of the sealed copies.
"""

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.chunking import Chunk
from index.embeddings import Vectors
from index.errors import IndexDamagedError, IndexOpenError, not_written
from index.files import is_file_or_free, put_aside
from index.passages_db import ASKED, SENTENCE, PassagesDb, embedded_text, vector_key
from index.reading.documents import Document

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
create table if not exists questions (
    sentence text not null, vector text not null, text text not null,
    primary key (sentence, vector)) without rowid;
create table if not exists vectors (key text primary key, vector blob not null);
"""
_LIVE = "What is live stays live."
_BESIDE = ("-journal", "-wal", "-shm")  # files of SQLite's own
_VECTOR = 1536  # bytes of one, where none is known yet
_QUESTIONS = 250  # at the most, that an index is calibrated with
_TABLES = ("documents", "chunks", "sentences", "asked", "questions", "vectors")


@dataclass(frozen=True)
class KeptQuestion:
    """A question that an index is calibrated with.

    Attributes:
        sentence: the vector key of the sentence that it was made of; empty where it is foreign.
    """

    sentence: str
    vector_key: str
    text: str


class PassagesWriter(PassagesDb):
    """The passages of a build. Safe to use from several threads."""

    @classmethod
    def opened(cls, path: Path) -> "PassagesWriter":
        """The database of an index; one that SQLite cannot read is put aside for a new one."""
        if not is_file_or_free(path):
            put_aside(path)
        try:
            db = cls(path)
            try:
                db.create()
            except BaseException:
                db.close()
                raise
        except IndexOpenError:
            for each in (path, *(path.with_name(path.name + end) for end in _BESIDE)):
                if os.path.lexists(each):
                    put_aside(each)
            db = cls(path)
            db.create()
        return db

    def create(self) -> None:
        """Make the tables where they are missing.

        Raises:
            IndexDamagedError: the file is no database, or a broken one.
        """
        self._rows("pragma mmap_size = 0", [])  # what is mapped counts as memory of the build
        # Small commits, each on the disk before the next: a killed build keeps what it had done.
        self._rows("pragma synchronous = full", [])
        if self._rows("pragma quick_check", []) != [("ok",)]:
            raise IndexDamagedError("The passages of the index are broken. Build it again.")
        with self._writing() as cursor:
            cursor.executescript(_SCHEMA)

    def seal(self, path: Path, documents: Sequence[str]) -> None:
        """Write these documents, with all that belongs to them, to a database of their own."""
        sealed = PassagesWriter(path)
        sealed.create()
        sealed.close()
        with self._attached(path, "sealed") as cursor:
            self._want(cursor, documents)
            for statement in _SEAL:
                cursor.execute(statement)

    def seal_questions(self, path: Path) -> None:
        """Write the questions that were kept to a sealed database, with their vectors."""
        with self._attached(path, "sealed") as cursor:
            cursor.execute("insert into sealed.questions select * from main.questions")
            cursor.execute(
                "insert or ignore into sealed.vectors select * from main.vectors"
                " where key in (select vector from sealed.questions)"
            )

    def take(self, path: Path) -> None:
        """Take over all that a sealed database holds, in place of what is here of the same."""
        with self._attached(path, "sealed") as cursor:
            there = cursor.execute("select name from sealed.sqlite_master").fetchall()
            for table in _TABLES:
                if (table,) in there:  # older generations kept no questions
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
                raise not_written("The passages", error, _LIVE) from error

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

    def count_without_vectors(self, documents: Iterable[str]) -> int:
        """How many different texts of the documents are not embedded yet."""
        self._note_lacking(documents)
        return int(self._rows("select count(*) from temp.lacking", [])[0][0])

    def bytes_of_index(self, documents: Sequence[str]) -> tuple[int, int]:
        """About how many bytes a build has yet to write for documents that have been read.

        Measured on indexes of 15 to 100,000 chunks, and a little more than they took.

        Returns:
            Of the whole index, and of its Chroma folder.
        """
        lacking = self.count_without_vectors(documents)
        ((chunks, unlike, texts, vectors, letters, size),) = self._rows(_SIZES, [])
        size = size or _VECTOR
        row = size * 4 // 3 + 250
        chroma = 500_000 + unlike * (5 * size // 2 + 900)
        passages = (vectors + _QUESTIONS) * row + chunks * 700 + texts * 350 + letters * 2
        manifest = chunks * 100 + len(documents) * 250
        return chroma + passages + manifest + (lacking + _QUESTIONS) * row, chroma

    def texts_without_vectors(
        self, documents: Sequence[str], at_once: int
    ) -> Iterator[dict[str, str]]:
        """Vector key -> text, for every text of the documents that is not embedded yet.

        Args:
            documents: their ids.
            at_once: how many are yielded together, those of one document at the least; they are
                expected to have vectors before the next are asked for.
        """
        self._note_lacking(documents)
        concerned = {row[0] for row in self._rows(_CONCERNED, [])}
        texts: dict[str, str] = {}
        for document in documents:
            if document in concerned:
                texts |= self._texts_without_vectors(document)
            if len(texts) >= at_once:
                yield texts
                texts = {}
        if texts:
            yield texts

    def _note_lacking(self, documents: Iterable[str]) -> None:
        """Fill the table `lacking`: found by SQLite, so that nothing grows with the index here."""
        with self._writing() as cursor:
            self._want(cursor, documents)
            cursor.execute("create temp table if not exists lacking (key text primary key)")
            cursor.execute("delete from lacking")
            for texts in (_WANTED_CHUNKS, _WANTED_SENTENCES, _WANTED_ASKED):
                cursor.execute(
                    f"insert or ignore into lacking select vector from ({texts})"  # noqa: S608
                    " where vector not in (select key from main.vectors)"
                )

    def _texts_without_vectors(self, document: str) -> dict[str, str]:
        stored = self.document(document)
        texts = {chunk.vector_key: text for chunk, text in self.chunks_to_embed([document])}
        spans = self._rows(SENTENCE + "where c.document = ?", [document])
        texts |= {key: stored.text[start:end] for start, end, key in spans}
        asked = self._rows(ASKED + "where c.document = ?", [document])
        texts |= {key: text for text, key in asked}
        known = self._rows_in("select key from vectors where key in ({})", list(texts))
        for (key,) in known:
            del texts[key]
        return texts

    def keep_questions(self, questions: Iterable[KeptQuestion]) -> None:
        """Keep the questions that an index is calibrated with, in place of those of before."""
        with self._writing() as cursor:
            cursor.execute("delete from questions")
            cursor.executemany(
                "insert or ignore into questions values (?, ?, ?)",
                [(each.sentence, each.vector_key, each.text) for each in questions],
            )

    def kept_questions(self) -> list[KeptQuestion]:
        """The questions that were kept last."""
        return [KeptQuestion(*row) for row in self._rows("select * from questions", [])]

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
                " union select vector from asked union select vector from questions)"
            )

    @staticmethod
    def _want(cursor: sqlite3.Cursor, documents: Iterable[str]) -> None:
        """Note documents in the table `wanted`."""
        cursor.execute("create temp table if not exists wanted (id text primary key)")
        cursor.execute("delete from wanted")
        cursor.executemany("insert or ignore into wanted values (?)", [(d,) for d in documents])

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
            raise not_written("The passages", error, _LIVE) from error


_WANTED_CHUNKS = "select id, vector from main.chunks where document in (select id from temp.wanted)"
_WANTED_SENTENCES = (
    f"select s.* from main.sentences s where s.chunk in (select id from ({_WANTED_CHUNKS}))"  # noqa: S608
)
_WANTED_ASKED = f"select a.* from main.asked a where a.chunk in (select id from ({_WANTED_CHUNKS}))"  # noqa: S608
_SIZES = (
    f"select (select count(*) from ({_WANTED_CHUNKS})),"  # noqa: S608
    f" (select count(distinct vector) from ({_WANTED_CHUNKS})),"
    f" (select count(*) from ({_WANTED_SENTENCES})) + (select count(*) from ({_WANTED_ASKED})),"
    f" (select count(*) from (select vector from ({_WANTED_CHUNKS})"
    f" union select vector from ({_WANTED_SENTENCES}) union select vector from ({_WANTED_ASKED}))),"
    " (select sum(length(text)) from main.documents where id in (select id from temp.wanted)),"
    " (select length(vector) from main.vectors limit 1)"
)
_CONCERNED = (
    "select document from main.chunks where vector in (select key from temp.lacking)"
    " union select c.document from main.sentences s join main.chunks c on c.id = s.chunk"
    " where s.vector in (select key from temp.lacking)"
    " union select c.document from main.asked a join main.chunks c on c.id = a.chunk"
    " where a.vector in (select key from temp.lacking)"
)
_SEAL = (
    "insert into sealed.documents select * from main.documents"
    " where id in (select id from temp.wanted)",
    "insert into sealed.chunks select * from main.chunks"
    " where document in (select id from temp.wanted)",
    f"insert into sealed.sentences {_WANTED_SENTENCES}",
    f"insert into sealed.asked {_WANTED_ASKED}",
    "insert into sealed.vectors select * from main.vectors where key in"
    " (select vector from sealed.chunks union select vector from sealed.sentences"
    " union select vector from sealed.asked)",
)
