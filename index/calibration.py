"""How well must an index fit a question before it is answered? Measured on the index itself.

Two sets of questions are searched in a new generation before it goes live:

- foreign ones, `off_topic.txt`: everyday matters and other people's trades;
- its own: questions that people ask its sections (`asked` in the front matter), each searched as if
  nobody had asked it before. Where there are too few, keywords stand in for them: for chunks drawn
  from the corpus, the rarest words of one of its sentences, as somebody might type them.

Every signal of a search is put on a common scale by the mean and standard deviation over both sets
(z-scores). The fit is their weighted sum: meaning counts twice as much as words, since people ask
in words of their own. Bounds are quantiles, not extremes, so that a corpus about one of the foreign
matters is calibrated as well.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from importlib.resources import files
from operator import attrgetter
from typing import TypedDict

import numpy as np

from index.embeddings import Vectors
from index.known_vectors import KnownVectors
from index.query import make_query
from index.search import HybridSearch, Signals, spread

WEIGHTS = (1.0, 1.0, 0.5, 0.5, 1.0)  # of the signals, in their order
ABOUT_IT = 0.6  # cosine of a chunk from which a foreign question is not foreign to it
OWN_QUESTIONS = 600  # at the most
ENOUGH_ASKED = 50  # fewer questions of people than this are eked out by keywords
KEYWORD_QUESTIONS = 60
ENOUGH_LEFT = 20  # of them, so that a deletion needs no new ones
WORDS_OF_A_QUESTION = 5
FOREIGN_QUANTILE = 0.95
OWN_QUANTILE = 0.03  # of people's questions: hardly more may be refused
KEYWORDS_QUANTILE = 0.05
# Where people's questions and foreign ones overlap, as they do for careers: half of the foreign set
# asks of other trades what people ask of these.
NEAR_QUANTILE = 0.85
REFUSE_AT = 0.25  # of the way from the foreign quantile to the own one, where they lie apart
_AT_ONCE = 10_000  # chunks that foreign questions are compared with
_values = attrgetter(*(each.name for each in fields(Signals)))
PARTLY_QUANTILE = 0.2  # of people's questions: below it an answer may not hold what was asked


class Calibration(TypedDict):
    """What a manifest keeps.

    Attributes:
        mean, deviation: of each signal, in the order of `Signals`.
        refuse_below: the fit below which a question is foreign.
        answer_from: the fit from which a question is answered, not just touched on.
        questions: how many of its own questions were asked, and of which kind.
    """

    mean: list[float]
    deviation: list[float]
    refuse_below: float
    answer_from: float
    questions: str


def foreign_questions() -> list[str]:
    """The questions that hardly any corpus answers."""
    return files("index").joinpath("off_topic.txt").read_text(encoding="utf-8").split("\n")[:-1]


def foreign_vectors(known: KnownVectors, chunks: Vectors) -> Vectors:
    """The foreign questions, but those that chunks of this index are about; one row for each.

    Args:
        known: the vectors of the build.
        chunks: unit-length rows.
    """
    foreign = known.of(foreign_questions())
    nearest = np.full(len(foreign), -1.0, np.float32)
    for start in range(0, len(chunks), _AT_ONCE):
        cosines = foreign @ chunks[start : start + _AT_ONCE].T
        np.maximum(nearest, cosines.max(axis=1), out=nearest)
    kept: Vectors = foreign[nearest < ABOUT_IT]
    return kept


def calibrate(
    search: HybridSearch,
    known: KnownVectors,
    asked: Sequence[str],
    sentences: Mapping[str, str],
) -> Calibration:
    """Ask an index both sets of questions, and set the bounds between them.

    Args:
        search: of the index.
        known: the vectors of the build.
        asked: what people ask it, if that is known.
        sentences: some of the index, by their vector keys: `KEYWORD_QUESTIONS` of them, if there
            are as many. Questions are made of them where people's are too few.
    """
    natural = len(asked) >= ENOUGH_ASKED
    made = {} if natural else _keyword_questions(search, known, sentences)
    own = spread(asked, OWN_QUESTIONS) if natural else list(made.values())
    foreign = foreign_questions()

    def signals(questions: Sequence[str]) -> list[Signals]:
        vectors = known.of(questions)
        return search.signals(list(map(make_query, questions, vectors)))

    bounds = bounds_between(signals(own), signals(foreign), natural)
    known.keep_questions(foreign, made)
    return bounds


def _keyword_questions(
    search: HybridSearch, known: KnownVectors, sentences: Mapping[str, str]
) -> dict[str, str]:
    """A question for each sentence; those made by builds before stay, whatever is rare now.

    Where nothing was embedded, no model is loaded for a few questions: those that are left do.
    """
    before = known.questions_made()
    made = {key: before[key] for key in sentences if key in before}
    if len(made) < ENOUGH_LEFT or known.embedded:
        for key in sentences.keys() - made.keys():
            made[key] = " ".join(search.rarest_words(sentences[key], WORDS_OF_A_QUESTION))
    return dict(sorted(made.items()))


def bounds_between(
    own: Sequence[Signals], foreign: Sequence[Signals], natural: bool
) -> Calibration:
    """Set the bounds from the signals of questions that are, and are not, answered by an index.

    Args:
        own: of its own questions.
        foreign: of foreign ones.
        natural: its own are what people ask, so that their quantiles can be taken at their word.
    """
    both = np.array([_values(signals) for signals in [*own, *foreign]])
    scale = Calibration(
        mean=both.mean(axis=0).tolist(),
        deviation=np.maximum(both.std(axis=0), 1e-6).tolist(),
        refuse_below=0.0,
        answer_from=0.0,
        questions=f"{len(own)} {'asked by people' if natural else 'made of keywords'}",
    )
    own_fits = [fit(each, scale) for each in own]
    foreign_fits = [fit(each, scale) for each in foreign]
    low = float(np.quantile(foreign_fits, FOREIGN_QUANTILE))
    high = float(np.quantile(own_fits, OWN_QUANTILE if natural else KEYWORDS_QUANTILE))
    if high >= low:
        scale["refuse_below"] = low + REFUSE_AT * (high - low)
    elif natural:
        scale["refuse_below"] = float(np.quantile(foreign_fits, NEAR_QUANTILE))
    else:
        scale["refuse_below"] = low
    partly = float(np.quantile(own_fits, PARTLY_QUANTILE)) if natural else high
    scale["answer_from"] = max(scale["refuse_below"], partly)
    return scale


def fit(signals: Signals, calibration: Calibration) -> float:
    """The weighted sum of the z-scores of a search's signals: higher where the index fits."""
    mean, deviation = np.array(calibration["mean"]), np.array(calibration["deviation"])
    scores = (np.array(_values(signals)) - mean) / deviation
    return float(scores @ np.array(WEIGHTS))
