"""All guides by their kind -> HTML: buttons that open each; guides.js finds and filters them."""

from collections.abc import Iterable

from bot.page.drawing.answer import dates
from bot.page.drawing.html import plain, tag
from bot.page.drawing.surroundings import see_html
from bot.page.words import ENGLISH, Words
from index import GuideOutline, Outline

# Kind of a guide, as its front matter names it -> how a group of them is called.
KINDS = {
    "role": "Roles",
    "path": "Paths",
    "certification": "Certifications",
    "decision": "Decisions",
    "topic": "Topics",
    "": "Other documents",
}


def list_html(outline: Outline, words: Words = ENGLISH) -> str:
    """The guides, a list for each kind.

    Args:
        outline: of all guides.
        words: of the page.
    """
    groups: dict[str, list[GuideOutline]] = {kind: [] for kind in KINDS}
    for guide in sorted(outline.guides, key=lambda guide: guide.title.lower()):
        groups[guide.kind if guide.kind in KINDS else ""].append(guide)
    return "".join(
        tag("h3", "kind", plain(words(KINDS[kind]))) + _group_html(guides, words)
        for kind, guides in groups.items()
        if guides
    )


def _group_html(guides: Iterable[GuideOutline], words: Words) -> str:
    items = "".join(tag("li", "", see_html(guide, _said_html(guide, words))) for guide in guides)
    return tag("ul", "guides", items)


def _said_html(guide: GuideOutline, words: Words) -> str:
    updated, valid_until = (str(guide.about.get(name) or "") for name in _DATES)
    said = tag("b", "", plain(guide.title))
    if summary := str(guide.about.get("summary") or ""):
        said += tag("span", "summary", plain(summary))
    return said + tag("span", "dated", plain(dates(updated, valid_until, words)))


_DATES = ("updated", "valid_until")
