"""A page of a PDF -> its lines with their sizes and places, and what forms were filled with."""

import ctypes
import re
from collections.abc import Callable
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

_LONGEST_VALUE = 10_000  # characters of a form field
_LAST_LETTERS = re.compile(r"(?<=\w\w) (?=\w{1,2}(?:\W|\Z))")
_WIDER = 1.25  # than the widest gap between letters: still one word
_LOOKED_AT = 14  # letters before a gap
_VALUES = (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX)


@dataclass(frozen=True)
class Line:
    """A line of a page.

    Attributes:
        size: of its first letter, in points.
        left, bottom, top: where it stands, in points from the lower left.
    """

    text: str
    size: float
    left: float
    bottom: float
    top: float


def page_lines(page: pdfium.PdfPage) -> list[Line]:
    """The lines of a page in PDFium's order, each with the values of the fields that stand on it.

    Raises:
        PdfiumError: the page cannot be read.
    """
    text_page = page.get_textpage()
    try:
        lines = _lines(text_page)
    finally:
        text_page.close()
    for value in _values(page):
        lines = _with_value(lines, value)
    return lines


def _lines(page: pdfium.PdfTextPage) -> list[Line]:
    lines = []
    at = 0
    for text in page.get_text_range().split("\r\n"):
        stripped = text.strip()
        if stripped:
            first = at + len(text) - len(text.lstrip())
            lines.append(_placed(page, _joined(page, stripped, first), first))
        at += len(text) + 2
    return lines


def _joined(page: pdfium.PdfTextPage, text: str, at: int) -> str:
    """A line without the spaces that PDFium puts before the last letters of words.

    Letters that are set wide apart, the last one by itself, as scanners do, look like two words to
    it. They are one if the gap is no wider than those between the letters before.
    """
    parts, begin = [], 0
    for space in _LAST_LETTERS.finditer(text):
        index = raw.FPDFText_GetCharIndexFromTextIndex(page, at + space.start())
        if index > 0 and raw.FPDFText_IsGenerated(page, index) == 1:
            gaps = _gaps(page, text[: space.start()], index)
            before, after = page.get_charbox(index - 1), page.get_charbox(index + 1)
            if gaps and 0 <= after[0] - before[2] <= max(gaps) * _WIDER:
                parts.append(text[begin : space.start()])
                begin = space.end()
    return "".join(parts) + text[begin:]


def _gaps(page: pdfium.PdfTextPage, before: str, index: int) -> list[float]:
    """How far the last letters before an index stand apart, within words."""
    gaps = []
    for back in range(1, min(_LOOKED_AT, len(before))):
        if before[-back].isalnum() and before[-back - 1].isalnum():
            left, right = page.get_charbox(index - back - 1), page.get_charbox(index - back)
            gaps.append(right[0] - left[2])
    return gaps


def _placed(page: pdfium.PdfTextPage, text: str, at: int) -> Line:
    """A line with its place, as its tallest letters at the beginning and the end tell it."""
    index = raw.FPDFText_GetCharIndexFromTextIndex(page, at)
    size = _size(page, index) if index >= 0 else 0.0
    left, bottom, top = 0.0, 0.0, 0.0
    if index >= 0:
        left, bottom, _, top = page.get_charbox(index, loose=True)
    return Line(text, size, left, bottom, top)


def _size(page: pdfium.PdfTextPage, index: int) -> float:
    """The height of a letter as it is drawn, whatever the matrix says."""
    matrix = raw.FS_MATRIX()
    scale = 1.0
    if raw.FPDFText_GetMatrix(page, index, matrix):
        scale = (matrix.c**2 + matrix.d**2) ** 0.5 or 1.0
    return round(float(raw.FPDFText_GetFontSize(page, index)) * scale, 1)


def _values(page: pdfium.PdfPage) -> list[Line]:
    """What the fields of a form on the page hold, and notes that are typed onto it."""
    values = []
    for number in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, number)
        if not note:
            continue
        try:
            text = _value(page, note)
            box = raw.FS_RECTF()
            if text and raw.FPDFAnnot_GetRect(note, box):
                values.append(Line(text, 0.0, box.left, box.bottom, box.top))
        finally:
            raw.FPDFPage_CloseAnnot(note)
    return values


def _value(page: pdfium.PdfPage, note: raw.FPDF_ANNOTATION) -> str:
    kind = raw.FPDFAnnot_GetSubtype(note)
    if kind == raw.FPDF_ANNOT_FREETEXT:
        return _string(
            lambda into, size: raw.FPDFAnnot_GetStringValue(note, b"Contents", into, size)
        )
    forms = page.formenv
    if kind != raw.FPDF_ANNOT_WIDGET or forms is None:
        return ""
    if raw.FPDFAnnot_GetFormFieldType(forms, note) not in _VALUES:
        return ""
    return _string(lambda into, size: raw.FPDFAnnot_GetFormFieldValue(forms, note, into, size))


def _string(get: Callable[[object, int], int]) -> str:
    size = min(get(None, 0), 2 * _LONGEST_VALUE)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    get(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return " ".join(buffer.raw[:size].decode("utf-16-le", "replace").rstrip("\0").split())


def _with_value(lines: list[Line], value: Line) -> list[Line]:
    """The value behind the last line that stands at its height, else as a line in its place."""
    middle = (value.bottom + value.top) / 2
    on_line = [n for n, line in enumerate(lines) if line.bottom - 2 <= middle <= line.top + 2]
    before = [n for n in on_line if lines[n].left <= value.left]
    if before:
        number = before[-1]
        line = lines[number]
        joined = Line(f"{line.text} {value.text}", line.size, line.left, line.bottom, line.top)
        return [*lines[:number], joined, *lines[number + 1 :]]
    number = next((n for n, line in enumerate(lines) if line.top < middle), len(lines))
    return [*lines[:number], value, *lines[number:]]
