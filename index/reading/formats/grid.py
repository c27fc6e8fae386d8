"""A table -> pieces: a row is one, each cell under the name of the column that it stands in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from index.reading.pieces import Piece

WIDEST = 1_000  # columns that one cell may claim, as browsers have it
MOST_NAMED = 2_000  # columns that are told apart by name
LONGEST_NAME = 200  # characters; what is longer names no column, and is not repeated row after row
LONGEST_FLOWING = 500  # characters of a cell in a table without names; longer ones are a layout

# "165 dollars", "$95,000", "14 March": the value of something, so no name of a column; years are.
_VALUE = re.compile(r"[^\w\s]{0,3}(?!(?:19|20)\d\d\b)\d")
_SENTENCE = re.compile(r"[.!?]\Z|.{60}", re.DOTALL)


@dataclass(frozen=True)
class Cell:
    """What stands in one cell.

    Attributes:
        is_name: it is marked as a name, of its column or its row.
        is_bold: all that it says is bold.
        columns, rows: how many it reaches over.
    """

    pieces: tuple[Piece, ...]
    is_name: bool = False
    is_bold: bool = False
    columns: int = 1
    rows: int = 1

    @cached_property
    def text(self) -> str:
        """All of it, on one line."""
        return " ".join(" ".join(piece.text for piece in self.pieces).split())


class _Placed(NamedTuple):
    """A cell, and the columns from `start` to before `end` that it takes in one row."""

    start: int
    end: int
    cell: Cell

    @property
    def text(self) -> str:
        return self.cell.text


_Row = list[_Placed]


@dataclass
class Table:
    """A table that is being read.

    Attributes:
        first_row_names: the first row names the columns unless it looks like anything else, as in
            Word, where nothing marks it.
        is_layout: it only arranges a page.
    """

    first_row_names: bool = False
    is_layout: bool = False
    _rows: list[list[Cell]] = field(default_factory=list)

    def begin_row(self) -> None:
        """The cells that follow stand in a new row."""
        self._rows.append([])

    def add(self, cell: Cell) -> None:
        """The next cell of the row."""
        if not self._rows:
            self._rows.append([])
        self._rows[-1].append(cell)

    def pieces(self) -> Iterator[Piece]:
        """Its rows, or what its cells hold where it only arranges a page."""
        rows = [row for row in _placed(self._rows) if any(placed.text for placed in row)]
        width = max((row[-1].end for row in rows), default=0)
        if self.is_layout or self._arranges(rows, width):
            for row in self._rows:
                for cell in row:
                    yield from cell.pieces
            return
        if not any(_are_names(row) for row in rows):
            self._mark_names(rows, width)
        yield from _named_rows(rows, width)

    def _arranges(self, rows: list[_Row], width: int) -> bool:
        cells = [placed.cell for row in rows for placed in row]
        if any(cell.is_name for cell in cells):
            return False
        if any(piece.level for cell in cells for piece in cell.pieces):
            return True
        if width <= 1 or len(rows) == 1:
            return width <= 1 or any(len(cell.pieces) > 1 for cell in cells)
        return not self.first_row_names and any(len(c.text) > LONGEST_FLOWING for c in cells)

    def _mark_names(self, rows: list[_Row], width: int) -> None:
        """Where no cell is marked as a name, see whether the first row or column are names."""
        first = next((n for n, row in enumerate(rows) if not _is_title(row, width)), len(rows))
        body = rows[first + 1 :]
        if body and self._is_head(rows[first], body):
            rows[first] = [_as_name(placed) for placed in rows[first]]
        elif width == 2 and (self.first_row_names or _names_things(rows)):
            rows[:] = [[_as_name(row[0]), *row[1:]] if len(row) > 1 else row for row in rows]

    def _is_head(self, row: _Row, body: list[_Row]) -> bool:
        values = [placed.text for placed in row[1:]]
        if not values or any(_VALUE.match(text) or _SENTENCE.search(text) for text in values):
            return False
        if row[0].text.endswith(":"):
            return False
        bold = [placed.cell.is_bold for placed in row if placed.text]
        others = [placed.cell.is_bold for each in body for placed in each[1:] if placed.text]
        if all(bold) and not all(others):
            return True
        if len(row) == 2 and all(each[0].cell.is_bold for each in [row, *body]):
            return False
        return self.first_row_names or _above_values(row, body)


def _placed(rows: Sequence[Sequence[Cell]]) -> list[_Row]:
    """Each row with the cells that stand in it, also those that reach down from above."""
    grid: list[_Row] = []
    above: list[tuple[_Placed, int]] = []  # with how many rows they still reach into
    for number, cells in enumerate(rows):
        row: _Row = []
        taken = sorted((placed for placed, _ in above), key=lambda placed: placed.start)
        begun: list[tuple[_Placed, int]] = []
        column = 0
        for cell in cells:
            while taken and taken[0].start <= column:
                column = max(column, taken[0].end)
                row.append(taken.pop(0))
            placed = _Placed(column, column + min(max(cell.columns, 1), WIDEST), cell)
            column = placed.end
            row.append(placed)
            reach = (cell.rows or len(rows)) - 1
            if reach > 0:
                begun.append((placed, min(reach, len(rows) - number - 1)))
        grid.append(row + taken)
        above = [(placed, left - 1) for placed, left in above if left > 1]
        above += [(_repeated(placed), left) for placed, left in begun if left]
    return grid


def _repeated(placed: _Placed) -> _Placed:
    """A cell in the rows below its own, where a long text is not said again."""
    if len(placed.text) <= LONGEST_NAME:
        return placed
    return placed._replace(cell=replace(placed.cell, pieces=()))


def _named_rows(rows: list[_Row], width: int) -> Iterator[Piece]:
    head: list[_Row] = []
    in_head = True
    shown = False  # whether any row stood under the head
    for row in rows:
        if _is_title(row, width):
            yield Piece(row[0].text)
            continue
        if _are_names(row):
            head = [*head, row] if in_head else [row]
            in_head, shown = True, False
            continue
        if in_head:
            names = _names(head, width)
        in_head, shown = False, True
        if text := _row_text(row, names, width):
            yield Piece(text, marker="• ")
    if not shown:
        for row in head:
            yield Piece("; ".join(placed.text for placed in row if placed.text), marker="• ")


def _names(head: list[_Row], width: int) -> list[str]:
    """The name of each column: what the rows of the head say of it, from the top."""
    names: list[dict[str, None]] = [{} for _ in range(min(width, MOST_NAMED))]
    for row in head:
        for placed in row:
            if 0 < len(placed.text) <= LONGEST_NAME:
                for column in names[placed.start : placed.end]:
                    column[placed.text] = None
    return [", ".join(column) for column in names]


def _row_text(row: _Row, names: list[str], width: int) -> str:
    said = []
    is_named = any(names)
    for placed in row:
        name = " / ".join(filter(None, dict.fromkeys(names[placed.start : placed.end])))
        if placed.text:
            said.append(f"{name}: {placed.text}" if name and name != placed.text else placed.text)
    if not is_named and row[0].cell.is_name and row[0].text and len(said) > 1:
        return f"{row[0].text.rstrip(': ')}: {'; '.join(said[1:])}"
    return "; ".join(said)


def _is_title(row: _Row, width: int) -> bool:
    """Whether one cell reaches over the whole table."""
    return len(row) == 1 and width > 1 and row[0].end - row[0].start == width


def _are_names(row: _Row) -> bool:
    return all(placed.cell.is_name or not placed.text for placed in row) and any(
        placed.cell.is_name and placed.text for placed in row
    )


def _as_name(placed: _Placed) -> _Placed:
    return placed._replace(cell=replace(placed.cell, is_name=True))


def _names_things(rows: list[_Row]) -> bool:
    """Whether the first of two columns says what the second gives."""
    firsts = [row[0] for row in rows if len(row) > 1 and row[0].text]
    return bool(firsts) and all(
        placed.text.endswith(":") or placed.cell.is_bold for placed in firsts
    )


def _above_values(row: _Row, body: list[_Row]) -> bool:
    """Whether values stand in all rows below a cell that is none."""
    for position, placed in enumerate(row[1:], 1):
        below = [each[position].text for each in body if len(each) > position]
        if placed.text and below and all(_VALUE.match(text) for text in below):
            return True
    return False
