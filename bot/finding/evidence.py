"""What the guides hold on each question of a message: values only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.asking.parts import Part
from bot.types import Grade
from index import GuideOutline, Hit, Outline, Query, Section, Signals


@dataclass(frozen=True)
class Found:
    """A question of a message and the passages found for it, best first.

    Attributes:
        signals: how well the guides fit it.
        query: what was searched for, the turns before mixed in.
        grade: how far what was found answers it, by the search alone.
        unknown: names and codes in it that no guide holds.
        assumed: it is no question, but what the message takes for granted.
        foreign_goal: what it wants to become is in no heading and no name of a guide.
    """

    part: Part
    hits: tuple[Hit, ...]
    grade: Grade
    signals: Signals
    query: Query
    unknown: tuple[str, ...] = ()
    assumed: bool = False
    foreign_goal: bool = False

    @property
    def question(self) -> str:
        """The question as it was searched for."""
        return self.part.text


@dataclass(frozen=True)
class FoundSection:
    """A section that may answer: its text, and how well it fits.

    Attributes:
        hit: the section as one passage, its sentences in order.
    """

    section: Section
    hit: Hit
    score: float


@dataclass(frozen=True)
class Slot:
    """What is held on one thing that was asked.

    Attributes:
        found: the question it belongs to.
        subject: the guide it must be about; none for an open question.
        sections: best first.
        grade: "answered" if it is held; "partly" if the guides are about it but do not hold it.
        missing: what is not held, in words; empty if nothing is.
    """

    found: Found
    subject: GuideOutline | None
    sections: tuple[FoundSection, ...]
    grade: Grade
    missing: str = ""


@dataclass(frozen=True)
class Evidence:
    """All that was found for a message.

    Attributes:
        slots: of each question, in order; what is taken for granted first.
        outline: of the generation in which all of it was found.
        facts: chunk id -> what of the profile it is about, in words.
        searched: what was searched for.
        seconds: that finding took.
    """

    found: tuple[Found, ...]
    slots: tuple[Slot, ...]
    grade: Grade
    searched: tuple[str, ...]
    seconds: float
    outline: Outline = field(repr=False, compare=False)
    facts: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def sections(self) -> tuple[FoundSection, ...]:
        """The sections of all slots in turn, each once."""
        longest = max((len(slot.sections) for slot in self.slots), default=0)
        in_turn = [
            slot.sections[place]
            for place in range(longest)
            for slot in self.slots
            if place < len(slot.sections)
        ]
        return tuple({each.hit.chunk.id: each for each in in_turn}.values())
