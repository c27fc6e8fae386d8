"""On which side of an end today is, and the days and hours that a question names."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.career.claims import claims_of
from bot.career.dates import deadline_in, hours_a_week, on_this_side, spelt
from bot.wording.citing import Numbering

TODAY = date(2026, 11, 29)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@pytest.fixture
def end(bakery, guide):
    (claim,) = claims_of(guide("bk-100.md"), ["end"], bakery.index.document)
    return claim


@pytest.mark.parametrize(
    ("today", "side"),
    [
        ("2026-10-31", "is 30 November 2026, in 30 days."),
        ("2026-11-28", "is 30 November 2026, in 2 days."),
        ("2026-11-29", "is 30 November 2026, tomorrow."),
        ("2026-11-30", "is today, 30 November 2026."),
        ("2026-12-01", "was 30 November 2026, 1 day ago."),
        ("2026-12-10", "was 30 November 2026, 10 days ago."),
    ],
)
def test_the_side_of_an_end_is_worked_out_from_its_quote(end, today, side):
    sentence = on_this_side(end, date.fromisoformat(today), Numbering())
    assert sentence.text == f"The announced end of BK-100 {side}"
    assert sentence.support == "worked_out"
    (citation,) = sentence.citations
    assert citation.quote == "The announced end of BK-100 is 30 November 2026."


@pytest.mark.parametrize("today", ["2024-01-01", "2029-01-01"])
def test_an_end_that_is_far_off_is_not_named(end, today):
    assert on_this_side(end, date.fromisoformat(today), Numbering()) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("I want it by the end of March", "2027-03-31"),
        ("by March", "2027-03-31"),
        ("before March 2028", "2028-03-01"),
        ("by 15 January 2027", "2027-01-15"),
        ("until December", "2026-12-31"),
        ("by 30 January 2027", "2027-01-30"),
        ("by 31 April", "2027-04-30"),
        ("before 0 May", "2027-05-01"),
        ("by February 2028", "2028-02-29"),
        ("in 8 weeks", "2027-01-24"),
        ("within 2 months", "2027-01-28"),
        ("I passed it 8 weeks ago", None),
        ("what is a plan?", None),
        ("may I take it?", None),
    ],
)
def test_a_deadline_is_the_day_that_a_question_names(text, day):
    assert deadline_in(text, TODAY) == (date.fromisoformat(day) if day else None)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("5 hours a week", 5),
        ("5 hrs per week", 5),
        ("1 hour a day", 5),
        ("2 hours each evening", 10),
        ("30 minutes a day", 2.5),
        ("2.5 hours weekly", 2.5),
        ("no time at all", 0),
    ],
)
def test_hours_are_those_of_a_week(text, hours):
    assert hours_a_week(text) == hours


@given(st.text(max_size=100), DAYS)
def test_any_text_is_read(text, today):
    deadline_in(text, today)
    assert hours_a_week(text) >= 0


@given(
    st.sampled_from(["by", "before", "until", "in", "by the end of"]),
    st.sampled_from(["", "0 ", "30 ", "31 ", "99 "]),
    st.sampled_from(["January", "feb", "April", "may", "December"]),
    DAYS,
)
def test_a_month_without_a_year_is_the_next_one_there_is(word, number, month, today):
    day = deadline_in(f"{word} {number}{month}", today)
    assert day is not None
    assert date(today.year, today.month, 1) <= day <= date(today.year + 1, 12, 31)


def test_days_are_spelt_as_the_guides_spell_them():
    assert spelt(date(2026, 11, 1)) == "1 November 2026"
