"""A file -> a Document: normalised text, where its headings and blocks are, its front matter.

The normalised text is what every span in careerbot counts in. It is the text a reader sees: markup
is taken away, list items and table rows keep a line each, characters nobody can see are dropped.
"""

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.errors import DocumentError, NothingToIndexError
from index.front_matter import FrontMatter, split_front_matter
from index.markdown import Piece, markdown_pieces
from index.plain_text import plain_text_pieces

SUFFIXES = {".md": markdown_pieces, ".markdown": markdown_pieces, ".txt": plain_text_pieces}

# Invisible characters that can carry hidden text or reorder what is shown: zero-width spaces, soft
# hyphen, bidirectional controls, variation selectors, tags (OWASP LLM01:2026), controls.
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
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
class SourceFile:
    """A file to be indexed. `source` names it for people: its path below the folders given."""

    path: Path
    source: str


@dataclass(frozen=True)
class Document:
    """One document, ready to be chunked.

    Attributes:
        id: hash of everything below, so a document that changed is another document.
        source: the file's name for people.
        text: the normalised text that all spans count in, in characters.
        blocks: its parts in order; headings are in `text` but are no blocks.
    """

    id: str
    source: str
    title: str
    text: str
    blocks: tuple[Block, ...]
    front_matter: FrontMatter


def normalise(text: str) -> str:
    """Unicode NFC, LF line ends, no characters that nobody can see."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text.replace("\u2029", "\n\n")))


def find_files(paths: Iterable[str | Path]) -> list[SourceFile]:
    """List the documents in files and folders, sorted by name.

    Args:
        paths: files, or folders that are searched with all folders below them. Hidden files and
            folders are left out.

    Raises:
        NothingToIndexError: a path does not exist, or there is no document in any of them.
    """
    roots = list(dict.fromkeys(Path(path).expanduser().resolve() for path in paths))
    for root in roots:
        if not root.exists():
            raise NothingToIndexError(f"{root} does not exist; name a folder or file of guides.")
    found = {path for root in roots for path in _files_below(root)}
    if not found:
        named = ", ".join(str(root) for root in roots) or "no folder"
        raise NothingToIndexError(
            f"There are no documents in {named}: careerbot reads {', '.join(SUFFIXES)} files. "
            "The index is left as it was."
        )
    # Named from the folder that holds all roots, so that two files of one name are told apart.
    base = _common_folder([root.parent for root in roots])
    return [SourceFile(path, _name(path, base)) for path in sorted(found)]


def load_document(file: SourceFile, data: bytes, chunking: str = "") -> Document:
    """Read one document.

    Args:
        file: where it comes from.
        data: the bytes of the file.
        chunking: how it is going to be chunked; becomes part of its identity.

    Raises:
        DocumentError: it is not text in UTF-8, holds no text, or its front matter is wrong.
    """
    front_matter, body = split_front_matter(_decode(data, file.source), file.source)
    pieces = list(SUFFIXES[file.path.suffix.lower()](body))
    text, blocks = _assemble(pieces)
    if not blocks:
        raise DocumentError(f"{file.source}: there is no text in it; write some or remove it.")
    title = front_matter.title or _first_heading(pieces) or _from_name(file.path.stem)
    metadata = front_matter.model_dump_json()
    identity = "\0".join([file.source, title, metadata, chunking, repr(blocks), text])
    return Document(_sha256(identity), file.source, title, text, blocks, front_matter)


def _files_below(root: Path) -> Iterator[Path]:
    if root.is_file():
        if root.suffix.lower() not in SUFFIXES:
            raise NothingToIndexError(
                f"{root} is no document: careerbot reads {', '.join(SUFFIXES)} files."
            )
        yield root
        return
    for path in root.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
        inside = path.resolve().is_relative_to(root)  # a link may lead out of the folder
        if path.suffix.lower() in SUFFIXES and not hidden and inside and path.is_file():
            yield path


def _common_folder(folders: list[Path]) -> Path | None:
    try:
        return Path(os.path.commonpath(folders))
    except ValueError:  # on several drives
        return None


def _name(path: Path, base: Path | None) -> str:
    name = (path.relative_to(base) if base else path).as_posix()
    return name.encode("utf-8", "replace").decode()  # names need not be text on every disk


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


def _assemble(pieces: list[Piece]) -> tuple[str, tuple[Block, ...]]:
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
        if piece.level:
            section += 1
            headings = {level: name for level, name in headings.items() if level < piece.level}
            if piece.level > 1 or before is not None:  # a first heading of level 1 is the title
                headings[piece.level] = piece.text
        else:
            path = tuple(headings[level] for level in sorted(headings))
            blocks.append(Block(len(text), len(text) + len(piece.text), path, section))
        text += piece.text
        before = piece
    return text, tuple(blocks)


def _first_heading(pieces: list[Piece]) -> str | None:
    return next((piece.text for piece in pieces if piece.level), None)


def _from_name(stem: str) -> str:
    return re.sub(r"[-_]+", " ", stem).strip().capitalize() or stem


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
