"""A study plan: weeks, hours and days, worked out from the weights and estimates of guides."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.career.claims import Claim, Documents, claims_of
from bot.career.dates import deadline_in, hours_a_week, spelt, start_in, weeks_off_in
from bot.types import Block, Row, Sentence
from bot.wording.citing import Numbering
from index import GuideOutline, name_key

MOST_EXAMS = 4


@dataclass(frozen=True)
class StudyTime:
    """When someone can study.

    Attributes:
        a_week: hours; 0 if they do not say.
        start: the Monday of the first week.
        by: the day to be ready by; none if they name none.
        off: weeks in between without study.
    """

    a_week: float
    start: date
    by: date | None
    off: int = 0

    @property
    def weeks(self) -> int:
        """The weeks that there are until the day; 0 without one."""
        return max((self.by - self.start).days // 7 - self.off, 0) if self.by else 0


def study_time(text: str, hours: str, today: date) -> StudyTime:
    """When someone can study, by what they ask and the hours of their profile."""
    start = start_in(text, today) or today
    monday = start + timedelta(days=-start.weekday() % 7)
    by = deadline_in(text, monday)
    return StudyTime(hours_a_week(text) or hours_a_week(hours), monday, by, weeks_off_in(text))


def how_long(
    exams: Sequence[GuideOutline], time: StudyTime, of: tuple[Documents, Numbering]
) -> Sentence | None:
    """What the estimates come to in the time that there is; none without an estimate of each."""
    documents, numbering = of
    names = " and ".join(exam.name for exam in exams)
    for kind, said in (("hours", _of_hours), ("weeks", _of_weeks)):
        found = [_estimates(exam, kind, documents) for exam in exams]
        if not all(found):
            continue
        spans = [_span(claims) for claims in found]
        low, high = sum(span[0] for span in spans), sum(span[1] for span in spans)
        if text := said(names, low, high, time):
            cited = tuple(numbering.citation(c.quote) for claims in found for c in claims)
            return Sentence(text, cited, "worked_out")
    return None


def _of_hours(names: str, low: float, high: float, time: StudyTime) -> str:
    """Hours that are estimated, held against those that there are; empty if none are named."""
    if time.a_week and time.weeks:
        total = time.a_week * time.weeks
        verdict = "which covers it" if total >= high else "which covers the lower estimate"
        verdict = "which falls short" if total < low else verdict
        return (
            f"You have {time.weeks} weeks of {time.a_week:g} hours, {total:g} hours, against "
            f"{_range(low, high)} hours estimated for {names}, {verdict}."
        )
    said = f"{_range(low, high)} hours, the estimates for {names},"
    if time.a_week:
        least, most = (math.ceil(each / time.a_week) for each in (low, high))
        ends = [spelt(time.start + timedelta(weeks=each + time.off)) for each in (least, most)]
        done = f"on {ends[0]}" if least == most else f"between {ends[0]} and {ends[1]}"
        return (
            f"{said} at {time.a_week:g} hours a week are {_range(least, most)} weeks: begin on "
            f"{spelt(time.start)}, and you are done {done}."
        )
    if time.weeks:
        a_week = (math.ceil(each / time.weeks) for each in (low, high))
        return f"{said} in {time.weeks} weeks are {_range(*a_week)} hours a week."
    return ""


def _of_weeks(names: str, low: float, high: float, time: StudyTime) -> str:
    """Weeks that are estimated, held against those that there are; empty if none are named."""
    if not time.weeks:
        return ""
    return f"You have {time.weeks} weeks; {_range(low, high)} weeks are estimated for {names}."


def weekly(exam: GuideOutline, time: StudyTime, of: tuple[Documents, Numbering]) -> Block:
    """The topics of an exam by their weights, with the weeks that fall to each, and the hours."""
    documents, numbering = of
    weights = claims_of(exam, ["weight"], documents)
    weeks = time.weeks if time.by else _weeks_needed(exam, time, documents)
    if not weights or not weeks:
        return Block("table")
    total = sum(claim.value for claim in weights) or 1.0
    rows = []
    before = 0.0
    for claim in sorted(weights, key=lambda claim: -claim.value):
        weight = numbering.quoted(claim.figure)
        share = weeks * claim.value / total
        begins = time.start + timedelta(weeks=int(before))
        cells = [f"{share:.1f} weeks", f"from {spelt(begins)}"]
        if time.a_week:
            cells.insert(0, f"{share * time.a_week:.0f} hours")
        worked = (Sentence(cell, weight.citations, "worked_out") for cell in cells)
        rows.append(Row(str(claim.about.get("subject") or exam.name), (weight, *worked)))
        before += share
    hours = ("Your hours, worked out",) if time.a_week else ()
    columns = ("Weight", *hours, "Weeks, worked out", "Begin, worked out")
    at = f" of {time.a_week:g} hours" if time.a_week else ""
    return Block(
        "table", f"{weeks:g} weeks{at}, shared by the weights", columns=columns, rows=tuple(rows)
    )


def in_turn(
    exams: Sequence[GuideOutline], time: StudyTime, of: tuple[Documents, Numbering]
) -> Block:
    """Several exams one after the other, each with the weeks that its estimate comes to."""
    documents, numbering = of
    rows = []
    begins = time.start
    for exam in exams[:MOST_EXAMS]:
        hours = _estimates(exam, "hours", documents) or _estimates(exam, "weeks", documents)
        weeks = _weeks_needed(exam, time, documents)
        if not hours or not weeks:
            continue
        estimate = numbering.quoted(hours[0].quote)
        cells = (f"{weeks:g} weeks", f"from {spelt(begins)}")
        worked = (Sentence(cell, estimate.citations, "worked_out") for cell in cells)
        rows.append(Row(exam.name, (estimate, *worked)))
        begins += timedelta(weeks=math.ceil(weeks))
    if len(rows) < 2:
        return Block("table")
    columns = ("Estimate", "At your pace, worked out", "Begin, worked out")
    return Block("table", "One after the other", columns=columns, rows=tuple(rows))


def _weeks_needed(exam: GuideOutline, time: StudyTime, documents: Documents) -> float:
    """Weeks by the middle of the estimates of hours, or of weeks; 0 if neither says."""
    hours = _estimates(exam, "hours", documents)
    if hours and time.a_week:
        return math.ceil(sum(_span(hours)) / 2 / time.a_week)
    weeks = _estimates(exam, "weeks", documents)
    return math.ceil(sum(_span(weeks)) / 2) if weeks else 0


def _estimates(exam: GuideOutline, kind: str, documents: Documents) -> list[Claim]:
    """The estimates of study for the exam itself, not for a condition of it."""
    return [
        claim
        for claim in claims_of(exam, [kind], documents)
        if name_key(str(claim.about.get("subject") or exam.name)) in exam.names
    ]


def _span(claims: Sequence[Claim]) -> tuple[float, float]:
    values = " ".join(str(claim.about["value"]) for claim in claims)
    numbers = [float(number) for number in re.findall(r"\d+(?:\.\d+)?", values)]
    return min(numbers), max(numbers)


def _range(low: float, high: float) -> str:
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"
