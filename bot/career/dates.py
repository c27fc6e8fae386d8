"""Days and hours: what a question names of them, and on which side of a date today is."""

import re
from calendar import monthrange
from datetime import date, timedelta

from bot.career.claims import Claim
from bot.types import Sentence
from bot.wording.citing import Numbering

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_DEADLINE = re.compile(
    rf"\b(?:(by|before|until|end of|start of|in)\s+)+(?:the\s+)?(?:end of\s+)?(?:(\d{{1,2}})\s+)?"
    rf"({'|'.join(month[:3] for month in _MONTHS)})[a-z]*\.?(?:\s+(20\d\d))?\b",
    re.IGNORECASE,
)
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "six": 6, "eight": 8, "twelve": 12}
_NUMBER = rf"(\d{{1,3}}|{'|'.join(_NUMBERS)})"
_WEEKS = re.compile(
    rf"\b(?:in |within |for )?(?:the (?:next|coming) )?{_NUMBER}[\s-]*(days?|weeks?|months?)\b"
    r"(?! (?:ago|holiday|break|off(?! between)|vacation|leave|of experience|a (?:week|month)))",
    re.IGNORECASE,
)
_OFF = re.compile(
    rf"\b{_NUMBER}[\s-]*weeks?[\s-]*(?:holiday|break|off|vacation|leave)\b(?! between)",
    re.IGNORECASE,
)
_OFF_WHEN = re.compile(rf"{_OFF.pattern}[^.;?!]*", re.IGNORECASE)  # and where in the year it is
_START = re.compile(
    r"\b(?:start(?:ing)?|begin(?:ning)?|from)\s+(?:on\s+|in\s+)?(?:the\s+)?"
    r"(?:(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?)?"
    rf"({'|'.join(month[:3] for month in _MONTHS)})[a-z]*(?:\s+(\d{{1,2}})\b)?",
    re.IGNORECASE,
)
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12, "christmas": 12}
_SEASON = re.compile(
    rf"\b(?:by|before|until)\s+(?:next\s+)?({'|'.join(_SEASONS)})\b", re.IGNORECASE
)
_MONTH = "|".join(month[:3] for month in _MONTHS)
_EXPIRY = re.compile(
    r"\b(?:expir\w*|due|runs? out|valid (?:until|till|to)|lapses?)\b[^.?!]{0,40}?"
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?\b(?P<month>{_MONTH})[a-z]*"
    r"(?:\s+(?P<after>\d{1,2})(?:st|nd|rd|th)?\b)?(?:,?\s+(?P<year>20\d\d))?",
    re.IGNORECASE,
)
_FULL_TIME = re.compile(r"\bfull[- ]time\b", re.IGNORECASE)
_FULL_WEEK = 35  # hours of study in a week of nothing else
_HOURS = re.compile(
    r"\b(\d{1,2}(?:\.\d)?)\s*(?:hours?|hrs?|h)\b(?:\s*(?:a|per|each|every)?\s*(week|day|evening))?",
    re.IGNORECASE,
)
_MINUTES = re.compile(r"\b(\d{1,3})\s*min(?:utes?)?\s*(?:a|per|each|every)?\s*(day|evening)", re.I)
_A_DAY = 5  # days of study in a week, where hours a day are named
FAR = 550  # days; an end further off needs no mention
NEAR = 60  # days; an end as near as this is said whatever was asked


def deadline_in(text: str, today: date) -> date | None:
    """The day by which something is wanted: "by the end of March", "in 8 weeks"."""
    if weeks := _WEEKS.search(text):
        days = {"d": 1, "w": 7, "m": 30}[weeks[2][0].lower()]
        return today + timedelta(days=_number(weeks[1]) * days)
    if season := _SEASON.search(text):
        month = _SEASONS[season[1].lower()]
        return date(today.year + (month <= today.month), month, 1)
    found = _DEADLINE.search(_OFF_WHEN.sub("", text))
    if not found:
        return None
    month = [name[:3] for name in _MONTHS].index(found[3].lower()[:3]) + 1
    year = int(found[4]) if found[4] else today.year + (month < today.month)
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    if found[2]:
        return last.replace(day=max(1, min(int(found[2]), last.day)))
    ends = "end" in found[0].lower() or found[1].lower() in ("by", "until", "in")
    return last if ends else last.replace(day=1)


