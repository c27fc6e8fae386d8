"""The last turn and the one before it -> one query.

Vectors and word weights are mixed, never strings: a question joined to the one before it drags the
old topic along after a change of topic.
"""

import re
from collections.abc import Sequence

from bot.types import Turn
from index import Index, Query, mix

STANDS_ALONE = 0.5  # top cosine from which a question needs no help from the one before it
LEANING, STANDING = 0.7, 0.95  # weight of the last turn, where it leans on the one before or not
MOST_WORDS_OF_A_FRAGMENT = 2

_REFERS_BACK = re.compile(
    r"^(and|or|but|so|then|also|what about|how about)\b"
    r"|\b(it|its|that|this|those|these|they|them|their|there|one|ones|he|she|same|former|latter)\b",
    re.IGNORECASE,
)


def as_query(index: Index, question: str, history: Sequence[Turn]) -> Query:
    """What to search for, given the conversation so far."""
    last = index.query(question)
    before = next((turn.text for turn in reversed(history) if turn.role == "user"), None)
    if before is None:
        return last
    alone = index.top_cosine(last) >= STANDS_ALONE or not _leans(question, last)
    return mix(last, index.query(before), STANDING if alone else LEANING)


def shown_passages(history: Sequence[Turn]) -> frozenset[str]:
    """Ids of the passages that the conversation has shown already."""
    return frozenset(passage for turn in history for passage in turn.passages)


def _leans(question: str, query: Query) -> bool:
    fragment = len(query.words) <= MOST_WORDS_OF_A_FRAGMENT
    return fragment or _REFERS_BACK.search(question.strip()) is not None
