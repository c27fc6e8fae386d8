"""The hybrid search: meaning, words and best sentence, fused per question."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from index.embeddings import Vectors
from index.errors import IndexDamagedError
from index.fusion import by_rank, fuse, scaled
from index.keywords import Keywords, words, words_and_stems
from index.known_sentences import ChunkSentences, KnownSentences
from index.outline import Section
from index.passages_db import PassagesDb, StoredChunk, StoredDocument, embedded_text
from index.query import Query
from index.settings import Recipe
from index.vectors.in_folder import VectorStore

Item = TypeVar("Item")
DEPTH = 100  # candidates taken from each list
ASKED_DEPTH = 20  # and from what people ask
# BM25 counts in full when its best passage reaches 1 / TRUST_IN_WORDS of the score that the
# question's words could give, and less below that: then the question has words of its own.
TRUST_IN_WORDS = 2.5
ITSELF = 0.999  # cosine from which two questions are the same
OF_SIGNALS = 3  # passages, the best ones, whose words are compared with the question's
SHOWN_PENALTY = 0.05  # off the score of a passage that the conversation has shown already


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
        contrast: `sentence`, less the cosine of the nearest question on a foreign matter.
    """

    cosine: float
    sentence: float
    keywords: float
    coverage: float
    contrast: float


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


_Compared = tuple[ChunkSentences, list[float]]


