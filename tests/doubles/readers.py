"""Documents read in this process, for tests of what a reader makes of them."""

from pathlib import Path

from index.reading.documents import Document, load_document
from index.reading.formats.worker import reader_of
from index.reading.pieces import Content, cleaned
from index.reading.sources import SourceFile


class Here:
    """A parser without a child, so that a test of a reader's mistake shows the mistake."""

    def parse(self, format_name: str, data: bytes) -> Content:
        content = reader_of(format_name)(data)
        return Content(tuple(cleaned(content.pieces)), content.title, content.missing)


def document(name: str, data: str | bytes) -> Document:
    data = data.encode() if isinstance(data, str) else data
    return load_document(SourceFile(Path(name), name), data, parser=Here())


def blocks(name: str, data: str | bytes) -> list[str]:
    """What each block says; by its span, so a wrong one is noticed."""
    read = document(name, data)
    return [read.text[block.start : block.end] for block in read.blocks]
