"""XLSX -> pieces: each table of each sheet, a row a passage, cells under their columns' names."""

import re
from collections.abc import Iterator
from html import escape
from itertools import groupby

from lxml import etree

from index.errors import DocumentError
from index.reading.formats.csv_table import head_of
from index.reading.formats.html_page import html_content
from index.reading.formats.number_format import shown
from index.reading.formats.package import Package, count, local
from index.reading.pieces import Content

MOST_CELLS = 400_000
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")
_Grid = dict[int, dict[int, str]]  # row -> column -> text
_Spans = dict[
    tuple[int, int], tuple[int, int]
]  # row and column -> rows and columns it reaches over


def read_xlsx(data: bytes) -> Content:
    """Read a workbook.

    Args:
        data: the bytes of the file.

    Returns:
        Its title, and what its sheets show: values as their formats have them, with all digits;
        charts, comments, and sheets, rows and columns that are hidden are left out.

    Raises:
        DocumentError: it is damaged, encrypted, or holds too much.
    """
    package = Package(data, ".xlsx")
    main = package.main()
    book, related = package.xml(main), package.related(main)
    reader = _Reader(package, book, related)
    html: list[str] = []
    missing: list[str] = []
    sheets = [each for each in book.iterfind("{*}sheets/{*}sheet") if not _is_hidden(each)]
    for sheet in sheets:
        name = str(sheet.get("name"))
        target = next((v for k, v in sheet.attrib.items() if str(k).endswith("}id")), "")
        kind, part = related.get(str(target), ("", ""))
        if kind not in ("worksheet", ""):
            continue  # a sheet that is a chart
        try:
            tables = list(reader.tables(package.xml(part)))
        except DocumentError as error:
            missing.append(f"sheet {name} was left out: {error}")
            continue
        html.extend([f"<h2>{escape(name)}</h2>"] if len(sheets) > 1 and tables else [])
        html.extend(tables)
    content = html_content(f"<!DOCTYPE html><body>{''.join(html)}", first_row_names=True)
    return Content(content.pieces, package.title(), tuple(missing))


def _is_hidden(element: etree._Element) -> bool:
    return element.get("state", "visible") != "visible" or element.get("hidden") in ("1", "true")


class _Reader:
    """What the sheets of a workbook share: texts and formats."""

    def __init__(
        self, package: Package, book: etree._Element, related: dict[str, tuple[str, str]]
    ) -> None:
        parts = dict(related.values())
        texts, styles = parts.get("sharedStrings", ""), parts.get("styles", "")
        self._texts = [_said(each) for each in package.xml(texts)] if texts in package else []
        self._codes = _codes(package.xml(styles)) if styles in package else []
        about = book.find("{*}workbookPr")
        self._since_1904 = about is not None and about.get("date1904") in ("1", "true")
        self._left = MOST_CELLS

    def tables(self, sheet: etree._Element) -> Iterator[str]:
        """The tables of a sheet as HTML: rows without an empty one between them."""
        grid = self._grid(sheet)
        spans = _merged(sheet, grid)
        filled = sorted(row for row, cells in grid.items() if any(cells.values()))
        runs = groupby(enumerate(filled), key=lambda each: each[1] - each[0])
        for _, run in runs:
            yield from _table(grid, [row for _, row in run], spans)

    def _grid(self, sheet: etree._Element) -> _Grid:
        hidden = {
            column
            for each in sheet.iterfind("{*}cols/{*}col")
            if _is_hidden(each)
            for column in range(count(each.get("min"), 20_000), count(each.get("max"), 20_000) + 1)
        }
        grid: _Grid = {}
        number = 0
        for row in sheet.iterfind("{*}sheetData/{*}row"):
            number = (
                int(row.get("r") or number + 1) if (row.get("r") or "1").isdigit() else number + 1
            )
            if not _is_hidden(row):
                grid[number] = {
                    column: text for column, text in self._cells(row) if column not in hidden
                }
        return grid

    def _cells(self, row: etree._Element) -> Iterator[tuple[int, str]]:
        column = 0
        for cell in row.iterfind("{*}c"):
            place = _REFERENCE.match(cell.get("r") or "")
            column = _column(place[1]) if place else column + 1
            text = self._text(cell)
            if text:
                self._left -= 1
                if self._left < 0:
                    raise DocumentError(f"it holds over {MOST_CELLS:,} cells; split it.")
                yield column, text

    def _text(self, cell: etree._Element) -> str:
        kind, value = cell.get("t", "n"), cell.findtext("{*}v") or ""
        if kind == "s":
            known = value.isdigit() and int(value) < len(self._texts)
            return self._texts[int(value)] if known else ""
        if kind == "inlineStr":
            inline = cell.find("{*}is")
            return _said(inline) if inline is not None else ""
        if kind == "b":
            return {"1": "yes", "0": "no"}.get(value, value)
        if kind != "n" or not value:
            return "" if kind == "e" else value
        style = cell.get("s") or ""
        known = style.isdigit() and int(style) < len(self._codes)
        return shown(value, self._codes[int(style)] if known else 0, self._since_1904)


