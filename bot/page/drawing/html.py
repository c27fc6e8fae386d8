"""Text -> HTML in which it means nothing but itself, also to the Markdown that Gradio reads."""

import base64
import json
import re
from typing import Any

from index import normalise


def plain(text: str) -> str:
    """Text that means nothing but itself, in HTML and in the Markdown that Gradio reads it as."""
    return re.sub(r"[^\w\s,;:?'’“”–…·]", lambda found: f"&#{ord(found[0])};", normalise(text))


def lines(text: str) -> str:
    """As `plain`, with its line ends kept."""
    return re.sub(r"\n+", "<br>", plain(text))


def one_line(html: str) -> str:
    """HTML without line ends: a blank line would end it for Gradio's Markdown."""
    return html.replace("\n", " ")


def tag(name: str, kind: str, content: str) -> str:
    """An element.

    Args:
        name: of the element.
        kind: its class, or nothing.
        content: HTML.
    """
    attribute = f' class="{kind}"' if kind else ""
    return f"<{name}{attribute}>{content}</{name}>"


def for_script(data: dict[str, Any]) -> str:
    """Data for a script of the page, in an element that nobody sees. What is in it means nothing to
    HTML or Markdown, and what Gradio shows it as cannot harm it.
    """
    return tag("div", "data", base64.b64encode(json.dumps(data).encode()).decode())
