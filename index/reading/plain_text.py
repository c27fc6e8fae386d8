"""Plain text as people keep it -> pieces: paragraphs, wrapped or not, lists, headings, tables.

Whether a line goes on in the next is told by whether the next word would have fitted into it, and
by how the next one begins.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.reading.formats.grid import Cell, Table
from index.reading.line_ends import known_words, one_line
from index.reading.pieces import Piece
from index.reading.text_lists import markers

LONGEST_HEADING = 80  # characters
WIDEST = 120  # characters of a line that an editor may have broken

_UNDERLINE = re.compile(r"\s*(={3,}|-{3,}|~{3,}|\*{3,})\s*\Z")
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})[.)]?\s+[A-ZÀ-Þ]")
_GAP = re.compile(r"\t+|\s{2,}")
_FULL = (".", "!", "?", ":", "…", "。", '."', ".”", ".)")
_GOES_ON = re.compile(
    r"(?:\b(?:an?|the|of|in|on|at|to|by|for|and|or|is|are|was|were|be|with|from|that|which|as|than"
    r"|und|oder|der|die|das|ein|eine|ist|für|mit|von|de|la|le|et|y|el)|\w[-\u2010\u00ad])\Z"
)
# A fact on a line of its own: "Fee: 40 euros", "40 euros a day", "a discount of 10 %".
_FACT = re.compile(
    r":\s+\S|[$€£¥]\s?\d|\d\s?[%€$£]|(?:\A|\b[a-z]\w*\s)\d[\d.,]*\s+[a-zà-ÿ]"
    r"|\b[a-z]\w*\s(?!(?:19|20)\d\d\Z)\d[\d.,]*\Z"
)

GoesOn = Callable[[str, str], bool]


@dataclass(frozen=True)
class _Paragraph:
    """Lines that belong together.

    Attributes:
        marker: of a list item, such as "- "; it is no longer in the lines.
        level: of a heading that is marked as one.
        is_table: its lines are rows.
    """

    lines: tuple[str, ...]
    marker: str = ""
    level: int = 0
    is_table: bool = False


def plain_text_pieces(body: str) -> Iterator[Piece]:
    """Read a plain text document into headings, paragraphs, list items and table rows."""
    blocks = [block for block in _blocks(body) if block]
    goes_on = _ways_of_wrapping(blocks)
    paragraphs: list[_Paragraph] = []
    for block in blocks:
        paragraphs += _paragraphs(block, goes_on, paragraphs[-1] if paragraphs else None)
    known = known_words(body)
    for position, paragraph in enumerate(paragraphs):
        following = paragraphs[position + 1] if position + 1 < len(paragraphs) else None
        level = paragraph.level or _level(paragraph, following, first=position == 0)
        if paragraph.is_table:
            yield from _table(paragraph.lines)
        elif text := one_line(paragraph.lines, known):
            numbered = paragraph.marker if level and paragraph.marker[:1].isdigit() else ""
            yield Piece(numbered + text, level, "" if level else paragraph.marker)


def paragraph_pieces(lines: Sequence[str], known: frozenset[str] = frozenset()) -> Iterator[Piece]:
    """Read lines that stand together: list items, or a paragraph that they make up."""
    for paragraph in _gathered([line for line in lines if line.strip()], lambda *_: True, None):
        if text := one_line(paragraph.lines, known):
            yield Piece(text, marker=paragraph.marker)


def is_fact(line: str) -> bool:
    """Whether a line states a value, so that it is no heading however short it is."""
    return _FACT.search(line) is not None


def _blocks(body: str) -> Iterator[list[str]]:
    """What stands between blank lines."""
    block: list[str] = []
    for line in body.split("\n"):
        if line.strip():
            block.append(line.rstrip())
        else:
            yield block
            block = []
    yield block


def _ways_of_wrapping(blocks: list[list[str]]) -> GoesOn:
    """How lines go on in this file: tells of two lines whether the second continues the first."""
    lengths = sorted(len(line) for block in blocks for line in block)
    width = (
        lengths[int(0.95 * (len(lengths) - 1))] if len(lengths) > 20 else max(lengths, default=0)
    )
    breaks = [pair for block in blocks for pair in pairwise(block)]

    def fits(line: str, following: str) -> bool:
        return len(line) + 1 + len(following.split(maxsplit=1)[0]) <= width

    wrapped = sum(_continues(line, following) for line, following in breaks)
    apart = sum(
        fits(line, following) and following.lstrip()[0].isupper()
        for line, following in breaks
        if not _continues(line, following)
    )
    is_wrapped = width <= WIDEST and wrapped >= apart

    def goes_on(line: str, following: str) -> bool:
        if line[-1].isdigit() and following.lstrip()[0].isdigit():
            return False
        if not is_wrapped:  # a heading may end with "for", and what follows it begins large
            begins = following.lstrip()[0].isupper() and len(line) <= LONGEST_HEADING
            return _GOES_ON.search(line) is not None and not begins
        if _continues(line, following):
            return True
        if fits(line, following):
            return not following.lstrip()[0].isupper() and not line.endswith(_FULL)
        return wrapped > 0 or line.endswith(_FULL) or not following.lstrip()[0].isupper()

    return goes_on


def _continues(line: str, following: str) -> bool:
    return _GOES_ON.search(line) is not None or following.lstrip()[0].islower()


def _paragraphs(
    block: list[str], goes_on: GoesOn, before: _Paragraph | None
) -> Iterator[_Paragraph]:
    if _are_columns(block):
        yield _Paragraph(tuple(block), is_table=True)
        return
    start = 0
    for number, line in enumerate(block):
        underline = _UNDERLINE.match(line) if number > start else None
        if underline:
            yield from _gathered(block[start : number - 1], goes_on, before)
            yield _Paragraph((block[number - 1],), level=1 if underline[1][0] in "=*" else 2)
            start, before = number + 1, None
    if len(block) - start == 1 and _UNDERLINE.match(block[start]):  # a rule
        return
    yield from _gathered(block[start:], goes_on, before)


def _gathered(lines: list[str], goes_on: GoesOn, before: _Paragraph | None) -> Iterator[_Paragraph]:
    """Lines that stand together, joined where they go on."""
    gathered: list[str] = []
    marker = ""
    level = 0
    marked = markers(lines, before.marker if before else "")
    for number, line in enumerate(lines):
        own = marked[number]
        level = _numbered_level(lines, marked, number, level)
        if gathered and (own or level or not goes_on(lines[number - 1], line)):
            yield _Paragraph(tuple(gathered), marker)
            gathered, marker = [], ""
        if level:
            yield _Paragraph((line,), level=level)
            continue
        if own:
            line = line.lstrip()[len(own) :].lstrip()
            marker = "• " if own >= "\uf000" else f"{own} "
        gathered.append(line)
    if gathered:
        yield _Paragraph(tuple(gathered), marker)


def _numbered_level(lines: list[str], marked: list[str], number: int, above: int) -> int:
    """The level of a numbered heading, such as "2.1 Fees" above a sentence; 0 for other lines.

    Args:
        lines: that stand together.
        marked: their markers.
        number: which of them.
        above: the level of the line before it.
    """
    line = lines[number].strip()
    found = _NUMBERED.match(line)
    if not found or number + 1 == len(lines) or not _is_short(line):
        return 0
    following = lines[number + 1]
    if marked[number + 1] or not (following[0].isupper() or _NUMBERED.match(following)):
        return 0
    if number and not above and not marked[number]:
        return 0
    return min(found[1].count(".") + 2, 6)


def _level(paragraph: _Paragraph, following: _Paragraph | None, first: bool) -> int:
    """The level of a short line that stands above a longer paragraph, as headings do."""
    line = one_line(paragraph.lines)
    if following is None or len(paragraph.lines) > 1 or paragraph.is_table:
        return 0
    if not _is_short(line) or is_fact(line):
        return 0
    if paragraph.marker and not (paragraph.marker[0].isdigit() and not following.marker):
        return 0
    short = not following.is_table and not following.marker and _is_short(one_line(following.lines))
    if first:
        return 1
    return 0 if short and not following.level else 2


def _is_short(line: str) -> bool:
    ends_like_a_sentence = line.endswith((".", "!", ",", ";", ":"))
    return len(line) <= LONGEST_HEADING and not ends_like_a_sentence


def _are_columns(block: list[str]) -> bool:
    """Whether each line has the same cells, one below the other."""
    rows = [_GAP.split(line.strip()) for line in block]
    if len(rows) < 2 or len(rows[0]) < 2 or any(len(row) != len(rows[0]) for row in rows):
        return False
    if all("\t" in line.strip() for line in block):
        return True
    starts = {line.index(row[1], len(row[0])) for line, row in zip(block, rows, strict=True)}
    return len(starts) == 1 or len({len(line) for line in block}) == 1


def _table(lines: Sequence[str]) -> Iterator[Piece]:
    table = Table()
    for line in lines:
        table.begin_row()
        for text in _GAP.split(line.strip()):
            table.add(Cell((Piece(text),) if text else ()))
    return table.pieces()
