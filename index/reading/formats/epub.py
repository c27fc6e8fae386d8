"""EPUB -> pieces: the chapters in reading order, each read as the HTML that it is."""

import posixpath
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

from index.errors import DocumentError
from index.reading.formats.archive import checked_zip, safe_xml
from index.reading.formats.html_page import read_html
from index.reading.pieces import Content, Piece

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"


def read_epub(data: bytes) -> Content:
    """Read a book.

    Args:
        data: the bytes of the file.

    Returns:
        Its title, as a heading above all chapters, and their text.

    Raises:
        DocumentError: it is damaged, protected, or unpacks to too much.
    """
    with checked_zip(data) as archive:
        book = _rootfile(archive)
        package = safe_xml(_member(archive, book))
        title = " ".join((package.findtext(".//{*}metadata/{*}title") or "").split())
        chapters = [
            posixpath.normpath(posixpath.join(posixpath.dirname(book), unquote(href)))
            for href in _spine(package)
        ]
        _demand_readable(archive, chapters)
        pieces = [
            piece
            for chapter in dict.fromkeys(chapters)
            for piece in read_html(_member(archive, chapter)).pieces
        ]
    if title and not (pieces and pieces[0].level == 1 and pieces[0].text == title):
        pieces.insert(0, Piece(title, level=1))
    return Content(tuple(pieces), title or None)


def _rootfile(archive: zipfile.ZipFile) -> str:
    container = safe_xml(_member(archive, _CONTAINER))
    rootfile = container.find(".//{*}rootfile")
    path = rootfile.get("full-path") if rootfile is not None else None
    if not path:
        raise DocumentError("it is damaged: it does not say where its text is.")
    return path


def _spine(package: etree._Element) -> Iterator[str]:
    """Where the chapters are, in reading order."""
    items = {
        item.get("id"): item.get("href") for item in package.iterfind(".//{*}manifest/{*}item")
    }
    for reference in package.iterfind(".//{*}spine/{*}itemref"):
        href = items.get(reference.get("idref"))
        if href:
            yield href


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        return archive.read(name)
    except KeyError as error:
        raise DocumentError("it is damaged: a part of it is missing.") from error


def _demand_readable(archive: zipfile.ZipFile, chapters: list[str]) -> None:
    """Fonts may be scrambled; a chapter must not be."""
    if _ENCRYPTION in archive.namelist():
        encrypted = safe_xml(_member(archive, _ENCRYPTION)).iterfind(".//{*}CipherReference")
        if {unquote(each.get("URI", "")) for each in encrypted} & set(chapters):
            raise DocumentError("it is protected against copying, so it cannot be read.")
