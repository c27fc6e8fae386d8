"""What a language model writes in Markdown -> HTML that holds text, emphasis and links only.

A link shows where it leads, and only leads to the web or to a mailbox. A picture is its description
and its address; HTML and all else stay the text that they are.
"""

from collections.abc import Callable, MutableMapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

SCHEMES = ("http", "https", "mailto")


def inline_html(text: str, escape: Callable[[str], str]) -> str:
    """The HTML of a sentence.

    Args:
        text: as the model wrote it.
        escape: text -> HTML in which it means nothing but itself.
    """
    reader = MarkdownIt("zero", renderer_cls=_Renderer)
    reader.enable(["backticks", "emphasis", "image", "link"])
    # What is no link to follow is read as text, address and all.
    reader.validateLink = _may_be_followed  # type: ignore[method-assign, assignment]
    return str(reader.renderInline(text, {"escape": escape}))


def _may_be_followed(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:  # such as http://[
        return False
    if parts.scheme == "mailto":
        return True
    # A name before an @ makes an address look like one of another host.
    return parts.scheme in SCHEMES and bool(parts.netloc) and "@" not in parts.netloc


class _Renderer(RendererHTML):
    """Renders each token with the escape of the page."""

    def text(
        self, tokens: Sequence[Token], at: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        return str(env["escape"](tokens[at].content))

    def code_inline(
        self, tokens: Sequence[Token], at: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        return f"<code>{env['escape'](tokens[at].content)}</code>"

    def link_open(
        self, tokens: Sequence[Token], at: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        address = env["escape"](str(tokens[at].attrs["href"]))
        env.setdefault("addresses", []).append(address)
        return f'<a href="{address}" target="_blank" rel="noopener noreferrer nofollow">'

    def link_close(
        self, tokens: Sequence[Token], at: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        return f"</a> ({env['addresses'].pop()})"

    def image(
        self, tokens: Sequence[Token], at: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        picture = tokens[at]
        return f"{env['escape'](picture.content)} ({env['escape'](str(picture.attrs['src']))})"