class HybridSearch:
    """Searches one generation.

    Args:
        chunk_ids: in the order in which `keywords` knows the chunks.
        recipe: which lists are fused, and how.
        asked: the questions that people ask the chunks, as `PassagesDb.asked` gives them.
        foreign: questions that it does not answer, one row each.
    """

    def __init__(
        self,
        store: VectorStore,
        keywords: Keywords,
        db: PassagesDb,
        chunk_ids: tuple[str, ...],
        recipe: Recipe,
        asked: tuple[list[str], list[int], Vectors],
        foreign: Vectors,
    ) -> None:
        self._foreign = foreign
        chunks, rows, vectors = asked
        numbers = {chunk: number for number, chunk in enumerate(dict.fromkeys(chunks))}
        of_chunk = np.array([numbers[chunk] for chunk in chunks], np.intp)
        self._asked = list(numbers), of_chunk, np.array(rows, np.intp), vectors
        self._recipe = recipe
        self._store = store
        self._keywords = keywords
        self._db = db
        self._sentences_of = KnownSentences(db).of
        self._chunk_ids = chunk_ids

    def mended(self, text: str, is_word: Callable[[str], bool]) -> str:
        """See `Keywords.mended`."""
        return self._keywords.mended(text, is_word)

    def check(self) -> None:
        """Look whether the vectors are there.

        Raises:
            IndexDamagedError, VectorServerError: they are not, or that cannot be known.
        """
        if len(self._store) != len(self._chunk_ids):
            raise IndexDamagedError(
                "The vectors are not those that the build wrote. Build the index again: "
                "careerbot index"
            )

    def top_cosine(self, vector: Vectors) -> float:
        """Cosine of the chunk nearest to a vector."""
        return max(self._store.nearest(vector, 1).values())

    def holds(self, chunks: Sequence[str], vectors: Vectors) -> bool:
        """Whether the vectors of some chunks, one row each, are those that it searches."""
        return self._store.holds(chunks, vectors)

    def rarest_words(self, text: str, number: int) -> list[str]:
        """The words of a text that the fewest chunks hold, in their order."""
        found = dict(words_and_stems(text))
        by_rarity = sorted(found, key=lambda word: -self._keywords.idf(found[word]))
        return [word for word in found if word in by_rarity[:number]]

    def __call__(
        self,
        query: Query,
        number: int = 8,
        shown: Collection[str] = (),
        within: AbstractSet[str] | None = None,
    ) -> Found:
        """Find the passages that fit a question best.

        Args:
            query: the question.
            number: how many passages are wanted.
            shown: ids of chunks that the conversation has shown already.
            within: ids of chunks, at least one, if it is to be some of these.
        """
        there = len(self._chunk_ids if within is None else within)
        near = self._store.nearest(query.vector, min(DEPTH, there), within)
        return self._found(query, near, number, shown, within=within)

    def signals(self, queries: Sequence[Query]) -> list[Signals]:
        """The signals of many searches, each with the question itself left out of those that are
        known, asked or foreign.
        """
        vectors = np.stack([query.vector for query in queries])
        nearest = self._store.nearest_of(vectors, min(DEPTH, len(self._chunk_ids)))
        return [
            self._found(query, near, OF_SIGNALS, but_itself=True).signals
            for query, near in zip(queries, nearest, strict=True)
        ]

    def _found(
        self,
        query: Query,
        near: Mapping[str, float],
        number: int,
        shown: Collection[str] = (),
        but_itself: bool = False,
        within: AbstractSet[str] | None = None,
    ) -> Found:
        worded = self._best_worded(query, within)
        asked = self._best_asked(query, but_itself) if self._recipe.asked else {}
        if within is not None:
            asked = {chunk: cosine for chunk, cosine in asked.items() if chunk in within}
        candidates = list(dict.fromkeys([*near, *worded, *list(asked)[:ASKED_DEPTH]]))
        sentences = self._sentences(candidates, query)
        best_sentence = {
            chunk: max(cosines, default=0.0) for chunk, (_, cosines) in sentences.items()
        }
        for chunk in candidates:
            best_sentence[chunk] = max(best_sentence[chunk], asked.get(chunk, 0.0))
        weights = self._weights(query)
        worded_share = max(worded.values(), default=0.0) / (sum(weights.values()) or 1.0)
        scores = self._fused(near, worded, best_sentence, min(1.0, TRUST_IN_WORDS * worded_share))
        for chunk in candidates:
            scores[chunk] -= SHOWN_PENALTY * (chunk in shown)
        ranked = sorted(candidates, key=lambda chunk: -scores[chunk])[:number]
        hits = self._hits(ranked, weights, scores, sentences)
        nearest = max(best_sentence.values())
        signals = Signals(
            cosine=max(near.values()),
            sentence=nearest,
            keywords=worded_share,
            coverage=_share(weights, *(hit.text_with_headings for hit in hits[:OF_SIGNALS])),
            contrast=nearest - self._nearest_foreign(query, but_itself),
        )
        found = words_and_stems(query.text)
        unknown = tuple(word for word, stem in found if not self._keywords.knows(stem))
        return Found(hits, signals, unknown)

    def whole(self, sections: Sequence[Section], query: Query) -> list[Hit]:
        """Sections as passages of their own, each with all of its sentences; scores are 0."""
        chunks = [chunk for section in sections for chunk, _, _ in section.chunks]
        sentences = self._sentences(chunks, query) if chunks else {}
        weights = self._weights(query)
        hits = []
        for section in sections:
            document = self._db.document(section.document)
            own = {
                each.start: each
                for chunk, _, _ in section.chunks
                for each in _found_sentences(*sentences[chunk], document, weights)
            }
            first = section.chunks[0][0]
            whole = StoredChunk(
                first, section.document, section.start, section.end, section.headings, ""
            )
            hits.append(Hit(whole, document, 0.0, tuple(own[at] for at in sorted(own))))
        return hits

    def _fused(
        self,
        near: Mapping[str, float],
        worded: Mapping[str, float],
        best_sentence: Mapping[str, float],
        trust_in_words: float,
    ) -> dict[str, float]:
        """One score for every candidate, from the lists that the recipe names."""
        recipe = self._recipe
        lists = [
            (near, 1.0 * recipe.dense),
            (worded, (trust_in_words if recipe.trust else 1.0) * recipe.keywords),
            (best_sentence, 1.0 * recipe.sentences),
        ]
        scale = scaled if recipe.scaled else by_rank
        return dict.fromkeys(best_sentence, 0.0) | fuse(
            [(scale(found), weight) for found, weight in lists if weight]
        )

    def _best_asked(self, query: Query, but_itself: bool) -> dict[str, float]:
        """Chunk -> cosine of the nearest of the questions that people ask it, nearest first."""
        chunks, of_chunk, rows, vectors = self._asked
        if not chunks:
            return {}
        cosines = _cosines(vectors, query)
        if but_itself:
            cosines = np.where(cosines > ITSELF, -1.0, cosines)
        best = np.full(len(chunks), -1.0)
        np.maximum.at(best, of_chunk, cosines[rows])
        order = np.argsort(-best, kind="stable").tolist()
        return dict(zip([chunks[at] for at in order], best[order].tolist(), strict=True))

    def _nearest_foreign(self, query: Query, but_itself: bool) -> float:
        """Cosine of the foreign question that is most like this one."""
        if not len(self._foreign):
            return 0.0
        cosines = _cosines(self._foreign, query)
        return float(np.max(cosines, where=(cosines <= ITSELF) | (not but_itself), initial=0.0))

    def _best_worded(self, query: Query, within: AbstractSet[str] | None) -> dict[str, float]:
        scores: NDArray[np.float32] = np.zeros(len(self._chunk_ids), np.float32)
        for weight in set(query.words.values()):
            same = [word for word, value in query.words.items() if value == weight]
            scores += weight * self._keywords.scores(same)
        if within is not None:
            scores *= np.fromiter((chunk in within for chunk in self._chunk_ids), bool)
        best = np.argsort(-scores, kind="stable")[:DEPTH]
        return {self._chunk_ids[i]: float(scores[i]) for i in best if scores[i] > 0}

    def _sentences(self, chunks: list[str], query: Query) -> dict[str, _Compared]:
        """Chunk -> its sentences, and the cosine of each to the question."""
        known = self._sentences_of(chunks)
        rows = [each.vectors for each in known if each.places]
        cosines = _cosines(np.concatenate(rows), query).tolist() if rows else []
        found, at = {}, 0
        for chunk, each in zip(chunks, known, strict=True):
            found[chunk] = each, cosines[at : at + len(each.places)]
            at += len(each.places)
        return found

    def _hits(
        self,
        ranked: list[str],
        weights: Mapping[str, float],
        scores: Mapping[str, float],
        sentences: Mapping[str, _Compared],
    ) -> tuple[Hit, ...]:
        chunks = self._db.chunks_by_id(ranked)
        documents = {
            identity: self._db.document(identity)
            for identity in {chunk.document for chunk in chunks.values()}
        }
        hits = []
        for chunk in (chunks[identity] for identity in ranked):
            document = documents[chunk.document]
            worded = tuple(_found_sentences(*sentences[chunk.id], document, weights))
            hits.append(Hit(chunk, document, scores[chunk.id], worded))
        return tuple(hits)

    def _weights(self, query: Query) -> dict[str, float]:
        """The question's words, each by its weight and idf; the sum is a BM25 score that no chunk
        can reach: every word held, and nothing else.
        """
        return {word: w * self._keywords.idf(word) for word, w in query.words.items()}


