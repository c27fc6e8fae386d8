"""The checker of guides: it passes good ones, and names file and line of every planted fault."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.guides import GuideGraph, check_guides, read_guides, to_recheck
from bot.guides.days import first_day, last_day
from bot.guides.figures import figures
from tests.conftest import CORPUS

TODAY = date(2026, 11, 23)
SMALL = Path(__file__).parent / "small_guides"
ROLE, BADGE, FACTS = (
    (SMALL / name).read_text(encoding="utf-8") for name in ("keeper.md", "badge.md", "facts.yaml")
)
FILLER = ROLE[ROLE.index("Line alpha") : ROLE.index("## What to do next")]
RELATIONS = ROLE[ROLE.index("relations:") : ROLE.index("---\n#")]


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(SMALL, tmp_path / "guides"))


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
    "no facts": ("facts: [T1.1, T1.2]", "facts: []", "---", "facts"),
    "no sources": (
        "sources:\n  - {title: Notes, address: https://example.org, date: undated}",
        "sources: []",
        "---",
        "sources",
    ),
    "source without address": ("address: https://example.org, ", "", "  - {title", "sources.0"),
    "fact unknown": ("facts: [T1.1,", "facts: [T9.9, T1.1,", "facts:", "T9.9"),
    "leads nowhere": ("leads_to: [badge]", "leads_to: [bagde]", "leads_to:", "bagde"),
    "leads to itself": ("leads_to: [badge]", "leads_to: [keeper]", "leads_to:", "keeper"),
    "builds on nothing": ("builds_on: []", "builds_on: [gone]", "builds_on:", "gone"),
    "certification unknown": (
        "certifications: [KB-100]",
        "certifications: [KB-101]",
        "certifications:",
        "KB-101",
    ),
    "link dead": ("(badge.md)", "(bagde.md)", "A keeper keeps", "bagde.md"),
    "link without ending": ("(badge.md)", "(badge)", "A keeper keeps", "leads to no guide"),
    "link out": ("(badge.md)", "(https://x.org)", "A keeper keeps", "leads to no guide"),
    "amount wrong": ("| 99,130 dollars |\n", "| 99,310 dollars |\n", "| Keepers", "99310"),
    "percentage wrong": ("25–30", "25–35", "Sums of", "'35'"),
    "month wrong": ("in May 2026,", "in June 2026,", "Sums of", "june 2026"),
    "day wrong": ("in May 2026,", "on 16 May 2026,", "Sums of", "16 may 2026"),
    "year wrong": ("by 2034", "by 2035", "Sums of", "2035"),
    "exam code wrong": ("helps.", "helps, as KB-200 does.", "A keeper keeps", "KB-200"),
    "past its date": ("2026-12-31", "2026-10-31", "valid_until:", "past its date"),
    "too short": (FILLER, "", "---", "300 to 1500"),
    "too long": (FILLER, FILLER + FILLER.replace("Line", "Row") * 5, "---", "300 to 1500"),
    "sentence too long": ("helps.", "and so " * 25 + "on.", "A keeper keeps", "40 at most"),
    "reads too hard": (
        "plain words. It says",
        "incomprehensible institutionalised terminology considerations, interpretations",
        "---",
        "reads too hard",
    ),
    "sentence shared": (
        "It says alpha of what the alpha work is like.",
        "Behind it a alpha star shows the alpha year.",
        "Line alpha",
        "also in badge.md",
    ),
    "run of words shared": (
        "Spare line.",
        "Go on: 99,130 much in the United States, as counted in May, and more.",
        "The announced",
        "'much in the united states as counted in' is also in badge.md",
    ),
    "no next steps": ("What to do next", "And then", "## And then", "What to do next"),
}
# The typed fields, and sentences that a day makes wrong.
FAULTS |= {
    "aspect unknown": ("aspect: suits", "aspect: suit", "  - {aspect: suit,", "aspect: Input"),
    "value too long": (
        "value: calm people",
        f"value: {'x' * 91}",
        "  - {aspect: suits",
        "90 at most",
    ),
    "value with a full stop": (
        "value: calm people",
        'value: "calm people."',
        "  - {aspect: suits",
        "full stop",
    ),
    "value not in its sentence": (
        'value: "99,130 dollars"',
        'value: "99,310 dollars"',
        "  - {aspect: pay",
        "the number 99310",
    ),
    "value not in the facts": (
        "value: keeps things",
        "value: keeps 77 things",
        "  - {aspect: what",
        "'77' of 'keeps 77 things' is in none",
    ),
    "sentence of a value changed": (
        '"The work suits calm people."',
        '"The work fits calm people."',
        "  - {aspect: suits",
        "does not stand in this guide",
    ),
    "half a sentence": (
        '"The work suits calm people."',
        '"suits calm people."',
        "  - {aspect: suits",
        "does not stand in this guide",
    ),
    "row of a value changed": (
        'sentence: "| Keepers | 99,130 dollars |"}\n  - {aspect: suits',
        'sentence: "| Keepers | about 99,130 dollars |"}\n  - {aspect: suits',
        "  - {aspect: pay",
        "does not stand in this guide",
    ),
    "too few values": (
        ROLE[ROLE.index("  - {aspect: before") : ROLE.index("stated:")],
        "",
        "at_a_glance:",
        "6 to 14",
    ),
    "an aspect twice": ("aspect: length", "aspect: day", "  - {aspect: day", "day 2 times"),
    "kind unknown": (
        "kind: length",
        "kind: lenght",
        "  - {fact: T1.2, kind: lenght",
        "kind: Input",
    ),
    "value of a fact no number": (
        "value: 99130",
        'value: "99,130"',
        "  - {fact: T1.1, kind: pay",
        "without separators",
    ),
    "day that is none": (
        "value: 2026-11-30",
        'value: "2026-11-31"',
        "  - {fact: T1.2, kind: end",
        "day",
    ),
    "span upside down": (
        "value: 45,",
        'value: "45-20",',
        "  - {fact: T1.2, kind: length",
        "a span",
    ),
    "number not in its sentence": (
        "value: 45,",
        "value: 30,",
        "  - {fact: T1.2, kind: length",
        "the number 30 of the value '30' is not in its sentence",
    ),
    "number not in its fact": (
        "fact: T1.2, kind: length",
        "fact: T1.1, kind: length",
        "  - {fact: T1.1, kind: length",
        "is not in fact T1.1",
    ),
    "day not in its sentence": (
        "value: 2026-11-30",
        "value: 2026-11-29",
        "  - {fact: T1.2, kind: end",
        "29 november 2026",
    ),
    "fact of a figure not among the facts": (
        "fact: T1.2, kind: length",
        "fact: T9.9, kind: length",
        "  - {fact: T9.9",
        "not among the guide's facts",
    ),
    "more sure than its fact": (
        "confidence: B",
        "confidence: A",
        "  - {fact: T1.2, kind: end",
        "confidence B, not A",
    ),
    "as of a day no fact has": (
        "unit: minutes, as_of: May 2026",
        "unit: minutes, as_of: April 2026",
        "  - {fact: T1.2, kind: length",
        "april 2026",
    ),
    "pay of no place": (
        "place: United States, ",
        "",
        "  - {fact: T1.1, kind: pay",
        "must have place",
    ),
    "pay of no unit": ("unit: dollars, ", "", "  - {fact: T1.1, kind: pay", "must have unit"),
    "pay by no measure": (
        "kind: pay, value",
        "kind: pay, measure: middle, value",
        "  - {fact: T1.1, kind: pay",
        "measure: Value error, of pay",
    ),
    "sentence of a fact changed": (
        'sentence: "The announced end of KB-100 is 30 November 2026."',
        'sentence: "The announced end of KB-100 was 30 November 2026."',
        "  - {fact: T1.2, kind: end",
        "does not stand in this guide",
    ),
    "relation undeclared": ("to: badge", "to: medal", "  - {to: medal", "not in leads_to"),
    "relation the other way": (
        "order: leads_to",
        "order: builds_on",
        "  - {to: badge",
        "not in builds_on",
    ),
    "relation without its sentence": (
        'sentence: "The badge is a condition."}\n---',
        'sentence: "The badge is a must."}\n---',
        "  - {to: badge",
        "in this guide or in badge",
    ),
    "condition that is none": (
        'sentence: "The badge is a condition."}\n---',
        'sentence: "A keeper keeps things, and the badge helps."}\n---',
        "  - {to: badge",
        "says it is a condition",
    ),
    "relation of no kind": ("kind: required", "kind: related", "  - {to: badge", "kind: Input"),
    "relation twice": (
        RELATIONS,
        RELATIONS + RELATIONS.split("\n", 1)[1],
        "relations:",
        "given 2 times",
    ),
    "too few names": (", minder, custodian", "", "also_called:", "has 1 names"),
    "name twice": ("minder, custodian", "minder, Minder", "also_called:", "given twice"),
    "name of another guide": ("custodian", "medal", "also_called:", "claimed by badge.md"),
    "exam of another guide": ("custodian", "KB 100", "also_called:", "claimed by badge.md"),
    "questions under no heading": (
        "also_called:",
        'asked:\n  "What does it earn?":\n    - "pay"\nalso_called:',
        '  "What does it earn?"',
        "no heading here",
    ),
    **{
        f"ages: {words}": ("Spare line.", words, "The announced end", said)
        for words, said in (
            ("It ends tomorrow.", "depends on the day"),
            ("KB-200 is expected next month.", "depends on the day"),
            ("The price is currently low.", "depends on the day"),
            ("The exam is set to retire.", "true only until a day"),
            ("The exam will retire.", "true only until a day"),
            ("The exam is due to be withdrawn.", "true only until a day"),
            ("The exam can still be taken.", "true only until a day"),
            ("The exam is still available.", "true only until a day"),
            ("It retires on 30 November 2026.", "a present tense that its date makes wrong"),
            ("Renewal is possible until 30 November 2026.", "a present tense"),
            ("It ended on 30 November 2026.", "its date is to come"),
            ("Since 30 November 2026 it is gone.", "its date is to come"),
            ("The list will change on 15 May 2026.", "its date is past"),
            ("A new list is expected to come in May 2026.", "its date is past"),
            ("KB-100 is available to all.", "true only until its end, 2026-11-30"),
            ("KB-100 has ended for good.", "true only after its end, 2026-11-30"),
            ("KB-100 can be booked by anyone.", "true only until its end, 2026-11-30"),
        )
    },
    "value that ages": (
        "value: calm people",
        "value: will retire",
        "  - {aspect: suits",
        "true only until a day",
    ),
    "summary that ages": (
        "What a keeper does.",
        "It ends tomorrow.",
        "summary:",
        "depends on the day",
    ),
}
assert len(FAULTS) >= 45


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
        "Spare line.", "This held until 31 October 2026."
    )
    (folder / "keeper.md").write_text(held)
    (folder / "facts.yaml").write_text(FACTS.replace('"25"', '"25", "31 october 2026"'))
    assert check_guides(folder, TODAY) == []


def test_a_certification_names_its_official_page_or_says_that_it_could_not(folder):
    for title, address, right in (
        ("Notes", "https://example.org", False),
        ("Notes", "https://comptia.org.example", False),
        ("Official page, not found", "not identified", True),
        ("Study guide", "https://learn.microsoft.com/en-us/x", True),
    ):
        source = f"{{title: '{title}', address: '{address}', date: undated}}"
        text = re.sub(r"\{title: Notes.*\}", source, BADGE)
        (folder / "badge.md").write_text(text)
        found = [p for p in check_guides(folder, TODAY) if "official page" in p.what]
        assert bool(found) is not right, (title, address)
        assert all(text.split("\n")[p.line - 1] == "sources:" for p in found)


@pytest.mark.parametrize(
    "sentence",
    [
        "The announced end of KB-100 is 30 November 2026.",
        "Up to 5 October 2026 no successor had been announced.",
        "Before 30 November 2026 you could take KB-100; after that day you can not.",
        "Renewal was announced to be possible until 30 November 2026.",
        "It was expected to launch in May 2026.",
        "If an exam retires on 30 November 2026, you keep what you learned.",
        "The bureau expects 4 per cent fewer jobs from 2025 to 2035.",
        "Jobs are projected to shrink in 2025–35.",
        "KB-100 counted as available on 15 May 2026.",
        "Find out whether KB-100 is available to you.",
        "Ask whether the exam can still be taken.",
        "It is reported to have ended on 15 May 2026.",
        "Decide what you want to learn next year.",
    ],
)
def test_what_is_true_on_both_sides_of_a_day_is_no_fault(folder, sentence):
    (folder / "keeper.md").write_text(ROLE.replace("Spare line.", sentence))
    for day in (TODAY, date(2026, 12, 1), date(2027, 6, 1)):
        said = [p.what for p in check_guides(folder, day)]
        assert [s for s in said if "figure" not in s and "past its date" not in s] == []


@pytest.mark.parametrize(
    ("sentence", "before", "after"),
    [
        ("It ended on 30 November 2026.", 1, 0),
        ("KB-100 has ended for good.", 1, 0),
        ("It will change on 30 November 2026.", 0, 1),
        ("It is expected to come in November 2026.", 0, 1),
        ("Jobs will be fewer in 2026.", 0, 1),
    ],
)
def test_the_day_decides_which_tense_is_wrong(folder, sentence, before, after):
    (folder / "keeper.md").write_text(ROLE.replace("Spare line.", sentence))

    def wrong(day: date) -> int:
        said = " ".join(p.what for p in check_guides(folder, day))
        return len(re.findall("its date is|true only after", said))

    assert [wrong(date(2026, 11, 29)), wrong(date(2027, 6, 1))] == [before, after]


def test_a_day_a_month_and_a_year_begin_and_end():
    assert [str(last_day(s)) for s in ("5 May 2026", "February 2028", "2026", "2025–35")] == [
        "2026-05-05",
        "2028-02-29",
        "2026-12-31",
        "2035-12-31",
    ]
    assert str(first_day("Nov 2026")) == "2026-11-01"


def test_a_relation_may_rest_on_a_sentence_of_the_other_guide(folder):
    said = "Point alpha shines on the front."
    (folder / "keeper.md").write_text(
        ROLE.replace("kind: required", "kind: suggested").replace(
            'sentence: "The badge is a condition."}\n---', f'sentence: "{said}"}}\n---'
        )
    )
    assert check_guides(folder, TODAY) == []


def test_old_facts_are_a_work_list_by_source_and_no_problem(folder, capsys):
    guides, _ = read_guides(folder)

    def listed(*day: int) -> dict[str, tuple[str, ...]]:
        return {old.source: old.facts for old in to_recheck(guides, date(*day))}

    assert listed(2026, 11, 30) == {}
    assert listed(2026, 12, 1) == {"Log": ("T1.2",)}  # six months after May 2026
    assert listed(2027, 11, 30) == {"Log": ("T1.2",)}
    assert listed(2027, 12, 1) == {"Log": ("T1.2",), "Notes": ("T1.1",)}  # eighteen months
    happened = ROLE.replace("30 November 2026", "15 May 2026").replace("2026-11-30", "2026-05-15")
    (folder / "keeper.md").write_text(happened.replace("kind: length", "kind: hours"))
    guides, _ = read_guides(folder)
    assert listed(2026, 12, 1) == {}  # what ended before it was looked up does not age
    undated = ROLE.replace("unit: minutes, as_of: May 2026", "unit: minutes")
    undated = undated.replace("valid_until: 2026-12-31", "review_by: 2026-11-29")
    (folder / "keeper.md").write_text(undated)
    assert main(["corpus", "check", str(folder), "--on", "2026-11-30"]) == 0
    printed = capsys.readouterr().out
    assert "Log: T1.2 (length; undated) in keeper.md" in printed
    assert "keeper.md: it was to be reviewed by 2026-11-29" in printed


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
    (folder / "keeper.md").write_text(ROLE.replace("25–30", "25–31"))
    assert main(["corpus", "check", str(folder), "--on", "2026-11-23"]) == 1
    printed = capsys.readouterr()
    assert "keeper.md:" in printed.out
    assert "'31'" in printed.out
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


@pytest.mark.parametrize("day", [date.today(), date(2026, 12, 1), date(2027, 6, 1)], ids=str)
def test_the_guides_of_the_project_are_whole_and_true_on_any_day(day):
    problems = check_guides(CORPUS, day) + GuideGraph.of_folder(CORPUS).problems()
    assert [str(problem) for problem in problems] == []


def test_there_are_sixty_guides_on_all_roles():
    text = GuideGraph.of_folder(CORPUS).as_text()
    assert len(list(CORPUS.glob("*.md"))) >= 60
    assert len(re.findall("^role ", text, re.M)) == 18
