"""A calendar that the program makes is read by others, and held against the index again."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import ics
import pytest
from icalendar import Calendar

from bot.errors import SavedAnswerError, ToolError
from bot.page.drawing.answer import Exchange
from bot.page.drawing.export import as_html, as_markdown
from bot.saved.touched import touched
from bot.saved.verify import verify
from bot.tools.calendar_file import as_calendar, events_of
from index import PassageChange

TODAY = "2026-11-29"


@pytest.fixture(scope="module")
def plan(kitchen):
    return kitchen.plan("CK-100", 5, "2027-05-02", start="2027-03-01", today=TODAY)


def test_another_library_reads_the_same_days(plan):
    read = sorted(ics.Calendar(as_calendar(plan).decode()).events, key=lambda event: event.begin)
    assert [event.begin.date().isoformat() for event in read] == [
        week.begins for week in plan.weeks for _ in week.work
    ]
    assert all(event.all_day for event in read)
    assert all("checked on 2026-11-01" in event.description for event in read)


def test_its_own_library_reads_what_was_written(plan):
    data = as_calendar(plan)
    assert Calendar.from_ical(data).to_ical() == data


def test_study_at_a_time_keeps_to_the_clock_across_the_change_to_summer_time(plan):
    """In Berlin the clocks change on 28 March 2027: seven in the evening stays seven."""
    data = as_calendar(plan, time(19), "Europe/Berlin")
    first = {}
    for event in ics.Calendar(data.decode()).events:
        begin = event.begin.datetime.astimezone(UTC)
        day = event.begin.date()
        first[day] = min(first.get(day, begin), begin)
    for day, begin in first.items():
        hour = 18 if day < date(2027, 3, 28) else 17
        assert begin == datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    assert {hour.hour for hour in first.values()} == {17, 18}
    assert b"BEGIN:VTIMEZONE" in data


def test_no_event_is_in_the_past(kitchen, plan):
    later = kitchen.plan(
        "CK-100", 5, "2027-05-02", start="2027-04-05", kept=plan.weeks[:2], today="2027-04-03"
    )
    begins = [week.begins for week in later.weeks]
    assert min(begins) < "2027-04-03"
    events = ics.Calendar(as_calendar(later).decode()).events
    assert min(event.begin.date() for event in events) >= date(2027, 4, 3)


def test_a_plan_without_weeks_and_a_place_without_time_are_refused(kitchen, plan):
    over = kitchen.plan("OD-111", 5, today=TODAY)
    with pytest.raises(ToolError, match="no weeks"):
        as_calendar(over)
    with pytest.raises(ToolError, match="Europe/Berlin"):
        as_calendar(plan, time(19), "Berlin")


@pytest.fixture
def saved(plan, tmp_path):
    """The plan in each format that is saved: its ending -> the file."""
    exchange = Exchange(plan.title, answer=plan.answer())
    texts = {
        "html": as_html([exchange], plan.title).encode(),
        "md": as_markdown([exchange], plan.title).encode(),
        "ics": as_calendar(plan),
    }
    for ending, data in texts.items():
        (tmp_path / f"plan.{ending}").write_bytes(data)
    return tmp_path


@pytest.mark.parametrize("ending", ["html", "md", "ics"])
def test_what_was_saved_is_verified(kitchen, saved, ending):
    found = verify(saved / f"plan.{ending}", kitchen.index)
    assert found.quotes
    assert not [finding for finding in found.findings if finding.wrong]


@pytest.mark.parametrize("ending", ["html", "md", "ics"])
def test_a_quote_that_was_tampered_with_is_found(kitchen, saved, ending):
    file = saved / f"plan.{ending}"
    file.write_bytes(file.read_bytes().replace(b"24 hours", b"42 hours"))
    assert any(finding.wrong for finding in verify(file, kitchen.index).findings)


@pytest.mark.parametrize(("name", "text"), [("x.ics", b"no calendar"), ("x.md", b"# Nothing\n")])
def test_a_file_without_quotes_is_refused(kitchen, tmp_path, name, text):
    (tmp_path / name).write_bytes(text)
    with pytest.raises(SavedAnswerError):
        verify(tmp_path / name, kitchen.index)


def test_events_whose_quotes_changed_are_named(saved, plan):
    event = events_of((saved / "plan.ics").read_bytes(), "plan.ics")[0]
    before = f"Some words. {event.quote}"
    change = PassageChange("changed", event.source, "Section", before, "Other words.", "id")
    lines = list(touched([saved / "plan.ics"], [change]))
    assert any(event.summary in line and event.day in line for line in lines)
    kept = PassageChange("changed", event.source, "Section", before, f"{event.quote} More.", "id")
    assert not list(touched([saved / "plan.ics"], [kept]))


def test_days_go_on_from_week_to_week(plan):
    begins = [date.fromisoformat(week.begins) for week in plan.weeks]
    assert all(b - a == timedelta(days=7) for a, b in pairwise(begins))
