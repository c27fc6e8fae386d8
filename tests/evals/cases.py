"""Questions with what answers them: the project's own set, in two halves.

The files in `tests/evals/` were written before anybody looked at a result. A quote is a sentence of
a guide that answers by itself, as it stands in the guide's normalised text.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from index import CareerBotError

Half = Literal["work", "held"]
Kind = Literal[
    "answerable", "follow-up", "near miss", "out of scope", "false premise", "small talk"
]


class CasesError(CareerBotError):
    """A question set is missing or cannot be read."""


@dataclass(frozen=True)
class Gold:
    """What answers a question: a quote in a document, or all of it where there is no quote.

    Attributes:
        source: as in `Passage.source`.
        part: which of several questions in one it answers.
    """

    source: str
    quote: str = ""
    part: int = 1


@dataclass(frozen=True)
class Case:
    """A question, what went before it, and what is expected.

    Attributes:
        style: how it is asked, or what sort of follow-up it is; only for tables.
        golds: everything that answers it; empty where nothing does.
        earlier: what the person said before in this conversation, oldest first.
    """

    kind: Kind
    style: str
    question: str
    golds: tuple[Gold, ...] = ()
    earlier: tuple[str, ...] = ()

    @property
    def half(self) -> Half:
        """To work with, or held for the table: by the SHA-256 of a conversation's first words."""
        first = self.earlier[0] if self.earlier else self.question
        return "held" if hashlib.sha256(first.encode()).digest()[0] % 2 else "work"

    @property
    def parts(self) -> list[list[Gold]]:
        """The golds of each question in it."""
        return [
            [gold for gold in self.golds if gold.part == part]
            for part in sorted({gold.part for gold in self.golds})
        ]


def domain_cases(folder: Path) -> list[Case]:
    """Read the project's own questions.

    Raises:
        CasesError: a file is missing or broken; says which line.
    """
    return [
        *(_case("answerable", each, each["style"]) for each in _lines(folder / "answerable.jsonl")),
        *_follow_ups(folder / "conversations.jsonl"),
        *(
            _case("near miss", each, each["expected"])
            for each in _lines(folder / "near_misses.jsonl")
        ),
        *(_case("out of scope", each) for each in _lines(folder / "out_of_scope.jsonl")),
        *(_case("false premise", each) for each in _lines(folder / "false_premises.jsonl")),
        *(_case("small talk", each, each["style"]) for each in _lines(folder / "small_talk.jsonl")),
    ]


def _follow_ups(path: Path) -> Iterator[Case]:
    """Every turn of every conversation but the first is a case; the first ones are answerable."""
    for conversation in _lines(path):
        turns = conversation["turns"]
        said = tuple(turn["question"] for turn in turns)
        for number, turn in enumerate(turns):
            kind: Kind = "follow-up" if number else "answerable"
            yield _case(kind, turn, turn["kind"], said[:number])


def _case(
    kind: Kind, record: dict[str, Any], style: str = "", earlier: tuple[str, ...] = ()
) -> Case:
    golds = tuple(
        Gold(answer["guide"], answer["quote"], answer.get("part", 1))
        for answer in record.get("answers", ())
    )
    return Case(kind, style, record["question"], golds, earlier)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise CasesError(f"{path} cannot be read: {error.strerror}.") from error
    for number, line in enumerate(lines, 1):
        try:
            yield json.loads(line)
        except ValueError as error:
            raise CasesError(f"{path}:{number}: this is no JSON: {error}.") from error
