"""A message -> what the guides hold on each question in it, graded."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from bot.asking.follow_up import as_query, shown_passages
from bot.asking.questions import premise_in, questions_in
from bot.finding.grading import grade
from bot.types import Grade, Turn
from index import Found, Hit, Index, Query, Signals, mix

OF_ITSELF = 0.8  # weight of one of several questions, beside the message that it is part of


@dataclass(frozen=True)
class Part:
    """A question of a message, what was found for it, best first, and how far that answers it.

    Attributes:
        signals: how well the guides fit it.
        assumed: it is no question, but what the message takes for granted.
    """

    question: str
    hits: tuple[Hit, ...]
    grade: Grade
    signals: Signals
    assumed: bool = False


def consult(
    index: Index,
    message: str,
    history: Sequence[Turn],
    number: int,
    collections: Collection[str] = (),
) -> list[Part]:
    """Search for each question of a message, and for what it takes for granted.

    All of it is found in one generation of the index, whatever builds do meanwhile.

    Args:
        index: where to search.
        message: on one line.
        history: the conversation before it.
        number: how many passages are wanted for each.
        collections: which to search; all where none is named.
    """
    shown = shown_passages(history)

    def find(query: Query) -> Found:
        return index.search(query, number, shown, collections)

    with index.steady():
        return _parts(index, message, history, find)


def _parts(
    index: Index, message: str, history: Sequence[Turn], find: Callable[[Query], Found]
) -> list[Part]:
    whole = as_query(index, message, history)
    questions = questions_in(message) if index.settings.recipe.parts else [message]
    if len(questions) == 1:
        parts = [_part(index, message, find(whole))]
    else:
        parts = [
            _part(index, question, find(mix(index.query(question), whole, OF_ITSELF)))
            for question in questions
        ]
    assumed = premise_in(message)
    if assumed:
        part = _part(index, assumed, find(index.query(assumed)), assumed=True)
        parts += [part] if part.grade == "answered" else []
    return parts


def _part(index: Index, question: str, found: Found, assumed: bool = False) -> Part:
    graded = grade(question, found, index.calibration)
    return Part(question, found.hits, graded, found.signals, assumed)


def merged(parts: Sequence[Part]) -> tuple[Hit, ...]:
    """The hits of several questions in turn, each once; those on what is assumed come last."""
    asked = [part.hits for part in parts if not part.assumed]
    in_turn = [hit for row in zip_longest(*asked) for hit in row if hit is not None]
    in_turn += [hit for part in parts if part.assumed for hit in part.hits]
    return tuple({hit.chunk.id: hit for hit in in_turn}.values())


def grade_of(parts: Sequence[Part]) -> Grade:
    """Of a whole message: answered or not as all of its questions are, else partly."""
    grades: set[Grade] = {part.grade for part in parts if not part.assumed}
    return grades.pop() if len(grades) == 1 else "partly"
