"""The last turn and the one before it -> one query.

Vectors and word weights are mixed, never strings: a question joined to the one before it drags the
old topic along after a change of topic.
"""

import re
from collections.abc import Sequence

from bot.types import Turn
from index import Index, Query, mix

STANDS_ALONE = 0.5  # top cosine from which a question may need no help from the one before it
# Weight of the last turn: where nothing in it points back, where something does, and where it is
# unlike any passage as well.
STANDING, LEANING_BUT_ALIKE, LEANING = 0.95, 0.8, 0.6
MOST_TURNS = 4  # that are looked back at
MOST_WORDS_OF_A_FRAGMENT = 2

REFERS_BACK = re.compile(
    r"^(and|or|but|so|then|also|what about|how about)\b"
    r"|\b(it|its|that|this|those|these|they|them|their|there|one|ones|he|she|same|former|latter)\b",
    re.IGNORECASE,
)


def as_query(index: Index, question: str, history: Sequence[Turn]) -> Query:
    """What to search for, given the conversation so far."""
    last = index.query(question)
    if not index.settings.recipe.follow_ups:
        return last
    before: Query | None = None
    for text in looked_back_at(history):
        before = _after(index, index.query(text), before)
    return _after(index, last, before)


def looked_back_at(history: Sequence[Turn]) -> list[str]:
    """What the person said before, as far as it is mixed in."""
    return [turn.text for turn in history if turn.role == "user"][-MOST_TURNS:]


def _after(index: Index, query: Query, before: Query | None) -> Query:
    """A turn with as much of those before it as it needs to be understood."""
    if before is None:
        return query
    if not _leans(query):
        return mix(query, before, STANDING)
    alike = index.top_cosine(query) >= STANDS_ALONE
    return mix(query, before, LEANING_BUT_ALIKE if alike else LEANING)


def _leans(query: Query) -> bool:
    fragment = len(query.words) <= MOST_WORDS_OF_A_FRAGMENT
    return fragment or REFERS_BACK.search(query.text.strip()) is not None
