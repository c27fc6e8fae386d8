"""Weeks, hours and days of a plan are worked out from weights and estimates, which are cited."""

from datetime import date

import pytest

from bot.career.planning import StudyTime, how_long, in_turn, study_time, weekly
from bot.wording.citing import Numbering
from tests.career.conftest import check, rows

MONDAY = date(2026, 9, 7)


@pytest.fixture
def of(bakery):
    return bakery.index.document, Numbering()


def test_hours_and_weeks_are_shared_by_the_weights_heaviest_first(bakery, guide, of):
    time = StudyTime(5, MONDAY, date(2026, 11, 2))
    table = weekly(guide("bk-100.md"), time, of)
    check(table, of[1], bakery.index.document)
    assert list(rows(table).items()) == [
        ("Kneading", ["75 per cent", "30 hours", "6.0 weeks", "from 7 September 2026"]),
        ("Proving", ["25 per cent", "10 hours", "2.0 weeks", "from 19 October 2026"]),
    ]
    for row in table.rows:
        weight, *worked_out = row.cells
        assert {cell.support for cell in worked_out} == {"worked_out"}
        assert {cell.citations for cell in worked_out} == {weight.citations}
    assert weekly(guide("bk-200.md"), time, of).rows == ()


def test_weeks_without_hours_are_shared_too(guide, of):
    table = weekly(guide("bk-100.md"), StudyTime(0, MONDAY, date(2026, 10, 5)), of)
    assert rows(table)["Kneading"] == ["75 per cent", "3.0 weeks", "from 7 September 2026"]


@pytest.mark.parametrize(
    ("a_week", "by", "said"),
    [
        (5, None, "20 to 40 hours, the estimates for BK-100, at 5 hours a week are 4 to 8 weeks"),
        (5, date(2026, 10, 5), "You have 4 weeks of 5 hours, 20 hours, against 20 to 40 hours"),
        (0, date(2026, 10, 5), "in 4 weeks are 5 to 10 hours a week"),
        (0, None, ""),
    ],
)
def test_an_estimate_is_held_against_the_time(guide, of, a_week, by, said):
    found = how_long([guide("bk-100.md")], StudyTime(a_week, MONDAY, by), of)
    assert (said in found.text) if found else not said
    if found:
        assert found.support == "worked_out"
        assert "20" in found.citations[0].quote


@pytest.mark.parametrize(
    ("a_week", "verdict"),
    [(4, "falls short"), (6, "covers the lower estimate"), (10, "which covers it")],
)
def test_the_verdict_follows_from_the_sum(guide, of, a_week, verdict):
    found = how_long([guide("bk-100.md")], StudyTime(a_week, MONDAY, date(2026, 10, 5)), of)
    assert verdict in found.text


def test_an_exam_without_an_estimate_has_no_sum(guide, of):
    assert how_long([guide("bk-200.md")], StudyTime(5, MONDAY, None), of) is None
    both = [guide("bk-100.md"), guide("bk-200.md")]
    assert how_long(both, StudyTime(5, MONDAY, None), of) is None
    assert in_turn(both, StudyTime(5, MONDAY, None), of).rows == ()


@pytest.mark.parametrize(
    ("text", "hours", "expected"),
    [
        ("5 hours a week, start 4 January", "", (5, date(2027, 1, 4), None, 0)),
        ("plan by end of March", "6 hours a week", (6, date(2026, 11, 30), date(2027, 3, 31), 0)),
        ("6h a week", "2 hours a week", (6, date(2026, 11, 30), None, 0)),
        (
            "3 hours a week from January, a two week holiday in February",
            "",
            (3, date(2027, 1, 4), None, 2),
        ),
        ("I have 3 weeks off between jobs", "", (0, date(2026, 11, 30), date(2026, 12, 21), 0)),
        ("45 days till it expires", "", (0, date(2026, 11, 30), date(2027, 1, 14), 0)),
        ("in one month", "", (0, date(2026, 11, 30), date(2026, 12, 30), 0)),
        ("by autumn", "", (0, date(2026, 11, 30), date(2027, 9, 1), 0)),
        ("full time until June", "", (35, date(2026, 11, 30), date(2027, 6, 30), 0)),
        ("3 weeks ago", "", (0, date(2026, 11, 30), None, 0)),
    ],
)
def test_when_someone_can_study(text, hours, expected):
    assert study_time(text, hours, date(2026, 11, 29)) == StudyTime(*expected)


def test_weeks_off_are_no_weeks_of_study():
    assert StudyTime(5, MONDAY, date(2026, 10, 5), off=1).weeks == 3
    assert StudyTime(5, MONDAY, date(2026, 9, 1)).weeks == 0
