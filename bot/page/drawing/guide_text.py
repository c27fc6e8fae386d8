"""The text of a guide as it is kept -> HTML: headings, paragraphs, lists, and tables as tables.

A table is kept row by row, each cell with the name of its column before it, so that a row can be
found and quoted alone (`index.reading.pieces`).
"""

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from bot.page.drawing.html import lines, tag

Span = tuple[int, int]
_PARTS = re.compile(r"\S.*?(?=\n\n|\s*\Z)", re.DOTALL)
_LINE = re.compile(r"[^\n]+")
_ROW = "• "
_NAME = re.compile(r"([^:;]*[^:;\s]): ")
_CELL_END = "; "
_ITEM = re.compile(r"[-•] |(\d{1,3})\. ")


def text_html(text: str, quote: Span, headings: Collection[str] = ()) -> str:
    """A guide's text, the quote marked.

    Args:
        text: of the guide.
        quote: where the quote begins and ends in it; nothing is marked between equal places.
        headings: which of its lines are headings.
    """
    drawing = _Drawing(text, quote, frozenset(headings))
    return "".join(drawing.part(*found.span()) for found in _PARTS.finditer(text))


class _Drawing:
    def __init__(self, text: str, quote: Span, headings: frozenset[str]) -> None:
        self._text = text
        self._quote = quote
        self._headings = headings

    def part(self, start: int, end: int) -> str:
        """What stands between two empty lines."""
        if self._text[start:end] in self._headings:
            return tag("h3", "", self._marked((start, end)))
        found = _LINE.finditer(self._text, start, end)
        rows = [(line.start(), line.end()) for line in found]
        if table := self._table(rows):
            return table
        if all(_ITEM.match(self._text, *row) for row in rows):
            return self._list(rows)
        return tag("p", "", self._marked((start, end)))

    def _marked(self, span: Span) -> str:
        start, end = span
        a, b = (min(max(place, start), end) for place in self._quote)
        mark = tag("mark", "", lines(self._text[a:b])) if a < b else ""
        return f"{lines(self._text[start:a])}{mark}{lines(self._text[b:end])}"

    def _list(self, rows: Sequence[Span]) -> str:
        html, numbered = "", False
        for start, end in rows:
            marker = _ITEM.match(self._text, start, end)
            assert marker
            numbered = bool(marker[1])
            value = f' value="{int(marker[1])}"' if marker[1] else ""
            html += f"<li{value}>{self._marked((marker.end(), end))}</li>"
        return tag("ol" if numbered else "ul", "", html)

    def _table(self, rows: Sequence[Span]) -> str:
        """Rows as a table, if each is one and all have the same columns."""
        if len(rows) < 2 or not all(self._text.startswith(_ROW, start) for start, _ in rows):
            return ""
        names = _columns([self._text[start + len(_ROW) : end] for start, end in rows])
        if len(names) < 2:
            return ""
        head = "".join(f'<th scope="col">{lines(name)}</th>' for name in names)
        body = "".join(self._row(names, row) for row in rows)
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        return tag("div", "table", table)

    def _row(self, names: Sequence[str], row: Span) -> str:
        starts = _starts(names, self._text[row[0] + len(_ROW) : row[1]])
        places = [row[0] + len(_ROW) + each for each in starts]
        cells = ""
        for (name, start), (_, after) in pairwise([*zip(names, places, strict=True), ("", row[1])]):
            end = after if after == row[1] else after - len(_CELL_END)
            cells += tag("td", "", self._marked((start + len(name) + 2, end)))
        return tag("tr", "", cells)


def _columns(rows: Sequence[str]) -> list[str]:
    """The names that the cells of all rows have, in order; nothing if they differ."""
    first, *others = rows
    names = [found[1] for part in first.split(_CELL_END) if (found := _NAME.match(part))]
    same = len(set(names)) == len(names) and all(_starts(names, row) for row in rows)
    return names if same and others else []


def _starts(names: Sequence[str], row: str) -> list[int]:
    """Where the cell of each column begins in a row; nothing if one is not there, or another is."""
    starts: list[int] = []
    at = 0
    for place, name in enumerate(names):
        sought = f"{name}: " if place == 0 else f"{_CELL_END}{name}: "
        found = row.find(sought, at)
        if found < 0 or (place == 0 and found > 0):
            return []
        starts.append(found if place == 0 else found + len(_CELL_END))
        at = found + len(sought)
    return starts
