"""Which lines of plain text are list items, and which only begin with a number or a dash."""

import re
from collections.abc import Sequence

# "-" may begin a wrapped line; the others are written for lists only.
_BULLET = re.compile(r"\s*([-–—*+o]|[•‣◦▪▫■□●○►➢➤➔→✓✔✗·\uf0a7\uf0b7\uf0d8\uf0fc])\s+\S")
_MAYBE = frozenset("-–—*+o")
_NUMBER = re.compile(r"\s*(\(?(?:(\d{1,3})|([a-zA-Z]))[.)])\s+\S")
_FULL = (".", "!", "?", ":", ";")


def markers(lines: Sequence[str], before: str = "") -> list[str]:
    """The bullet or number that begins each line, "" where it is a part of the text.

    Args:
        lines: that stand together.
        before: the marker of the item above them, if there is one.
    """
    found: list[str] = []
    last = before.strip()
    for number in range(len(lines)):
        ended = number == 0 or lines[number - 1].rstrip().endswith(_FULL)
        marker = _bullet(lines, number, ended, last) or _number(lines, number, ended, last)
        found.append(marker)
        last = marker or last
    return found


def _bullet(lines: Sequence[str], number: int, ended: bool, last: str) -> str:
    found = _BULLET.match(lines[number])
    if not found:
        return ""
    sign = found[1]
    twins = sum(_sign(line) == sign for line in lines)
    if sign == "o":
        return sign if twins > 1 else ""
    return sign if sign not in _MAYBE or ended or twins > 1 or last == sign else ""


def _sign(line: str) -> str:
    found = _BULLET.match(line)
    return found[1] if found else ""


def _number(lines: Sequence[str], number: int, ended: bool, last: str) -> str:
    """A number is that of an item where it follows another, or begins a list that goes on."""
    own = _value(lines[number])
    if own is None:
        return ""
    marker, value = own
    follows = _following(last, marker)
    goes_on = any(_value(line) == (_shape(marker, value + 1), value + 1) for line in lines[number:])
    begins = value == 1 and ended
    if marker.strip("(.)").isalpha():
        return marker if follows or (begins and goes_on) else ""
    return marker if follows or begins or (goes_on and ended) else ""


def _value(line: str) -> tuple[str, int] | None:
    found = _NUMBER.match(line)
    if not found:
        return None
    value = int(found[2]) if found[2] else ord(found[3].lower()) - ord("a") + 1
    return found[1], value


def _shape(marker: str, value: int) -> str:
    """The marker of another item of the same list."""
    inner = marker.strip("(.)")
    if inner.isdigit():
        return marker.replace(inner, str(value))
    letter = chr(ord("a") + value - 1)
    return marker.replace(inner, letter.upper() if inner.isupper() else letter)


def _following(last: str, marker: str) -> bool:
    before = _value(f"{last} x") if last else None
    return before is not None and _shape(last, before[1] + 1) == marker
