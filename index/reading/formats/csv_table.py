"""CSV -> pieces: a row is a passage, each cell with the name of its column before it."""

import csv
from io import StringIO

from index.errors import DocumentError
from index.reading.pieces import Content, Piece, row_text

_DELIMITERS = ",;\t|"


def read_csv(text: str) -> Content:
    """Read a table whose first row names the columns.

    Args:
        text: the file; the delimiter is the one that its first line has most of.

    Returns:
        A piece a row: "Column: value; Column: value". Empty cells are left out.

    Raises:
        DocumentError: a cell is longer than 131,072 characters, or a quotation never ends.
    """
    first = text.lstrip().partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        rows = [
            [" ".join(cell.split()) for cell in row]
            for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
        ]
    except csv.Error as error:
        raise DocumentError(f"it is not CSV: {error}.") from error
    filled = [row for row in rows if any(row)]
    pieces = [Piece(row_text(filled[0], row), marker="• ", apart=True) for row in filled[1:]]
    return Content(tuple(pieces))
