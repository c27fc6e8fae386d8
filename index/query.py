"""A question as the search sees it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from index.embeddings import Vectors
from index.keywords import words


@dataclass(frozen=True)
class Query:
    """One question, or several weighted texts for a follow-up.

    Attributes:
        text: what the person asked last, as it is searched for.
        vector: unit length, float32.
        words: stem -> weight.
        before: the text of the turn that it leans on, or of the message that it is part of.
    """

    text: str
    vector: Vectors
    words: Mapping[str, float]
    before: str = ""


def make_query(text: str, vector: Vectors, stems: bool = True) -> Query:
    """A question that stands alone."""
    return Query(text, vector, dict.fromkeys(words(text, stems), 1.0))


def mix(last: Query, before: Query, weight: float) -> Query:
    """A follow-up: `weight` of the last turn, the rest of the one before it."""
    vector = weight * last.vector + (1 - weight) * before.vector
    mixed = {word: weight * value for word, value in last.words.items()}
    for word, value in before.words.items():
        mixed[word] = mixed.get(word, 0.0) + (1 - weight) * value
    return Query(last.text, vector / np.linalg.norm(vector), mixed, before.text)
