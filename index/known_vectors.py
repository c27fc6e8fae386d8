"""Texts -> vectors, each text embedded once: what an index knows by its hash is looked up."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from index.embeddings import BATCH, Embedder, SentenceTransformerEmbedder, Vectors
from index.passages_db import vector_key
from index.passages_writer import KeptQuestion, PassagesWriter
from index.shipped_vectors import shipped

WINDOW = 100 * BATCH  # texts that are held at once, and sorted by their length


class KnownVectors:
    """The vectors of a build: looked up in its database, or embedded and kept there.

    Args:
        db: of the build.
        embedder: used, and its model loaded, only for texts that were never embedded before.

    Attributes:
        embedded: how many texts were embedded.
        too_long: how many of those of documents the model does not read to their end.
    """

    def __init__(self, db: PassagesWriter, embedder: Embedder) -> None:
        self._db = db
        self._embedder = embedder
        self.embedded = 0
        self.too_long = 0

    def embed(self, documents: Sequence[str], tell: Callable[[int, int], None]) -> None:
        """Embed the texts of documents that have no vector yet.

        Args:
            documents: their ids.
            tell: called with how many texts are embedded, and how many there are to embed.
        """
        total = self._db.count_without_vectors(documents)
        tell(0, total)
        done = 0
        for window in self._db.texts_without_vectors(documents, WINDOW) if total else ():
            # Texts of one length need no padding; a batch is what a kill can lose.
            todo = sorted(self._not_shipped(window).items(), key=lambda item: len(item[1]))
            self._embedder.expect(len(todo))
            done += len(window) - len(todo)
            tell(done, total)
            for start in range(0, len(todo), BATCH):
                texts = dict(todo[start : start + BATCH])
                self._embed(texts)
                self.too_long += self._embedder.too_long(list(texts.values()))
                done += len(texts)
                tell(done, total)

    def of(self, texts: Sequence[str]) -> Vectors:
        """One unit-length row for each text."""
        keys = [self._key(text) for text in texts]
        known = self._db.vectors(keys)
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if new:
            self._embed(self._not_shipped(new))
            known |= self._db.vectors(list(new))
        return np.stack([known[key] for key in keys])

    def questions_made(self) -> dict[str, str]:
        """The questions kept last that were made of sentences, by the sentences' vector keys."""
        return {each.sentence: each.text for each in self._db.kept_questions() if each.sentence}

    def keep_questions(self, foreign: Sequence[str], made: Mapping[str, str]) -> None:
        """Keep the vectors of these questions, and of no others, for the builds to come.

        Args:
            foreign: questions that belong to no document.
            made: questions made of sentences, by the sentences' vector keys.
        """
        owned = [*(("", text) for text in foreign), *made.items()]
        self._db.keep_questions(
            KeptQuestion(sentence, self._key(text), text) for sentence, text in owned
        )

    def _key(self, text: str) -> str:
        return vector_key(self._embedder.fingerprint, text)

    def _not_shipped(self, texts: Mapping[str, str]) -> dict[str, str]:
        """The texts that have to be embedded; of the others, the vectors are kept."""
        real = isinstance(self._embedder, SentenceTransformerEmbedder)
        ready = shipped(list(texts)) if real else {}
        if ready:
            self._db.add_vectors(list(ready), np.stack(list(ready.values())))
        return {key: text for key, text in texts.items() if key not in ready}

    def _embed(self, texts: Mapping[str, str]) -> None:
        if texts:
            self._db.add_vectors(list(texts), self._embedder.encode(list(texts.values())))
        self.embedded += len(texts)
