"""What of a page a reader does not see, or sees struck out."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

STRUCK = frozenset(("del", "s", "strike"))
MOST_HIDDEN = 0.75  # of a page's text; a style sheet that hides more waits for a script to show it
MOST_RULES = 300  # of a style sheet that are looked at

_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?![.\d]*[1-9])"
    r"|opacity\s*:\s*0(?![.\d]*[1-9])|text-decoration(?:-line)?\s*:[^;]*line-through",
    re.IGNORECASE,
)
_SHOWN = re.compile(r"display\s*:\s*(?!none)[a-z]|visibility\s*:\s*visible", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_RULE = re.compile(r"([^{}]*)([{}])")
_FOR_ALL = re.compile(r"@media\s+(?:only\s+)?(?:all|screen)\s*\Z|@layer\b|@supports\b")
# What holds only for a moment, or for something that is drawn beside the element.
_PASSING = re.compile(r"::|:(?!not\(|first-child|last-child|nth-child|root)")


def is_hidden(node: LexborNode, attributes: dict[str, str | None]) -> bool:
    """Whether an element itself says that it is not shown, or struck out."""
    if node.tag in STRUCK or "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    style = attributes.get("style")
    return style is not None and _HIDDEN.search(style) is not None


def hidden_by_sheets(page: LexborHTMLParser) -> set[int]:
    """The elements that the style sheets of a page hide or strike out; by `mem_id`."""
    hidden: dict[int, LexborNode] = {}
    sheets = "\n".join(sheet.text(deep=True) for sheet in page.css("style"))
    for number, (selector, declarations) in enumerate(_rules(sheets)):
        if number == MOST_RULES:
            break
        try:
            nodes = page.css(selector)
        except SelectolaxError:  # a selector of a newer kind
            continue
        if _HIDDEN.search(declarations):
            hidden |= {node.mem_id: node for node in nodes}
        else:
            for node in nodes:
                hidden.pop(node.mem_id, None)
    return set(hidden) if hidden and not _hides_the_page(page, hidden) else set()


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Each selector that hides or shows something, with what it declares."""
    open_blocks: list[str] = []
    for found in _RULE.finditer(_COMMENT.sub(" ", sheet)):
        before, sign = found[1].strip(), found[2]
        if sign == "{":
            open_blocks.append(before.rpartition(";")[2].strip())
            continue
        selector = open_blocks.pop() if open_blocks else ""
        around = all(_FOR_ALL.match(block) for block in open_blocks)
        if not selector or selector.startswith("@") or not around:
            continue
        if _HIDDEN.search(before) or _SHOWN.search(before):
            yield from ((s, before) for s in selector.split(",") if not _PASSING.search(s))


def _hides_the_page(page: LexborHTMLParser, hidden: dict[int, LexborNode]) -> bool:
    body = page.body
    whole = len(body.text(deep=True)) if body is not None else 0
    gone = sum(len(node.text(deep=True)) for node in hidden.values())
    return gone > MOST_HIDDEN * whole
