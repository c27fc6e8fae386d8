"""A second opinion on a sentence that a language model worded in its own way, if one is set.

The checker is a CrossEncoder for entailment or for support, which reads a passage and a sentence.
Its bounds are its own: on `PAIRS`, written for this, hardly any sentence that a passage does not
support may pass for one, and hardly any that it supports for one that it contradicts.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.types import Support
from bot.wording.checker_pairs import PAIRS, Relation
from index import CrossEncoderError, PairModel, Vectors

LEAST = 0.5  # share of the model's belief; below it nothing is decided
QUANTILE = 0.95  # of the pairs that must not pass
NEVER = 1.01  # a bound that no belief reaches
_ENTAILS = ("entail", "support", "consistent", "faithful", "yes")
_CONTRADICTS = ("contradict", "refute")
_DENIES = ("not_", "not ", "un", "in", "non", "no_", "no ")


@dataclass(frozen=True)
class _Columns:
    """Which label is which.

    Attributes:
        contradicts: of a model that knows contradiction; others only know support.
    """

    entails: int
    contradicts: int | None


class Checker:
    """Says whether passages support a sentence.

    Args:
        name: of a CrossEncoder, on the hub or in a folder.
        pairs: what its bounds are measured on.
    """

    def __init__(self, name: str, pairs: Sequence[tuple[str, str, Relation]] = PAIRS) -> None:
        self._model = PairModel(name, "CAREERBOT_CHECKER")
        self._pairs = pairs
        self._lock = threading.Lock()
        self._bounds: tuple[float, float] | None = None

    def judge(self, text: str, passages: Sequence[str]) -> Support:
        """What a sentence is that the rules hold for reworded.

        Args:
            text: the sentence.
            passages: those that are cited for it.

        Returns:
            "supported" if one of them says it, "unsupported" if one denies it and none says it,
            else "reworded".
        """
        entails, contradicts = self._measured()
        entailed, contradicted = self._beliefs([(passage, text) for passage in passages])
        if max(entailed, default=0.0) >= entails:
            return "supported"
        return "unsupported" if max(contradicted, default=0.0) >= contradicts else "reworded"

    def _measured(self) -> tuple[float, float]:
        """The beliefs from which the model is taken at its word."""
        with self._lock:
            if self._bounds is None:
                entailed, contradicted = self._beliefs([pair[:2] for pair in self._pairs])
                relations = [relation for *_, relation in self._pairs]
                self._bounds = (
                    _bound([b for b, r in zip(entailed, relations, strict=True) if r != "says"]),
                    _bound(
                        [b for b, r in zip(contradicted, relations, strict=True) if r != "denies"]
                    ),
                )
            return self._bounds

    def _beliefs(self, pairs: Sequence[tuple[str, str]]) -> tuple[list[float], list[float]]:
        """How far the model believes that each pair entails, and that it contradicts."""
        if not pairs:
            return [], []
        scores = self._model.scores(pairs)
        columns = _columns(self._model.labels, self._model.name)
        shares = _shares(scores)
        entails = shares[:, columns.entails].tolist()
        if columns.contradicts is None:
            return entails, [0.0] * len(pairs)
        return entails, shares[:, columns.contradicts].tolist()


def _bound(others: Sequence[float]) -> float:
    """The belief that hardly any of those reach that must not; a tie with them is no proof."""
    return max(LEAST, float(np.quantile(others, QUANTILE)) + 1e-6) if others else NEVER


def _shares(scores: Vectors) -> Vectors:
    if scores.shape[1] == 1:  # of support, against none
        scores = np.hstack([np.zeros_like(scores), scores])[:, [1, 0]]
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Vectors = (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)
    return shares


def _columns(labels: Sequence[str], name: str) -> _Columns:
    """The columns by their names; of two without names, the second is that of support."""
    entails = [
        at
        for at, label in enumerate(labels)
        if any(word in label for word in _ENTAILS) and not label.startswith(_DENIES)
    ]
    contradicts = [
        at for at, label in enumerate(labels) if any(word in label for word in _CONTRADICTS)
    ]
    if len(entails) == 1:
        return _Columns(entails[0], contradicts[0] if len(contradicts) == 1 else None)
    if len(labels) <= 2:
        return _Columns(len(labels) - 1, None)
    raise CrossEncoderError(
        f"{name} is no checker: none of its labels ({', '.join(labels)}) is entailment. Set "
        "CAREERBOT_CHECKER to a model for entailment or support, or leave it out."
    )
