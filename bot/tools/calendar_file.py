"""A plan as a calendar, and a calendar's events as they are read back.

Each event of a week holds the quote it rests on, the guide and the day that guide was checked on,
and the span of the quote, so that `careerbot verify` can hold it against an index.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from icalendar import Calendar, Event

from bot.errors import SavedAnswerError, ToolError
from bot.tools.results import Plan, Week, Work
from bot.types import Citation

PRODUCT = "-//careerbot//study plan//EN"
FIELDS = ("quote", "source", "title", "start", "end", "document")
_PREFIX = "X-CAREERBOT-"


@dataclass(frozen=True)
class Noted:
    """An event of a calendar with the quote that it holds.

    Attributes:
        summary: what is to be done.
        day: its first day.
        quote, source, title, start, end, document: as of a `Citation`; as text.
    """

    summary: str
    day: str
    quote: str
    source: str
    title: str
    start: str
    end: str
    document: str


def as_calendar(plan: Plan, at: time | None = None, zone: str = "") -> bytes:
    """A plan as an iCalendar file: a day-long event for each part of a week, or one at a time.

    Args:
        plan: its weeks; those that are past are left out.
        at: the time of day at which study begins on the first day of a week.
        zone: the time zone of that time, such as Europe/Berlin.

    Raises:
        ToolError: there are no weeks to come, or no such time zone.
    """
    weeks = [week for week in plan.weeks if week.begins >= plan.today]
    if not weeks:
        raise ToolError("This plan has no weeks to come, so there is nothing for a calendar.")
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", plan.title)
    clock = _zone(zone) if at else None
    checked = {passage.document: passage.updated for passage in plan.passages}
    for week in weeks:
        begins = datetime.combine(date.fromisoformat(week.begins), at, clock) if at else None
        for work in week.work:
            calendar.add_component(_event(plan, week, work, begins, checked))
            begins = begins + timedelta(hours=work.hours or 1) if begins else None
    if at:
        calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        near = [each for each in sorted(available_timezones()) if name.lower() in each.lower()][:3]
        offered = f" Did you mean {' or '.join(near)}?" if near else ""
        raise ToolError(f"There is no time zone {name!r}.{offered}") from None


def _event(
    plan: Plan, week: Week, work: Work, begins: datetime | None, checked: dict[str, str]
) -> Event:
    event = Event()
    cited = work.rests_on.citations[-1]
    hours = f", {work.hours:g} hours" if work.hours else ""
    event.add("uid", f"{_identity(plan, week, work)}@careerbot")
    event.add("summary", f"{plan.exam}: {work.topic}{hours}")
    event.add("dtstamp", datetime.combine(date.fromisoformat(plan.today), time(), ZoneInfo("UTC")))
    if begins:
        event.add("dtstart", begins)
        event.add("dtend", begins + timedelta(hours=work.hours or 1))
    else:
        event.add("dtstart", date.fromisoformat(week.begins))
        event.add("dtend", date.fromisoformat(week.ends) + timedelta(days=1))
    event.add("description", "\n".join(_said(work, cited, checked.get(cited.document, ""))))
    event.add("transp", "OPAQUE" if begins else "TRANSPARENT")
    for name in FIELDS:
        event.add(f"{_PREFIX}{name.upper()}", str(getattr(cited, name)))
    return event


def _said(work: Work, cited: Citation, checked: str) -> Iterator[str]:
    yield f"{work.topic}. It rests on this sentence:"
    yield f"“{cited.quote}”"
    yield f"Source: {cited.title} ({cited.source})" + (f", checked on {checked}" if checked else "")


def _identity(plan: Plan, week: Week, work: Work) -> str:
    """The same for the same work in the same week, so that a newer file replaces an older one."""
    return sha256(f"{plan.exam}|{week.begins}|{work.topic}".encode()).hexdigest()[:32]


def events_of(data: bytes, name: str) -> Sequence[Noted]:
    """The events of a calendar that hold a quote.

    Args:
        data: of the file, which may be from anybody.
        name: of the file.

    Raises:
        SavedAnswerError: it is no calendar, or holds no quotes of ours.
    """
    try:
        events = Calendar.from_ical(data).walk("VEVENT")
    except (ValueError, IndexError, KeyError) as error:
        raise SavedAnswerError(f"{name} is no calendar that can be read ({error}).") from error
    noted = []
    for event in events:
        fields = {field: str(event.get(f"{_PREFIX}{field.upper()}", "")) for field in FIELDS}
        start = event.get("dtstart")
        day = str(getattr(start, "dt", ""))[:10]
        noted.append(Noted(str(event.get("summary", "")), day, **fields))
    if not any(each.quote for each in noted):
        raise SavedAnswerError(
            f"{name} holds no quotes. Make one: careerbot plan EXAM --hours 6 --ics FILE"
        )
    return noted
