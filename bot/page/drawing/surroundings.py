"""What a guide rests on and the guides next to it -> HTML: links out, and buttons to go on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from urllib.parse import urlsplit

from bot.guides.check import OFFICIAL
from bot.page.drawing.html import plain, tag
from bot.page.words import ENGLISH, Words
from index import GuideOutline, Outline

SHORT_ID = 16  # characters of a document's id that tell it from all others
IN_A_CARD = 3  # sources of a guide that are shown beside a passage of it


@dataclass(frozen=True)
class Around:
    """What is around a guide.

    Attributes:
        sources: title, address and date of what it rests on.
        before: the guides that it builds on.
        after: the guides that it leads to.
    """

    sources: tuple[Mapping[str, Any], ...] = ()
    before: tuple[GuideOutline, ...] = ()
    after: tuple[GuideOutline, ...] = ()


NOTHING = Around()


def around(outline: Outline, document: str) -> Around:
    """What is around a guide; nothing for one that is not live.

    Args:
        outline: of the live guides.
        document: id of the guide.
    """
    guide = outline.by_document.get(document)
    if guide is None:
        return NOTHING
    named = {PurePath(each.source).stem: each for each in outline.guides}
    name, about = PurePath(guide.source).stem, guide.about
    before = [named.get(other) for other in about.get("builds_on", ())]
    after = [named.get(other) for field in _ONWARD for other in about.get(field, ())]
    before += [each for each in outline.guides if name in each.about.get("leads_to", ())]
    after += [each for each in outline.guides if name in each.about.get("builds_on", ())]
    kept = _once(before, [guide])
    return Around(tuple(about.get("sources", ())), kept, _once(after, [guide, *kept]))


_ONWARD = ("leads_to", "replaced_by")


def around_html(shown: Around, words: Words = ENGLISH) -> str:
    """The end of an opened guide: its sources with their dates, and its neighbours."""
    parts = []
    for title, guides in (
        (words("This builds on"), shown.before),
        (words("This leads to"), shown.after),
    ):
        if guides:
            buttons = "".join(tag("li", "", see_html(each, plain(each.title))) for each in guides)
            parts.append(tag("h3", "", plain(title)) + tag("ul", "near", buttons))
    if shown.sources:
        parts.append(tag("h3", "", plain(words("What this guide rests on"))))
        parts.append(sources_list_html(shown.sources, len(shown.sources)))
    return "".join(parts)


def see_html(guide: GuideOutline, content: str) -> str:
    """A button by which page.js opens a guide; see `bot.page.drawing.guide`."""
    identity = guide.document[:SHORT_ID]
    return f'<button type="button" class="see" id="see-{identity}">{content}</button>'


def sources_list_html(sources: Sequence[Mapping[str, Any]], most: int = IN_A_CARD) -> str:
    """Sources that lead out, official pages first; nothing if there are none.

    Args:
        sources: as they stand in the front matter of a guide.
        most: how many.
    """
    leading = [source for source in sources if _may_be_followed(str(source.get("address", "")))]
    shown = sorted(leading, key=lambda source: not _is_official(str(source["address"])))[:most]
    if most >= len(sources):
        shown += [source for source in sources if source not in leading]
    items = "".join(tag("li", "", _source_html(source)) for source in shown)
    return tag("ul", "official", items) if items else ""


def _source_html(source: Mapping[str, Any]) -> str:
    title, address = plain(str(source.get("title", ""))), str(source.get("address", ""))
    dated = plain(str(source.get("date", "")))
    if not _may_be_followed(address):
        return f"{title} {tag('span', 'dated', f'· {dated}')}"
    link = f'<a href="{plain(address)}" target="_blank" rel="noopener noreferrer nofollow">'
    host = plain((urlsplit(address).hostname or "").removeprefix("www."))
    return f"{link}{title}</a> {tag('span', 'dated', f'· {host} · {dated}')}"


def _may_be_followed(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in address
    except ValueError:  # such as http://[
        return False


def _is_official(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    return any(host == known or host.endswith(f".{known}") for known in OFFICIAL)


def _once(
    guides: Iterable[GuideOutline | None], but: Iterable[GuideOutline]
) -> tuple[GuideOutline, ...]:
    left_out = {each.document for each in but}
    found = {each.document: each for each in guides if each and each.document not in left_out}
    return tuple(found.values())
