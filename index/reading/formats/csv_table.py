"""CSV -> pieces: a row is a passage, each cell with the name of its column before it."""

import csv
import re
from collections import Counter
from io import StringIO
from itertools import islice

from index.errors import DocumentError
from index.reading.pieces import Content, Piece, row_text

_DELIMITERS = "\t;|,"  # a comma is in many cells, too, so the others come first
_NAMED = re.compile(r"\A\s*sep=(.)\r?\n", re.IGNORECASE)
_SAMPLE = 200  # rows that tell the delimiter


def read_csv(text: str) -> Content:
    """Read a table whose first row names the columns.

    Args:
        text: the file; the delimiter is the one that it names, or that parts most of its rows into
            the same number of cells.

    Returns:
        What stands above the table, then a piece a row: "Column: value; Column: value". Empty cells
        are left out.

    Raises:
        DocumentError: a cell is longer than 131,072 characters, or a quotation never ends.
    """
    named = _NAMED.match(text)
    text = text[named.end() :] if named else text
    delimiter = named[1] if named else max(_DELIMITERS, key=lambda each: _evenness(text, each))
    try:
        rows = [row for row in _rows(text, delimiter, strict=True) if any(row)]
    except csv.Error as error:
        if "field limit" in str(error) or "unexpected end" in str(error):
            raise DocumentError(f"it is not CSV: {error}.") from error
        rows = [row for row in _rows(text, delimiter, strict=False) if any(row)]
    head = head_of(rows)
    above = [Piece(" ".join(filter(None, row)), apart=True) for row in rows[:head]]
    names = rows[head] if rows else []
    pieces = [Piece(row_text(names, row), marker="• ", apart=True) for row in rows[head + 1 :]]
    return Content((*above, *pieces) if pieces else ())


def _rows(text: str, delimiter: str, strict: bool) -> list[list[str]]:
    reader = csv.reader(
        StringIO(text, newline=""), delimiter=delimiter, strict=strict, skipinitialspace=True
    )
    return [[" ".join(cell.split()) for cell in row] for row in reader]


def _evenness(text: str, delimiter: str) -> tuple[float, int]:
    """How many of the first rows are as wide as most, if wider than one cell; and how wide."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    try:
        counts = Counter(len(row) for row in islice(reader, _SAMPLE) if any(row))
    except csv.Error:
        counts = Counter(line.count(delimiter) + 1 for line in text.split("\n")[:_SAMPLE] if line)
    width, count = max(
        ((width, count) for width, count in counts.items() if width > 1),
        key=lambda each: (each[1], each[0]),
        default=(0, 0),
    )
    return count / max(counts.total(), 1), width


def head_of(rows: list[list[str]]) -> int:
    """Which row names the columns: the first that is as wide as most are."""
    widths = Counter(_width(row) for row in rows)
    if not widths:
        return 0
    usual = widths.most_common(1)[0][0]
    return next((n for n, row in enumerate(rows[:10]) if _width(row) >= usual and usual > 1), 0)


def _width(row: list[str]) -> int:
    return max((n for n, cell in enumerate(row, 1) if cell), default=0)
