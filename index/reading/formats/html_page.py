"""HTML -> pieces. Nothing is fetched; what a reader does not see is left out, and so are menus."""

import codecs
import re
from collections.abc import Iterator

from lxml import etree

from index.errors import DocumentError
from index.reading.pieces import Content, Piece, row_text

_UNREAD = frozenset(
    """script style template noscript head nav iframe object embed svg math canvas audio video
    select option datalist textarea button input title meta link""".split()  # noqa: SIM905
)
_INLINE = frozenset(
    """a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark output q
    rp rt ruby s samp small span strike strong sub sup time tt u var wbr""".split()  # noqa: SIM905
)
_LISTS = ("ul", "ol", "menu")
_CELLS = ("td", "th")
_HEADING = re.compile(r"h([1-6])\Z")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])")
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{1,40})", re.IGNORECASE)
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def read_html(data: bytes) -> Content:
    """Read a page.

    Args:
        data: the bytes of the file; their encoding is that of a byte order mark, of a `meta` tag,
            UTF-8, or Windows-1252, as browsers have it.

    Returns:
        Its title, headings, paragraphs, list items, table rows and code.

    Raises:
        DocumentError: there is no markup in it, or too deep a nest.
    """
    root = _parsed(_decoded(data))
    title = root.findtext(".//title") or ""
    return Content(tuple(html_pieces(root)), " ".join(title.split()) or None)


def html_pieces(root: etree._Element) -> Iterator[Piece]:
    """Walk a tree of (X)HTML, however deep, and yield what it says."""
    page = _Page()
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        tag = str(element.tag).rpartition("}")[2].lower()
        if event == "start":
            page.start(tag, element)
        elif event == "end":
            page.end(tag)
        if event != "start":
            page.say(element.tail or "")
        yield from page.take()


class _Page:
    """What is open at one place of the tree, and the text gathered there."""

    def __init__(self) -> None:
        self._unread = 0  # open elements that are left out
        self._text: list[str] = []
        self._done: list[Piece] = []
        self._level = 0  # of the heading that is open
        self._lists: list[int | None] = []  # the next number of each open list; None for bullets
        self._marker = ""
        self._pre = 0
        self._tables: list[_Table] = []

    def start(self, tag: str, element: etree._Element) -> None:
        """Go into an element."""
        if self._unread or tag in _UNREAD or _is_hidden(element):
            self._unread += 1
            return
        if tag == "br":
            self._text.append("\n" if self._pre else " ")
        elif tag == "img":
            self._text.append(element.get("alt", ""))
        elif tag not in _INLINE:
            self._flush()
            self._open(tag, element)
        self.say(element.text or "")

    def end(self, tag: str) -> None:
        """Come out of an element."""
        if self._unread:
            self._unread -= 1
        elif tag != "br" and tag not in _INLINE:
            self._flush()
            self._close(tag)

    def say(self, text: str) -> None:
        """Read text."""
        if not self._unread:
            self._text.append(text)

    def take(self) -> list[Piece]:
        """What is whole by now."""
        done, self._done = self._done, []
        return done

    def _open(self, tag: str, element: etree._Element) -> None:
        if found := _HEADING.match(tag):
            self._level = int(found[1])
        elif tag in _LISTS:
            first = element.get("start", "1")
            number = int(first) if re.fullmatch(r"[0-9]{1,9}", first) else 1
            self._lists.append(number if tag == "ol" else None)
        elif tag == "li":
            self._marker = self._next_marker()
        elif tag == "pre":
            self._pre += 1
        elif tag == "table":
            self._tables.append(_Table())
        elif tag in _CELLS and self._tables:
            self._tables[-1].in_cell = True

    def _close(self, tag: str) -> None:
        if _HEADING.match(tag):
            self._level = 0
        elif tag in _LISTS and self._lists:
            self._lists.pop()
        elif tag == "pre":
            self._pre -= 1
        elif tag in _CELLS and self._tables:
            self._tables[-1].end_cell(tag == "th")
        elif tag == "tr" and self._tables and (row := self._tables[-1].take_row()):
            self._done.append(Piece(row, marker="• "))
        elif tag == "table":
            self._tables.pop()

    def _next_marker(self) -> str:
        number = self._lists[-1] if self._lists else None
        if number is None:
            return "- "
        self._lists[-1] = number + 1
        return f"{number}. "

    def _flush(self) -> None:
        """A block begins or ends, so what was gathered is whole."""
        text, self._text = "".join(self._text), []
        text = text.strip("\n") if self._pre and text.strip() else " ".join(text.split())
        if not text:
            return
        if self._tables and self._tables[-1].in_cell:
            self._tables[-1].parts.append(text)
        else:
            marker = "" if self._level else self._marker
            self._done.append(Piece(text, self._level, marker))
            self._marker = ""


class _Table:
    """The row of a table that is being read, and the names of its columns."""

    def __init__(self) -> None:
        self.in_cell = False
        self.parts: list[str] = []  # the text of the cell
        self._cells: list[str] = []
        self._are_names: list[bool] = []
        self._columns: list[str] = []

    def end_cell(self, is_name: bool) -> None:
        self._cells.append(" ".join(self.parts))
        self._are_names.append(is_name)
        self.in_cell, self.parts = False, []

    def take_row(self) -> str:
        """The row; nothing where it names the columns."""
        cells, are_names = self._cells, self._are_names
        self._cells, self._are_names = [], []
        if cells and all(are_names):
            self._columns = cells
            return ""
        return row_text(self._columns, cells)


def _is_hidden(element: etree._Element) -> bool:
    shown = element.get("hidden") is None and element.get("aria-hidden") != "true"
    return not shown or _HIDDEN.search(element.get("style", "").lower()) is not None


def _decoded(data: bytes) -> str:
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    named = _CHARSET.search(data[:2048])
    for name in (*([named[1].decode()] if named else []), "utf-8"):
        try:
            return data.decode(codecs.lookup(name).name)
        except (LookupError, UnicodeDecodeError):  # the next one may fit
            continue
    return data.decode("cp1252", "replace")


def _parsed(text: str) -> etree._Element:
    if "\0" in text[:4096]:
        raise DocumentError("it is not HTML (it holds zero bytes).")
    # Not the small limits, at which the rest of a page would be lost without a word: this process
    # has its own. Entities of a page's making are not known to HTML at all.
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise DocumentError("there is no text in it; write some or remove it.") from error
    if any(entry.level == etree.ErrorLevels.FATAL for entry in parser.error_log):
        raise DocumentError("its markup is nested too deeply to be read.")
    if root is None:
        raise DocumentError("there is no text in it; write some or remove it.")
    return root
