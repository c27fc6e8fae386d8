"""Answered, partly, or not in the sources: decided from what a search found."""

import re

from bot.types import Grade
from index import Calibration, Found, fit

_NUMBER_WORD = r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_AMOUNT = rf"(?:\d[\d.,]*|{_NUMBER_WORD})"
_MONEY_ASKED = re.compile(
    r"\b(how much|prices?|costs?|fees?|salary|salaries|wages?|what do(es)?\b.*\b(pay|earn))\b", re.I
)
_MONEY = re.compile(r"\d[\d.,]*\s*(?:US )?(?:dollars|euros|pounds)|[$€£]\s?\d", re.I)
_LENGTH_ASKED = re.compile(r"\b(how long|duration)\b", re.I)
_LENGTH = re.compile(rf"{_AMOUNT}[\s-]+(?:minute|hour|day|week|month|year)s?", re.I)
_NUMBER_ASKED = re.compile(r"\bhow many (\w+)", re.I)
_CODE = re.compile(r"^[a-z]{1,4}\d*-[a-z]*\d+$")  # an exam's name, such as ms-102


def grade(question: str, found: Found, calibration: Calibration) -> Grade:
    """Say how far what was found answers a question."""
    fits = fit(found.signals, calibration)
    # A question that is more like one on a foreign matter than like anything in the guides is that.
    if fits < calibration["refuse_below"] or found.signals.contrast < 0:
        return "not_in_sources"
    if fits < calibration["answer_from"] or _lacks_what_was_asked(question, found):
        return "partly"
    return "answered"


def figure_asked(question: str) -> re.Pattern[str] | None:
    """What a sentence must hold where only an amount, a length or a number answers the question."""
    if _MONEY_ASKED.search(question):
        return _MONEY
    if _LENGTH_ASKED.search(question):
        return _LENGTH
    counted = _NUMBER_ASKED.search(question)
    if counted is None:
        return None
    thing = "" if counted[1].lower() == "times" else re.escape(counted[1].lower().rstrip("s"))
    return re.compile(rf"\b{_AMOUNT}\s+(?:\w+\s+){{0,3}}?{thing}", re.I)


def _lacks_what_was_asked(question: str, found: Found) -> bool:
    named = re.findall(r"\s([A-Z]\w+)", question)  # with a capital, and not as the first word
    names = {name.lower() for name in named}
    if any(_CODE.match(word) or word in names for word in found.unknown_words):
        return True
    figure = figure_asked(question)
    return figure is not None and not any(figure.search(hit.text) for hit in found.hits[:3])
