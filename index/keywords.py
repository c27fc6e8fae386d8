"""Keyword search: BM25 over stemmed words, by bm25s.

k1 and b are the usual 1.2 and .75; the formula is Lucene's (Kamphuis et al. 2020, "Which BM25 do
you mean?"): idf(w) * tf / (tf + k1 * (1 - b + b * length / mean length)).
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import bm25s
import numpy as np
import Stemmer
from bm25s.stopwords import STOPWORDS_EN_PLUS
from numpy.typing import NDArray

# A code such as MS-102 or SY0-701 is one word; so is a number with its separators.
_WORD = re.compile(r"[a-z]+[0-9]*-[0-9]+[a-z0-9]*|[0-9]+(?:[.,][0-9]+)*|[^\W_]+(?:['’][a-z]+)?")
_STOP = frozenset(STOPWORDS_EN_PLUS)


def words(text: str) -> list[str]:
    """The stems of the words of a text, stop words left out."""
    return [stem for _, stem in words_and_stems(text)]


def words_and_stems(text: str) -> list[tuple[str, str]]:
    """The words of a text in lower case, stop words left out, each with its stem."""
    found = (word.replace("’", "'").removesuffix("'s") for word in _WORD.findall(text.lower()))
    return [(word, _stem(word)) for word in found if word not in _STOP]


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    return str(Stemmer.Stemmer("english").stemWord(word))


class Keywords:
    """A keyword index over chunks, in the order in which they were given."""

    def __init__(self, index: bm25s.BM25, size: int) -> None:
        self._index = index
        self._size = size

    @classmethod
    def build(cls, texts: Sequence[str]) -> "Keywords":
        index = bm25s.BM25(k1=1.2, b=0.75, method="lucene")
        index.index([words(text) for text in texts], show_progress=False)
        return cls(index, len(texts))

    @classmethod
    def load(cls, folder: Path) -> "Keywords":
        index = bm25s.BM25.load(folder)
        return cls(index, int(index.scores["num_docs"]))

    def save(self, folder: Path) -> None:
        self._index.save(folder, show_progress=False)

    def __len__(self) -> int:
        return self._size

    def scores(self, tokens: Sequence[str]) -> NDArray[np.float32]:
        """The BM25 score of every chunk for a question's words."""
        known = [token for token in tokens if token in self._index.vocab_dict]
        if not known:
            return np.zeros(self._size, np.float32)
        return np.asarray(self._index.get_scores(known), np.float32)

    def idf(self, token: str) -> float:
        """ln(1 + (N - n + .5) / (n + .5)), n of N chunks holding the word: its weight in BM25."""
        starts = self._index.scores["indptr"]
        column = self._index.vocab_dict.get(token)
        holding = 0 if column is None else int(starts[column + 1] - starts[column])
        return float(np.log(1 + (self._size - holding + 0.5) / (holding + 0.5)))

    def knows(self, token: str) -> bool:
        """Whether any chunk holds the word."""
        return token in self._index.vocab_dict
