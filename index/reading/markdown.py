"""Markdown -> pieces: the CommonMark parser markdown-it makes HTML of it, read as all HTML is."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.reading.formats.html_page import html_content
from index.reading.pieces import Piece

# A reader of HTML takes all that follows such a tag for its content, to the end of the document.
_SWALLOWING = re.compile(
    r"<(title|textarea|style|xmp|iframe|noembed|noframes|noscript|script|plaintext|select|template"
    r"|svg|object|canvas|audio|video|del|s|strike|button|nav)\b[^>]*>",
    re.IGNORECASE,
)
_HIDING = re.compile(r"<([a-z][\w-]*)\b[^>]*\b(?:hidden|style)\b[^>]*>", re.IGNORECASE)


def markdown_pieces(body: str) -> Iterator[Piece]:
    """Read a Markdown document into headings, paragraphs, list items, table rows and code."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = parser.parse(body)
    lines = body.split("\n")
    document = _Source(body)
    line = offset = 0
    for token in tokens:
        if token.type == "html_block" and token.map:
            offset += sum(len(text) + 1 for text in lines[line : token.map[1]])
            line = token.map[1]
            token.content = _Source(token.content).ended(token.content, 0, document, offset)
        elif token.type == "inline" and "<" in token.content:
            _end_inline(token)
    html = parser.renderer.render(tokens, parser.options, {})
    yield from html_content(f"<!DOCTYPE html><body>{html}").pieces


def _end_inline(token: Token) -> None:
    """Let a tag end with its paragraph, not with the document."""
    paragraph = _Source(token.content)
    at = 0
    for child in token.children or []:
        if child.type == "html_inline":
            at = max(at, token.content.find(child.content, at))
            child.content = paragraph.ended(child.content, at)
            at += 1


class _Source:
    """A text in which tags are closed or not."""

    def __init__(self, text: str) -> None:
        self._text = text.lower()
        self._last: dict[str, int] = {}

    def ended(self, html: str, at: int, around: "_Source | None" = None, offset: int = 0) -> str:
        """HTML without tags that swallow or hide what follows and are never closed.

        Args:
            html: a part of this text.
            at: where it begins.
            around: another text, in which a tag may also be closed.
            offset: from where on it may be closed there.
        """

        def kept(found: re.Match[str]) -> str:
            name = found[1].lower()
            closed = self._is_closed(name, at + found.start())
            return found[0] if closed or (around and around._is_closed(name, offset)) else ""

        return _HIDING.sub(kept, _SWALLOWING.sub(kept, html))

    def _is_closed(self, name: str, at: int) -> bool:
        if name not in self._last:
            self._last[name] = self._text.rfind(f"</{name}")
        return self._last[name] > at
