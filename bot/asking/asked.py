"""A message, with the conversation before it -> what is asked: subjects, aspects, form, places.

The state of a conversation is not stored: it is read again from the turns. A follow-up changes one
thing and keeps the rest: "and renewal?" keeps the subject, "and SC-200?" keeps what was asked.
"""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.asking.conversing import with_what_was_said
from bot.asking.forms import Wanted, form_of
from bot.asking.parts import Part
from bot.asking.person import AROUND, TOO_OLD, age_in, filled, known_of
from bot.asking.places import places_in
from bot.asking.questions import MOST_CHARACTERS, cleaned, premise_in, questions_in, visible
from bot.asking.small_talk import small_talk_in
from bot.asking.subjects import STANDINGS, subjects_in
from bot.types import Form, Preferences, Turn
from index import GuideOutline, Outline, aspects_in, words

FEW_WORDS = 2
MOST_TURNS = 4  # of the person, that are looked back at

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
    part = with_what_was_said(alone, before, outline) if before else alone
    if part == alone and subjects and not told and len(words(rest)) < FEW_WORDS:
        part = replace(part, aspects=("what",))  # only the name: "tell me about SC-300"
    kinds = [guide.kind for guide in part.subjects]
    form = form_of(Wanted(part.text, kinds, part.aspects, bool(part.places)))
    form = "ranking" if part.of_them else form
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
