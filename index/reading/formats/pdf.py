"""PDF -> pieces, by PDFium: the text of each page under its number, with its headings."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

import pypdfium2 as pdfium

from index.errors import DocumentError
from index.reading.formats.pdf_page import Line, page_lines
from index.reading.line_ends import known_words
from index.reading.pieces import PAGE, Content, Piece
from index.reading.plain_text import paragraph_pieces

MOST_PAGES = 20_000
LONGEST_HEADING = 120  # characters
LARGER = 1.12  # times the size of the text that a heading is at least
APART = 1.45  # times the usual distance of lines that parts paragraphs
EDGE = 2  # lines at the top and bottom of a page that may be the same on all

_DEEPEST = 6  # level of a heading
_MOST_SAID = 20  # runs of pages without text that are named
_PAGE_NUMBER = re.compile(r"^\W*(\d{1,4})\b|\b(\d{1,4})(?:\s*(?:/|of|von)\s*\d{1,4})?\W*$")
_NUMBERED = "#"  # begins the key of a line that holds the number of its page
_SECTION = re.compile(r"\A(?:\d{1,2}(?:\.\d{1,2})*\.?|[A-Z]\.)\s+")
_ENDS = (".", "!", ",", ";", ":")


def read_pdf(data: bytes) -> Content:
    """Read a PDF.

    Args:
        data: the bytes of the file.

    Returns:
        Its title and text. The number of the page is the innermost heading of all that stands on
        it; a line that the outline names, or that is larger than the text, is a heading.

    Raises:
        DocumentError: it is damaged, wants a password, or seems to be a scan.
    """
    pdf = _opened(data)
    try:
        if pdf.get_formtype():
            pdf.init_forms()
        pages, missing = _pages(pdf)
        outline = dict(_outline(pdf))
        title = pdf.get_metadata_value("Title").strip()
    finally:
        pdf.close()
    if not any(pages.values()):
        raise DocumentError(
            "there is no text in it: it seems to be a scan; have its text recognised (OCR), "
            "or remove it."
        )
    pages = _without_running_heads(pages)
    reader = _Reader(pages, outline)
    pieces = [piece for number, lines in pages.items() for piece in reader.pieces(number, lines)]
    return Content(tuple(pieces), title or None, missing)


def _opened(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise DocumentError("it is encrypted; save it without a password.") from error
        raise DocumentError(f"it is no whole PDF, or a damaged one ({error}).") from error


def _pages(pdf: pdfium.PdfDocument) -> tuple[dict[int, list[Line]], tuple[str, ...]]:
    """The lines of each page, by its number, and which pages could not be read."""
    if len(pdf) > MOST_PAGES:
        raise DocumentError(f"it has {len(pdf):,} pages, and {MOST_PAGES:,} are read; split it.")
    pages: dict[int, list[Line]] = {}
    empty = []
    for number in range(1, len(pdf) + 1):
        try:
            page = pdf[number - 1]
            lines = page_lines(page)
            page.close()
        except pdfium.PdfiumError:
            lines = []
        pages[number] = lines
        if not lines:
            empty.append(number)
    missing = f"no text can be read on page {_ranges(empty)}: pictures, damaged or blank"
    return pages, (missing,) if empty else ()


def _ranges(numbers: list[int]) -> str:
    """Numbers as "2, 4-6"."""
    said: list[str] = []
    for _, group in groupby(enumerate(numbers), lambda each: each[1] - each[0]):
        run = [number for _, number in group]
        said.append(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]))
    return ", ".join([*said[:_MOST_SAID], "..."] if len(said) > _MOST_SAID else said)


def _outline(pdf: pdfium.PdfDocument) -> Iterator[tuple[str, int]]:
    """The headings of the outline, in one spelling, each with its level."""
    for entry in pdf.get_toc(max_depth=_DEEPEST):
        if title := entry.get_title():
            yield _spelt(title), min(entry.level + 1, _DEEPEST)


def _without_running_heads(pages: dict[int, list[Line]]) -> dict[int, list[Line]]:
    """Leave out the lines at the edges of pages that are on most of them, and page numbers."""
    edges = Counter(
        key
        for number, lines in pages.items()
        for key in {_edge_key(line.text, number) for line in lines[:EDGE] + lines[-EDGE:]}
    )
    often = max(3, len([lines for lines in pages.values() if lines]) // 3)
    running = {k for k, count in edges.items() if count >= (3 if k[:1] == _NUMBERED else often)}

    def is_kept(position: int, line: Line, number: int, count: int) -> bool:
        at_edge = position < EDGE or position >= count - EDGE
        return not at_edge or _edge_key(line.text, number) not in running

    return {
        number: [
            line
            for position, line in enumerate(lines)
            if is_kept(position, line, number, len(lines))
        ]
        for number, lines in pages.items()
    }


def _edge_key(text: str, number: int) -> str:
    """What is the same of a line on all pages; a number that grows with theirs is the same."""
    text = _spelt(text)
    found = _PAGE_NUMBER.search(text)
    if not found:
        return text
    offset = int(found[1] or found[2]) - number
    return f"{_NUMBERED}{offset} {text[: found.start()]} {text[found.end() :]}"


class _Reader:
    """What the whole of a PDF tells about the lines of its pages."""

    def __init__(self, pages: dict[int, list[Line]], outline: dict[str, int]) -> None:
        every = [line for lines in pages.values() for line in lines]
        sizes = Counter[float]()
        for line in every:
            sizes[line.size] += len(line.text)
        self._outline = outline
        self._text_size = sizes.most_common(1)[0][0] if sizes else 0.0
        self._known = known_words("\n".join(line.text for line in every))
        headings = {line.size for line in every if self._may_be_heading(line)}
        self._levels = {
            size: min(level, _DEEPEST)
            for level, size in enumerate(sorted(headings, reverse=True), 1)
        }

    def pieces(self, number: int, lines: Sequence[Line]) -> Iterator[Piece]:
        """The pieces of a page; its number is named again below each heading."""
        mark = Piece(f"page {number}", PAGE)
        marked = False
        usual = _usual_distance(lines)
        for group in self._groups(lines, usual):
            if level := self._level(group[0]):
                yield Piece(" ".join(" ".join(line.text for line in group).split()), level)
                marked = False
                continue
            if not marked:
                yield mark
                marked = True
            yield from paragraph_pieces([line.text for line in group], self._known)

    def _groups(self, lines: Sequence[Line], usual: float) -> Iterator[list[Line]]:
        """Lines that belong together: a heading, or a paragraph."""
        group: list[Line] = []
        for line in lines:
            if group and self._is_apart(group[-1], line, usual):
                yield group
                group = []
            group.append(line)
        if group:
            yield group

    def _is_apart(self, before: Line, line: Line, usual: float) -> bool:
        levels = self._level(before), self._level(line)
        distance = before.bottom - line.bottom
        if any(levels):
            by_outline = _spelt(line.text) in self._outline or _spelt(before.text) in self._outline
            return levels[0] != levels[1] or by_outline or distance > 2 * max(line.size, 1)
        if usual and distance > APART * usual:
            return True
        # A new column, or something placed elsewhere, in the middle of a sentence or after it.
        return distance < -usual and before.text.endswith((".", "!", "?", ":"))

    def _level(self, line: Line) -> int:
        named = self._outline.get(_spelt(line.text))
        if named is not None:
            return named
        return self._levels.get(line.size, 0) if self._may_be_heading(line) else 0

    def _may_be_heading(self, line: Line) -> bool:
        """Whether a line is larger than the text, short, and states no figure."""
        words = _SECTION.sub("", line.text)
        return (
            line.size >= LARGER * self._text_size > 0
            and len(line.text) <= LONGEST_HEADING
            and any(character.isalpha() for character in words)
            and not any(character.isdigit() for character in words)
            and not line.text.endswith(_ENDS)
        )


def _usual_distance(lines: Sequence[Line]) -> float:
    """Of lines that go on: the smallest of the distances that are common on a page."""
    distances = Counter(round(a.bottom - b.bottom) for a, b in pairwise(lines))
    below = {distance: count for distance, count in distances.items() if distance > 1}
    often = max(below.values(), default=0) / 2
    return float(min((distance for distance, n in below.items() if n >= often), default=0))


def _spelt(line: str) -> str:
    return " ".join(line.split()).casefold()
