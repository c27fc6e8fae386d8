"""A tree of HTML -> pieces; all formats that are, or become, HTML are read by this walker."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.reading.formats.grid import Cell, Table
from index.reading.formats.hiding import hidden_by_sheets, is_hidden
from index.reading.formats.raised import (
    LONGEST_MARK,
    is_note_link,
    is_page_break,
    raised,
    refers_to_note,
)
from index.reading.pieces import Piece

_UNREAD = frozenset(
    """script style template noscript head nav iframe object embed svg canvas audio video select
    option datalist textarea button input title meta link annotation annotation-xml""".split()  # noqa: SIM905
)
_INLINE = frozenset(
    """a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark output q
    rp rt ruby s samp small span strike strong sub sup time tt u var wbr
    math semantics mi mn mo ms mtext mspace mrow mstyle mpadded menclose mfrac msqrt mroot msup msub
    msubsup mover munder munderover mtable mtr mtd""".split()  # noqa: SIM905
)
_BETWEEN = {"msup": "^", "msub": "_", "mfrac": "/"}  # the two parts of a formula
_LISTS = ("ul", "ol", "menu")
_CELLS = ("td", "th")
_BOLD = ("b", "strong")
_HEADING = re.compile(r"h([1-6])\Z")
_BLOCK_STYLE = re.compile(r"display\s*:\s*(?:block|flex|grid|list-item|table)", re.IGNORECASE)
_TAIL = 40  # characters before raised text that tell what it is


def html_pieces(page: LexborHTMLParser, first_row_names: bool = False) -> list[Piece]:
    """Walk a page, however deep it is nested, and tell what it says.

    Args:
        page: what is hidden on it, struck out or a menu is left out.
        first_row_names: the first row of a table names its columns, if nothing speaks against it.
    """
    root = page.root
    if root is None:
        return []
    walker = _Walker(hidden_by_sheets(page), first_row_names)
    for node, entering in _steps(root):
        if node.is_text_node:
            walker.say(node.text_content or "" if entering else "")
        elif node.is_element_node:
            (walker.start if entering else walker.end)(node)
    return walker.pieces()


def _steps(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Each node twice: when it is entered and when it is left."""
    node, depth = root, 0
    while True:
        yield node, True
        child = node.first_child
        if child is not None:
            node, depth = child, depth + 1
            continue
        while True:
            yield node, False
            if depth == 0:
                return
            following = node.next
            if following is not None:
                node = following
                break
            parent = node.parent
            assert parent is not None
            node, depth = parent, depth - 1


@dataclass
class _Open:
    """An element that is open, where its end has something to do."""

    node: int  # its `mem_id`
    tag: str
    attributes: dict[str, str | None]
    at: int = 0  # how much text was gathered when it began
    pieces: list[Piece] = field(default_factory=list)  # of a cell
    plain: bool = False  # a cell says something that is not bold


