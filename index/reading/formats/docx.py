"""DOCX -> pieces, by python-docx: headings, paragraphs, list items, table rows."""

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import chain

import docx
from docx.opc.exceptions import OpcError
from docx.table import Table
from docx.text.hyperlink import Hyperlink
from docx.text.paragraph import Paragraph
from lxml import etree

from index.errors import DocumentError
from index.reading.formats.archive import checked_zip, without_declarations
from index.reading.pieces import Content, Piece, row_text

_HEADING = re.compile(r"Heading ([1-6])\Z")


def read_docx(data: bytes) -> Content:
    """Read a Word document.

    Args:
        data: the bytes of the file.

    Returns:
        Its title and text; headers, footnotes, comments and hidden text are left out.

    Raises:
        DocumentError: it is damaged, encrypted, or unpacks to too much.
    """
    if data.startswith(b"\xd0\xcf\x11\xe0"):  # what Word wraps a document with a password in
        raise DocumentError("it is encrypted, or a .doc of old; save it as .docx, unlocked.")
    without_declarations(checked_zip(data)).close()
    try:
        document = docx.Document(BytesIO(data))
        pieces = tuple(
            chain.from_iterable(
                _table_pieces(part) if isinstance(part, Table) else _paragraph_pieces(part)
                for part in document.iter_inner_content()
            )
        )
        return Content(pieces, document.core_properties.title.strip() or None)
    except (OpcError, etree.LxmlError, KeyError, ValueError, AttributeError) as error:
        raise DocumentError("it is damaged, or no Word document.") from error


def _paragraph_pieces(paragraph: Paragraph) -> Iterator[Piece]:
    text = _text(paragraph)
    if not text:
        return
    style = (paragraph.style.name if paragraph.style else None) or ""
    found = _HEADING.match(style)
    level = 1 if style == "Title" else int(found[1]) if found else 0
    properties = paragraph._p.pPr
    listed = style.startswith("List") or (properties is not None and properties.numPr is not None)
    yield Piece(text, level, "- " if listed and not level else "")


def _text(paragraph: Paragraph) -> str:
    parts = []
    for part in paragraph.iter_inner_content():
        runs = part.runs if isinstance(part, Hyperlink) else [part]
        parts += [run.text for run in runs if not run.font.hidden]
    return " ".join("".join(parts).split())


def _table_pieces(table: Table) -> Iterator[Piece]:
    """The first row names the columns; a cell over several columns is read once."""
    columns: list[str] | None = None
    for row in table.rows:
        unique = {cell._tc: cell for cell in row.cells}
        cells = [" ".join(filter(None, map(_text, cell.paragraphs))) for cell in unique.values()]
        if columns is None:
            columns = cells
        elif text := row_text(columns, cells):
            yield Piece(text, marker="• ")
