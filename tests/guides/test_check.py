"""The checker of guides: it passes good ones, and names file and line of every planted fault."""

import re
from datetime import date

import pytest

from bot.__main__ import main
from bot.guides import GuideGraph, check_guides
from bot.guides.figures import figures
from tests.conftest import CORPUS

TODAY = date(2026, 11, 23)
FILLER = "\n\n".join(
    f"Line {word} tells you in plain words what the work is like on a day such as this one."
    for word in (  # noqa: SIM905
        "alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike oscar papa"
        " quebec romeo sierra tango uniform victor whisky xray yankee zulu one two three four five"
    ).split()
)

ROLE = f"""---
title: Keeper
kind: role
summary: What a keeper does.
updated: 2026-11-01
valid_until: 2026-12-31
suits: [like keeping]
builds_on: []
leads_to: [badge]
certifications: [KB-100]
skills: [keeping]
facts: [T1.1]
sources:
  - {{title: Notes, address: https://example.org, date: undated}}
---
# Keeper

A keeper keeps things, and the [badge](badge.md) helps.

## What does a keeper earn?

The median was 99,130 dollars in May 2026, and 25–30 per cent more by 2034.

{FILLER}

## What to do next

1. Read on.
"""
BADGE = (
    ROLE.replace("title: Keeper", "title: Badge")
    .replace("kind: role", "kind: certification\nexams: [KB-100]\nlevel: Entry\nstatus: current")
    .replace("leads_to: [badge]", "leads_to: []\nends_here: true")
    .replace("[badge](badge.md)", "[keeper](keeper.md)")
    .replace("Line ", "Point ")
    .replace("What does a keeper earn?", "What is a badge worth?")
    .replace("The median was 99,130", "With a badge the median was 99,130")
    .replace("A keeper keeps things", "A badge is for keepers")
)
FACTS = 'T1.1: {confidence: A, figures: ["99130", "15 may 2026", "2024-34", "25", "30"]}\n'


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "keeper.md").write_text(ROLE)
    (tmp_path / "badge.md").write_text(BADGE)
    (tmp_path / "facts.yaml").write_text(FACTS)
    return tmp_path


def test_good_guides_have_no_problems(folder):
    assert check_guides(folder, TODAY) == []
    assert GuideGraph.of_folder(folder).problems() == []


FAULTS = {
    "kind misspelt": ("kind: role", "kind: rolle", "kind: rolle", "kind"),
    "title missing": ("title: Keeper\n", "", "---", "title: missing"),
    "summary too long": ("What a keeper does.", "x" * 301, "summary:", "summary"),
    "date that is none": ("updated: 2026-11-01", "updated: 2026-02-30", "---", "not valid YAML"),
    "date in words": ("updated: 2026-11-01", "updated: soon", "updated:", "updated"),
    "date to come": ("updated: 2026-11-01", "updated: 2027-11-01", "updated:", "is to come"),
    "field unknown": ("skills:", "skils:", "skils:", "did you mean skills?"),
    "skills missing": ("skills: [keeping]\n", "", "---", "skills: missing"),
    "no facts": ("facts: [T1.1]", "facts: []", "---", "facts"),
    "no sources": (
        "sources:\n  - {title: Notes, address: https://example.org, date: undated}",
        "sources: []",
        "---",
        "sources",
    ),
    "source without address": ("address: https://example.org, ", "", "sources:", "sources.0"),
    "fact unknown": ("facts: [T1.1]", "facts: [T1.1, T9.9]", "facts:", "T9.9"),
    "leads nowhere": ("leads_to: [badge]", "leads_to: [bagde]", "leads_to:", "bagde"),
    "leads to itself": ("leads_to: [badge]", "leads_to: [keeper]", "leads_to:", "keeper"),
    "builds on nothing": ("builds_on: []", "builds_on: [gone]", "builds_on:", "gone"),
    "certification unknown": ("[KB-100]", "[KB-101]", "certifications:", "KB-101"),
    "link dead": ("(badge.md)", "(bagde.md)", "A keeper keeps", "bagde.md"),
    "link without ending": ("(badge.md)", "(badge)", "A keeper keeps", "leads to no guide"),
    "link out": ("(badge.md)", "(https://x.org)", "A keeper keeps", "leads to no guide"),
    "amount wrong": ("99,130", "99,310", "The median", "99310"),
    "percentage wrong": ("25–30", "25–35", "The median", "'35'"),
    "month wrong": ("in May 2026", "in June 2026", "The median", "june 2026"),
    "day wrong": ("in May 2026", "on 16 May 2026", "The median", "16 may 2026"),
    "year wrong": ("by 2034", "by 2035", "The median", "2035"),
    "exam code wrong": ("helps.", "helps, as KB-200 does.", "A keeper keeps", "KB-200"),
    "past its date": ("2026-12-31", "2026-10-31", "valid_until:", "past its date"),
    "review due": ("valid_until: 2026-12-31", "review_by: 2026-10-31", "review_by:", "reviewed"),
    "too short": (FILLER, "", "---", "500 to 1500"),
    "too long": (FILLER, FILLER + FILLER.replace("Line", "Row") * 4, "---", "500 to 1500"),
    "sentence too long": ("helps.", "and so " * 25 + "on.", "A keeper keeps", "40 at most"),
    "reads too hard": (
        "plain words what the work is like",
        "characteristically incomprehensible institutionalised terminology considerations",
        "---",
        "reads too hard",
    ),
    "sentence shared": ("Line alpha", "Point alpha", "Point alpha", "also in badge.md"),
    "no next steps": ("What to do next", "And then", "## And then", "What to do next"),
}


