"""In which form an answer is wanted: decided by rules that need a cue and the subjects it takes.

No keyword alone decides: "difference" is a comparison only of two things. What no rule is sure of
is a paragraph, since a wrong form is worse than none.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from bot.asking.superlatives import superlative_in
from bot.types import Form


class Wanted(NamedTuple):
    """What the rules look at.

    Attributes:
        text: the question, on one line.
        subjects: kinds of the guides it names, such as "certification", in order.
        aspects: what it wants to know, as of `index.aspects_in`.
        places: whether it names a place.
    """

    text: str
    subjects: Sequence[str]
    aspects: Sequence[str]
    places: bool = False


def form_of(wanted: Wanted) -> Form:
    """The form that a question asks for."""
    return next((form for form, holds in _RULES if holds(wanted)), "paragraph")


def _cue(pattern: str) -> Callable[[str], bool]:
    cue = re.compile(pattern, re.IGNORECASE)
    return lambda text: cue.search(text) is not None


_compares = _cue(
    r"\b(or|vs\.?|versus|compare[ds]?|comparison|differ(?:s|ent|ences?)?|better|between|both|"
    r"rather than|oder|unterschied)\b"
)
_plans = _cue(
    r"\b((study|weekly|learning|week[- ]by[- ]week|revision)[- ]?(plan|schedule)|"
    r"plan (for|to (study|pass|prepare))|make me a (weekly )?plan|schedule for|lernplan|"
    r"(weekly )?timetable|study order|what (do|should) i do each week|"
    r"(plan|schedule)\b.{0,40}\b(weeks?|months?|hours)|(make|give|draw|build)( me)?( up)? a plan|"
    r"what (do|should) i do (each|every) week|how would you study)\b"
)
_steps = _cue(
    r"\b(step by step|roadmap|how (do|can|could|would|should) (i|you|we|one|people)\b.{0,60}?"
    r"\b(become|(get|break|turn|go|come) (back )?in(to)?\b|get out of|"
    r"(move|switch|transition|change|go|turn|get)\b.{0,40}?"
    r"\b(into|from\b.{3,40}\bto|over to|across))|"
    r"how to (become|(get|move|switch|transition|break) (in|into|from|to|out))|"
    r"(path|route|way)s? (from|to|into)\b|way to become|what(['’]?s| is) the route|"
    r"where (do|should|would|can|to) (i|you)? ?(go|start)( from here)?\b|(don['’]?t|do not) know "
    r"where to start|what (would|should|do) (you|i) do (first|next|now)|wie werde ich)\b"
)
_superlative = _cue(
    r"\b(best[- ]paid|best[- ]paying|highest[- ]pay(ing|ed)?|pays? (the )?(best|most)|"
    r"top \w+ (certs?|certifications?|roles?|jobs?)|most (paid|valuable|demand\w*)|"
    r"earns? (the )?most|rank(ing|ed)?)\b"
)
_yes_no = _cue(
    r"(^|[.!?;,]\s+|\b(and|but|so|or)\s+)(is|are|was|were|do|does|did|can|could|should|shall|will|"
    r"would|may|must|has|have|need|am) (i|you|it|they|we|there|this|that|the|an?|my|people|"
    r"employers|[a-z]+-?\d+|[A-Z])|\bworth\b|\btoo (late|old)\b|, (right|correct)\?"
)
_facts = _cue(r"\b(facts|key facts|overview|everything|at a glance|fact sheet|summary|details)\b")
_lacks = _cue(
    r"\b(what (am i|do i|would i|else do i)\b.{0,20}\b(miss|missing|lack|lacking|need|still need)|"
    r"missing|gaps?|where am i short|(do i|have i got) (have )?what it takes|fall short|"
    r"(am i|do i look) (qualified|good enough)|what would make me)\b"
)
_fits = _cue(
    r"\b((which|what) (role|job|path|career|kind of work)s?\b.{0,60}\b(suit|fit|for me|right)|"
    r"(suit|fit)s? me|what['’]?s left|what is left|what would i (enjoy|like)|what else (is there|"
    r"can i do|could i do)|good at\b.{0,60}\bwhat (job|role|should)|pick something|"
    r"(job|work|role|career)\b.{0,40}\bany ideas|"
    r"choose a (path|role|specialism)|(which|what) (job|role)s? should i (pick|choose|take))\b"
)


def _is_ranked_by_a_figure(text: str) -> bool:
    wanted = superlative_in(text)
    return wanted is not None and bool(wanted.kind)


_PAYS = {"pay", "price", "money", "paid", "paying"}


def _asks_pay(wanted: Wanted) -> bool:
    """Whether pay is what it asks for, and not one of two jobs' pay that it weighs."""
    if "pay" not in wanted.aspects or (not wanted.places and _compares(wanted.text)):
        return False
    return superlative_in(wanted.text) is None and len(_AMOUNT.findall(wanted.text)) < 2


_AMOUNT = re.compile(r"(?<!\w)[£$€]?\d{2,3}k\b", re.IGNORECASE)
_RULES: tuple[tuple[Form, Callable[[Wanted], bool]], ...] = (
    ("plan", lambda w: _plans(w.text)),
    ("comparison", lambda w: len(w.subjects) > 1 and _compares(w.text) and "pay" not in w.aspects),
    ("ranking", lambda w: _superlative(w.text) and bool(_PAYS & {*w.aspects, *w.text.split()})),
    ("ranking", lambda w: not w.subjects and _is_ranked_by_a_figure(w.text)),
    ("pay table", _asks_pay),
    ("have and lack", lambda w: _lacks(w.text) and any(s != "certification" for s in w.subjects)),
    ("steps", lambda w: _steps(w.text) and not _PAYS & set(w.aspects)),
    ("card", lambda w: list(w.subjects) == ["certification"] and _facts(w.text)),
    ("fit", lambda w: _fits(w.text) and not w.subjects),
    ("yes or no", lambda w: _yes_no(w.text)),
)
