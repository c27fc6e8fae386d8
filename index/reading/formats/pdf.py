"""PDF -> pieces: the text of each page under its number, with the headings of the outline."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from index.errors import DocumentError
from index.reading.pieces import PAGE, Content, Piece
from index.reading.plain_text import paragraph_pieces

_DEEPEST = 6  # level of a heading


def read_pdf(data: bytes) -> Content:
    """Read a PDF.

    Args:
        data: the bytes of the file.

    Returns:
        Its title and text. The number of the page is the innermost heading of all that stands on
        it; a line that the outline names is a heading.

    Raises:
        DocumentError: it is damaged, wants a password, or seems to be a scan.
    """
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise DocumentError("it is encrypted; save it without a password.")
        headings = dict(_outline(reader.outline, 1))
        pieces = [
            piece
            for number, page in enumerate(reader.pages, 1)
            for piece in _page_pieces(number, page.extract_text(), headings)
        ]
        metadata = reader.metadata
        title = metadata.title if metadata else None
    except DocumentError:
        raise
    except PyPdfError as error:
        raise DocumentError(f"it is no whole PDF, or a damaged one ({error}).") from error
    if not any(piece.level == 0 for piece in pieces):
        raise DocumentError(
            "there is no text in it: it seems to be a scan; have its text recognised (OCR), "
            "or remove it."
        )
    return Content(tuple(pieces), title if isinstance(title, str) and title.strip() else None)


def _outline(entries: Any, level: int) -> Iterator[tuple[str, int]]:
    """The headings of an outline, in one spelling, each with its level."""
    for entry in entries:
        if isinstance(entry, list):
            yield from _outline(entry, min(level + 1, _DEEPEST))
        elif isinstance(entry.title, str):
            yield _spelt(entry.title), level


def _page_pieces(number: int, text: str, headings: dict[str, int]) -> Iterator[Piece]:
    mark = Piece(f"page {number}", PAGE)
    gathered: list[str] = []
    marked = False
    for line in [*text.split("\n"), ""]:
        level = headings.get(_spelt(line)) if line.strip() else None
        if line.strip() and level is None:
            gathered.append(line)
            continue
        if gathered:
            if not marked:
                yield mark
                marked = True
            yield from paragraph_pieces(gathered)
            gathered = []
        if level is not None:
            yield Piece(" ".join(line.split()), level)
            marked = False  # the page is named again below the heading


def _spelt(line: str) -> str:
    return " ".join(line.split()).casefold()
