"""Lists of scores -> one score.

Each list is scaled so that its best candidate counts 1 and its worst 0, and the lists are averaged
("min-max" or relative-score fusion; Bruch et al. 2023, "An Analysis of Fusion Functions for Hybrid
Retrieval").
"""

from collections.abc import Mapping


def fuse(lists: list[tuple[Mapping[str, float], float]]) -> dict[str, float]:
    """The weighted mean of several lists of scores; what a list lacks counts 0 there."""
    fused: dict[str, float] = {}
    total = sum(weight for _, weight in lists) or 1.0
    for scores, weight in lists:
        for chunk, score in scores.items():
            fused[chunk] = fused.get(chunk, 0.0) + weight * score / total
    return fused


def scaled(scores: Mapping[str, float]) -> dict[str, float]:
    """Scores scaled so that the best is 1 and the worst 0."""
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    width = high - low
    return {chunk: (score - low) / width if width else 1.0 for chunk, score in scores.items()}


def by_rank(scores: Mapping[str, float], k: int = 60) -> dict[str, float]:
    """1 / (k + rank), for reciprocal rank fusion (Cormack et al. 2009)."""
    ranked = sorted(scores, key=lambda chunk: -scores[chunk])
    return {chunk: 1 / (k + rank) for rank, chunk in enumerate(ranked, 1)}
