"""Measures: means of what single questions scored, each with its bootstrap interval."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 2000
SEED = 20261124


@dataclass(frozen=True)
class Measure:
    """The mean over a sample, with the 95 % interval of the bootstrap (Efron 1979).

    Attributes:
        values: what each question scored, mostly 0 or 1.
        unit: "" for a share, or "ms".
    """

    name: str
    values: tuple[float, ...]
    unit: str = ""

    @property
    def size(self) -> int:
        return len(self.values)

    @property
    def mean(self) -> float:
        return float(np.mean(self.values)) if self.values else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """2.5 and 97.5 percentiles of the means of resamples."""
        if not self.values:
            return float("nan"), float("nan")
        values = np.asarray(self.values)
        rng = np.random.default_rng(SEED)
        means = [rng.choice(values, len(values)).mean() for _ in range(RESAMPLES)]
        low, high = np.quantile(means, [0.025, 0.975])
        return float(low), float(high)


def found_within(ranks: Sequence[int], k: int) -> float:
    """Whether anything right is among the first k; `ranks` from 1, of the right ones."""
    return float(any(rank <= k for rank in ranks))


def recall(ranks: Sequence[int], k: int, right: int) -> float:
    """Share of the `right` things that are among the first k."""
    return sum(rank <= k for rank in ranks) / right


def ndcg(ranks: Sequence[int], k: int, right: int) -> float:
    """nDCG@k with binary relevance (Järvelin and Kekäläinen 2002): each rank's gain is
    1 / log2(rank + 1), over the gain of the best order.
    """
    best = sum(_gain(rank) for rank in range(1, min(right, k) + 1))
    return sum(_gain(rank) for rank in ranks if rank <= k) / best


def _gain(rank: int) -> float:
    return 1 / float(np.log2(rank + 1))


def share_below(
    scores: Sequence[float], others: Sequence[float], kept: float = 0.95
) -> list[float]:
    """For each score, 1 where a bound that keeps this share of the others would refuse it."""
    bound = np.quantile(others, 1 - kept)
    return [float(score < bound) for score in scores]
