"""How well must an index fit a question before it is answered? Measured on the index itself.

Two sets of questions are searched in a new generation before it goes live:

- foreign ones, `off_topic.txt`: everyday matters and other people's trades;
- its own: for chunks spread over the corpus, the rarest words of one of its sentences, as somebody
  might type them.

Every signal of a search is put on a common scale by the mean and standard deviation over both sets
(z-scores). The sum of the four is the fit; the two that compare meanings are also looked at alone,
since a foreign question can happen to be made of the corpus's words. Bounds are quantiles, not
extremes, so that a corpus about one of the foreign matters is calibrated as well.
"""

from collections.abc import Sequence
from dataclasses import astuple
from importlib.resources import files
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from index.embeddings import Embedder
from index.search import HybridSearch, Signals, make_query

OWN_QUESTIONS = 60  # at the most
WORDS_OF_A_QUESTION = 5
FOREIGN_QUANTILE = 0.95
OWN_QUANTILE = 0.05
REFUSE_AT = 0.25  # of the way from the foreign quantile to the own one
REFUSE_MEANING_AT = 0.15  # of the way to the median, since typed words mean less than questions


class Calibration(TypedDict):
    """What a manifest keeps.

    Attributes:
        mean, deviation: of each signal, in the order of `Signals`.
        refuse_below: the fit below which a question is foreign.
        refuse_meaning_below: the same for its meaning alone.
        answer_from: the fit from which a question is answered, not just touched on.
    """

    mean: list[float]
    deviation: list[float]
    refuse_below: float
    refuse_meaning_below: float
    answer_from: float


def foreign_questions() -> list[str]:
    """The questions that hardly any corpus answers."""
    return files("index").joinpath("off_topic.txt").read_text(encoding="utf-8").split("\n")[:-1]


def calibrate(search: HybridSearch, embedder: Embedder) -> Calibration:
    """Ask an index both sets of questions, and set the bounds between them."""
    own = [
        " ".join(search.rarest_words(sentence, WORDS_OF_A_QUESTION))
        for sentence in search.sentences_spread(OWN_QUESTIONS)
    ]
    foreign = foreign_questions()

    def signals(questions: Sequence[str]) -> list[Signals]:
        vectors = embedder.encode(questions)
        pairs = zip(questions, vectors, strict=True)
        return [search(make_query(text, vector), 3).signals for text, vector in pairs]

    return bounds_between(signals(own), signals(foreign))


def bounds_between(own: Sequence[Signals], foreign: Sequence[Signals]) -> Calibration:
    """Set the bounds from the signals of questions that are, and are not, answered by an index."""
    both = np.array([astuple(signals) for signals in [*own, *foreign]])
    scale = Calibration(
        mean=both.mean(axis=0).tolist(),
        deviation=np.maximum(both.std(axis=0), 1e-6).tolist(),
        refuse_below=0.0,
        refuse_meaning_below=0.0,
        answer_from=0.0,
    )
    low = float(np.quantile([fit(each, scale) for each in foreign], FOREIGN_QUANTILE))
    high = float(np.quantile([fit(each, scale) for each in own], OWN_QUANTILE))
    scale["refuse_below"] = low + REFUSE_AT * max(0.0, high - low)
    scale["answer_from"] = max(low, high)
    low = float(np.quantile([meaning(each, scale) for each in foreign], FOREIGN_QUANTILE))
    middle = float(np.median([meaning(each, scale) for each in own]))
    scale["refuse_meaning_below"] = low + REFUSE_MEANING_AT * max(0.0, middle - low)
    return scale


def fit(signals: Signals, calibration: Calibration) -> float:
    """The sum of the z-scores of a search's signals: higher where the index fits the question."""
    return float(_z_scores(signals, calibration).sum())


def meaning(signals: Signals, calibration: Calibration) -> float:
    """The sum of the z-scores of the two cosines alone."""
    return float(_z_scores(signals, calibration)[:2].sum())


def _z_scores(signals: Signals, calibration: Calibration) -> NDArray[np.float64]:
    mean, deviation = np.array(calibration["mean"]), np.array(calibration["deviation"])
    scores: NDArray[np.float64] = (np.array(astuple(signals)) - mean) / deviation
    return scores
