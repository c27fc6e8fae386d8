"""The hybrid search: meaning, words and best sentence, fused per question.

Each of three lists (cosine of the chunk, BM25, cosine of its best sentence) is scaled so that its
best candidate counts 1 and its worst 0, and the three are averaged ("min-max" or relative-score
fusion; Bruch et al. 2023, "An Analysis of Fusion Functions for Hybrid Retrieval").
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from index.embeddings import Vectors
from index.keywords import Keywords, words, words_and_stems
from index.passages_db import PassagesDb, StoredChunk, StoredDocument, embedded_text
from index.store import VectorStore

Item = TypeVar("Item")
DEPTH = 100  # candidates taken from each list
SHOWN_PENALTY = 0.2  # off the score of a passage that the conversation has shown already


@dataclass(frozen=True)
class Query:
    """A question as the search sees it; several weighted texts for a follow-up.

    Attributes:
        text: what the person asked last.
        vector: unit length, float32.
        words: stem -> weight.
    """

    text: str
    vector: Vectors
    words: Mapping[str, float]


@dataclass(frozen=True)
class FoundSentence:
    """A sentence of a hit: `document.text[start:end]`.

    Attributes:
        vector: unit length.
        cosine: how near its meaning is to the question's.
        words: share of the question's words, by idf, that it holds.
    """

    start: int
    end: int
    vector: Vectors = field(compare=False, repr=False)
    cosine: float
    words: float = 0.0


@dataclass(frozen=True)
class Hit:
    """A chunk that was found, its score from 0 to 1, and its sentences in order."""

    chunk: StoredChunk
    document: StoredDocument
    score: float
    sentences: tuple[FoundSentence, ...]

    @property
    def text(self) -> str:
        return self.document.text[self.chunk.start : self.chunk.end]

    @property
    def text_with_headings(self) -> str:
        return embedded_text(self.document.title, self.chunk.headings, self.text)

    @property
    def section(self) -> str:
        return " > ".join(self.chunk.headings)


@dataclass(frozen=True)
class Signals:
    """How well the index fits a question, each from about 0 to 1.

    Attributes:
        cosine: of the nearest chunk.
        sentence: cosine of the nearest sentence.
        keywords: the best BM25 score over the most that the question's words could give.
        coverage: share of the question's words, by idf, that the first passages hold.
    """

    cosine: float
    sentence: float
    keywords: float
    coverage: float


@dataclass(frozen=True)
class Found:
    """The answer of a search.

    Attributes:
        hits: best first.
        signals: see `Signals`.
        unknown_words: words of the question, in lower case, that no chunk holds in any form.
    """

    hits: tuple[Hit, ...]
    signals: Signals
    unknown_words: tuple[str, ...]


def make_query(text: str, vector: Vectors) -> Query:
    """A question that stands alone."""
    return Query(text, vector, dict.fromkeys(words(text), 1.0))


def mix(last: Query, before: Query, weight: float) -> Query:
    """A follow-up: `weight` of the last turn, the rest of the one before it."""
    vector = weight * last.vector + (1 - weight) * before.vector
    mixed = {word: weight * value for word, value in last.words.items()}
    for word, value in before.words.items():
        mixed[word] = mixed.get(word, 0.0) + (1 - weight) * value
    return Query(last.text, vector / np.linalg.norm(vector), mixed)


class HybridSearch:
    """Searches one generation.

    Args:
        chunk_ids: in the order in which `keywords` knows the chunks.
    """

    def __init__(
        self, store: VectorStore, keywords: Keywords, db: PassagesDb, chunk_ids: tuple[str, ...]
    ) -> None:
        self._store = store
        self._keywords = keywords
        self._db = db
        self._chunk_ids = chunk_ids

    def top_cosine(self, vector: Vectors) -> float:
        """Cosine of the chunk nearest to a vector."""
        return max(self._store.nearest(vector, 1).values())

    def finds(self, chunk: str, vector: Vectors) -> bool:
        """Whether a chunk is among those nearest to its own vector."""
        return self._store.nearest(vector, DEPTH).get(chunk, 0.0) > 1 - 1e-3

    def sentences_spread(self, number: int) -> list[str]:
        """The first sentences of chunks that lie evenly over the whole corpus."""
        chunks = self._db.chunks_by_id(spread(self._chunk_ids, number))
        sentences = self._db.sentences(list(chunks))
        return [
            self._db.document(chunk.document).text[first.start : first.end]
            for identity, chunk in chunks.items()
            for first in sentences[identity][:1]
        ]

    def rarest_words(self, text: str, number: int) -> list[str]:
        """The words of a text that the fewest chunks hold, in their order."""
        found = dict(words_and_stems(text))
        by_rarity = sorted(found, key=lambda word: -self._keywords.idf(found[word]))
        return [word for word in found if word in by_rarity[:number]]

    def __call__(self, query: Query, number: int = 8, shown: Collection[str] = ()) -> Found:
        """Find the passages that fit a question best.

        Args:
            query: the question.
            number: how many passages are wanted.
            shown: ids of chunks that the conversation has shown already.
        """
        near = self._store.nearest(query.vector, min(DEPTH, len(self._chunk_ids)))
        worded = self._best_worded(query)
        candidates = list(near | worded)
        sentences = self._sentences(candidates, query)
        best_sentence = {
            chunk: max((sentence.cosine for sentence in found), default=0.0)
            for chunk, found in sentences.items()
        }
        scores = fuse([near, worded, best_sentence])
        for chunk in candidates:
            scores[chunk] -= SHOWN_PENALTY * (chunk in shown)
        ranked = sorted(candidates, key=lambda chunk: -scores[chunk])[:number]
        weights = self._weights(query)
        hits = self._hits(ranked, weights, scores, sentences)
        return Found(
            hits,
            Signals(
                cosine=max(near.values()),
                sentence=max(best_sentence.values()),
                keywords=max(worded.values(), default=0.0) / (sum(weights.values()) or 1.0),
                coverage=_share(weights, " ".join(hit.text_with_headings for hit in hits[:3])),
            ),
            tuple(
                word for word, stem in words_and_stems(query.text) if not self._keywords.knows(stem)
            ),
        )

    def _best_worded(self, query: Query) -> dict[str, float]:
        scores: NDArray[np.float32] = np.zeros(len(self._chunk_ids), np.float32)
        for weight in set(query.words.values()):
            same = [word for word, value in query.words.items() if value == weight]
            scores += weight * self._keywords.scores(same)
        best = np.argsort(-scores, kind="stable")[:DEPTH]
        return {self._chunk_ids[i]: float(scores[i]) for i in best if scores[i] > 0}

    def _sentences(self, chunks: list[str], query: Query) -> dict[str, tuple[FoundSentence, ...]]:
        return {
            chunk: tuple(
                FoundSentence(
                    stored.start, stored.end, stored.vector, float(stored.vector @ query.vector)
                )
                for stored in found
            )
            for chunk, found in self._db.sentences(chunks).items()
        }

    def _hits(
        self,
        ranked: list[str],
        weights: Mapping[str, float],
        scores: Mapping[str, float],
        sentences: Mapping[str, tuple[FoundSentence, ...]],
    ) -> tuple[Hit, ...]:
        chunks = self._db.chunks_by_id(ranked)
        documents = {
            identity: self._db.document(identity)
            for identity in {chunk.document for chunk in chunks.values()}
        }
        hits = []
        for chunk in (chunks[identity] for identity in ranked):
            document = documents[chunk.document]
            worded = tuple(
                replace(each, words=_share(weights, document.text[each.start : each.end]))
                for each in sentences[chunk.id]
            )
            hits.append(Hit(chunk, document, scores[chunk.id], worded))
        return tuple(hits)

    def _weights(self, query: Query) -> dict[str, float]:
        """The question's words, each by its weight and idf; the sum is a BM25 score that no chunk
        can reach: every word held, and nothing else.
        """
        return {word: w * self._keywords.idf(word) for word, w in query.words.items()}


def _share(weights: Mapping[str, float], text: str) -> float:
    """Which share of a question's words, by weight, a text holds."""
    held = set(words(text))
    total = sum(weights.values()) or 1.0
    return sum(weight for word, weight in weights.items() if word in held) / total


def spread(items: Sequence[Item], number: int) -> list[Item]:
    """At most so many of the items, evenly over all of them."""
    places = np.linspace(0, len(items) - 1, min(number, len(items)))
    return [items[int(place)] for place in places]


def fuse(lists: list[Mapping[str, float]]) -> dict[str, float]:
    """Average several lists of scores, each scaled to 0-1; what a list lacks counts 0 there."""
    fused: dict[str, float] = {}
    for scores in lists:
        if not scores:
            continue
        low, high = min(scores.values()), max(scores.values())
        width = (high - low) or 1.0
        for chunk, score in scores.items():
            part = (score - low) / width if high > low else 1.0
            fused[chunk] = fused.get(chunk, 0.0) + part / len(lists)
    return fused
