"""What the guides do not state though people ask for it: a work list for editors."""

from collections import Counter
from collections.abc import Iterator, Sequence

from bot.guides.guide import Guide
from index import aspects_in

# Kind of guide -> the aspects that a table about it has a row for.
ASPECTS = {
    "certification": (
        "what",
        "suits",
        "before",
        "contents",
        "length",
        "score",
        "price",
        "difficulty",
        "preparation",
        "renewal",
        "status",
        "leads_to",
    ),
    "role": ("what", "day", "suits", "downsides", "entry", "skills", "pay", "outlook", "leads_to"),
}
ASPECTS["path"] = ASPECTS["role"]
# Aspect -> the kinds of typed facts that fill its cell as well.
_STATED = {
    "contents": ("weight",),
    "length": ("length", "questions"),
    "score": ("score",),
    "price": ("price",),
    "preparation": ("hours", "weeks"),
    "renewal": ("renewal",),
    "status": ("status", "end"),
    "before": ("experience",),
    "pay": ("pay",),
    "outlook": ("outlook",),
}


def not_stated(guides: Sequence[Guide]) -> list[str]:
    """Cells that no guide fills, those first whose aspect is asked about most."""
    asked = _asked(guides)
    cells = [
        (guide, aspect)
        for guide in guides
        for aspect in ASPECTS.get(guide.about.kind or "", ())
        if not _has(guide, aspect)
    ]
    cells.sort(key=lambda cell: (-asked[cell[0].about.kind, cell[1]], cell[0].path.name))
    return [
        f"{guide.path.name}: {aspect} (of such guides it is asked {times} times)"
        for guide, aspect in cells
        for times in [asked[guide.about.kind, aspect]]
    ]


def without_sentence(guides: Sequence[Guide]) -> Iterator[str]:
    """Relations that are declared, and that no sentence of either guide is named for."""
    stated = set()
    for guide in guides:
        for each in guide.about.relations:
            pair = (guide.name, each.to) if each.order == "leads_to" else (each.to, guide.name)
            stated.add(pair)
    for guide in guides:
        for order in ("builds_on", "leads_to"):
            for other in getattr(guide.about, order):
                pair = (guide.name, other) if order == "leads_to" else (other, guide.name)
                if pair not in stated:
                    yield f"{guide.path.name}: {order} {other}"


def without_section(guides: Sequence[Guide]) -> Iterator[str]:
    """Aspects that people ask a guide about and for which no heading of it asks."""
    for guide in guides:
        headings = [line.lstrip("# ") for _, line in guide.lines if line.startswith("## ")]
        told = {aspect for heading in headings for aspect in aspects_in(heading)}
        wanted = ASPECTS.get(guide.about.kind or "", ())
        missing = [each for each in wanted if each not in told and not _has(guide, each)]
        if missing:
            yield f"{guide.path.name}: {', '.join(missing)}"


def _has(guide: Guide, aspect: str) -> bool:
    if any(each.aspect == aspect for each in guide.about.at_a_glance):
        return True
    kinds = _STATED.get(aspect, ())
    return any(each.kind in kinds for each in guide.about.stated)


def _asked(guides: Sequence[Guide]) -> "Counter[tuple[str | None, str]]":
    """How many questions that people ask such guides are about an aspect."""
    return Counter(
        (guide.about.kind, aspect)
        for guide in guides
        for questions in guide.about.asked.values()
        for question in questions
        for aspect in aspects_in(question)[:1]
    )
