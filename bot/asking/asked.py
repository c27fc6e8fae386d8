"""A message, with the conversation before it -> what is asked: subjects, aspects, form, places.

The state of a conversation is not stored: it is read again from the turns. A follow-up changes one
thing and keeps the rest: "and renewal?" keeps the subject, "and SC-200?" keeps what was asked.
"""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.asking.follow_up import REFERS_BACK
from bot.asking.forms import Wanted, form_of
from bot.asking.parts import Part
from bot.asking.person import AROUND, TOO_OLD, age_in, filled, known_of
from bot.asking.places import places_in
from bot.asking.questions import MOST_CHARACTERS, cleaned, premise_in, questions_in, visible
from bot.asking.small_talk import small_talk_in
from bot.asking.subjects import STANDINGS, Named, subjects_in
from bot.types import Form, Preferences, Turn
from index import GuideOutline, Outline, aspects_in, words

FEW_WORDS = 2
FRAGMENT = 4  # words, stop words left out, of a follow-up that changes one thing only
MOST_TURNS = 4  # of the person, that are looked back at

_MORE = re.compile(
    r"^\W*(yes|yeah|yep|sure|ok(ay)?|please|go on|continue|(tell|show) me more|more( please| detail"
    r"s?)?|and|why( is that| not)?|how so|ja|mehr|weiter|warum)\b"
    r"([\s,]+(yes|please|more|details?|tell|show|me|go|on|about|it|that|this|is|so|then|a|bit|"
    r"thanks?|you|bitte|dazu))*\W*$",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    r"\bthe (first|second|third|last|other) (one)?\b|\bthe (former|latter)\b", re.I
)
_PLACES_IN_ORDER = {"first": 0, "former": 0, "second": 1, "third": 2, "last": -1, "latter": -1}
_NEW_MATTER = re.compile(
    r"\b((different|another|new|other|unrelated) (question|topic|thing)|something else|"
    r"change of (subject|topic)|andere frage)\b",
    re.IGNORECASE,
)
_OF_THEM = re.compile(r"\b(of (those|these|them|the two|the three)|both|which one|either)\b", re.I)
_CLASS = {"role": "work", "path": "work", "decision": "around", "topic": "around"}
# Aspects of the work that someone does now; what comes before it is behind them.
_OF_THE_WORK = {"pay", "outlook", "leads_to", "day", "downsides", "suits", "jobs"}
_WHERE_NOW = re.compile(r"\b(where (do|can|should) (i|we) go|from here|what now|move on)\b", re.I)
_SWAPS = re.compile(r"^\W*(and|or|what about|how about|what of|und|same for|then)\b", re.I)


@dataclass(frozen=True)
class Asked:
    """A message as it was understood.

    Attributes:
        question: the message on one line.
        parts: its questions, at least one.
        assumed: what it takes for granted; empty if nothing.
        history: the turns before, oldest first.
        small_talk: which kind of small talk it is; empty if it asks something.
        today: the day to answer on.
        started: when, by the monotonic clock, in seconds.
    """

    question: str
    parts: tuple[Part, ...]
    assumed: str
    history: tuple[Turn, ...]
    preferences: Preferences
    small_talk: str
    today: date
    started: float

    @property
    def form(self) -> Form:
        """The form of the whole answer: that of a single question."""
        return self.parts[0].form if len(self.parts) == 1 else "paragraph"


def read(
    question: str,
    history: Sequence[Turn],
    preferences: Preferences,
    outline: Outline,
    split: bool = True,
) -> Asked:
    """Understand a message.

    Args:
        question: the message.
        history: the conversation before it, oldest turn first.
        preferences: how the person likes to be answered.
        outline: of the live guides.
        split: whether several questions of a message are read one by one.

    Raises:
        QuestionError: the message is empty or too long.
    """
    started = time.monotonic()
    message = cleaned(question)
    turns = tuple(replace(turn, text=visible(turn.text[:MOST_CHARACTERS])) for turn in history)
    before: Part | None = None
    for said in [turn.text for turn in turns if turn.role == "user"][-MOST_TURNS:]:
        if said:
            before = _part(said, outline, before)
    texts = questions_in(message) if split else [message]
    around = _part(message, outline, before)
    parts = [around] if len(texts) == 1 else _several(texts, outline, around)
    known = known_of(preferences.profile, outline)
    parts = [filled(part, known) for part in parts]
    return Asked(
        question=message,
        parts=tuple(parts),
        assumed=premise_in(message),
        history=turns,
        preferences=preferences,
        small_talk=small_talk_in(message, in_conversation=bool(turns)),
        today=preferences.day,
        started=started,
    )


def _several(texts: Sequence[str], outline: Outline, around: Part) -> list[Part]:
    """Several questions of one message: each leans on those before it, and on what is around."""
    parts: list[Part] = []
    for text in texts:
        part = _part(text, outline, parts[-1] if parts else None)
        if not part.subjects and len(around.subjects) == 1:
            part = replace(part, subjects=around.subjects)
        parts.append(replace(part, excluded=around.excluded, places=part.places or around.places))
    return parts


