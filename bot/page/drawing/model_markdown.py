"""A sentence that a model wrote -> HTML: the text as it is, and links to what the guides name.

The sentence was turned into text before it was checked (`bot.wording.shown`), so there is no
Markdown left to read here. Its addresses are those of the guides that it cites, unless it is
marked as unsupported; then nothing in it is a link.
"""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from bot.types import Support

_ADDRESS = re.compile(r"https?://[^\s<>\"'“”()\\]+(?<![.,:;!?*…])", re.IGNORECASE)
_TRUSTED: tuple[Support, ...] = ("supported", "reworded")


def inline_html(text: str, escape: Callable[[str], str], support: Support = "unsupported") -> str:
    """The HTML of a sentence.

    Args:
        text: the sentence as it was checked.
        escape: text -> HTML in which it means nothing but itself.
        support: whether its guides support it; only then are its addresses links.
    """
    html, at = "", 0
    for found in _ADDRESS.finditer(text) if support in _TRUSTED else ():
        if _may_be_followed(found[0]):
            address = escape(found[0])
            attributes = 'target="_blank" rel="noopener noreferrer nofollow"'
            html += escape(text[at : found.start()])
            html += f'<a href="{address}" {attributes}>{address}</a>'
            at = found.end()
    return html + escape(text[at:])


def _may_be_followed(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:  # such as http://[
        return False
    # A name before an @ makes an address look like one of another host.
    return bool(parts.netloc) and "@" not in parts.netloc
