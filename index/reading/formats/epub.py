"""EPUB -> pieces: the chapters in reading order, each read as the HTML that it is."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from html import escape
from urllib.parse import unquote

from lxml import etree

from index.errors import DocumentError
from index.reading.formats.archive import checked_zip, safe_xml
from index.reading.formats.encoding import decoded
from index.reading.formats.html_page import html_content
from index.reading.pieces import Content, Piece

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_PICTURES = ("image/", "audio/", "video/", "font/", "text/css")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_EMPTY = re.compile(r"<([A-Za-z][\w:.-]*)((?:\s[^<>]*)?)/>")
_DOCTYPE = re.compile(
    rb"<!DOCTYPE[^\[>]{0,500}>", re.IGNORECASE
)  # one that declares nothing itself
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())  # noqa: SIM905


def read_epub(data: bytes) -> Content:
    """Read a book.

    Args:
        data: the bytes of the file.

    Returns:
        Its title, as a heading above all chapters, their text, and which of them are missing.

    Raises:
        DocumentError: it is damaged, protected, or unpacks to too much.
    """
    with checked_zip(data) as archive:
        members = {_spelt(name): name for name in archive.namelist()}
        book = _rootfile(archive)
        package = safe_xml(_DOCTYPE.sub(b"", _member(archive, book), count=1))
        title = " ".join((package.findtext(".//{*}metadata/{*}title") or "").split())
        chapters = dict.fromkeys(_spine(package, posixpath.dirname(book)))
        _demand_readable(archive, chapters)
        pieces: list[Piece] = []
        missing = [f"the part {name} is a picture" for name in _pictures(package)]
        for chapter in chapters:
            try:
                if _spelt(chapter) not in members:
                    raise DocumentError("it is not there")
                pieces += _chapter(archive.read(members[_spelt(chapter)]))
            except (DocumentError, RecursionError, ValueError) as error:
                missing.append(f"the part {posixpath.basename(chapter)} cannot be read: {error}")
    if missing and not pieces:  # the first of them says enough
        raise DocumentError(f"it is damaged: a part of it is missing ({missing[0]}).")
    if title and not (pieces and pieces[0].level == 1 and pieces[0].text == title):
        pieces.insert(0, Piece(title, level=1))
    return Content(tuple(pieces), title or None, tuple(missing))


def _chapter(data: bytes) -> tuple[Piece, ...]:
    if not data.strip():
        raise DocumentError("it is empty")
    text = decoded(data)
    if "\0" in text[:4096]:
        raise DocumentError("it is no text")
    return html_content(_as_html(text)).pieces


def _as_html(xhtml: str) -> str:
    """XHTML for a reader of HTML, to which no element is empty that it does not know to be so."""

    def whole(found: re.Match[str]) -> str:
        name = found[1]
        return found[0] if name.lower() in _VOID else f"<{name}{found[2]}></{name}>"

    text = _CDATA.sub(lambda found: escape(found[1], quote=False), xhtml)
    return _EMPTY.sub(whole, text)


def _rootfile(archive: zipfile.ZipFile) -> str:
    """Where the package is; a book may also be held in other forms, such as PDF."""
    container = safe_xml(_member(archive, _CONTAINER))
    roots = [root for root in container.iterfind(".//{*}rootfile") if root.get("full-path")]
    packages = [r for r in roots if "oebps-package" in r.get("media-type", "oebps-package")]
    path = next((root.get("full-path") for root in [*packages, *roots]), None)
    if not path:
        raise DocumentError("it is damaged: it does not say where its text is.")
    return path


def _spine(package: etree._Element, folder: str) -> Iterator[str]:
    """Where the chapters are, in reading order; pictures among them hold no text."""
    items = {item.get("id"): item for item in package.iterfind(".//{*}manifest/{*}item")}
    for reference in package.iterfind(".//{*}spine/{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or item.get("media-type", "").startswith(_PICTURES):
            continue
        href = unquote(item.get("href", "").partition("#")[0]).replace("\\", "/")
        if href:
            yield posixpath.normpath(posixpath.join(folder, href))


def _pictures(package: etree._Element) -> Iterator[str]:
    """What stands among the chapters without being one."""
    spine = {each.get("idref") for each in package.iterfind(".//{*}spine/{*}itemref")}
    for item in package.iterfind(".//{*}manifest/{*}item"):
        if item.get("id") in spine and item.get("media-type", "").startswith(_PICTURES):
            yield posixpath.basename(item.get("href", ""))


def _spelt(name: str) -> str:
    return name.replace("\\", "/").casefold()


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        return archive.read(name)
    except KeyError as error:
        raise DocumentError("it is damaged: a part of it is missing.") from error


def _demand_readable(archive: zipfile.ZipFile, chapters: dict[str, None]) -> None:
    """Fonts may be scrambled; a chapter must not be."""
    if _ENCRYPTION in archive.namelist():
        encrypted = safe_xml(_member(archive, _ENCRYPTION)).iterfind(".//{*}CipherReference")
        if {unquote(each.get("URI", "")) for each in encrypted} & chapters.keys():
            raise DocumentError("it is protected against copying, so it cannot be read.")
