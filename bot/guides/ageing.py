"""Which typed facts are older than their kind may be: a work list, by source."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.guides.days import last_day
from bot.guides.facts import spelt_out
from bot.guides.figures import MONTH
from bot.guides.guide import Guide
from index import Stated

# Months after which a figure of a kind must be looked up again.
EXAM, PAY = 6, 18
MAY_BE_OLD = {
    "pay": PAY,
    "outlook": PAY,
    "share": PAY,
    "age": PAY,
    "hours": PAY,
    "weeks": PAY,
    "experience": PAY,
    "weight": EXAM,
    "length": EXAM,
    "questions": EXAM,
    "score": EXAM,
    "price": EXAM,
    "launch": EXAM,
    "end": EXAM,
    "status": EXAM,
    "renewal": EXAM,
    "wait": EXAM,
}
_DATED = re.compile(rf"(?:(?:\d{{1,2}}\s+)?(?:{MONTH})\s+)?(?:19|20)\d\d\b", re.IGNORECASE)


@dataclass(frozen=True, order=True)
class ToRecheck:
    """Facts of one source that must be looked up again. Printed as one line.

    Attributes:
        source: as the guides name it.
        facts: ids of the facts.
        kinds: of the facts.
        guides: files that state them.
        oldest: the oldest day of which one of them is true; None if none has a day.
    """

    source: str
    facts: tuple[str, ...]
    kinds: tuple[str, ...]
    guides: tuple[str, ...]
    oldest: date | None

    def __str__(self) -> str:
        since = f"oldest of {self.oldest}" if self.oldest else "undated"
        return (
            f"{self.source}: {', '.join(self.facts)} ({', '.join(self.kinds)}; {since}) in "
            f"{', '.join(self.guides)}"
        )


def to_recheck(guides: Sequence[Guide], today: date) -> list[ToRecheck]:
    """The typed facts that are older than their kind may be on a day, by source."""
    old: dict[str, set[tuple[str, str, str, date | None]]] = defaultdict(set)
    for guide in guides:
        for stated in guide.about.stated:
            day = true_of(stated.as_of)
            if _is_history(stated, day):
                continue
            if day is None or _months(day, today) >= MAY_BE_OLD[stated.kind]:
                row = (stated.fact, stated.kind, guide.path.name, day)
                old[stated.source or "no source named"].add(row)
    return [
        ToRecheck(
            source,
            tuple(sorted({fact for fact, *_ in rows})),
            tuple(sorted({kind for _, kind, *_ in rows})),
            tuple(sorted({file for _, _, file, _ in rows})),
            min((day for *_, day in rows if day), default=None),
        )
        for source, rows in sorted(old.items())
    ]


def to_review(guides: Sequence[Guide], today: date) -> list[str]:
    """The guides that were to be reviewed by a day that is past."""
    return [
        f"{guide.path.name}: it was to be reviewed by {guide.about.review_by}; set a new day."
        for guide in guides
        if guide.about.review_by and guide.about.review_by < today
    ]


def _is_history(stated: Stated, day: date | None) -> bool:
    """Whether something began or ended before it was looked up; that does not age."""
    if stated.kind not in ("launch", "end") or day is None:
        return False
    happened = true_of(stated.value)
    return happened is not None and happened <= day


def true_of(as_of: str | None) -> date | None:
    """The last day that "as of" names: a day, a month or a year; None without any."""
    if as_of is None:
        return None
    return max((last_day(found[0]) for found in _DATED.finditer(spelt_out(as_of))), default=None)


def _months(since: date, today: date) -> int:
    whole = (today.year - since.year) * 12 + today.month - since.month
    return whole - (today.day < since.day)
