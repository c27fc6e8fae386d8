"""What the tools return: typed values, each laid out as the blocks of an answer too.

A result never is advice of our own: its cells are spans of the guides, worked out from such, or
say that nothing is stated.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from bot.types import Answer, Block, Passage, Row, Sentence


@dataclass(frozen=True)
class Result:
    """What every tool returns.

    Attributes:
        tool: which one it was.
        title: what was asked of it, in words.
        today: the day on which it is true, ISO 8601.
        blocks: the result as it is laid out; cells have the numbers of `passages`.
        passages: what is cited, in order.
        notices: what the reader should know first, in the program's words.
        missing: what was named and is not held.
    """

    tool: str
    title: str
    today: str
    blocks: tuple[Block, ...] = ()
    passages: tuple[Passage, ...] = ()
    notices: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there was too little to show anything."""
        return not any(block.rows or block.sentences for block in self.blocks)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences and cells that rest on something, in reading order."""
        return tuple(sentence for block in self.blocks for sentence in block.all_sentences)

    def answer(self) -> Answer:
        """The result as an answer, for whatever draws, saves and checks answers."""
        return Answer(
            question=self.title,
            grade="not_in_sources" if self.is_empty else "answered",
            text="",
            preface="\n\n".join(self.notices),
            sentences=self.sentences,
            passages=self.passages,
            blocks=self.blocks,
            missing=self.missing,
        )

    def to_dict(self) -> dict[str, Any]:
        """All of it as JSON takes it, with the sentences in reading order."""
        return asdict(self) | {"sentences": [asdict(sentence) for sentence in self.sentences]}


@dataclass(frozen=True)
class AspectRow:
    """One aspect of several subjects.

    Attributes:
        aspect: as of the guides, such as "price".
        cells: one for each subject.
        differs: whether what is stated differs; None where too little is stated to say so.
    """

    aspect: str
    label: str
    cells: tuple[Sentence, ...]
    differs: bool | None = None

    @property
    def row(self) -> Row:
        """The same as a row of a table."""
        return Row(self.label, self.cells)


@dataclass(frozen=True)
class Disagreement:
    """Sources that say different things on one matter, side by side and without a verdict.

    Attributes:
        of: the subject.
        aspect: what they disagree on.
        sides: what each says.
    """

    of: str
    aspect: str
    sides: tuple[Sentence, ...]


@dataclass(frozen=True)
class Comparison(Result):
    """Subjects side by side.

    Attributes:
        columns: names of the subjects.
        guides: the file of each.
        rows: what is stated of them, aspect by aspect.
        quoted: how many of `cells` cells are quoted.
    """

    columns: tuple[str, ...] = ()
    guides: tuple[str, ...] = ()
    rows: tuple[AspectRow, ...] = ()
    quoted: int = 0
    cells: int = 0


@dataclass(frozen=True)
class ExamCard(Result):
    """The facts of one exam.

    Attributes:
        exam: its name.
        guide: the file that holds it.
        status: in words, on the day of the result.
        first: what must be said before anything else: an end, a beta.
        rows: its facts; one cell each.
        replaced_by: exams that take its place.
        disagreements: where sources do not agree.
    """

    exam: str = ""
    guide: str = ""
    status: str = ""
    first: tuple[Sentence, ...] = ()
    rows: tuple[AspectRow, ...] = ()
    replaced_by: tuple[str, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()


@dataclass(frozen=True)
class PayRow:
    """What an occupation pays in a place, in a year, by a source.

    Attributes:
        role: file of the guide whose work is counted there; empty if none was asked about.
        figures: measure -> the figure.
        value: the figure by which rows are compared, of `unit`.
    """

    role: str
    occupation: str
    code: str
    place: str
    as_of: str
    source: str
    unit: str
    figures: tuple[tuple[str, Sentence], ...]
    value: float


@dataclass(frozen=True)
class Pay(Result):
    """What roles pay in places. Occupations are counted, never certificates.

    Attributes:
        rows: the figures, a row for each occupation, place, year and source.
        not_held: places for which nothing is held.
    """

    rows: tuple[PayRow, ...] = ()
    not_held: tuple[str, ...] = ()


@dataclass(frozen=True)
class Arrow:
    """A step from one guide to another.

    Attributes:
        start: file of the guide that it leads from.
        end: file of the guide that it leads to.
        kind: "required" or "suggested" if a sentence says so; else "related", drawn dashed.
        says: the sentence.
    """

    start: str
    end: str
    kind: str
    says: Sentence | None = None


@dataclass(frozen=True)
class Step:
    """A station on a path.

    Attributes:
        guide: file of the guide.
        kind: of the guide: role, path, certification.
        why: quotes that say why it is there or how people get in.
    """

    guide: str
    name: str
    kind: str
    why: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class Path(Result):
    """The way from where somebody is to a goal.

    Attributes:
        steps: in order, the start first if it is known.
        arrows: from step to step.
        exams: those that go with the goal.
        done: what somebody has already.
        left_out: exams that are no steps because they have ended, or soon will.
        dissent: what a source says against an arrow.
    """

    steps: tuple[Step, ...] = ()
    arrows: tuple[Arrow, ...] = ()
    exams: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    dissent: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class Work:
    """What is to be done in a part of a week.

    Attributes:
        topic: in words.
        hours: worked out; 0 where none are shared.
        rests_on: the quote: a weight, a piece of advice, a rule.
    """

    topic: str
    hours: float
    rests_on: Sentence


@dataclass(frozen=True)
class Week:
    """A week of a plan, from its first day to its last, ISO 8601."""

    number: int
    begins: str
    ends: str
    work: tuple[Work, ...]
    kept: bool = False

    @property
    def hours(self) -> float:
        """All hours of the week."""
        return round(sum(each.hours for each in self.work), 1)


@dataclass(frozen=True)
class Plan(Result):
    """Weeks and topics, from the weights that are quoted and the hours that somebody has.

    Attributes:
        exam: its name.
        feasible: whether it can be done; None if no hours of study are held to say so.
        warnings: what is said before any week: an end, a beta, too few hours.
        arithmetic: how the hours were shared, each line with its operands.
        weeks: in order.
        by: the wished day, ISO 8601; empty if there is none.
    """

    exam: str = ""
    feasible: bool | None = None
    warnings: tuple[Sentence, ...] = ()
    arithmetic: tuple[Sentence, ...] = ()
    weeks: tuple[Week, ...] = ()
    by: str = ""


@dataclass(frozen=True)
class Item:
    """One thing that a goal asks for, or that somebody said.

    Attributes:
        name: what it is.
        said: their own words; empty where nothing was said.
        asked: what the guide or the posting says of it.
    """

    name: str
    said: str = ""
    asked: Sentence | None = None


@dataclass(frozen=True)
class Gap(Result):
    """What somebody has and lacks for a goal, by their own words. There is no score.

    Attributes:
        have: evidenced by their own words.
        lack: denied, planned, expired, only read about, or done by somebody else.
        unchecked: asked for; nothing was said on it.
        not_held: said or asked for, but no guide says anything about it.
        exam: that goes with the goal.
        arithmetic: sums of months and years.
    """

    goal: str = ""
    have: tuple[Item, ...] = ()
    lack: tuple[Item, ...] = ()
    unchecked: tuple[Item, ...] = ()
    not_held: tuple[str, ...] = ()
    exam: str = ""
    arithmetic: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class Because:
    """A quote beside the words of somebody that it answers to."""

    said: str
    quote: Sentence


@dataclass(frozen=True)
class Fitting:
    """A role or path with what speaks for and against it.

    Attributes:
        guide: file of the guide.
    """

    guide: str
    name: str
    speaks_for: tuple[Because, ...] = ()
    speaks_against: tuple[Because, ...] = ()


@dataclass(frozen=True)
class Fit(Result):
    """Roles in the order in which what they say of themselves meets what somebody said."""

    roles: tuple[Fitting, ...] = field(default_factory=tuple)
    asks_back: str = ""


def items(texts: Iterator[Sentence] | tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    """Sentences as the items of a list."""
    return tuple(replace(each, lead="\n- ") for each in texts)
