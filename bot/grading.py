"""Answered, partly, or not in the sources: decided from what a search found."""

import re

from bot.types import Grade
from index import Calibration, Found, fit, meaning

_NUMBER_WORD = r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_AMOUNT = rf"(?:\d[\d.,]*|{_NUMBER_WORD})"
# What is asked for -> what a passage must hold to answer it.
_FIGURES = {
    re.compile(
        r"\b(how much|prices?|costs?|fees?|salary|salaries|wages?|what do(es)?\b.*\b(pay|earn))\b",
        re.IGNORECASE,
    ): re.compile(r"\d[\d.,]*\s*(?:US )?(?:dollars|euros|pounds)|[$€£]\s?\d", re.IGNORECASE),
    re.compile(r"\b(how long|duration)\b", re.IGNORECASE): re.compile(
        rf"{_AMOUNT}(?:\s+to\s+{_AMOUNT})?[\s-]+(?:minute|hour|day|week|month|year)s?",
        re.IGNORECASE,
    ),
    re.compile(r"\b(how many|percentage|per ?cent)\b", re.IGNORECASE): re.compile(
        rf"(?<![\w-])(?!20\d\d\b){_AMOUNT}(?![\w-]*\d)", re.IGNORECASE
    ),
}
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


def figure_asked(question: str) -> re.Pattern[str] | None:
    """What a sentence must hold where only an amount, a length or a number answers the question."""
    return next((held for asked, held in _FIGURES.items() if asked.search(question)), None)


def _lacks_what_was_asked(question: str, found: Found) -> bool:
    if any(_CODE.match(word) or _is_name(word, question) for word in found.unknown_words):
        return True
    figure = figure_asked(question)
    return figure is not None and not any(figure.search(hit.text) for hit in found.hits[:3])


def _is_name(stem: str, question: str) -> bool:
    """Whether a word stands in the question as a name: with a capital, and not at its beginning."""
    return any(word.lower().startswith(stem) for word in re.findall(r"\s([A-Z]\w+)", question))
