"""Real files, read by the readers and by something else: which words are lost?

    python -m tests.bench.reading FOLDER... [--worst N]

Each file is compared with a second reading that shares no code with the first: the XML of a Word
document, presentation, workbook or text document taken as it is, the text that lxml sees in HTML
and in the chapters of a book, and pypdf for PDF. Prints a table by format, what was refused and
why, and the files that lost most.
"""

import argparse
import re
import time
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from statistics import mean, median

from lxml import etree, html

from index.errors import DocumentError
from index.reading.characters import normalise
from index.reading.documents import load_document
from index.reading.formats.parser import Parser
from index.reading.sources import FORMATS, SourceFile

_WORD = re.compile(r"\w+")
_UNREAD_HTML = "//script|//style|//template|//noscript|//nav|//head|//select|//textarea|//button"
_HIDDEN_HTML = (
    "|//*[@hidden]|//*[@aria-hidden='true']|//*[contains(translate(@style,' ',''),'display:none')]"
)
# Deleted, of notes, of how words are said, or there twice.
_HIDDEN = frozenset(
    "del moveFrom delText instrText note annotation tracked-changes rPh Fallback".split()  # noqa: SIM905
)
LEAST_WORDS = 5  # of the second reading; a file with fewer says nothing


@dataclass(frozen=True)
class Compared:
    """One file.

    Attributes:
        lost: words of the second reading that the first has less often.
        words: of the second reading.
        refused: why it was not read; empty if it was.
    """

    path: Path
    lost: Counter[str]
    words: int
    seconds: float
    refused: str = ""

    @property
    def share(self) -> float:
        """Of the words, how many were lost."""
        return self.lost.total() / self.words if self.words else 0.0


def main() -> None:
    """Compare all files in the folders named."""
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", nargs="+", type=Path)
    asked.add_argument("--worst", type=int, default=20)
    given = asked.parse_args()
    paths = sorted(path for folder in given.folder for path in folder.rglob("*") if path.is_file())
    by_format: dict[str, list[Compared]] = defaultdict(list)
    with Parser() as parser:
        for path in paths:
            kind = FORMATS.get(path.suffix.lower(), "")
            if kind in SECOND and (compared := _compared(path, parser)):
                by_format[kind].append(compared)
                print(f"{100 * compared.share:6.2f} % {compared.words:7} {path.name}", flush=True)
    print_table(by_format)
    print_worst([each for found in by_format.values() for each in found], given.worst)


def _compared(path: Path, parser: Parser) -> Compared | None:
    """Nothing if the second reading fails, or finds next to nothing."""
    data = path.read_bytes()
    try:
        second = Counter(_words(SECOND[FORMATS[path.suffix.lower()]](data)))
    except Exception as error:  # a file that is broken on purpose, in any way
        print(f"       -         {path.name}: the second reading failed: {type(error).__name__}")
        return None
    if second.total() < LEAST_WORDS:
        return None
    started = time.monotonic()
    try:
        document = load_document(SourceFile(path, path.name), data, parser=parser)
    except DocumentError as error:
        return Compared(path, Counter(), second.total(), time.monotonic() - started, str(error))
    seconds = time.monotonic() - started
    return Compared(path, second - Counter(_words(document.text)), second.total(), seconds)


def print_table(by_format: dict[str, list[Compared]]) -> None:
    """A row for each format."""
    print("\n| format | files | refused | words lost | mean of files | median | seconds a file |")
    print("|---|---|---|---|---|---|---|")
    for kind, found in sorted(by_format.items()):
        read = [each for each in found if not each.refused]
        shares = [100 * each.share for each in read] or [0.0]
        lost, words = sum(e.lost.total() for e in read), sum(e.words for e in read) or 1
        print(
            f"| {kind} | {len(found)} | {len(found) - len(read)} | "
            f"{100 * lost / words:.2f} % | {mean(shares):.2f} % | {median(shares):.2f} % | "
            f"{mean(each.seconds for each in found):.2f} |"
        )


def print_worst(found: list[Compared], number: int) -> None:
    """What was refused, and the files that lost most."""
    for each in found:
        if each.refused:
            print(f"refused {each.refused}")
    for each in sorted(found, key=lambda each: -each.share)[:number]:
        lost = ", ".join(f"{word} {n}" for word, n in each.lost.most_common(12))
        print(f"{100 * each.share:.1f} % of {each.words} in {each.path}: {lost}")


def _words(text: str) -> Iterator[str]:
    yield from _WORD.findall(normalise(text).lower())


def _of_xml(parts: str, names: tuple[str, ...], blocks: tuple[str, ...]) -> Callable[[bytes], str]:
    """A reading of an archive of XML: the text of some elements, blocks parted by spaces."""

    def read(data: bytes) -> str:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            named = [name for name in archive.namelist() if re.fullmatch(parts, name)]
            return " ".join(_text(archive.read(name), names, blocks) for name in named)

    return read


def _text(data: bytes, names: tuple[str, ...], blocks: tuple[str, ...]) -> str:
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, huge_tree=True))
    for element in [each for each in root.iter() if isinstance(each.tag, str)]:
        if etree.QName(element).localname in _HIDDEN and element.getparent() is not None:
            tail = element.tail or ""
            element.clear()
            element.tail = tail
    said = []
    for element in root.iter():
        name = etree.QName(element).localname if isinstance(element.tag, str) else ""
        said.append(" " if name in blocks else "")
        if not names or name in names:
            said.append(element.text or "")
        if not names:
            said.append(" " if name in blocks else "")
            said.append(element.tail or "")
    return "".join(said)


def _of_html(data: bytes) -> str:
    try:  # lxml takes a page that says nothing of its encoding for Latin-1
        root = html.document_fromstring(data, html.HTMLParser(encoding=_utf_8(data)))
    except UnicodeDecodeError:
        root = html.document_fromstring(data)
    for unread in root.xpath(_UNREAD_HTML + _HIDDEN_HTML):
        if unread.getparent() is not None:
            unread.drop_tree()
    return " ".join(root.itertext())


def _utf_8(data: bytes) -> str:
    data.decode()
    return "utf-8"


def _of_book(data: bytes) -> str:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        chapters = [n for n in archive.namelist() if n.endswith((".html", ".xhtml", ".htm"))]
        return " ".join(_of_html(archive.read(name)) for name in chapters if "nav" not in name)


def _of_pdf(data: bytes) -> str:
    from pypdf import PdfReader

    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
    return re.sub(r"(\w)[-\u00ad]\s*\n\s*(\w)", r"\1\2", text)  # parted at the end of a line


SECOND: dict[str, Callable[[bytes], str]] = {
    "docx": _of_xml(r"word/document\.xml", ("t",), ("p", "br", "tab", "tc")),
    "pptx": _of_xml(r"ppt/slides/slide\d+\.xml", ("t",), ("p", "br", "tc")),
    "xlsx": _of_xml(r"xl/sharedStrings\.xml", ("t",), ("si",)),
    "odt": _of_xml(r"content\.xml", (), ("p", "h", "s", "tab", "line-break")),
    "html": _of_html,
    "epub": _of_book,
    "pdf": _of_pdf,
}

if __name__ == "__main__":
    main()
