"""Plain text -> pieces: blank lines part paragraphs, a short line alone is a heading."""

import re
from collections.abc import Iterator

from index.reading.pieces import Piece

LONGEST_HEADING = 80  # characters

_ITEM = re.compile(r"^\s*([-*•–]|\d{1,3}[.)])\s+(?=\S)")


def plain_text_pieces(body: str) -> Iterator[Piece]:
    """Read a plain text document into headings, paragraphs and list items."""
    blocks = [block.split("\n") for block in re.split(r"\n[^\S\n]*(?:\n[^\S\n]*)+", body.strip())]
    for position, lines in enumerate(blocks):
        following = blocks[position + 1] if position + 1 < len(blocks) else None
        if _is_heading(lines, following, first=position == 0):
            yield Piece(_line(lines), level=1 if position == 0 else 2)
        else:
            yield from paragraph_pieces(lines)


def _is_heading(lines: list[str], following: list[str] | None, first: bool) -> bool:
    if following is None or not _is_short(lines):
        return False
    return first or not _is_short(following)


def _is_short(lines: list[str]) -> bool:
    line = _line(lines)
    ends_like_a_sentence = line.endswith((".", "!", ",", ";", ":"))
    is_item = _ITEM.match(lines[0]) is not None
    return len(lines) == 1 and len(line) <= LONGEST_HEADING and not ends_like_a_sentence | is_item


def paragraph_pieces(lines: list[str]) -> Iterator[Piece]:
    """Read lines that stand together: list items, or a paragraph that they make up."""
    gathered: list[str] = []
    marker = ""
    for line in lines:
        item = _ITEM.match(line)
        if item:
            yield from _piece(gathered, marker)
            gathered, marker = [line[item.end() :]], item.group(1) + " "
        else:
            gathered.append(line)
    yield from _piece(gathered, marker)


def _piece(lines: list[str], marker: str) -> Iterator[Piece]:
    if text := _line(lines):
        yield Piece(text, marker=marker)


def _line(lines: list[str]) -> str:
    return " ".join(" ".join(lines).split())
