"""The files of an Office document, which is an archive whose parts name each other."""

import posixpath
import re
import zipfile

from lxml import etree

from index.errors import DocumentError
from index.reading.formats.archive import checked_zip, safe_xml, without_declarations

OLD = b"\xd0\xcf\x11\xe0"  # what Office wraps a document with a password in, and its files of old
_OFFICE = "officeDocument"
LONGEST_CHAIN = 20  # styles that are based on each other


class Package:
    """An archive whose parts are read by what they are to each other.

    Args:
        data: its bytes.
        ending: of the file, for the message that says how to save it.

    Raises:
        DocumentError: it is encrypted, no archive, or unpacks to too much.
    """

    def __init__(self, data: bytes, ending: str) -> None:
        if data.startswith(OLD):
            raise DocumentError(
                f"it is encrypted, or of the format before {ending}; save it as {ending}, unlocked."
            )
        self._archive: zipfile.ZipFile = without_declarations(checked_zip(data))

    def __contains__(self, name: str) -> bool:
        return name in self._archive.NameToInfo

    def xml(self, name: str) -> etree._Element:
        """The root of a part.

        Raises:
            DocumentError: it is missing, or no XML.
        """
        if name not in self:
            raise DocumentError("it is damaged: a part of it is missing.")
        return safe_xml(self._archive.read(name))

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """The parts that one names, by the ids that it names them by: what each is, and its name.

        Args:
            name: of the part; empty for the whole document.
        """
        folder, file = posixpath.split(name)
        about = posixpath.join(folder, "_rels", f"{file}.rels")
        if about not in self:
            return {}
        found = {}
        for each in self.xml(about):
            if isinstance(each.tag, str) and each.get("TargetMode") != "External":
                target = str(each.get("Target"))
                inside = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
                kind = str(each.get("Type")).rpartition("/")[2]
                found[str(each.get("Id"))] = (kind, posixpath.normpath(inside.lstrip("/")))
        return found

    def main(self) -> str:
        """The part that a reader begins with."""
        for kind, name in self.related("").values():
            if kind == _OFFICE:
                return name
        raise DocumentError("it is damaged, or not of the format that its name says.")

    def title(self) -> str | None:
        """As the properties of the document have it."""
        if "docProps/core.xml" not in self:
            return None
        return " ".join((self.xml("docProps/core.xml").findtext("{*}title") or "").split()) or None


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for a comment."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def attribute(element: etree._Element, name: str) -> str | None:
    """An attribute by its name in whatever namespace, since those differ by kind of file."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None


def count(text: str | None, most: int = 1_000) -> int:
    """A number of columns or rows: 1 where none is given, and no more than a reader can take."""
    return min(max(int(text), 1), most) if text and re.fullmatch(r"[0-9]{1,9}", text) else 1
