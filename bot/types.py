"""What goes into the advisor and what comes out; `dataclasses.asdict` of any of it is JSON."""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Literal

from bot.errors import PreferenceError

MOST_PASSAGES = 12
LONGEST_FACT = 200  # characters of one thing that is known of somebody

Grade = Literal["answered", "partly", "not_in_sources", "small_talk"]
# How an answer is laid out. "paragraph" is the plain one, and always right.
Form = Literal[
    "paragraph",
    "yes or no",
    "comparison",
    "ranking",
    "steps",
    "plan",
    "card",
    "pay table",
    "have and lack",
    "fit",
]
Support = Literal["supported", "reworded", "unsupported", "changed", "worked_out"]


@dataclass(frozen=True)
class Turn:
    """One turn of a conversation.

    Attributes:
        role: who spoke.
        text: what was said.
        passages: ids of the passages that an answer of the assistant showed, if known.
    """

    role: Literal["user", "assistant"]
    text: str
    passages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Profile:
    """What somebody said of themselves, each in their own words; empty where nothing is known.

    Attributes:
        role: their job now.
        years: how long they have done such work.
        certifications: those they hold, with commas between.
        interests: what they like to do.
        goals: what they want, such as "become a consultant".
        place: where they are.
        organisation: what kind they work for, and how large.
        hours: what they have for study in a week.

    Raises:
        PreferenceError: one of them has more than `LONGEST_FACT` characters.
    """

    role: str = ""
    years: str = ""
    certifications: str = ""
    interests: str = ""
    goals: str = ""
    place: str = ""
    organisation: str = ""
    hours: str = ""

    def __post_init__(self) -> None:
        for name, fact in asdict(self).items():
            if not isinstance(fact, str) or len(fact) > LONGEST_FACT:
                raise PreferenceError(
                    f"Your {name} must be text of at most {LONGEST_FACT} characters; shorten it."
                )


NOBODY = Profile()


@dataclass(frozen=True)
class Preferences:
    """How somebody likes to be answered. What is true never depends on it, only how much is said,
    and who words it.

    Attributes:
        model: one of `Advisor.models()`; empty for the one in the settings.
        passages: how many passages a question may be answered from, 1 to 12.
        detailed: say more.
        profile: who asks; what the guides say about that comes first.
        collections: which of `Advisor.collections()` to answer from; all where none is named.
        plain: answer in paragraphs, whatever form the question seems to ask for.
        today: the day to answer on, ISO 8601; empty for the real one.

    Raises:
        PreferenceError: `passages` is out of bounds, or `today` is no day.
    """

    model: str = ""
    passages: int = 6
    detailed: bool = False
    profile: Profile = NOBODY
    collections: tuple[str, ...] = ()
    plain: bool = False
    today: str = ""

    @property
    def day(self) -> date:
        """The day to answer on."""
        return date.fromisoformat(self.today) if self.today else date.today()

    def __post_init__(self) -> None:
        try:
            _ = self.day
        except ValueError:
            raise PreferenceError(
                f"today is {self.today!r}; it must be a day such as 2026-11-30."
            ) from None
        if not 1 <= self.passages <= MOST_PASSAGES:
            raise PreferenceError(
                f"{self.passages} passages were asked for; 1 to {MOST_PASSAGES} can be."
            )


@dataclass(frozen=True)
class Passage:
    """A passage that was found: `document_text[start:end]`, in characters.

    Attributes:
        id: of the passage, for `Turn.passages`.
        document: id of the version of the document; `Advisor.document_text(document)` is its text.
        source: the file; `title` and `section` say where in it for people.
        score: how well it fits the question, 0 to 1.
        updated: the day its guide was last checked, ISO 8601, or empty.
        valid_until: the last day its time-bound statements hold, ISO 8601, or empty.
    """

    id: str
    document: str
    text: str
    source: str
    title: str
    section: str
    start: int
    end: int
    score: float
    updated: str = ""
    valid_until: str = ""


