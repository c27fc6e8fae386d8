"""The guides, and the answers, on the day before each date that the guides hold, on the day itself,
and a year after: no past day is spoken of as one to come, and an end is said from its right side.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from bot import Advisor, Preferences
from bot.guides import check_guides, read_guides
from bot.guides.days import day_problems, last_day
from bot.guides.figures import MONTH
from bot.guides.guide import Guide
from index.reading.front_matter import FrontMatter
from tests.conftest import CORPUS

DAY = re.compile(r"\d{4}-\d\d-\d\d")
YEAR = timedelta(days=365)
GUIDES = read_guides(CORPUS)[0]
WRITTEN = max(guide.about.updated for guide in GUIDES)
# One of each: an exam that ends soon, one that has ended, one later, one in the guide of another.
SUBJECTS = ("MS-102", "AZ-500", "SY0-701", "AZ-800")


def dated(kind: str) -> dict[str, date]:
    """What the guides give a day of that kind, with the day."""
    return {
        stated.subject or guide.about.exams[0]: date.fromisoformat(stated.value)
        for guide in GUIDES
        for stated in guide.about.stated
        if stated.kind == kind and DAY.fullmatch(stated.value)
    }


ENDS = {subject: day for subject, day in dated("end").items() if " and " not in subject}
ALL_ENDS = FrontMatter(
    stated=[each for g in GUIDES for each in g.about.stated if each.kind == "end" and each.subject]
)
SAID_DAYS = sorted({*dated("end").values(), *dated("launch").values()})


def around(day: date) -> tuple[date, ...]:
    return day - timedelta(days=1), day, day + timedelta(days=1), day + YEAR


def read_days() -> list[date]:
    """The days on which the guides may be read: they were not before they were written."""
    return sorted({day for said in SAID_DAYS for day in around(said) if day >= WRITTEN})


def some(everything: list, quick: set) -> list:
    """All of them as parameters; those that are not quick are slow."""
    return [
        each if each in quick else pytest.param(each, marks=pytest.mark.slow) for each in everything
    ]


NEXT = min(day for day in SAID_DAYS if day >= WRITTEN)


def test_the_guides_hold_days_on_both_sides_of_the_one_they_were_written_on():
    assert len(SAID_DAYS) >= 10
    assert SAID_DAYS[0] < WRITTEN < SAID_DAYS[-1]
    assert set(SUBJECTS) <= set(ENDS)
    assert len(read_days()) >= 15


@pytest.mark.parametrize("day", some(read_days(), {NEXT + timedelta(days=1), NEXT + YEAR}), ids=str)
def test_no_sentence_of_the_guides_is_wrong_on_a_day(day):
    assert [str(problem) for problem in day_problems(GUIDES, day)] == []


@pytest.mark.slow
@pytest.mark.parametrize("day", read_days(), ids=str)
def test_the_whole_check_of_the_guides_finds_nothing_on_a_day(day):
    assert [str(problem) for problem in check_guides(CORPUS, day)] == []


def questions(subject: str) -> tuple[str, ...]:
    return f"Can I still take {subject}?", f"Is {subject} retired?", f"When does {subject} end?"


def spoken(text: str) -> Iterator[str]:
    """The sentences of an answer, without marks."""
    plain = re.sub(r"\s*\[\d+\]|\*\*", "", text)
    yield from (each for each in re.split(r"(?<=[.!?])\s+|\n+", plain) if each)


# As the program says it; the guides say the date alone, which is true on any day.
FROM_TODAY = re.compile(
    r"The announced end of (?P<what>.+?) (?:(?P<today>is today), (?P<now>DAY)"
    r"|(?P<side>was|is) (?P<day>DAY), (?:tomorrow|in \d+ days|\d+ days? ago))".replace(
        "DAY", rf"\d+ (?:{MONTH}) \d{{4}}"
    ),
    re.IGNORECASE,
)


def wrong_sides(text: str, day: date) -> list[str]:
    """What an answer says of its day that is not so."""
    sides = {-1: "was", 0: "is today", 1: "is"}
    found = []
    for said in FROM_TODAY.finditer(text):
        end = last_day(said["day"] or said["now"])
        if (said["side"] or said["today"]) != sides[(end > day) - (end < day)]:
            found.append(said[0])
    rest = [each for each in spoken(text) if not FROM_TODAY.match(each)]
    page = Guide(CORPUS / "answer.md", "", ALL_ENDS, "\n\n".join(rest))
    return found + [str(problem) for problem in day_problems([page], day)]


@pytest.mark.parametrize(
    ("text", "day", "wrong"),
    [
        ("The announced end of X is 30 November 2026, tomorrow.", "2026-11-29", False),
        ("The announced end of X is 30 November 2026, tomorrow.", "2026-12-01", True),
        ("The announced end of X was 30 November 2026, 1 day ago.", "2026-11-30", True),
        ("The announced end of X is today, 30 November 2026.", "2026-11-30", False),
        ("X retires on 30 November 2026. [1]", "2026-11-29", True),
        ("It will be dropped on 30 November 2026. [1]", "2026-12-01", True),
        ("It can still be taken. [1]", "2026-11-01", True),
        ("The announced end of X is 30 November 2026.", "2026-12-01", False),
        ("It was announced for 30 November 2026. [1]", "2026-12-01", False),
    ],
)
def test_a_wrong_side_is_seen(text, day, wrong):
    assert bool(wrong_sides(text, date.fromisoformat(day))) is wrong


@pytest.mark.parametrize("subject", some(sorted(ENDS), set(SUBJECTS)))
def test_an_answer_says_an_end_from_the_right_side(subject, advisor: Advisor):
    end = ENDS[subject]
    for day in around(end):
        if day < WRITTEN:
            continue
        for question in questions(subject):
            answer = advisor.ask(question, preferences=Preferences(today=day.isoformat()))
            text = "\n".join((answer.text, *answer.notices))
            assert wrong_sides(text, day) == [], (question, day)
            if any(subject in guide.about.exams for guide in GUIDES):
                assert str(end.year) in text, (question, day)
                assert f"{end.day} {end:%B %Y}" in text, (question, day)


@pytest.mark.parametrize("day", around(ENDS["MS-102"]), ids=str)
def test_whether_an_exam_can_still_be_taken_is_answered_from_today(day, advisor: Advisor):
    for question in questions("MS-102"):
        answer = advisor.ask(question, preferences=Preferences(today=day.isoformat()))
        said = FROM_TODAY.search(answer.text)
        assert said, (question, day)
        assert said["what"] == "MS-102"