@pytest.mark.parametrize(("good", "bad", "line", "said"), FAULTS.values(), ids=FAULTS)
def test_a_planted_fault_is_found_on_its_line(folder, good, bad, line, said):
    text = ROLE.replace(good, bad)
    assert text != ROLE
    (folder / "keeper.md").write_text(text)
    found = [p for p in check_guides(folder, TODAY) if p.file == "keeper.md" and said in p.what]
    assert found, check_guides(folder, TODAY)
    assert text.split("\n")[found[0].line - 1].startswith(line)
    assert str(found[0]).startswith(f"keeper.md:{found[0].line}: ")


def test_a_guide_that_says_what_held_until_its_date_may_be_past_it(folder):
    held = ROLE.replace("2026-12-31", "2026-10-31").replace(
        "A keeper keeps things", "This held until 31 October 2026: a keeper keeps things"
    )
    (folder / "keeper.md").write_text(held)
    (folder / "facts.yaml").write_text(FACTS.replace('"25"', '"25", "31 october 2026"'))
    assert check_guides(folder, TODAY) == []


def test_islands_and_dead_ends_are_found(folder):
    alone = (
        BADGE.replace("KB-100", "KB-300").replace("Point", "Spot").replace("ends_here: true\n", "")
    )
    (folder / "alone.md").write_text(alone)
    said = [str(problem) for problem in GuideGraph.of_folder(folder).problems()]
    line = alone.split("\n").index("leads_to: []") + 1
    assert any(s.startswith(f"alone.md:{line}: nothing leads here") for s in said)
    assert any(s.startswith(f"alone.md:{line}: it is a dead end") for s in said)


def test_the_graph_is_printed_and_drawn(folder, tmp_path, capsys):
    assert main(["corpus", "graph", str(folder)]) == 0
    printed = capsys.readouterr().out
    assert "role          Keeper -> Badge" in printed
    assert "certification Badge -> Keeper" in printed
    picture = tmp_path / "graph.svg"
    assert main(["corpus", "graph", str(folder), "--svg", str(picture)]) == 0
    drawn = picture.read_text()
    assert drawn.startswith("<svg")
    assert (drawn.count("<rect"), drawn.count('marker-end="url(#to)"')) == (2, 2)
    assert ">Keeper</text>" in drawn


def test_the_command_says_what_is_wrong_and_fails(folder, capsys):
    for name, text in (("keeper.md", ROLE.replace("99,130", "99,310")), ("badge.md", BADGE)):
        (folder / name).write_text(text.replace("2026-12-31", "2999-12-31"))
    assert main(["corpus", "check", str(folder)]) == 1
    printed = capsys.readouterr()
    assert "keeper.md:" in printed.out
    assert "2 guides, 1 problems." in printed.err
    assert main(["corpus", "check", str(folder / "missing")]) == 1
    assert "is no folder" in capsys.readouterr().err


def test_figures_have_one_spelling():
    text = (
        "On 30 Nov 2026 and 3 April 2025, MS-102, SY0-701 and 220-1201 cost 1,165.50 dollars, "
        "25–30% in 2024–34 or 2024 to 2034; the names Microsoft 365 and Windows 11 hold no figure, "
        "and a decade 2020 is no month."
    )
    assert figures(text) == {
        "30 november 2026",
        "3 april 2025",
        "MS-102",
        "SY0-701",
        "220-1201",
        "1165.50",
        "25",
        "30",
        "2024-34",
        "2020",
    }


def test_the_guides_of_the_project_are_whole():
    problems = check_guides(CORPUS, TODAY) + GuideGraph.of_folder(CORPUS).problems()
    assert [str(problem) for problem in problems] == []


def test_there_are_sixty_guides_on_all_roles():
    text = GuideGraph.of_folder(CORPUS).as_text()
    assert len(list(CORPUS.glob("*.md"))) >= 60
    assert len(re.findall("^role ", text, re.M)) == 18
