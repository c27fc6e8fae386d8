"""What every format is read into: a title, and headings, paragraphs, list items, table rows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from index.reading.characters import normalise

PAGE = 7  # level of a page number: below every heading, so that it is the innermost one


@dataclass(frozen=True)
class Piece:
    """One line of the normalised text, or one paragraph.

    Attributes:
        text: what it says, never empty.
        level: 1 to 6 for a heading, PAGE for the number of a page, 0 for anything else.
        marker: what is written before it, such as "- "; pieces with markers stay close together.
        apart: it is a passage of its own, whatever stands beside it.
    """

    text: str
    level: int = 0
    marker: str = ""
    apart: bool = False


@dataclass(frozen=True)
class Content:
    """What was found in a file.

    Attributes:
        title: as the file's own metadata give it, if they do.
        missing: the parts of it that could not be read, each with the reason.
    """

    pieces: tuple[Piece, ...]
    title: str | None = None
    missing: tuple[str, ...] = ()


def cleaned(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Each piece normalised, those left out of which nothing remains."""
    for piece in pieces:
        text = normalise(piece.text).strip()
        if text:
            yield replace(piece, text=text)


def row_text(columns: Sequence[str], cells: Sequence[str]) -> str:
    """A table row that can be read alone: each cell with the name of its column before it."""
    named = zip_longest(columns, cells, fillvalue="")
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in named if cell)