def _said(element: etree._Element) -> str:
    """The text of a cell; how it is pronounced, and what is struck out, are no part of it."""
    parts = []
    for each in element:
        properties = each.find("{*}rPr")
        struck = properties is not None and properties.find("{*}strike") is not None
        if local(each) == "t":
            parts.append(each.text or "")
        elif local(each) == "r" and not struck:
            parts.append(each.findtext("{*}t") or "")
    return "".join(parts)


def _codes(styles: etree._Element) -> list[str | int]:
    """The number formats, by the styles of cells."""
    own = {
        int(each.get("numFmtId") or 0): str(each.get("formatCode") or "General")
        for each in styles.iterfind("{*}numFmts/{*}numFmt")
        if (each.get("numFmtId") or "").isdigit()
    }
    ids = [int(each.get("numFmtId") or 0) for each in styles.iterfind("{*}cellXfs/{*}xf")]
    return [own.get(number, number) for number in ids]


def _merged(sheet: etree._Element, grid: _Grid) -> _Spans:
    spans: _Spans = {}
    for each in sheet.iterfind("{*}mergeCells/{*}mergeCell"):
        first, _, last = str(each.get("ref")).partition(":")
        begin, end = _REFERENCE.match(first), _REFERENCE.match(last)
        if begin and end:
            place = int(begin[2]), _column(begin[1])
            rows = [row for row in grid if place[0] <= row <= int(end[2])]
            spans[place] = max(len(rows), 1), max(_column(end[1]) - place[1] + 1, 1)
    return spans


def _table(grid: _Grid, rows: list[int], spans: _Spans) -> Iterator[str]:
    used = sorted({column for row in rows for column in grid[row]})
    if len(used) == 1:
        yield from (f"<p>{escape(text)}</p>" for row in rows for text in grid[row].values())
        return
    head = head_of([[grid[row].get(column, "") for column in used] for row in rows])
    for row in rows[:head]:
        yield f"<p>{escape(' '.join(grid[row].values()))}</p>"
    covered: set[tuple[int, int]] = set()
    html = []
    for row in rows[head:]:
        cells = []
        for column in used:
            if (row, column) in covered:
                continue
            down, right = spans.get((row, column), (1, 1))
            inside = [each for each in used if column <= each < column + right]
            below = [each for each in rows if row <= each < row + down]
            covered.update((a, b) for a in below for b in inside)
            text = escape(grid[row].get(column, ""))
            cells.append(f"<td colspan={max(len(inside), 1)} rowspan={len(below)}>{text}</td>")
        html.append(f"<tr>{''.join(cells)}</tr>")
    yield f"<table>{''.join(html)}</table>"


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
