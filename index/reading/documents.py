"""A file -> a Document: normalised text, where its headings and blocks are, its front matter.

The normalised text is what every span in careerbot counts in. It is the text a reader sees: markup
is taken away, list items and table rows keep a line each, characters nobody can see are dropped.
"""

import hashlib
import re
from contextlib import ExitStack
from dataclasses import dataclass

from index.errors import DocumentError
from index.reading.characters import normalise
from index.reading.formats.parser import Parser
from index.reading.front_matter import FrontMatter, read_front_matter, split_front_matter
from index.reading.markdown import markdown_pieces
from index.reading.pieces import PAGE, Content, Piece, cleaned
from index.reading.plain_text import plain_text_pieces
from index.reading.sources import SourceFile

GLANCE = "At a glance"  # what stands above the short values of the front matter
LONGEST_HEADING = 300  # characters; what is longer is a paragraph
LARGEST_TEXT = 20_000_000  # bytes of a file of text
# Larger files of text are parsed in a child, too: a guide is not so large, and an attack on the
# parser, whose time grows with the square of the size, takes about a second at this one.
LARGEST_HERE = 32_000  # bytes

_TEXT = ("markdown", "text", "csv")
# What programs write where a title should be: their own name, a file's, an address, a default.
_NO_TITLE = re.compile(
    r"^(?:microsoft (?:word|powerpoint|excel)\b.*|\(?(?:anonymous|unspecified|unknown|none|null)\)?"
    r"|(?:untitled|unbenannt|sans titre|sin título)[\s_-]*(?:document|page|\d*)[\s_-]*\d*"
    r"|(?:new |neues )?(?:document|dokument|presentation|slide|title|page|scan)[\s_-]*\d*"
    r"|(?:word|powerpoint|pdf) (?:document|presentation)|[a-z]+://\S+|about:\w+|[\W\d_]+)$"
    r"|\.(?:docx?|pdf|indd|qxd|rtf|odt|pptx?|xlsx?|tex|dvi|ps|pages|pub|html?|txt|md)$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Block:
    """A paragraph, list item, table row or piece of code: `text[start:end]` of its document.

    Attributes:
        headings: above it, outermost first, the document's title left out.
        section: how many headings come before it; tells apart sections of one name.
    """

    start: int
    end: int
    headings: tuple[str, ...]
    section: int


@dataclass(frozen=True)
class Document:
    """One document, ready to be chunked.

    Attributes:
        id: hash of everything below, so a document that changed is another document.
        source: the file's name for people.
        text: the normalised text that all spans count in, in characters.
        blocks: its parts in order; headings are in `text` but are no blocks.
        missing: the parts of the file that could not be read, each with the reason.
    """

    id: str
    source: str
    title: str
    text: str
    blocks: tuple[Block, ...]
    front_matter: FrontMatter
    missing: tuple[str, ...] = ()


def load_document(
    file: SourceFile,
    data: bytes,
    chunking: str = "",
    side: bytes | None = None,
    parser: Parser | None = None,
) -> Document:
    """Read one document.

    Args:
        file: where it comes from.
        data: the bytes of the file.
        chunking: how it is going to be chunked; becomes part of its identity.
        side: the bytes of the file beside it that holds its front matter.
        parser: what parses other formats than text; without it, one is started for this file.

    Raises:
        DocumentError: it is not of the format that its name says, or not text in UTF-8, holds no
            text, or its front matter is wrong.
    """
    front_matter, content = _read(file, data, parser)
    if side is not None:
        front_matter = _of_side_file(file, front_matter, side)
    text, blocks = _assemble(content.pieces)
    if not blocks:
        raise DocumentError(f"{file.source}: there is no text in it; write some or remove it.")
    text += _at_a_glance(front_matter)
    title = _title(file, front_matter, content)
    metadata = front_matter.model_dump_json()
    identity = "\0".join([file.source, title, metadata, chunking, repr(blocks), text])
    missing = content.missing
    if front_matter.left_out:
        names = ", ".join(front_matter.left_out)
        missing = (*missing, f"fields of its front matter do not fit and are left out: {names}")
    return Document(_sha256(identity), file.source, title, text, blocks, front_matter, missing)


def _read(file: SourceFile, data: bytes, parser: Parser | None) -> tuple[FrontMatter, Content]:
    if file.format not in _TEXT:
        return FrontMatter(), _parsed(file, data, parser)
    if len(data) > LARGEST_TEXT:
        raise DocumentError(
            f"{file.source}: it holds {len(data):,} bytes of text, and {LARGEST_TEXT:,} are the "
            "most that is read; split it."
        )
    body = _decode(data, file.source)
    if file.format == "csv":
        return FrontMatter(), _parsed(file, body.encode(), parser)
    front_matter, body = split_front_matter(body, file.source)
    if len(body) > LARGEST_HERE:
        return front_matter, _parsed(file, body.encode(), parser)
    reader = markdown_pieces if file.format == "markdown" else plain_text_pieces
    return front_matter, Content(tuple(cleaned(reader(body))))


def _parsed(file: SourceFile, data: bytes, parser: Parser | None) -> Content:
    with ExitStack() as own:
        try:
            return (parser or own.enter_context(Parser())).parse(file.format, data)
        except DocumentError as error:
            raise DocumentError(f"{file.source}: {error}") from error


def _of_side_file(file: SourceFile, inside: FrontMatter, side: bytes) -> FrontMatter:
    name = f"{file.source}.yaml"
    if inside != FrontMatter():
        raise DocumentError(f"{name}: {file.source} has front matter of its own; keep one of them.")
    return read_front_matter(_decode(side, name), name)


def _title(file: SourceFile, front_matter: FrontMatter, content: Content) -> str:
    if front_matter.title:
        return front_matter.title
    first = next((p.text for p in content.pieces if 0 < _level(p) < PAGE), "")
    title = " ".join(normalise(content.title or "").split())
    title = first if not title or _NO_TITLE.search(title) else title
    return title[:LONGEST_HEADING] or _from_name(file.path.stem)


def _decode(data: bytes, source: str) -> str:
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DocumentError(f"{source}: it is not text (it holds zero bytes); remove it.")
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return normalise(data.decode(encoding))
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"{source}: byte {error.start} is not valid {encoding}; save the file as UTF-8."
        ) from error


