"""How an exam stands on a day: ended, about to end, in beta, or current."""

import re
from dataclasses import dataclass
from datetime import date

from bot.career.claims import Claim
from bot.career.dates import on_this_side, spelt
from bot.tools.cells import facts
from bot.tools.sources import Sources
from bot.tools.subjects import Subject
from bot.types import Sentence

SOON = 90  # days; an exam that ends within them is no step of a path
LOOK = "What happened since is not in the guides; look at the official page."
_HAPPENED = re.compile(
    r"\b(?:was|were|has been) (?:retired|withdrawn|replaced|ended)\b|\b(?:retired|ended|came) on\b",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(r"\b(?:in|enrolment|codes)\s+[A-Z]|\b(?:enrolment|codes)\b")


@dataclass(frozen=True)
class Standing:
    """How an exam stands on a day.

    Attributes:
        status: in words, such as "ends tomorrow" or "beta on 5 October 2026".
        first: what must be said before anything else.
        end: the day of its announced end; none if none is known.
        is_over: whether that day is past.
        in_beta: whether it was last seen in beta.
    """

    status: str
    first: tuple[Sentence, ...] = ()
    end: date | None = None
    is_over: bool = False
    in_beta: bool = False

    def ends_by(self, day: date) -> bool:
        """Whether its announced end is before a day."""
        return self.end is not None and self.end < day


def standing(subject: Subject, of: Sources) -> Standing:
    """How a subject stands on the day of the sources."""
    stated = facts(subject, "status", of)
    end = _end(subject, stated["end"], of)
    if end is not None and end.day is not None:
        return _ending(end, end.day, of)
    said = stated["status"]
    front = str(subject.guide.about.get("status") or "") if subject.is_main else ""
    told = of.told(subject, "status")
    if any(claim.about["value"] == "beta" for claim in said) or front == "beta":
        first = said[0].quote if said else told[0] if told else None
        day = said[0].about.get("as_of") if said else ""
        status = f"beta on {day}" if day else "beta"
        return Standing(status, (of.quoted(first),) if first else (), in_beta=True)
    if said:
        return Standing(f"{said[0].about['value']} {_on(said[0])}".strip())
    if front in ("retired", "retiring"):
        return Standing(front, is_over=front == "retired")
    return Standing(told[0].text if told else front or "not stated")


def _on(claim: Claim) -> str:
    day = str(claim.about.get("as_of") or "")
    return f"{'on' if day[:1].isdigit() and ' ' in day else 'in'} {day}" if day else ""


def _end(subject: Subject, ends: list[Claim], of: Sources) -> Claim | None:
    """The end that counts: that of the version and language named, else of the exam as a whole."""
    whole = [claim for claim in ends if claim.day is not None]
    detail = [word.lower() for word in re.findall(r"[\w-]+", subject.detail)]
    if detail:
        named = [c for c in whole if all(w in str(c.about.get("subject")).lower() for w in detail)]
        if named:
            return min(named, key=lambda claim: len(str(claim.about.get("subject"))))
    whole = [claim for claim in whole if not _LANGUAGE.search(of.qualifier(claim, subject))]
    return whole[0] if whole else None


def _ending(end: Claim, day: date, of: Sources) -> Standing:
    apart = (day - of.today).days
    first = []
    if side := on_this_side(end, of.today, of.numbering):
        first.append(side)
    first.append(of.quoted(end.quote))
    if apart < 0:
        happened = _HAPPENED.search(end.quote.text) is not None
        if not happened:
            first.append(of.worked_out(LOOK, end.quote))
        status = "retired" if happened else "announced end is past"
        return Standing(status, tuple(first), day, is_over=True)
    days = f"{apart} day{'s' * (apart != 1)}"
    sum_ = f"{days} from {spelt(of.today)} to {spelt(day)}."
    first.append(of.worked_out(sum_, end.quote))
    when = {0: "today", 1: "tomorrow"}.get(apart, f"in {days}")
    return Standing(f"ends {when}", tuple(first), day)
