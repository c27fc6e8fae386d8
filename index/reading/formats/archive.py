"""Zip archives, as DOCX and EPUB are: measured before anything in them is parsed."""

import zipfile
import zlib
from io import BytesIO

from lxml import etree

from index.errors import DocumentError

MOST_MEMBERS = 5_000
MOST_BYTES = 200 * 2**20  # unpacked, all members together
MOST_RATIO = 200  # of a member's size to what it takes in the archive
SMALL = 2**20  # bytes; below it a ratio says nothing
_BLOCK = 2**16
_DECLARATIONS = tuple(
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)


def checked_zip(data: bytes) -> zipfile.ZipFile:
    """Open an archive in memory; nothing of it is ever written to a disk.

    Args:
        data: the archive.

    Returns:
        The archive; its members unpack to no more than `MOST_BYTES`.

    Raises:
        DocumentError: it is no archive, a broken one, or one that unpacks to too much.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        members = archive.infolist()
        _demand(len(members) <= MOST_MEMBERS, f"holds {len(members):,} files")
        _demand(sum(m.file_size for m in members) <= MOST_BYTES, "says it unpacks to too much")
        total = 0
        for member in members:
            # A member may be larger than it says.
            total += _unpacked_size(archive, member, MOST_BYTES - total)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise DocumentError("it is damaged, or not of the format that its name says.") from error
    except RuntimeError as error:  # zipfile's word for a member that wants a password
        raise DocumentError("it is encrypted; save it without a password.") from error
    return archive


def without_declarations(archive: zipfile.ZipFile) -> zipfile.ZipFile:
    """Raises DocumentError: an XML file of the archive declares a document type or entities."""
    for name in archive.namelist():
        if name.lower().endswith((".xml", ".rels")):
            xml = archive.read(name)
            _demand(not any(d in xml for d in _DECLARATIONS), "declares entities in its XML")
    return archive


def safe_xml(data: bytes) -> etree._Element:
    """Parse XML that fetches nothing and unfolds nothing.

    Args:
        data: the XML.

    Returns:
        Its root.

    Raises:
        DocumentError: it is not XML, or declares entities.
    """
    _demand(not any(d in data for d in _DECLARATIONS), "declares entities in its XML")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise DocumentError("its XML is damaged.") from error


def _unpacked_size(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> int:
    size = 0
    with archive.open(member) as unpacked:
        while block := unpacked.read(_BLOCK):
            size += len(block)
            _demand(size <= most, "unpacks to too much")
            dense = size > SMALL and size > MOST_RATIO * member.compress_size
            _demand(not dense, "holds a file that unpacks to over 200 times its size")
    return size


def _demand(holds: bool, what: str) -> None:
    if not holds:
        raise DocumentError(f"it {what}, as attacks on a reader do; it was not read.")
