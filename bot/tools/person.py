"""Somebody by their own words: what they said, the exams in it, and where each is put."""

import re

from bot.tools.results import Item
from bot.tools.sources import Sources
from bot.tools.statements import Statement, statements
from bot.tools.subjects import Subject, all_in, exams_of, mentions, subject_of

_NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
SPAN = re.compile(
    rf"\b(\d+(?:\.\d+)?|{'|'.join(_NUMBERS)})[+ -]+(years?|months?|hours?)\b", re.IGNORECASE
)


class Person:
    """What somebody said, and the exams in it.

    Args:
        said: their own words.
        of: what is read.

    Attributes:
        said: clause by clause.
        exams: those that are named, each with the clause that names it.
    """

    def __init__(self, said: str, of: Sources) -> None:
        self.said = statements(said)
        self.exams: dict[str, tuple[Subject, Statement]] = {}
        for statement in self.said:
            for subject in all_in(statement.text, of.outline):
                if subject.exam:
                    self.exams.setdefault(subject.exam, (subject, statement))
            # Several exams of one guide are named one by one.
            for guide in of.outline.guides:
                for exam in exams_of(guide):
                    if mentions(statement.text, exam):
                        self.exams.setdefault(exam, (subject_of(guide, exam), statement))

    def spans(self, unit: str) -> list[tuple[float, Statement]]:
        """The times that were named as had, in years, months or hours."""
        found = []
        for statement in self.said:
            for number, named in SPAN.findall(statement.text):
                if named.lower().rstrip("s") == unit and statement.has:
                    value = number.lower()
                    amount = _NUMBERS.index(value) + 1 if value in _NUMBERS else float(value)
                    found.append((float(amount), statement))
        return found


class Buckets:
    """What somebody has, lacks, and what was not checked.

    Attributes:
        have, lack, unchecked: as in `Gap`.
        not_held: what no guide says anything about.
    """

    def __init__(self) -> None:
        self.have: list[Item] = []
        self.lack: list[Item] = []
        self.unchecked: list[Item] = []
        self.not_held: list[str] = []
        self._used: set[int] = set()

    def use(self, *said: Statement) -> None:
        """Clauses that were looked at."""
        self._used.update(id(each) for each in said)

    def is_used(self, said: Statement) -> bool:
        """Whether a clause was looked at."""
        return id(said) in self._used
