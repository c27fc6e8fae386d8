"""Answered, partly, or not in the sources: decided from what a search found."""

import re

from bot.types import Grade
from index import Calibration, Found, fit, meaning

_ASKS_FOR_FIGURE = re.compile(
    r"\b(how (much|many|long)|prices?|costs?|salary|salaries|percentage|"
    r"what do(es)?\b.*\b(pay|earn|make))\b",
    re.IGNORECASE,
)
_CODE = re.compile(r"^[a-z]{1,4}\d*-[a-z]*\d+$")  # the stem of an exam's name, such as ms-102


def grade(question: str, found: Found, calibration: Calibration) -> Grade:
    """Say how far what was found answers a question."""
    fits = fit(found.signals, calibration)
    means = meaning(found.signals, calibration)
    if fits < calibration["refuse_below"] or means < calibration["refuse_meaning_below"]:
        return "not_in_sources"
    if fits < calibration["answer_from"] or _lacks_what_was_asked(question, found):
        return "partly"
    return "answered"


def _lacks_what_was_asked(question: str, found: Found) -> bool:
    if any(_CODE.match(word) for word in found.unknown_words):
        return True
    passages = " ".join(hit.text for hit in found.hits[:3])
    return asks_for_figure(question) and not re.search(r"\d", passages)


def asks_for_figure(question: str) -> bool:
    """Whether only a number answers the question."""
    return _ASKS_FOR_FIGURE.search(question) is not None
