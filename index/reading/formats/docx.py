"""DOCX -> pieces: mammoth makes HTML of it, which is read as all HTML is."""

import posixpath
import re
import zipfile
from io import BytesIO

import mammoth
from lxml import etree

from index.errors import DocumentError
from index.reading.formats.archive import checked_zip, safe_xml, without_declarations
from index.reading.formats.html_page import html_content
from index.reading.formats.word_xml import Styles, W, plain_body, slim_styles
from index.reading.pieces import Content

_OLD = b"\xd0\xcf\x11\xe0"  # what Word wraps a document with a password in, and .doc
_MAIN = "word/document.xml"
# "Strict Open XML" says the same with other names.
_STRICT = re.compile(
    rb"http://purl\.oclc\.org/ooxml/(officeDocument/(?:relationships|math)|\w+/main)"
)


def read_docx(data: bytes) -> Content:
    """Read a Word document.

    Args:
        data: the bytes of the file.

    Returns:
        Its title and text; headers, notes, comments, and what is hidden, deleted or struck out are
        left out, and what was inserted is not.

    Raises:
        DocumentError: it is damaged, encrypted, or unpacks to too much.
    """
    if data.startswith(_OLD):
        raise DocumentError("it is encrypted, or a .doc of old; save it as .docx, unlocked.")
    with without_declarations(checked_zip(data)) as archive:
        parts = {
            name: _STRICT.sub(_transitional, archive.read(name))
            for name in archive.namelist()
            if name.lower().endswith((".xml", ".rels"))
        }
    main = _main_part(parts)
    if main not in parts:
        raise DocumentError("it is damaged, or no Word document.")
    root = safe_xml(parts[main])
    styles = parts.get(posixpath.join(posixpath.dirname(main), "styles.xml"))
    plain_body(root, Styles.of(safe_xml(styles) if styles else None))
    embedded = next(root.iter(W + "altChunk"), None) is not None
    needed = _needed(parts, main) | {main: etree.tostring(root)}
    content = html_content(_html(needed), first_row_names=True)
    missing = ("a file put into it as a whole is not read",) if embedded else ()
    return Content(content.pieces, _title(parts), missing)


def _html(parts: dict[str, bytes]) -> str:
    plain = BytesIO()
    with zipfile.ZipFile(plain, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    try:
        made = mammoth.convert_to_html(plain, include_embedded_style_map=False)
    except (KeyError, ValueError, AttributeError, TypeError, IndexError) as error:
        raise DocumentError("it is damaged, or no Word document.") from error
    return f"<!DOCTYPE html><body>{made.value}"


def _needed(parts: dict[str, bytes], main: str) -> dict[str, bytes]:
    """What mammoth asks for, without what it would only spend its time on."""
    folder, name = posixpath.split(main)
    kept = ("[Content_Types].xml", "_rels/.rels", f"{folder}/_rels/{name}.rels".lstrip("/"))
    needed = {name: parts[name] for name in kept if name in parts}
    for name, plain in (("styles.xml", slim_styles), ("numbering.xml", None)):
        part = parts.get(posixpath.join(folder, name))
        if part is not None:
            needed[posixpath.join(folder, name)] = plain(safe_xml(part)) if plain else part
    return needed


def _main_part(parts: dict[str, bytes]) -> str:
    relations = parts.get("_rels/.rels")
    if relations is None:
        return _MAIN
    for relation in safe_xml(relations):
        if str(relation.get("Type")).endswith("/officeDocument"):
            return posixpath.normpath(str(relation.get("Target")).lstrip("/"))
    return _MAIN


def _transitional(found: re.Match[bytes]) -> bytes:
    name = found[1]
    if name.startswith(b"officeDocument"):
        return b"http://schemas.openxmlformats.org/officeDocument/2006/" + name.partition(b"/")[2]
    kind, _, rest = name.partition(b"/")
    return b"http://schemas.openxmlformats.org/" + kind + b"/2006/" + rest


def _title(parts: dict[str, bytes]) -> str | None:
    properties = parts.get("docProps/core.xml")
    title = safe_xml(properties).findtext("{*}title") if properties else None
    return (title or "").strip() or None
