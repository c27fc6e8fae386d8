"""Passages that were found -> their order by a CrossEncoder that reads each with the question.

A model's scores have a scale of their own, so each model is calibrated on the index: passages are
paired with a sentence of theirs, and with one of another passage. Half-way between counts 0.5.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.cross_encoder import Pair, PairModel
from index.errors import CrossEncoderError
from index.query import Query
from index.search import Found

READ = 24  # passages that are read again
WEIGHT = 0.7  # of the model, the rest of the search that found them
SAMPLE = 16  # passages that a model is calibrated on
STEEP = 2.0  # at the mean of either kind of pair the score is 0.12 or 0.88


@dataclass(frozen=True)
class _Scale:
    middle: float
    half: float

    def of(self, scores: Sequence[float]) -> list[float]:
        away = (np.asarray(scores, np.float64) - self.middle) / self.half
        shares: list[float] = (1 / (1 + np.exp(-STEEP * np.clip(away, -20, 20)))).tolist()
        return shares


class Reranker:
    """Orders passages anew.

    Args:
        name: see `IndexSettings.reranker`.
    """

    def __init__(self, name: str) -> None:
        self._model = PairModel(name, "CAREERBOT_RERANKER")
        self._scales: dict[str, _Scale] = {}
        self._lock = threading.Lock()

    def reranked(self, found: Found, query: Query, number: int, scale: _Scale) -> Found:
        """The best of what was found, in the order of the model.

        Args:
            found: best first; `READ` of them are read.
            query: the question, with what it leans on.
            number: how many passages are wanted.
            scale: of the model on this index.
        """
        asked = f"{query.before} {query.text}".strip()
        read = found.hits[: max(READ, number)]
        scores = scale.of(self._scores([(asked, hit.text_with_headings) for hit in read]))
        ranked = [
            replace(hit, score=WEIGHT * score + (1 - WEIGHT) * hit.score)
            for hit, score in zip(read, scores, strict=True)
        ]
        return replace(found, hits=tuple(sorted(ranked, key=lambda hit: -hit.score)[:number]))

    def scale(self, generation: str, sample: Callable[[int], Sequence[Pair]]) -> _Scale:
        """The scale of the model on one generation of an index.

        Args:
            generation: what tells it from others; a scale is measured once for each.
            sample: gives so many of its sentences, each with the passage it is from.

        Raises:
            CrossEncoderError: the model does not tell a sentence's passage from another one.
        """
        with self._lock:
            if generation not in self._scales:
                self._scales = {generation: self._measured(sample(SAMPLE))}
            return self._scales[generation]

    def _measured(self, sample: Sequence[Pair]) -> _Scale:
        others = [*sample[1:], *sample[:1]]
        foreign = [(said, text) for (said, _), (_, text) in zip(sample, others, strict=True)]
        own_mean = float(np.mean(self._scores(sample)))
        foreign_mean = float(np.mean(self._scores(foreign)))
        if len(sample) > 1 and not own_mean > foreign_mean:
            raise CrossEncoderError(
                f"{self._model.name} is no reranker: it does not tell a sentence's own passage "
                "from another one. Set CAREERBOT_RERANKER to one that is, or leave it out."
            )
        return _Scale((own_mean + foreign_mean) / 2, max((own_mean - foreign_mean) / 2, 1e-6))

    def _scores(self, pairs: Sequence[Pair]) -> list[float]:
        rows = self._model.scores(pairs) if pairs else np.zeros((0, 1), np.float32)
        if rows.shape[1] != 1:
            raise CrossEncoderError(
                f"{self._model.name} gives {rows.shape[1]} scores for a pair, and a reranker gives "
                "one. Set CAREERBOT_RERANKER to another model, or leave it out."
            )
        return [float(score) for score in rows[:, 0]]
