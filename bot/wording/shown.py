"""What a model wrote, in whatever Markdown -> its sentences as they are read, which is plain text.

What is checked is exactly what is shown. So the Markdown is read once, here, and neither the check
nor the page sees any of it again: emphasis, struck text, code and tags leave their words, a link
leaves its words and its address, and each heading, list item, row of a table, line of code and
footnote is a sentence of its own.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import unescape

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.wording.lookalikes import folded
from bot.wording.marks import MARK, marked_numbers
from bot.wording.quoting import ITEM, PARAGRAPH
from index import normalise, split_sentences

_OPEN, _CLOSE = "\ue010", "\ue011"  # around the number of a mark, while Markdown is read
_KEPT_MARK = re.compile(rf"\s*{_OPEN}(\d+){_CLOSE}")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_NEW_LINE = re.compile(
    r"<(?:br|/?p|/?div|/?li|/?[uo]l|/?tr|/?table|hr)\b[^<>\n]{0,200}>", re.IGNORECASE
)
_TAG = re.compile(r"</?[a-z][a-z0-9-]*(?:\s[^<>\n]{0,300})?/?>", re.IGNORECASE)
_END_TOKENS = re.compile(
    r"<\|?[/\w]*(?:im_end|im_start|eot_id|end_of_text|endoftext|end_of_turn|end|eos|eom_id)\w*\|?>"
    r"|</s>|<s>(?=\s*$)|\[/?INST\]|<｜end▁of▁sentence｜>"
)
_FOOTNOTE = re.compile(r"^\[\^[\w-]{1,20}\]:\s*")
_FOOTNOTE_MARK = re.compile(r"\[\^[\w-]{1,20}\]")
_MARKS_AFTER_END = re.compile(rf"([.!?][\"”’)*_]*)((?:\s*{_OPEN}\d+{_CLOSE})+)")
# A sentence that begins without a space before it, or after "etc."
_UNPARTED = re.compile(
    r"(?<=[a-z0-9)\]][.!?])(?=[A-Z])|(?<=\betc\.)\s+(?=[A-Z])|(?<=[!?])(?=[A-Z])"
)
_ADDRESS = re.compile(r"(?:\w+://|www\.|@)\S*$", re.IGNORECASE)
LONGEST_PLACE = 2  # digits of the number of a list item
_DEEPEST = 20  # levels of Markdown; deeper is text


@dataclass(frozen=True)
class Shown:
    """A sentence as it is shown.

    Attributes:
        text: the sentence, without marks.
        numbers: of the passages in its marks.
        lead: what stands before it: nothing, a new paragraph, or a list marker.
        title: it is a heading, or a line that leads in what follows.
    """

    text: str
    numbers: tuple[int, ...] = ()
    lead: str = ""
    title: bool = False


@dataclass(frozen=True)
class _Line:
    text: str
    lead: str = PARAGRAPH
    title: bool = False


def shown(text: str) -> list[Shown]:
    """The sentences of what a model wrote, as they are read."""
    marks: list[tuple[int, ...]] = []

    def keep(mark: re.Match[str]) -> str:
        marks.append(tuple(marked_numbers(mark[0])))
        return f"{_OPEN}{len(marks) - 1}{_CLOSE}"

    text = _COMMENT.sub("", _PRIVATE.sub("", normalise(text)))
    text = MARK.sub(keep, _END_TOKENS.sub("", text))
    text = _NEW_LINE.sub("\n\n", text)
    sentences = [each for line in _lines(text) for each in _sentences(line, marks)]
    return [replace(s, lead="") if not n else s for n, s in enumerate(sentences)]


def _sentences(line: _Line, marks: Sequence[tuple[int, ...]]) -> Iterator[Shown]:
    text = _MARKS_AFTER_END.sub(r"\2\1", line.text)  # "end. [1]" -> "end [1]."
    lead = line.lead
    for part in _parted(text):
        numbers = [n for kept in _KEPT_MARK.finditer(part) for n in marks[int(kept[1])]]
        plain = " ".join(folded(_KEPT_MARK.sub("", part)).split())
        if re.search(r"\w", plain):
            title = line.title or plain.endswith(":")
            yield Shown(plain, tuple(dict.fromkeys(numbers)), lead, title)
            lead = ""


def _parted(text: str) -> Iterator[str]:
    for span in split_sentences(text, 0, len(text)):
        sentence = text[span.start : span.end]
        begin = 0
        for found in _UNPARTED.finditer(sentence):
            if not _ADDRESS.search(sentence, begin, found.start()):
                yield sentence[begin : found.start()]
                begin = found.end()
        yield sentence[begin:]


def _lines(text: str) -> Iterator[_Line]:
    """The lines of a Markdown text, each as what it is."""
    reader = MarkdownIt("commonmark", {"html": False, "maxNesting": _DEEPEST})
    reader.enable(["table", "strikethrough"])
    reader.disable(["code", "html_block", "html_inline"])
    walk = _Walk()
    for token in reader.parse(text):
        yield from walk.see(token)


class _Walk:
    """Where in a Markdown text the tokens have led to."""

    def __init__(self) -> None:
        self._lead, self._title, self._number = PARAGRAPH, False, ""
        self._cells: list[str] | None = None
        self._header: list[str] | None = None

    def see(self, token: Token) -> Iterator[_Line]:
        """The lines that end with this token."""
        if token.type == "inline" and self._cells is not None:
            self._cells.append(" ".join(_inline(token).split("\n")))
        elif token.type == "inline":
            yield from self._paragraph(token)
        elif token.type == "fence":
            yield from (_Line(line) for line in token.content.splitlines())
        elif token.type == "tr_close":
            yield from self._row()
        else:
            self._enter(token)

    def _enter(self, token: Token) -> None:
        if token.type == "list_item_open":
            # A number that is no place in a list is a part of what is said.
            self._number = f"{token.info}. " if len(token.info) > LONGEST_PLACE else ""
            self._lead = ITEM
        elif token.type in ("heading_open", "heading_close"):
            self._title = token.type == "heading_open"
        elif token.type == "tr_open":
            self._cells = []
        elif token.type == "table_close":
            self._cells = self._header = None

    def _paragraph(self, token: Token) -> Iterator[_Line]:
        for line in (self._number + _inline(token)).split("\n"):
            line = _FOOTNOTE_MARK.sub("", _FOOTNOTE.sub("", line))
            yield _Line(line, self._lead, self._title)
            self._lead, self._number = PARAGRAPH, ""

    def _row(self) -> Iterator[_Line]:
        cells, self._cells = self._cells or [], None
        if self._header is None:
            self._header = cells
        else:
            yield _Line(_row(self._header, cells), ITEM)


def _row(header: Sequence[str], row: Sequence[str]) -> str:
    """A row as the guides have theirs: "Job: Analyst; Pay: 129,180"."""
    names = [*header, *[""] * len(row)]
    cells = zip(names, row, strict=False)
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in cells if cell)


def _inline(token: Token) -> str:
    """The text of a paragraph, heading or cell, tags and entities resolved."""
    text, links = "", []
    for child in token.children or ():
        if child.type in ("text", "code_inline", "text_special"):
            text += child.content
        elif child.type in ("softbreak", "hardbreak"):
            text += "\n"
        elif child.type == "link_open":
            links.append((len(text), str(child.attrs["href"])))
        elif child.type == "link_close":
            start, address = links.pop()
            text += _address(text[start:], address)
        elif child.type == "image":
            text += child.content + _address(child.content, str(child.attrs["src"]))
    return normalise(unescape(_TAG.sub("", text)))


def _address(said: str, address: str) -> str:
    """The address of a link, unless its words are the address."""
    bare = address.removeprefix("mailto:")
    return "" if not bare or said.strip() in (address, bare) else f" ({bare})"
