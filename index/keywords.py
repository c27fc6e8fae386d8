"""Keyword search: BM25 over stemmed words, by bm25s.

k1 and b are the usual 1.2 and .75; the formula is Lucene's (Kamphuis et al. 2020, "Which BM25 do
you mean?"): idf(w) * tf / (tf + k1 * (1 - b + b * length / mean length)).
"""

import json
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import bm25s
import numpy as np
import Stemmer
from bm25s.stopwords import STOPWORDS_EN_PLUS
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

# A code such as MS-102 or SY0-701 is one word; so is a number with its separators.
_WORD = re.compile(r"[a-z]+[0-9]*-[0-9]+[a-z0-9]*|[0-9]+(?:[.,][0-9]+)*|[^\W_]+(?:['’][a-z]+)?")
WORDS = "words.json"
_STOP = frozenset(STOPWORDS_EN_PLUS)
_CODE = re.compile(r"[a-z]+[0-9]*-[0-9]+[a-z0-9]*")
_CODE_IN_PIECES = re.compile(
    r"\b([a-z]{1,4}(?:[0-9](?![0-9]))?)\s?[_‒–−﹣－-]?\s?([0-9]{2,4})\b", re.IGNORECASE
)
SHORTEST_MISSPELT = 5  # letters; a shorter word is like too many others
LETTERS_PER_ERROR = 4  # a word of 5 letters may have one error, of 8 two


def words(text: str, stems: bool = True) -> list[str]:
    """The words of a text, stop words left out, as they are compared: by their stems."""
    return [stem for _, stem in words_and_stems(text, stems)]


def words_and_stems(text: str, stems: bool = True) -> list[tuple[str, str]]:
    """The words of a text in lower case, stop words left out, each with its stem."""
    found = (word.replace("’", "'").removesuffix("'s") for word in _WORD.findall(text.lower()))
    return [(word, _stem(word) if stems else word) for word in found if word not in _STOP]


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    return str(Stemmer.Stemmer("english").stemWord(word))


class Keywords:
    """A keyword index over chunks, in the order in which they were given."""

    def __init__(self, index: bm25s.BM25, size: int, vocabulary: Sequence[str]) -> None:
        self._index = index
        self._size = size
        self._vocabulary = vocabulary
        self._codes = frozenset(word for word in vocabulary if _CODE.fullmatch(word))

    @classmethod
    def build(cls, texts: Iterable[str], stems: bool = True) -> "Keywords":
        tokens: list[list[str]] = []
        vocabulary: set[str] = set()
        for text in texts:
            found = words_and_stems(text, stems)
            tokens.append([sys.intern(stem) for _, stem in found])
            vocabulary.update(word for word, _ in found)
        index = bm25s.BM25(k1=1.2, b=0.75, method="lucene")
        index.index(tokens, show_progress=False)
        return cls(index, len(tokens), sorted(vocabulary))

    @classmethod
    def load(cls, folder: Path) -> "Keywords":
        index = bm25s.BM25.load(folder)
        vocabulary = json.loads((folder / WORDS).read_text(encoding="utf-8"))
        return cls(index, int(index.scores["num_docs"]), vocabulary)

    def save(self, folder: Path) -> None:
        self._index.save(folder, show_progress=False)
        (folder / WORDS).write_text(json.dumps(self._vocabulary), encoding="utf-8")

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

    def mended(self, text: str, is_word: Callable[[str], bool]) -> str:
        """A question with codes written as in the documents, and misspelt words put right.

        Args:
            text: the question.
            is_word: whether a word that no document holds is a word all the same, and to be left.
        """
        text = _CODE_IN_PIECES.sub(self._joined, text)
        for word, stem in words_and_stems(text):
            if not self.knows(stem) and word.isalpha() and not is_word(word):
                text = re.sub(rf"\b{re.escape(word)}\b", self._nearest(word), text, flags=re.I)
        return text

    def _joined(self, found: re.Match[str]) -> str:
        code = f"{found[1]}-{found[2]}"
        return code if code.lower() in self._codes else found[0]

    def _nearest(self, word: str) -> str:
        """The word of the documents that takes the fewest changes; itself where all are too far."""
        if len(word) < SHORTEST_MISSPELT:
            return word
        errors = len(word) // LETTERS_PER_ERROR
        nearest = process.extractOne(
            word, self._vocabulary, scorer=OSA.distance, score_cutoff=errors
        )
        return str(nearest[0]) if nearest else word