def start_in(text: str, today: date) -> date | None:
    """The day on which someone wants to begin: "start 4 January"; none if they name none."""
    found = _START.search(text)
    if not found:
        return None
    month = [name[:3] for name in _MONTHS].index(found[2].lower()[:3]) + 1
    day = int(found[1] or found[3] or 1)
    year = today.year + (month < today.month)
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    start = date(year, month, max(1, min(day, last)))
    return start if start >= today else start.replace(year=year + 1, day=min(start.day, 28))


def weeks_off_in(text: str) -> int:
    """The weeks without study that a text names; 0 if it names none."""
    found = _OFF.search(text)
    return _number(found[1]) if found and not _FULL_TIME.search(text) else 0


def _number(word: str) -> int:
    return _NUMBERS.get(word.lower()) or int(word)


def hours_a_week(text: str) -> float:
    """The hours of study in a week that a text names; 0 if it names none."""
    if found := _MINUTES.search(text):
        return _A_DAY * int(found[1]) / 60
    if not (found := _HOURS.search(text)):
        return float(_FULL_WEEK) if _FULL_TIME.search(text) else 0.0
    a_day = (found[2] or "").lower() in ("day", "evening")
    return float(found[1]) * (_A_DAY if a_day else 1)


def expiry_in(text: str, today: date) -> date | None:
    """The day on which someone says that their certification expires; none if they name none.

    Of a month alone it is the first day; a day without a year is the next one there is.
    """
    found = _EXPIRY.search(text)
    if not found:
        return None
    month = [name[:3] for name in _MONTHS].index(found["month"].lower()[:3]) + 1
    day = int(found["day"] or found["after"] or 1)
    year = int(found["year"] or today.year)
    day = max(1, min(day, monthrange(year, month)[1]))
    if not found["year"] and date(year, month, day) < today:
        year += 1
    return date(year, month, min(day, monthrange(year, month)[1]))


def renewal_window(
    claim: Claim, expiry: date, end: date | None, today: date, numbering: Numbering
) -> Sentence | None:
    """A sentence that says when the window for renewing opens, counted from a day of expiry.

    Args:
        claim: that it opens so many months or days before the expiry.
        expiry: the day.
        end: on which the exam itself ends, if that is announced; nothing is renewed after it.
        today: the day to answer on.
        numbering: of the answer's passages.
    """
    unit = str(claim.about.get("unit")).split()[0]
    opens = _before(expiry, int(claim.value), unit)
    closes = min(expiry, end) if end else expiry
    if today > closes or opens > closes:
        return None
    if today < opens:
        side = f"opens on {spelt(opens)}, in {_days((opens - today).days)}"
    else:
        side = f"has been open since {spelt(opens)}"
    left = (closes - today).days
    last = {0: "today", 1: "tomorrow"}.get(left, f"in {_days(left)}")
    why = "the announced end" if closes != expiry else "the expiry"
    text = (
        f"Counted {claim.value:g} {unit} back from {spelt(expiry)}, the window for renewing "
        f"{side}; it closes with {why}, {spelt(closes)}, {last}."
    )
    return Sentence(text, (numbering.citation(claim.quote),), "worked_out")


def _before(day: date, number: int, unit: str) -> date:
    """So many months or days before a day; the last of a month that is shorter."""
    if not unit.startswith("month"):
        return day - timedelta(days=number)
    month = day.month - 1 - number
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def spelt(day: date) -> str:
    """A day as the guides write it: 30 November 2026."""
    return f"{day.day} {day:%B %Y}"


def on_this_side(claim: Claim, today: date, numbering: Numbering) -> Sentence | None:
    """A sentence that says where today is from an announced end; none if it is far away."""
    end = claim.day
    if end is None or abs((end - today).days) > FAR:
        return None
    subject = claim.about.get("subject") or claim.guide.name
    apart = (end - today).days
    if apart < 0:
        side = f"was {spelt(end)}, {_days(-apart)} ago"
    elif apart == 0:
        side = f"is today, {spelt(end)}"
    else:
        side = f"is {spelt(end)}, {'tomorrow' if apart == 1 else f'in {_days(apart)}'}"
    cited = numbering.citation(claim.quote)
    return Sentence(f"The announced end of {subject} {side}.", (cited,), "worked_out")


def _days(number: int) -> str:
    return f"{number} day{'s' * (number != 1)}"
