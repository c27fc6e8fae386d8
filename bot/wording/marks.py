"""The numbers of passages in a sentence that a model wrote, in the forms that models use."""
# ruff: noqa: E501 - long patterns

import re
from collections.abc import Iterator

MOST_IN_A_RANGE = 20

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_WIDE = str.maketrans("［］（）【】〔〕⟦⟧「」", "[]()[][][][]")
_NAME = r"(?:source|passage|document|doc|reference|ref|citation|cite|chunk|note|id|no|quelle)s?\.?"
_NUMBER = rf"(?:{_NAME}\s{{0,3}}[:_#-]?\s{{0,3}})?[#^†]?\d{{1,3}}\^?"
_PLACE = r"(?:\s{0,3}(?:†|,?\s{0,3}\b(?:pp?|pages?|sections?|sec|lines?|paragraphs?|para|S)\b)[^\[\],;&]{0,30})"
_AND = r"\s{0,3}(?:,\s{0,3}and|[,;&+–—-]|and|und|to)\s{0,3}"
_LIST = rf"{_NUMBER}{_PLACE}?(?:{_AND}{_NUMBER}{_PLACE}?){{0,30}}"
_NAMED = rf"(?:see\s{{1,3}})?{_NAME}\s{{0,3}}[:_#-]?\s{{0,3}}{_LIST}"
_BARE = r"\d{1,3}(?:\s{0,3}[,;–-]\s{0,3}\d{1,3}){0,30}"
_ADDRESS = r"(?:\([^()\s]{0,300}\))?"
_ONE = (
    rf"(?:\\?[\[［【〔⟦「]){{1,2}}\s{{0,3}}(?:see\s{{1,3}})?{_LIST}\s{{0,3}}(?:\\?[\]］】〕⟧」]){{1,2}}{_ADDRESS}"
    rf"|<sup>\s{{0,3}}\[*{_LIST}\]*\s{{0,3}}</sup>"
    rf"|\$\s{{0,3}}\^\s{{0,3}}\{{?\s{{0,3}}\[?{_BARE}\]?\s{{0,3}}\}}?\s{{0,3}}\$"
    rf"|\\cite\w*\{{\s{{0,3}}{_LIST}\s{{0,3}}\}}"
    rf"|\^\[?{_BARE}\]?\^|\^\[{_BARE}\]"
    r"|(?<!\d)[⁰¹²³⁴-⁹]{1,3}(?:[⁻,][⁰¹²³⁴-⁹]{1,3}){0,5}(?![⁰¹²³⁴-⁹])"
    rf"|[(（]\s{{0,3}}{_NAMED}\s{{0,3}}[)）]|\(\s{{0,3}}\[{_LIST}\]\s{{0,3}}\)"
    rf"|(?<=\S)\s[(（]{_BARE}[)）](?=\s{{0,3}}(?:[.,;:!?]|$))"
)
# "[1] and [2]" is one mark.
MARK = re.compile(
    rf"\s{{0,3}}(?:{_ONE})(?:\s{{0,3}}(?:,|;|&|and|und)?\s{{0,3}}(?:{_ONE}))*", re.IGNORECASE
)
_LINKED = re.compile(r"\]\([^()\s]*\)")
_AFTER_PLACE = re.compile(_PLACE, re.IGNORECASE)
_SPAN = re.compile(r"(\d{1,3})(?:\s{0,3}(?:[–—-]|\bto\b)\s{0,3}(\d{1,3}))?")


def marked_numbers(sentence: str) -> list[int]:
    """The numbers in the marks of a sentence, in their order."""
    return [number for mark in MARK.finditer(sentence) for number in _numbers(mark[0])]


def without_marks(sentence: str) -> str:
    """The sentence as it reads without its marks."""
    return MARK.sub("", sentence).strip()


def _numbers(mark: str) -> Iterator[int]:
    """The numbers of a mark such as [1], [1; 3], [1-3], [1, p. 3], (2), ^1^ or 【1†source】."""
    mark = _LINKED.sub("]", mark.translate(_WIDE)).translate(_RAISED)
    for first, last in _SPAN.findall(_AFTER_PLACE.sub("", mark)):
        yield from range(int(first), min(int(last or first), int(first) + MOST_IN_A_RANGE) + 1)
