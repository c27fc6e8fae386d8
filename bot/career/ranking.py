"""Exams ranked by a figure that their guides state: price, length, hours of study."""

import re
from collections.abc import Sequence

from bot.asking.superlatives import Superlative
from bot.career.claims import Claim, Documents, claims_of
from bot.types import Block, Row
from bot.wording.citing import Numbering
from index import GuideOutline, name_key

MOST_ROWS = 8
_COLUMN = {"price": "Price", "length": "Length", "hours": "Hours of study, estimated"}
_LEVELS = ("fundamentals", "associate", "expert", "foundation")


def ranked(
    wanted: Superlative,
    text: str,
    guides: Sequence[GuideOutline],
    documents: Documents,
    numbering: Numbering,
) -> Block:
    """The exams for which the figure is stated, in the order asked for.

    Args:
        wanted: by what, and in which order.
        text: the question; a vendor or a level that it names restricts the exams.
        guides: all of them.
        documents: id -> the stored document.
        numbering: of the answer's passages.
    """
    found: list[Claim] = []
    for guide in guides:
        if guide.kind == "certification" and _is_asked_for(guide, text):
            own = [c for c in claims_of(guide, [wanted.kind], documents) if _is_its_own(c)]
            found += sorted(own, key=lambda claim: claim.value)[:1]
    units = [_unit(claim) for claim in found]
    found = [claim for claim in found if _unit(claim) == max(units, key=units.count)]
    found.sort(key=lambda claim: claim.value, reverse=wanted.largest_first)
    rows = tuple(
        Row(claim.guide.name, (numbering.quoted(claim.quote),)) for claim in found[:MOST_ROWS]
    )
    order = "most" if wanted.largest_first else "least"
    label = f"{_COLUMN[wanted.kind]}, {order} first"
    return Block("table", label, columns=(_COLUMN[wanted.kind],), rows=rows)


def _unit(claim: Claim) -> str:
    """In what a figure counts: dollars and euros are not ranked together."""
    return re.split(r" of |,", str(claim.about.get("unit") or ""))[0]


def _is_its_own(claim: Claim) -> bool:
    """Whether the figure is of the guide's own exam, and a number."""
    subject = name_key(str(claim.about.get("subject") or claim.guide.name))
    return subject in claim.guide.names and claim.value > 0


def _is_asked_for(guide: GuideOutline, text: str) -> bool:
    addresses = [str(source.get("address")) for source in guide.about.get("sources") or ()]
    about = " ".join([guide.title, str(guide.about.get("level") or ""), *guide.names, *addresses])
    vendors = re.findall(r"\b(microsoft|comptia|isc2|azure|google|aws)\b", text, re.IGNORECASE)
    levels = [level for level in _LEVELS if level in text.lower()]
    return all(word.lower() in about.lower() for word in (*vendors, *levels))