@dataclass(frozen=True)
class Citation:
    """A span of a document that a sentence rests on: `quote == document_text[start:end]`.

    Attributes:
        number: of the passage among the answer's passages, from 1, as shown in the text.
        document: as in `Passage`.
    """

    quote: str
    source: str
    title: str
    section: str
    start: int
    end: int
    number: int
    document: str


@dataclass(frozen=True)
class Sentence:
    """A sentence of an answer, what it rests on, and whether that bears it.

    Attributes:
        text: as it is shown; what a model wrote in Markdown is plain text here.
        support: "supported" if its words stand in the passages; "reworded" if it says much the
            same in other words, so compare the quote; "unsupported" if no passage says it;
            "changed" is said of a saved answer if a quote no longer stands in the index;
            "worked_out" of arithmetic and dates, whose operands are cited.
        lead: what stands before it: nothing, a new paragraph, or a list marker.
    """

    text: str
    citations: tuple[Citation, ...]
    support: Support
    lead: str = ""


@dataclass(frozen=True)
class Row:
    """A row of a table.

    Attributes:
        label: what the row is about, in the program's words.
        cells: one for each column; one without citations says that the guides do not state it, or
            is worked out from cells that have them.
    """

    label: str
    cells: tuple[Sentence, ...]


@dataclass(frozen=True)
class Block:
    """A part of an answer that is laid out as one.

    Attributes:
        label: the words above it, the program's own or a heading of a guide; may be empty.
        sentences: of a paragraph, a list, steps or a note, in order.
        columns: of a table, the one of the row labels left out.
        rows: of a table.
    """

    kind: Literal["paragraph", "list", "steps", "table", "note"]
    label: str = ""
    sentences: tuple[Sentence, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()

    @property
    def all_sentences(self) -> tuple[Sentence, ...]:
        """Its sentences and cells that rest on something, in reading order."""
        cells = tuple(cell for row in self.rows for cell in row.cells if cell.citations)
        return self.sentences + cells


@dataclass(frozen=True)
class Answer:
    """An answer, and everything it rests on.

    Attributes:
        grade: `answered`; `partly`, when the guides are about this but may not hold what was asked;
            `not_in_sources`, when they say nothing about it; `small_talk`, when nothing was asked.
        text: the answer in Markdown, each sentence with the numbers of its passages.
        preface: what stands before the sentences and is no quote, such as that part is missing.
        sentences: the same, sentence by sentence; of tables, the cells that are quoted.
        blocks: the same as it is laid out: paragraphs, lists, steps and tables.
        form: how it is laid out; `Preferences.plain` asks for paragraphs instead.
        missing: what was asked for and is not held, in words.
        passages: in rank order; all that a model saw, and nothing it did not. Where there is no
            model, a passage reaches as far as the quotes taken with it.
        topics: titles of guides that come nearest, when the answer is not in the sources.
        model: what wrote the text: "quotes", or `provider:name`.
        prompt: every message that was sent to a language model, as role and text; empty where
            nothing was sent.
        searched: what was searched for: the questions, and the turns before that were mixed in.
        notices: what the reader should know about this answer.
        because: what of the profile was used, in words; empty where nothing was.
        timings: seconds spent on each step.
    """

    question: str
    grade: Grade
    text: str
    sentences: tuple[Sentence, ...]
    passages: tuple[Passage, ...]
    preface: str = ""
    blocks: tuple[Block, ...] = ()
    form: Form = "paragraph"
    missing: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    model: str = "quotes"
    notices: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    prompt: tuple[tuple[str, str], ...] = ()
    searched: tuple[str, ...] = ()
    timings: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Piece:
    """What a stream yields: some more text, and with the last piece the whole answer.

    The last piece's `answer` is what counts: when a model fails midway it is the quoted answer.

    Attributes:
        found: the passages that a model is going to write from, before it does.
        checking: how many sentences that it wrote are being held against them.
    """

    text: str = ""
    answer: Answer | None = None
    found: tuple[Passage, ...] = ()
    checking: int = 0
