"""Lines -> one line: words that were parted at a line's end are joined again."""

import re
from collections.abc import Iterable

# A hyphen before a line's end; PDFium writes one character for both.
_END = r"(?:[-\u00ad\u2010] *\n *|[\u0002\ufffe]\s*)"
_PARTED = re.compile(rf"([^\W\d_]+){_END}([^\W\d_]+)")
_ANY_HYPHEN = re.compile(rf"(?<=\w){_END}(?=\w)")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# Before these, a hyphen is part of the word wherever the line ends.
_PREFIXES = frozenset(
    """well self non ex cross high low long short full part half first second third one two three
    four five six seven eight nine ten all best better ill hard fast free old new open close on off
    in out up down so e x t""".split()  # noqa: SIM905
)


def known_words(text: str) -> frozenset[str]:
    """The words that a text holds, in small letters, but for those that a line's end parts."""
    return frozenset(_WORD.findall(_PARTED.sub(" ", text).lower()))


def one_line(lines: Iterable[str], known: frozenset[str] = frozenset()) -> str:
    """Join the lines of a paragraph.

    Args:
        lines: in order.
        known: words that are written elsewhere, which tell a compound from a word that was parted.
    """

    def mended(found: re.Match[str]) -> str:
        first, second = found[1], found[2]
        in_compound = found.string[max(0, found.start() - 1) : found.start()] == "-"
        one = not in_compound and _is_one_word(first, second, known)
        return first + second if one else f"{first}-{second}"

    text = _PARTED.sub(mended, "\n".join(lines))
    return " ".join(_ANY_HYPHEN.sub("-", text).split())


def _is_one_word(first: str, second: str, known: frozenset[str]) -> bool:
    if not second[0].islower():
        return first.isupper() and second.isupper() and len(second) > 3
    first, second = first.lower(), second.lower()
    if f"{first}-{second}" in known:
        return False
    if first + second in known:
        return True
    both_words = first in known and second in known and min(len(first), len(second)) > 2
    return not both_words and first not in _PREFIXES