class _Walker:
    """What is open at one place of the tree, and the text gathered there."""

    def __init__(self, hidden: set[int], first_row_names: bool) -> None:
        self._hidden = hidden
        self._first_row_names = first_row_names
        self._unread = 0  # open elements that are left out
        self._text: list[str] = []
        self._done: list[Piece] = []
        self._level = 0  # of the heading that is open
        self._lists: list[int | None] = []  # the next number of each open list; None for bullets
        self._marker = ""
        self._pre = 0
        self._bold = 0
        self._raised: list[_Open] = []
        self._tables: list[Table] = []
        self._cells: list[_Open] = []

    def start(self, node: LexborNode) -> None:
        """Go into an element."""
        tag = node.tag or ""
        if self._unread:
            self._unread += 1
            return
        attributes = node.attributes
        if tag in _UNREAD or node.mem_id in self._hidden or _is_left_out(node, attributes):
            self._unread += 1
        elif tag == "br":
            self._text.append("\n" if self._pre else " ")
        elif tag == "img":
            self._text.append(attributes.get("alt") or "")
        elif tag in _INLINE and not _BLOCK_STYLE.search(attributes.get("style") or ""):
            self._bold += tag in _BOLD
            self._say_between(node)
            if tag in ("sup", "a") or (tag == "span" and refers_to_note(attributes)):
                self._raised.append(_Open(node.mem_id, tag, attributes, len(self._text)))
        else:
            self._flush()
            self._open(node.mem_id, tag, attributes)

    def end(self, node: LexborNode) -> None:
        """Come out of an element."""
        tag = node.tag or ""
        if self._unread:
            self._unread -= 1
        elif tag in _INLINE:
            self._bold -= tag in _BOLD
            if self._raised and self._raised[-1].node == node.mem_id:
                self._lower(self._raised.pop())
            elif _BLOCK_STYLE.search(node.attributes.get("style") or ""):
                self._flush()
        elif tag not in ("br", "img"):
            self._flush()
            self._close(tag)

    def say(self, text: str) -> None:
        """Read text."""
        if not self._unread and text:
            self._text.append(text)
            if self._cells and not self._bold and text.strip():
                self._cells[-1].plain = True

    def pieces(self) -> list[Piece]:
        """What was read, when all of it was walked."""
        self._flush()
        return self._done

    def _say_between(self, node: LexborNode) -> None:
        parent = node.parent
        sign = _BETWEEN.get(parent.tag or "") if parent is not None else None
        if sign and any(n.is_element_node for n in _before(node)):
            self._text.append(sign)

    def _open(self, node: int, tag: str, attributes: dict[str, str | None]) -> None:
        if found := _HEADING.match(tag):
            self._level = int(found[1])
        elif tag in _LISTS:
            self._lists.append(_number(attributes.get("start"), 1) if tag == "ol" else None)
        elif tag == "li":
            self._marker = self._next_marker(attributes)
        elif tag == "pre":
            self._pre += 1
        elif tag == "table":
            is_layout = attributes.get("role") in ("presentation", "none")
            self._tables.append(Table(self._first_row_names, is_layout))
        elif tag == "tr" and self._tables:
            self._tables[-1].begin_row()
        elif tag in _CELLS and self._tables:
            self._cells.append(_Open(node, tag, attributes))
            self._marker = ""

    def _close(self, tag: str) -> None:
        if _HEADING.match(tag):
            self._level = 0
        elif tag in _LISTS and self._lists:
            self._lists.pop()
        elif tag == "li":
            self._marker = ""
        elif tag == "pre":
            self._pre -= 1
        elif tag in _CELLS and self._cells:
            self._tables[-1].add(_cell(self._cells.pop()))
        elif tag == "table" and self._tables:
            self._here().extend(self._tables.pop().pieces())

    def _next_marker(self, attributes: dict[str, str | None]) -> str:
        number = self._lists[-1] if self._lists else None
        if number is None:
            return "- "
        number = _number(attributes.get("value"), number)
        self._lists[-1] = number + 1
        return f"{number}. "

    def _here(self) -> list[Piece]:
        return self._cells[-1].pieces if self._cells else self._done

    def _flush(self) -> None:
        """A block begins or ends, so what was gathered is whole."""
        text, self._text = "".join(self._text), []
        self._raised.clear()  # a block in raised text ends it
        text = text.strip("\n") if self._pre and text.strip() else " ".join(text.split())
        if text:
            marker = "" if self._level else self._marker
            self._here().append(Piece(text, self._level, marker))
            self._marker = ""

    def _lower(self, element: _Open) -> None:
        """Raised text, or a link, ends; what is a note's mark is left out."""
        text = "".join(self._text[element.at :])
        before = "".join(self._text[max(0, element.at - _TAIL) : element.at])[-_TAIL:]
        if not text.strip():
            return
        if len(text.strip()) <= LONGEST_MARK and refers_to_note(element.attributes):
            self._text[element.at :] = [] if before.strip() else [text]
        elif element.tag == "sup":
            self._text[element.at :] = [raised(before, text)]
        elif is_note_link(before, text, element.attributes.get("href") or ""):
            self._text[element.at :] = []


def _is_left_out(node: LexborNode, attributes: dict[str, str | None]) -> bool:
    return is_hidden(node, attributes) or (bool(attributes) and is_page_break(attributes))


def _before(node: LexborNode) -> Iterator[LexborNode]:
    before = node.prev
    while before is not None:
        yield before
        before = before.prev


def _cell(element: _Open) -> Cell:
    return Cell(
        tuple(element.pieces),
        is_name=element.tag == "th",
        is_bold=not element.plain and bool(element.pieces),
        columns=_number(element.attributes.get("colspan"), 1),
        rows=_number(element.attributes.get("rowspan"), 1),
    )


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and re.fullmatch(r"[0-9]{1,9}", text) else otherwise