def _cosines(vectors: Vectors, query: Query) -> Vectors:
    """The cosine of each row; on one thread, since BLAS spends more on waiting than on these."""
    cosines: Vectors = np.einsum("ij,j->i", vectors, query.vector)
    return cosines


def _found_sentences(
    of_chunk: ChunkSentences,
    cosines: Sequence[float],
    document: StoredDocument,
    weights: Mapping[str, float],
) -> Iterator[FoundSentence]:
    for (start, end), vector, cosine in zip(
        of_chunk.places, of_chunk.vectors, cosines, strict=True
    ):
        share = _share(weights, document.text[start:end])
        yield FoundSentence(start, end, vector, cosine, share)


def _share(weights: Mapping[str, float], *texts: str) -> float:
    """Which share of a question's words, by weight, some texts hold."""
    held = frozenset().union(*map(_held, texts))
    total = sum(weights.values()) or 1.0
    return sum(weight for word, weight in weights.items() if word in held) / total


@lru_cache(maxsize=8192)  # for the passages of the guides, and their sentences: about 20 MB
def _held(text: str) -> frozenset[str]:
    return frozenset(words(text))


def spread(items: Sequence[Item], number: int) -> list[Item]:
    """At most so many of the items, evenly over all of them."""
    places = np.linspace(0, len(items) - 1, min(number, len(items)))
    return [items[int(place)] for place in places]