def _part(text: str, outline: Outline, before: Part | None) -> Part:
    """One question, read alone, then with the one before it if it leans on that."""
    named = subjects_in(text, outline)
    told, places = aspects_in(text), places_in(text)
    standing = {each: tuple(n.guide for n in named if n.standing == each) for each in STANDINGS}
    wanted = [n.guide for n in named if n.standing in ("asked", "goal")]
    held, here = standing["has"], standing["here"]
    work = [guide for guide in wanted if guide.kind not in AROUND]
    around = [guide for guide in wanted if guide.kind in AROUND]
    if (old := outline.named.get(TOO_OLD)) and age_in(text):
        around = [old, *around]
    now = here if _OF_THE_WORK & set(told) or _WHERE_NOW.search(text) else ()
    subjects = tuple(work + around[:1]) if work else held or now or tuple(around)
    excluded = standing["excluded"]
    goal = next(iter(standing["goal"]), None)
    rest = text[: named[0].start] + text[named[0].end :] if named else text
    alone = Part(text, subjects, excluded, told, places=places, has=held, here=here, goal=goal)
    part = _with_what_was_said(alone, named, before) if before else alone
    if part == alone and subjects and not told and len(words(rest)) < FEW_WORDS:
        part = replace(part, aspects=("what",))  # only the name: "tell me about SC-300"
    kinds = [guide.kind for guide in part.subjects]
    form = form_of(Wanted(part.text, kinds, part.aspects, bool(part.places)))
    if form == "comparison":
        part = replace(part, subjects=_alike(part.subjects))
    adds = f"Am I {TOO_OLD}?" if age_in(text) else ""
    return replace(part, form=form, adds=adds)


def _alike(subjects: tuple[GuideOutline, ...]) -> tuple[GuideOutline, ...]:
    """Those that can stand side by side: "SC-200 or SC-300 for a help desk technician" compares
    two exams.
    """
    kinds = {guide.document: _CLASS.get(guide.kind, guide.kind) for guide in subjects}
    for kind in dict.fromkeys(kinds.values()):
        alike = tuple(guide for guide in subjects if kinds[guide.document] == kind)
        if len(alike) > 1:
            return alike
    return subjects


def _with_what_was_said(alone: Part, named: Sequence[Named], before: Part) -> Part:
    """A follow-up with what it leaves out; a question that needs nothing stays as it is."""
    part = alone
    if all(guide.kind in AROUND for guide in part.subjects):
        part = replace(part, subjects=())  # "and the pay?" keeps the subject
    content = len(words(part.text))
    if _NEW_MATTER.search(part.text):
        return alone
    if (choice := _ORDINAL.search(part.text)) and len(before.subjects) > 1:
        return _chosen(part, before, choice, content)
    if part.subjects:
        return _of_another_subject(part, before, content)
    if _MORE.match(part.text):
        return replace(before, again=True)
    if part.excluded and content <= FRAGMENT:
        return replace(before, excluded=part.excluded)
    if not _leans(part, content):
        return alone
    return _carried(part, before)


def _carried(part: Part, before: Part) -> Part:
    """A question that leans on the one before: its place is new, or its subject is kept."""
    if part.places and not part.aspects:  # "and in Germany?"
        return _elsewhere(part, before)
    kept = before.subjects if _OF_THEM.search(part.text) else before.subjects[:2]
    names = ", ".join(guide.name for guide in kept)
    return replace(part, text=f"{names}: {part.text}" if names else part.text, subjects=kept)


def _of_another_subject(part: Part, before: Part, content: int) -> Part:
    """ "And SC-200?" asks of another subject what was asked before."""
    bare = content <= len(words(part.subjects[0].name)) + 1
    swaps = (_SWAPS.match(part.text) or bare) and not part.aspects and content <= FRAGMENT
    if swaps and len(before.subjects) == 1 and len(part.subjects) == 1:
        return replace(part, text=_swapped(before, part.subjects[0]), aspects=before.aspects)
    return part


def _elsewhere(part: Part, before: Part) -> Part:
    """ "And in Germany?" asks of another place what was asked before."""
    text, new = before.text, next(iter(part.places.values()))
    for old in before.places.values():
        text = text.replace(old, new)
    return replace(before, text=text if new in text else f"{text} {new}", places=part.places)


def _chosen(part: Part, before: Part, choice: re.Match[str], content: int) -> Part:
    """ "The second one" of those named before."""
    named = {guide.document for guide in part.subjects}
    others = [guide for guide in before.subjects if guide.document not in named]
    other = "other" in choice[0].lower() and named and others
    chosen = others[0] if other else before.subjects[_place(choice, len(before.subjects))]
    asks = part.aspects or content > FRAGMENT
    said = f"{chosen.name}: {part.text if asks else before.text}"
    return replace(part, text=said, subjects=(chosen,), aspects=part.aspects or before.aspects)


def _leans(part: Part, content: int) -> bool:
    """Whether a question needs the one before it; "what is ..." asks of a thing of its own."""
    if REFERS_BACK.search(part.text):
        return content <= 2 * FRAGMENT
    return part.aspects != ("what",) and content <= 1 + bool(part.aspects)


def _place(choice: re.Match[str], number: int) -> int:
    said = (choice[1] or choice[3]).lower()
    place = _PLACES_IN_ORDER.get(said, 1)
    return min(place, number - 1)


def _swapped(before: Part, subject: GuideOutline) -> str:
    """The question before, of another subject."""
    old = before.subjects[0]
    names = sorted(old.names, key=len, reverse=True)
    spelt = "|".join(re.escape(name).replace(r"\ ", r"[\s-]") for name in names)
    text, changed = re.subn(rf"\b(?:{spelt})\b", subject.name, before.text, flags=re.IGNORECASE)
    return text if changed else f"{subject.name}: {before.text}"
