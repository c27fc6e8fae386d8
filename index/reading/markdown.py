"""Markdown -> the pieces of text that a reader sees, by the CommonMark parser markdown-it."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.reading.pieces import Piece, row_text


def markdown_pieces(body: str) -> Iterator[Piece]:
    """Read a Markdown document into headings, paragraphs, list items, table rows and code."""
    tokens = MarkdownIt("commonmark").enable("table").parse(body)
    markers = _Markers()
    table = _Table()
    for position, token in enumerate(tokens):
        markers.see(token)
        if token.type == "inline":
            text = _inline_text(token)
            opener = tokens[position - 1]
            if opener.type in ("th_open", "td_open"):
                table.add_cell(text, header=opener.type == "th_open")
            elif text:
                level = int(opener.tag[1]) if opener.type == "heading_open" else 0
                yield Piece(text, level, "" if level else markers.take())
        elif token.type == "tr_close" and (row := table.take_row()):
            yield Piece(row, marker="• ")
        elif token.type in ("fence", "code_block") and (code := token.content.strip("\n")):
            yield Piece(code)
        elif token.type == "html_block" and (text := _text_of_html(token.content)):
            yield Piece(text)


class _Markers:
    """The bullet or number before the next list item."""

    def __init__(self) -> None:
        self._lists: list[int | None] = []  # the next number of each open list; None for bullets
        self._next = ""

    def see(self, token: Token) -> None:
        if token.type == "ordered_list_open":
            self._lists.append(int(token.attrGet("start") or 1))
        elif token.type == "bullet_list_open":
            self._lists.append(None)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            self._lists.pop()
        elif token.type == "list_item_open":
            number = self._lists[-1]
            self._next = "- " if number is None else f"{number}. "
            if number is not None:
                self._lists[-1] = number + 1

    def take(self) -> str:
        marker, self._next = self._next, ""
        return marker


class _Table:
    """Rows that can be read alone: each cell with the name of its column before it."""

    def __init__(self) -> None:
        self._columns: list[str] = []
        self._cells: list[str] = []
        self._in_header = False

    def add_cell(self, text: str, header: bool) -> None:
        if header and not self._in_header:
            self._columns = []
        self._in_header = header
        (self._columns if header else self._cells).append(text)

    def take_row(self) -> str:
        row, self._cells = row_text(self._columns, self._cells), []
        return row


def _inline_text(token: Token) -> str:
    parts = []
    for child in token.children or []:
        if child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif child.type == "html_inline":
            parts.append(" " if child.content.lower().startswith("<br") else "")
        else:  # text, code and the description of a picture; the rest has no content
            parts.append(child.content)
    return " ".join("".join(parts).split())


class _TextOnly(HTMLParser):
    _SILENT = ("script", "style", "template", "noscript")

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in self._SILENT

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in self._SILENT))

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def _text_of_html(html: str) -> str:
    parser = _TextOnly()
    # A comment that is never closed hides the rest; the parser would look for its end again and
    # again, from each of a thousand such beginnings.
    unclosed = html.find("<!--", html.rfind("-->") + 1)
    parser.feed(html if unclosed < 0 else html[:unclosed])
    parser.close()
    return re.sub(r"\s+", " ", " ".join(parser.parts)).strip()