def _assemble(pieces: tuple[Piece, ...]) -> tuple[str, tuple[Block, ...]]:
    """Join pieces into one text, and note where each block and which headings above it are."""
    text = ""
    blocks: list[Block] = []
    headings: dict[int, str] = {}
    section = 0
    before: Piece | None = None
    for piece in pieces:
        if before is not None:
            text += "\n" if piece.marker and before.marker else "\n\n"
        text += piece.marker
        own = _level(piece)
        section += own > 0 or piece.apart
        if own:
            headings = {level: name for level, name in headings.items() if level < own}
            if own > 1 or before is not None:  # a first heading of level 1 is the title
                headings[own] = piece.text
        else:
            path = tuple(headings[level] for level in sorted(headings))
            blocks.append(Block(len(text), len(text) + len(piece.text), path, section))
        text += piece.text
        before = piece
    return text, tuple(blocks)


def _at_a_glance(front_matter: FrontMatter) -> str:
    """The short values of the front matter, a line each, at the end of the text: so each has a span
    there. They are no blocks: tables show them, and they are not searched or quoted in prose.
    """
    if not front_matter.at_a_glance:
        return ""
    values = "".join(f"\n• {each.aspect}: {each.value}" for each in front_matter.at_a_glance)
    return f"\n\n{GLANCE}\n{values}"


def _level(piece: Piece) -> int:
    return piece.level if len(piece.text) <= LONGEST_HEADING else 0


def _from_name(stem: str) -> str:
    return re.sub(r"[-_]+", " ", stem).strip().capitalize() or stem


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
