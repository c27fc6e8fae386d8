"""Write the answers to a set of real questions as one Markdown file, to be read by a person.

    python -m tests.evals.answers [--set real_questions] [--half work|held|all] [--to FILE]

Each question comes with its answer, grade and form. Below them stands what a program can tell:
whether one of the sections that answer is quoted, whether the form is the one expected, and
whether anything is quoted twice or from a list of things to do that was not asked for. Whether the
answer answers, only a reader can say; the rubric is at the head of the file.
"""

import argparse
import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import Advisor, Answer, Preferences, Profile, Settings, Turn
from tests.conftest import PROJECT

EVALS = PROJECT / "tests" / "evals"
WRITTEN = "2026-11-29"
LAST_HEADING = "What to do next"
RUBRIC = """\
For each question, as the person who asked it: does the answer answer it (yes, partly, no)? Is the
grade honest (yes, over, under)? Is it what a good careers adviser would say with these guides?
"""


@dataclass(frozen=True)
class Asked:
    """A conversation of a set with the answer to its last turn."""

    record: dict[str, Any]
    answer: Answer
    answers: tuple[Answer, ...]

    @property
    def quotes_a_section(self) -> bool | None:
        """Whether a section that answers is quoted; none if the set names none."""
        wanted = self.record.get("sections") or ()
        if not wanted:
            return None
        cited = {
            f"{Path(c.source).stem}#{c.section or c.title}"
            for sentence in self.answer.sentences
            for c in sentence.citations
        }
        return any(each.startswith(tuple(wanted)) for each in cited)

    @property
    def twice(self) -> int:
        """How many sentences the answer says more than once."""
        said = Counter(s.text for block in self.answer.blocks for s in block.sentences)
        return sum(count - 1 for count in said.values())

    @property
    def to_do(self) -> bool:
        """Whether it quotes a list of things to do, and no steps or plan were asked for."""
        if self.answer.form in ("steps", "plan"):
            return False
        return any(
            citation.section.endswith(LAST_HEADING)
            for sentence in self.answer.sentences
            for citation in sentence.citations
        )


def half_of(record: dict[str, Any]) -> str:
    """To work with, or held for the table: by the SHA-256 of the first words."""
    return "held" if hashlib.sha256(record["turns"][0].encode()).digest()[0] % 2 else "work"


def records(name: str, half: str) -> list[dict[str, Any]]:
    """The records of a set, of one half or of all."""
    lines = (EVALS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    return [each for each in found if half in ("all", half_of(each))]


def asked(advisor: Advisor, wanted: Sequence[dict[str, Any]]) -> Iterator[Asked]:
    """Ask each conversation, turn by turn."""
    for record in wanted:
        history: list[Turn] = []
        answers = []
        for turn in record["turns"]:
            answer = advisor.ask(turn, history, preferences_of(record))
            answers.append(answer)
            shown = tuple(passage.id for passage in answer.passages)
            history += [Turn("user", turn), Turn("assistant", answer.text, shown)]
        yield Asked(record, answers[-1], tuple(answers))


def preferences_of(record: dict[str, Any]) -> Preferences:
    """Who asks, and on which day; the day that the sets were written if a record names none."""
    profile = Profile(**record.get("profile", {}))
    return Preferences(profile=profile, today=record.get("today", WRITTEN))


def as_markdown(found: Sequence[Asked]) -> str:
    """The answers for a reader, and what a program can tell of them."""
    parts = [RUBRIC]
    for each in found:
        parts.append(f"## {each.record['id']} ({each.record['class']})")
        for turn, answer in zip(each.record["turns"], each.answers, strict=True):
            missing = f"; missing: {'; '.join(answer.missing)}" if answer.missing else ""
            parts.append(f"> {turn}")
            parts.append(f"*{answer.grade}; {answer.form}{missing}*")
            parts.append(answer.text)
            parts += [f"*{notice}*" for notice in answer.notices]
    return "\n\n".join(parts) + "\n\n" + summary(found)


def summary(found: Sequence[Asked]) -> str:
    """What a program can tell of the answers, and the confusion matrix of forms."""
    held = [each.quotes_a_section for each in found if each.quotes_a_section is not None]
    grades = Counter((each.record.get("grade", "?"), each.answer.grade) for each in found)
    forms = Counter(
        (each.record["form"], each.answer.form) for each in found if "form" in each.record
    )
    named = [each for each in found if each.answer.form not in ("paragraph", "yes or no")]
    right = sum(
        each.record.get("form") == each.answer.form for each in named if "form" in each.record
    )
    lines = [
        f"{len(found)} questions",
        *(f"  grade expected {a}, given {b}: {n}" for (a, b), n in sorted(grades.items())),
        f"a section that answers is quoted: {sum(held)} of {len(held)}",
        f"sentences said twice: {sum(each.twice for each in found)}",
        f"answers with an item to do that was not asked for: {sum(each.to_do for each in found)}",
        f"forms taken other than paragraphs: {right} of {len(named)} right",
    ]
    lines += [f"  expected {a}, taken {b}: {n}" for (a, b), n in sorted(forms.items())]
    return "\n".join(lines)


def main() -> None:
    """Ask a set and write what was answered."""
    parser = argparse.ArgumentParser(prog="python -m tests.evals.answers", description=__doc__)
    parser.add_argument("--set", default="real_questions")
    parser.add_argument("--half", choices=["work", "held", "all"], default="work")
    parser.add_argument("--to", type=Path, help="a file for the answers; else they are printed")
    given = parser.parse_args()
    with Advisor.open(settings=Settings.from_environment(os.environ)) as advisor:
        found = list(asked(advisor, records(given.set, given.half)))
    if given.to:
        given.to.write_text(as_markdown(found), encoding="utf-8")
        print(summary(found))
    else:
        print(as_markdown(found))


if __name__ == "__main__":
    main()
