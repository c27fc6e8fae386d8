"""Months, years and hours that a goal asks for, less those that somebody has."""

import re
from collections.abc import Iterator

from bot.career.claims import Claim
from bot.tools.cells import facts
from bot.tools.person import Buckets, Person
from bot.tools.results import Item
from bot.tools.sources import Sources
from bot.tools.subjects import Subject
from bot.types import Sentence
from bot.wording.quoting import Quote

_UNITS = ("month", "hour", "year")
_DEGREE = re.compile(r"\b(?:degree|bachelor\w*|master['’]?s|diploma)\b", re.IGNORECASE)
_WITHOUT = re.compile(r"\b(?:without|no)\b", re.IGNORECASE)
_SPECIAL = re.compile(r"\baccredited\b", re.IGNORECASE)  # routes that a degree alone does not open
_COUNTS_A_YEAR = re.compile(
    r"\bdegree\b.*\b(?:one year|a year|one of (?:the|them))|\b(?:one year|a year)\b.*\bdegree\b",
    re.IGNORECASE,
)


class Experience:
    """Adds up what somebody says, against what a goal asks for.

    Args:
        goal: an exam, role or path.
        person: who wants to get there.
        buckets: where each condition is put.
        of: what is read.
    """

    def __init__(self, goal: Subject, person: Person, buckets: Buckets, of: Sources) -> None:
        self._goal = goal
        self._person = person
        self._buckets = buckets
        self._of = of
        self._degree = next((s for s in person.said if _DEGREE.search(s.text)), None)

    def sums(self) -> Iterator[Sentence]:
        """Each condition that is met or not, as arithmetic with its operands."""
        if self._degree and self._degree.has:
            quote = self._counting()
            self._buckets.use(self._degree)
            asked = self._of.quoted(quote) if quote else None
            self._buckets.have.append(Item("degree", self._degree.text, asked))
        for claim in facts(self._goal, "before", self._of)["experience"]:
            if self._is_route(self._of.qualifier(claim, self._goal)):
                yield from self._sum(claim)

    def _is_route(self, narrower: str) -> bool:
        """Whether a condition is one of this person's: those for people with, or without, a degree
        are only theirs if they said so.
        """
        if _SPECIAL.search(narrower):
            return False
        if not _DEGREE.search(narrower):
            return True
        without = _WITHOUT.search(narrower) is not None
        return self._degree is not None and self._degree.has != without

    def _sum(self, claim: Claim) -> Iterator[Sentence]:
        unit = next((u for u in _UNITS if u in str(claim.about.get("unit"))), "")
        if not unit:
            return
        name = f"{claim.about['value']} {unit}s"
        asked = self._of.quoted(claim.quote)
        spans = self._person.spans(unit)
        if not spans:
            self._buckets.unchecked.append(Item(name, "", asked))
            return
        there, statement = max(spans, key=lambda each: each[0])
        self._buckets.use(statement)
        has_degree = self._degree is not None and self._degree.has
        more = 1.0 if unit == "year" and has_degree and self._counting() else 0.0
        wanted = float(claim.value)
        bucket = self._buckets.have if there + more >= wanted else self._buckets.lack
        bucket.append(Item(name, statement.text, asked))
        if more:
            sum_ = f"{there:g} + {more:g} {unit}s are {there + more:g} of {wanted:g}."
            yield self._of.worked_out(sum_, claim.quote)
        elif there < wanted:
            sum_ = f"{wanted:g} − {there:g} {unit}s: {wanted - there:g} {unit}s are left."
            yield self._of.worked_out(sum_, claim.quote)

    def _counting(self) -> Quote | None:
        """The sentence that says how a degree counts."""
        told = self._of.sentences(self._goal.guide)
        return next((quote for quote in told if _COUNTS_A_YEAR.search(quote.text)), None)
