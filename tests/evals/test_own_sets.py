"""The question sets that were written before any result was seen: what they name exists.

What the records say is described in `OWN_SETS.md`.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from bot.types import Form, Profile

HERE = Path(__file__).parent
CORPUS = HERE.parents[1] / "corpus"
QUESTIONS = ("own_questions.jsonl", "own_conversations.jsonl")
GRADES = ("answered", "partly", "not_in_sources")
GUIDES_NAMED = ("for_any", "against_any", "not_first", "absent_roles", "absent_steps")


def records(*names: str) -> list[dict[str, Any]]:
    """The records of some sets, in order."""
    lines = (line for name in names for line in (HERE / name).read_text("utf-8").splitlines())
    return [json.loads(line) for line in lines]


def body(guide: str) -> str:
    """A guide's text without its front matter."""
    return (CORPUS / f"{guide}.md").read_text("utf-8").split("\n---\n", 1)[1]


def plain(text: str) -> str:
    """Text without links, in small letters, with one kind of dash and of space."""
    return re.sub(r"\s+", " ", re.sub(r"[–—]", "-", re.sub(r"\]\([^)]*\)", "]", text))).lower()


@pytest.mark.parametrize("record", records(*QUESTIONS), ids=lambda record: record["id"])
def test_a_question_names_sections_forms_and_facts_that_exist(record: dict[str, Any]) -> None:
    assert record["form"] in get_args(Form)
    assert record["grade"] in GRADES
    assert record["class"]
    assert record["note"]
    assert all(record["turns"])
    assert record["missing"] or record["grade"] == "answered"
    assert bool(record["sections"]) == (record["grade"] != "not_in_sources")
    Profile(**record.get("profile", {}))
    for section in (*record["sections"], *record.get("near", ())):
        guide, heading = section.split("#", 1)
        headings = re.findall(r"^#+ (.+)$", body(guide), re.MULTILINE)
        assert sum(each.startswith(heading) for each in headings) == 1, section


def named_guides(expected: dict[str, Any]) -> Iterator[str]:
    """Every guide that a tool's case names."""
    for key in GUIDES_NAMED:
        yield from expected.get(key, ())
    for step in expected.get("steps_in_order", ()):
        yield from step
    for arrow in expected.get("arrows", ()):
        yield from (arrow["from"], arrow["to"])


@pytest.mark.parametrize("case", records("tool_cases.jsonl"), ids=lambda case: case["id"])
def test_a_case_of_a_tool_expects_what_the_guides_hold(case: dict[str, Any]) -> None:
    expected = case["expect"]
    for guide in named_guides(expected):
        assert (CORPUS / f"{guide}.md").exists(), guide
    for cell in [*expected.get("cells", ()), *expected.get("figures", ())]:
        guides = [cell["guide"]] if "guide" in cell else [p.stem for p in CORPUS.glob("*.md")]
        assert any(plain(cell["holds"]) in plain(body(guide)) for guide in guides), cell


def test_no_question_stands_twice_in_the_sets() -> None:
    sets = records("own_questions.jsonl", "own_conversations.jsonl", "tool_cases.jsonl")
    assert len({record["id"] for record in sets}) == len(sets)
    asked = [
        ("\n".join(record["turns"]), record.get("today"), str(record.get("profile")))
        for record in records(*QUESTIONS, "real_questions.jsonl")
    ]
    assert len(set(asked)) == len(asked)
