"""A plan of weeks: somebody's hours shared by the weights that the guides quote."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil

from bot.career.claims import Claim
from bot.career.dates import spelt
from bot.errors import ToolError
from bot.tools.carding import replacing
from bot.tools.cells import facts
from bot.tools.results import Plan, Week, Work
from bot.tools.sources import Sources
from bot.tools.standing import standing
from bot.tools.statements import statements
from bot.tools.subjects import Subject
from bot.types import Block, Row, Sentence
from bot.wording.quoting import Quote
from index import name_key

MOST_HOURS, MOST_WEEKS = 80, 104
SLIVER = 0.5  # hours; less is not worth opening the books
SPARE_FROM = 8  # weeks; from so many on the last ones are kept for rehearsal and a second try
PRACTICE, REHEARSE, EXAM, AGAIN = (
    "Practice assessment",
    "Rehearse at full length and book",
    "Exam",
    "Second try, if it is needed",
)
FIRST, SUMS, WEEKS = "Before any week", "How the hours are shared", "Weeks"
BY_WEIGHT = "Hours by weight"
_PRACTICE = re.compile(r"\bpractice (?:assessment|questions|test)", re.IGNORECASE)
_NONE = re.compile(
    r"\b(?:without|no|not)\b[^.]{0,40}\bpractice|\bpractice\b[^.]*\bnot (?:for|yet)\b",
    re.IGNORECASE,
)
_CLOSED = re.compile(r"\bpassed\b.*\b(?:cannot be taken again|closed)\b", re.IGNORECASE)
_NEWER = re.compile(
    r"\brevis(?:ed|ion)\b.*\b20\d\d\b|\b(?:newer|new) (?:list|weights|outline)\b", re.IGNORECASE
)
_BETA = re.compile(r"\bbeta\b", re.IGNORECASE)
_EXPERIENCE = re.compile(r"\byears? of .*experience|\bmonths\b", re.IGNORECASE)
_EXPIRES_NOT = re.compile(
    r"\b(?:does not expire|never expires?|never (?:has to be|needs?) renew\w*)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Hours:
    """What somebody can give, and when.

    Attributes:
        a_week: hours of study in a week.
        start: the first day.
        by: the wished day; none if there is none.
        pauses: first and last days of times without study.
    """

    a_week: float
    start: date
    by: date | None = None
    pauses: tuple[tuple[date, date], ...] = ()

    def __post_init__(self) -> None:
        if not 0 < self.a_week <= MOST_HOURS:
            raise ToolError(
                f"{self.a_week:g} hours a week cannot be planned; 1 to {MOST_HOURS} can."
            )
        if self.by and self.by < self.start:
            raise ToolError(
                f"The plan would end on {spelt(self.by)}, before it begins on "
                f"{spelt(self.start)}. Choose a later day."
            )

    @property
    def weeks(self) -> int:
        """Whole weeks up to the wished day, pauses left out; 0 if there is no such day."""
        return len(self.mondays((self.by - self.start).days // 7 + 1)) if self.by else 0

    def mondays(self, number: int) -> list[date]:
        """The first days of so many weeks of study, up to the wished day."""
        found: list[date] = []
        begin = self.start
        while len(found) < min(number, MOST_WEEKS):
            end = begin + timedelta(days=6)
            if self.by and end > self.by:
                break
            if not any(first <= end and begin <= last for first, last in self.pauses):
                found.append(begin)
            begin += timedelta(days=7)
        return found


def next_monday(today: date) -> date:
    """The first day of the next week."""
    return today + timedelta(days=7 - today.weekday())


def plan(
    subject: Subject,
    hours: Hours,
    of: Sources,
    said: str = "",
    kept: Sequence[Week] = (),
) -> Plan:
    """A plan for an exam.

    Args:
        subject: the exam.
        hours: what somebody can give.
        of: what is read.
        said: what somebody says of themselves, such as a certification that still runs.
        kept: weeks of an earlier plan that stay as they are.

    Raises:
        ToolError: the subject is no exam, or the days cannot be planned.
    """
    if not subject.exam:
        raise ToolError(f"{subject.name} is no exam; name the exam that the plan is for.")
    if hours.start < of.today:
        raise ToolError(
            f"The plan would begin on {spelt(hours.start)}, which is past. Choose a day from "
            f"{spelt(of.today)} on."
        )
    return _Planner(subject, hours, of).plan(said, kept)


class _Planner:
    def __init__(self, subject: Subject, hours: Hours, of: Sources) -> None:
        self._subject = subject
        self._hours = hours
        self._of = of
        self._weights = facts(subject, "contents", of)["weight"]
        self._stands = standing(subject, of.aside())
        told = facts(subject, "preparation", of)
        self._estimates = told["hours"]
        self._in_weeks = told["weeks"]

    def plan(self, said: str, kept: Sequence[Week]) -> Plan:
        warnings = [*self._closed(said), *self._over(), *self._beta()]
        closed = bool(warnings) and not self._stands.in_beta
        arithmetic, enough = ([], None) if closed else self._sums()
        feasible = False if closed or enough is False else enough
        if enough is False:
            warnings.append(arithmetic[-1])
        notes = [] if closed else [*self._conditions(), *self._newer()]
        weeks = () if closed else tuple(self._weeks(kept))
        return Plan(
            tool="plan",
            title=f"Plan for {self._subject.name}, {self._hours.a_week:g} hours a week",
            today=self._of.today.isoformat(),
            blocks=tuple(
                b for b in self._blocks(warnings, notes, arithmetic, weeks) if b.sentences or b.rows
            ),
            passages=self._of.numbering.passages,
            exam=self._subject.name,
            feasible=feasible,
            warnings=tuple(warnings),
            arithmetic=tuple(arithmetic),
            weeks=weeks,
            by=self._hours.by.isoformat() if self._hours.by else "",
        )

    def _closed(self, said: str) -> Iterator[Sentence]:
        """A passed exam cannot be taken again while its certification runs."""
        for statement in statements(said):
            named = any(name_key(n) in name_key(statement.text) for n in self._subject.guide.names)
            if statement.has and named:
                if rule := self._sentence(_CLOSED):
                    yield self._of.quoted(rule)
                renewal = self._of.told(self._subject, "renewal")
                if renewal:
                    yield self._of.quoted(renewal[-1])
                return

    def _over(self) -> Iterator[Sentence]:
        """What is said if the exam has ended, or ends before the wished day."""
        last = self._hours.by or self._hours.start
        if self._stands.is_over or self._stands.ends_by(last):
            yield from standing(self._subject, self._of).first
            for quote, _ in replacing(self._subject, self._of):
                yield self._of.quoted(quote)

    def _beta(self) -> Iterator[Sentence]:
        if not self._stands.in_beta:
            return
        yield from standing(self._subject, self._of).first
        number = 0
        for quote in self._of.sentences(self._subject.guide):
            late = re.search(r"\bresult\b|\bpractice assessment\b", quote.text, re.IGNORECASE)
            if number < 3 and _BETA.search(f"{quote.text} {quote.hit.section}") and late:
                number += 1
                yield self._of.quoted(quote)

    def _sums(self) -> tuple[list[Sentence], bool | None]:
        """What there is and what is needed, and whether that is enough."""
        hours, of = self._hours, self._of
        lines = [of.figure(claim) for claim in (*self._estimates, *self._in_weeks)]
        quotes = [claim.quote for claim in self._estimates]
        span = self._span()
        if not hours.by:
            if span:
                low, high = (ceil(each / hours.a_week) for each in span)
                lines.append(
                    of.worked_out(
                        f"{low} to {high} weeks of {hours.a_week:g} hours for {span[0]:g} to "
                        f"{span[1]:g} hours of study.",
                        *quotes,
                    )
                )
            return lines, True if span else None
        there = hours.weeks * hours.a_week
        cited = quotes or [claim.quote for claim in self._weights[:1]]
        sum_ = (
            f"{hours.weeks} weeks of {hours.a_week:g} hours are {there:g} hours, from "
            f"{spelt(hours.start)} to {spelt(hours.by)}"
        )
        if span and there < span[0]:
            lines.append(of.worked_out(f"{sum_}: fewer than the {span[0]:g} estimated.", *cited))
            return lines, False
        lines.append(of.worked_out(f"{sum_}.", *cited))
        return lines, True if span or self._in_weeks else None

    def _span(self) -> tuple[float, float] | None:
        """The lowest and the highest estimate of hours."""
        numbers = [
            float(number)
            for claim in self._estimates
            for number in re.findall(r"\d+(?:\.\d+)?", str(claim.about["value"]))
        ]
        return (min(numbers), max(numbers)) if numbers else None

    def _conditions(self) -> Iterator[Sentence]:
        """What the title asks for besides the exam, and whether it runs out."""
        if told := self._of.told(self._subject, "before"):
            yield self._of.quoted(told[-1])
        for aspect in ("downsides", "renewal"):
            told = self._of.told(self._subject, aspect)
            if told and (
                _EXPERIENCE.search(told[-1].text)
                or _EXPIRES_NOT.search(told[0].text + told[-1].text)
            ):
                yield self._of.quoted(told[0 if aspect == "renewal" else -1])
        if quote := self._sentence(_EXPIRES_NOT, self._subject.guide.document):
            yield self._of.quoted(quote)

    def _newer(self) -> Iterator[Sentence]:
        """What the guide says of a list of skills that is newer than the weights."""
        number = 0
        for quote in self._of.sentences(self._subject.guide):
            if number < 2 and self._weights and _NEWER.search(quote.text):
                number += 1
                yield self._of.quoted(quote)

    def _sentence(self, pattern: re.Pattern[str], document: str = "") -> Quote | None:
        """The first sentence that says something, in the guide or in any."""
        for guide in self._of.outline.guides:
            if document and guide.document != document:
                continue
            for quote in self._of.sentences(guide):
                if pattern.search(quote.text):
                    return quote
        return None

    def _weeks(self, kept: Sequence[Week]) -> Iterator[Week]:
        """The weeks: those kept as they are, the hours left of each topic over the others."""
        span = self._span()
        if not self._weights or not (self._hours.by or span):
            return
        number = self._hours.weeks or (ceil(span[1] / self._hours.a_week) if span else 0)
        days = self._hours.mondays(number)
        stay = {week.begins: replace(week, kept=True) for week in kept}
        free = [day for day in days if day.isoformat() not in stay]
        spare = self._spare(len(days))
        study, last = free[: len(free) - len(spare)], free[len(free) - len(spare) :]
        shared = self._shared(study, list(stay.values()))
        rows = dict(zip(study, shared, strict=True))
        rows |= {day: [work] for day, work in zip(last, spare, strict=False)}
        for place, day in enumerate(sorted({*rows, *map(date.fromisoformat, stay)}), 1):
            if day.isoformat() in stay:
                yield replace(stay[day.isoformat()], number=place)
                continue
            end = day + timedelta(days=6)
            yield Week(place, day.isoformat(), end.isoformat(), tuple(rows[day]))

    def _spare(self, number: int) -> list[Work]:
        """The last weeks: practice, exam, and a second try if there is time for it."""
        work: list[Work] = []
        if number >= SPARE_FROM // 2 and (practice := self._practice()):
            work.append(Work(PRACTICE, self._hours.a_week, self._of.quoted(practice)))
        if number >= SPARE_FROM and self._hours.by:
            waits = self._of.claims(self._subject, "wait")
            quote = waits[0].quote if waits else None
            rests = self._of.quoted(quote) if quote else self._weight(self._weights[0])
            work += [Work(EXAM, 0, rests), Work(AGAIN, 0, rests)]
        return work

    def _practice(self) -> Quote | None:
        """What the exam's guide says of practice questions; nothing if there are none."""
        said = [q for q in self._of.sentences(self._subject.guide) if _PRACTICE.search(q.text)]
        if any(_NONE.search(quote.text) for quote in said):
            return None
        return said[0] if said else None

    def _shared(self, days: Sequence[date], kept: Sequence[Week]) -> list[list[Work]]:
        """The hours of the weeks, topic after topic, heaviest first."""
        total = sum(claim.value for claim in self._weights) or 1.0
        done: dict[str, float] = {}
        for week in kept:
            for work in week.work:
                done[work.topic] = done.get(work.topic, 0.0) + work.hours
        everything = len(days) * self._hours.a_week + sum(done.values())
        ranked = sorted(self._weights, key=lambda claim: -claim.value)
        left = [
            (c, max(everything * c.value / total - done.get(self.topic(c), 0.0), 0.0))
            for c in ranked
        ]
        over = sum(hours for _, hours in left) or 1.0
        scale = len(days) * self._hours.a_week / over
        queue = [(claim, hours * scale) for claim, hours in left if hours > 0]
        return [list(self._of_week(queue)) for _ in days]

    def _of_week(self, queue: list[tuple[Claim, float]]) -> Iterator[Work]:
        room = self._hours.a_week
        while queue and room >= SLIVER:
            claim, hours = queue.pop(0)
            now = min(hours, room)
            room -= now
            if hours - now >= SLIVER:
                queue.insert(0, (claim, hours - now))
            yield Work(self.topic(claim), round(now, 1), self._weight(claim))

    def _weight(self, claim: Claim) -> Sentence:
        return self._of.quoted(claim.quote)

    def topic(self, claim: Claim) -> str:
        """What a weight is of, without the exam's name."""
        return self._of.qualifier(claim, self._subject) or self._subject.name

    def _blocks(
        self,
        warnings: Sequence[Sentence],
        notes: Sequence[Sentence],
        arithmetic: Sequence[Sentence],
        weeks: Sequence[Week],
    ) -> Iterator[Block]:
        yield _paragraph(FIRST, [*warnings, *notes])
        yield _paragraph(SUMS, [each for each in arithmetic if each not in warnings])
        if weeks:
            yield self._by_weight(weeks)
        if not weeks and self._weights and not warnings:
            rows = [Row(self.topic(claim), (self._weight(claim),)) for claim in self._weights]
            yield Block("table", "", columns=("Weight",), rows=tuple(rows))
        rows = []
        for week in weeks:
            for work in week.work:
                hours = f"{work.hours:g} hours" if work.hours else work.topic
                worked = Sentence(hours, work.rests_on.citations, "worked_out")
                day = spelt(date.fromisoformat(week.begins))
                label = f"{week.number}. {day}: {work.topic}"
                rows.append(Row(label, (worked, work.rests_on)))
        if rows:
            yield Block("table", WEEKS, columns=("Hours", "Rests on"), rows=tuple(rows))

    def _by_weight(self, weeks: Sequence[Week]) -> Block:
        """Hours x weight, topic by topic: what stands in the weeks below, added up."""
        hours: dict[str, float] = {}
        for work in (work for week in weeks for work in week.work):
            hours[work.topic] = hours.get(work.topic, 0.0) + work.hours
        every = sum(hours.get(self.topic(claim), 0.0) for claim in self._weights)
        total = sum(claim.value for claim in self._weights) or 1.0
        rows = []
        for claim in sorted(self._weights, key=lambda claim: -claim.value):
            weight = self._weight(claim)
            own = hours.get(self.topic(claim), 0.0)
            sum_ = f"{own:.1f} hours, of {every:.0f} x {claim.value:g} / {total:g}"
            worked = Sentence(sum_, weight.citations, "worked_out")
            rows.append(Row(self.topic(claim), (weight, worked)))
        return Block("table", BY_WEIGHT, columns=("Weight", "Your hours"), rows=tuple(rows))


def _paragraph(label: str, sentences: Collection[Sentence]) -> Block:
    once = {sentence.text: sentence for sentence in sentences}
    return Block("list", label, tuple(replace(s, lead="\n- ") for s in once.values()))
