"""Sentences that are true only until a day, or only after one.

A guide is read on any day, so its prose says a date and what it is ("the announced end is 30
November 2026"); on which side of it today lies is for the program to say. What is looked for is
the wording that ages: words such as "tomorrow", a future or present tense with a date, and what
is said in the present of something whose end is a typed fact.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from bot.guides.figures import MONTH, MONTHS
from bot.guides.guide import Guide, Problem

_YEAR = r"(?:19|20)\d\d(?:\s*[-–]\s*(?:20)?\d\d)?"
_DAY = rf"(?:(?:\d{{1,2}}\s+)?(?:{MONTH})\s+)?{_YEAR}"
_ABOUT = r"(?:(?:or\s+)?(?:about|around|late|early|the end of)\s+)?"
_ON = rf"(?:on|in|at|by|to|until|before|after|over)\s+{_ABOUT}"
_NEAR = r"(?:\s+[\w'’-]+){0,7}?\s+"
_ENDING = "retire|end|close|expire|disappear|launch|leave beta"
_PARTICIPLES = (
    "retired|withdrawn|replaced|launched|closed|ended|removed|dropped|discontinued|switched off"
)

# What ages whatever the day is.
_RELATIVE = re.compile(
    r"\b(?:tomorrow|currently|at the moment|at present|nowadays|as of (?:now|today)|recently"
    r"|so far this (?:month|year)|later this (?:month|year)"
    r"|in the coming (?:days|weeks|months|years?)"
    r"|(?:announced|expected|planned|due|retires?|ends?|starts?|launche[ds]?|changes?|closes?)"
    r"(?:\s+\w+){0,3}\s+(?:next|last|this) (?:week|month|year))\b",
    re.IGNORECASE,
)
_FORESEEN = re.compile(
    rf"\b(?:is|are)\s+(?:\w+\s+)?(?:set|due|about|scheduled|going|planned|expected)\s+to\s+"
    rf"(?:{_ENDING}|be\s+(?:{_PARTICIPLES}))\b"
    r"|\bwill\s+(?:soon\s+|then\s+|probably\s+)?"
    rf"(?:retire|launch|leave beta|be\s+(?:{_PARTICIPLES}))\b"
    r"|\bis due (?:on|in)\b|\bis retiring\b|\bare retiring\b|\babout to retire\b",
    re.IGNORECASE,
)
_STILL = re.compile(
    r"\b(?:can|may)\s+still\s+(?:be\s+(?:taken|booked|sat|earned|renewed|passed)|take|book|sit"
    r"|earn|renew|pass|register)\b|\bstill can\b"
    r"|\b(?:is|are|remains?|stays?)\s+still\s+(?:open|available|current|active|bookable|valid"
    r"|in beta|a beta|offered|listed|on sale)\b|\bstill open until\b",
    re.IGNORECASE,
)
_IF = re.compile(
    r"\b(?:if|whether|when|once|whose|whenever|unless|suppose|example|before|until|till|while"
    r"|as long as|after)\b",
    re.IGNORECASE,
)
# A present tense with a date after it: true only before that date.
_PRESENT = re.compile(
    r"\b(?:retires|ends|closes|expires|starts|begins|opens|launches|takes effect|goes live"
    r"|comes into force|stops|disappears|leaves|changes)"
    rf"{_NEAR}?(?:on|in|from|by|at)\s+{_ABOUT}{_DAY}\b",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"\b(?:is|are|can|may|remains?|stays?|has|have)\b(?:(?!\b(?:was|were|announced|reported"
    r"|reportedly)\b)[^.;:])*?"
    rf"\b(?:until|till)\s+({_DAY})\b",
    re.IGNORECASE,
)
_FUTURE = re.compile(
    r"\b(?:will|(?:is|are)\s+(?:\w+\s+)?(?:expected|planned|projected|scheduled|going)\s+to"
    r"|(?:is|are)\s+to)\b(?!\s+have\b)"
    rf"{_NEAR}{_ON}(?P<day>{_DAY})\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"(?<!be )(?<!to have )\b(?:retired|ended|closed|expired|launched|started|began|opened"
    r"|took effect|went live|stopped|disappeared|(?:was|were) (?:withdrawn|replaced|removed))"
    rf"{_NEAR}?(?:on|in|from|since|at)\s+(?P<day>{_DAY})\b",
    re.IGNORECASE,
)
_PARTS = re.compile(
    rf"(?:(?:(\d{{1,2}})\s+)?({MONTH})\s+)?((?:19|20)\d\d)(?:\s*[-–]\s*((?:20)?\d\d))?",
    re.IGNORECASE,
)
_SINCE = re.compile(rf"\bsince\s+(?P<day>{_DAY})\b", re.IGNORECASE)
_LIVE = re.compile(
    r"\b(?:is|are|remains?|stays?)\s+(?:still\s+|currently\s+)?(?:a\s+)?(?:current|available|open"
    r"|offered|active|live|bookable)\b"
    r"|\bcan\s+(?:be\s+(?:taken|booked|sat|earned|renewed)|take|book|sit|earn|renew)\b",
    re.IGNORECASE,
)
_OVER = re.compile(
    r"\b(?:is|are|has|have|was|were)\s+(?:now\s+|been\s+)?(?:retired|ended|gone|withdrawn|closed)\b"
    r"|\bno longer\b|\bcan not be (?:taken|booked)\b",
    re.IGNORECASE,
)
_TOLD = re.compile(
    rf"\b(?:announced|reported|reportedly|listed)\b|\b(?:up to|by|from|since|on|in)\s+{_DAY}\b",
    re.IGNORECASE,
)


def day_problems(guides: Sequence[Guide], today: date) -> Iterator[Problem]:
    """Sentences that are wrong on a day, or that another day makes wrong.

    Args:
        guides: of one folder.
        today: the day on which they are read.
    """
    ends = _announced_ends(guides)
    for guide in guides:
        for number, sentence in _read_anywhere(guide):
            for said in _aged(sentence, today, ends):
                yield Problem(guide.path.name, number, said)


def _read_anywhere(guide: Guide) -> Iterator[tuple[int, str]]:
    yield from guide.sentences
    yield from guide.rows
    yield guide.field_line("summary"), guide.about.summary or ""
    for position, glance in enumerate(guide.about.at_a_glance):
        yield guide.item_line("at_a_glance", position), glance.value


def _aged(sentence: str, today: date, ends: Mapping[str, date]) -> Iterator[str]:
    yield from _ageing_words(sentence)
    for pattern, what in ((_PRESENT, "a present tense"), (_UNTIL, "a present tense")):
        if (found := pattern.search(sentence)) and not _IF.search(sentence[: found.start()]):
            yield f"{found[0]!r} is {what} that its date makes wrong; say the date and what it is."
    if (found := _FUTURE.search(sentence)) and last_day(found["day"]) < today:
        yield f"{found[0]!r} was to come, and its date is past; say what was announced, and when."
    for pattern in (_PAST, _SINCE):
        if (found := pattern.search(sentence)) and first_day(found["day"]) > today:
            yield f"{found[0]!r} is told as past, and its date is to come."
    yield from _beside_its_end(sentence, today, ends)


def _ageing_words(sentence: str) -> Iterator[str]:
    if found := _RELATIVE.search(sentence):
        yield f"{found[0]!r} depends on the day on which it is read; give the date."
    for pattern in (_FORESEEN, _STILL):
        found = pattern.search(sentence)
        if found and not _IF.search(sentence[: found.start()]):
            yield f"{found[0]!r} is true only until a day; say the date and what it is."


def _beside_its_end(sentence: str, today: date, ends: Mapping[str, date]) -> Iterator[str]:
    for subject, end in ends.items():
        named = re.search(rf"\b{re.escape(subject)}\b", sentence)
        if named is None or _IF.search(sentence) or _TOLD.search(sentence):
            continue
        rest = sentence[named.end() :]
        if (found := _LIVE.search(rest)) and _about_subject(rest[: found.start()]):
            yield f"{subject} {found[0]!r} is true only until its end, {end}; make it conditional."
        found = _OVER.search(rest)
        if found and end >= today and _about_subject(rest[: found.start()]):
            yield f"{subject} {found[0]!r} is true only after its end, {end}; make it conditional."


def _about_subject(between: str) -> bool:
    """Whether nothing between a name and a verb gives the verb another subject."""
    return not re.search(r"[,;:]|\b(?:and|but|which|that|while)\b", between)


def _announced_ends(guides: Sequence[Guide]) -> dict[str, date]:
    """What ends, by exam code or other subject, and on which day."""
    ends: dict[str, date] = {}
    for guide in guides:
        for stated in guide.about.stated:
            if stated.kind == "end" and re.fullmatch(r"\d{4}-\d\d-\d\d", stated.value):
                names = (stated.subject,) if stated.subject else guide.about.exams
                ends |= {name: date.fromisoformat(stated.value) for name in names}
    return ends


def first_day(spelt: str) -> date:
    """The first day of a day, month or year as it is spelt in prose."""
    day, month, year = _parted(spelt)
    return date(year, month or 1, day or 1)


def last_day(spelt: str) -> date:
    """The last day of a day, month or year as it is spelt in prose."""
    day, month, year = _parted(spelt)
    month = month or 12
    return date(year, month, day or monthrange(year, month)[1])


def _parted(spelt: str) -> tuple[int, int, int]:
    found = _PARTS.fullmatch(spelt.lower())
    assert found, spelt  # it was found by the same parts
    day, month, year, until = found.groups()
    named = [n for n, name in enumerate(MONTHS, 1) if month and name.startswith(month[:3])]
    last = int(f"{year[:2]}{until[-2:]}") if until and not month else int(year)
    return int(day or 0), named[0] if named else 0, last
