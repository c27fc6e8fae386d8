"""What an answer says of today's date: ends of exams, and windows for renewing."""

from collections.abc import Sequence
from datetime import date

from bot.asking.parts import Part
from bot.career.claims import Claim, Documents, claims_of
from bot.career.dates import NEAR, expiry_in, on_this_side, renewal_window
from bot.types import Sentence
from bot.wording.citing import Numbering
from index import GuideOutline, name_key

DEPEND_ON_END = {"status", "renewal", "replaced_by"}  # aspects


def on_their_side(
    guides: Sequence[GuideOutline], part: Part, today: date, of: tuple[Documents, Numbering]
) -> list[Sentence]:
    """On which side of its announced end today is, for each exam that has one, if that matters.

    Args:
        guides: of the exams.
        part: the question.
        today: the day to answer on.
        of: the documents, and the numbering of the answer's passages.
    """
    documents, numbering = of
    ends = [claim for guide in guides for claim in claims_of(guide, ["end"], documents)]
    said = [
        on_this_side(claim, today, numbering)
        for claim in ends
        if _is_asked_of(claim, part) and _matters(claim, part, today)
    ]
    return [sentence for sentence in said if sentence]


def window_of(
    part: Part, all_guides: Sequence[GuideOutline], today: date, of: tuple[Documents, Numbering]
) -> Sentence | None:
    """When the window for renewing opens, if the question names a day of expiry."""
    documents, numbering = of
    expiry = expiry_in(part.text, today) if "renewal" in part.aspects else None
    if expiry is None:
        return None
    ends = [claim for guide in part.subjects for claim in claims_of(guide, ["end"], documents)]
    days = [claim.day for claim in ends if claim.day and _is_asked_of(claim, part)]
    guides = [*part.subjects, *all_guides]
    rules = (claim for guide in guides for claim in claims_of(guide, ["renewal"], documents))
    opening = (rule for rule in rules if "before expiry" in str(rule.about.get("unit")))
    first = next(opening, None)
    end = min(days, default=None)
    return renewal_window(first, expiry, end, today, numbering) if first else None


def _is_asked_of(claim: Claim, part: Part) -> bool:
    """Whether an end is that of the guide's subject; of a guide on several exams, whether the
    question does not name another one.
    """
    guide = claim.guide
    subject = str(claim.about.get("subject") or guide.name)
    asked = f" {name_key(part.text)} "
    exams = [f" {name_key(str(exam))} " for exam in guide.about.get("exams") or ()]
    named = [exam for exam in exams if exam in asked]
    key = f" {name_key(subject)} "
    return guide.is_named_in(subject) and (not named or any(exam in key for exam in named))


def _matters(claim: Claim, part: Part, today: date) -> bool:
    """Whether an end is near, or what was asked may depend on it."""
    near = claim.day is not None and abs((claim.day - today).days) <= NEAR
    return near or part.form == "plan" or bool(DEPEND_ON_END & set(part.aspects))
