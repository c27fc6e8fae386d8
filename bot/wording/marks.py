"""The numbers of passages in a sentence that a model wrote, in the forms that models use."""

import re
from collections.abc import Iterator

MOST_IN_A_RANGE = 20

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_LIST = r"\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*"
_NAMED = r"(?:source|passage)s?\s+"
MARK = re.compile(
    rf"\s*(?:\[\s*\^?(?:{_NAMED})?{_LIST}\s*\]|【\s*\d{{1,3}}[^】]*】|\^{_LIST}\^|[⁰¹²³⁴-⁹]+"
    rf"|\((?:{_NAMED}){_LIST}\)|(?<=\S)\s\({_LIST}\)(?=\s*(?:[.,;:!?]|$)))",
    re.IGNORECASE,
)


def marked_numbers(sentence: str) -> list[int]:
    """The numbers in the marks of a sentence, in their order."""
    return [number for mark in MARK.findall(sentence) for number in _numbers(mark)]


def without_marks(sentence: str) -> str:
    """The sentence as it reads without its marks."""
    return MARK.sub("", sentence).strip()


def _numbers(mark: str) -> Iterator[int]:
    """The numbers of a mark such as [1], [1, 2], [1; 3], [1-3], (2), ^1^ or 【1†source】."""
    mark = mark.split("†")[0].translate(_SUPERSCRIPTS)
    for first, last in re.findall(r"(\d+)(?:\s*[–-]\s*(\d+))?", mark):
        yield from range(int(first), min(int(last or first), int(first) + MOST_IN_A_RANGE) + 1)
