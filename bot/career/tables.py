"""Tables of what the guides hold: a cell is a span of one, worked out from one, or not stated."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.career.claims import Claim, Documents, claims_of, glance, span_hit
from bot.types import Block, Row, Sentence
from bot.wording.citing import Numbering
from bot.wording.quoting import Quote, elements_of
from index import GuideOutline

NOT_STATED = "not stated"
# Aspect -> the label of its row, in the order of the rows, for kinds of guides.
_OF_CERTIFICATIONS = {
    "what": "What it is",
    "suits": "Who it is for",
    "before": "Before it",
    "contents": "What it tests",
    "length": "Length",
    "score": "Pass mark",
    "price": "Price",
    "difficulty": "How hard it is",
    "preparation": "How to prepare",
    "renewal": "Renewal",
    "status": "Status",
    "leads_to": "Leads to",
}
_OF_WORK = {
    "what": "What it is",
    "day": "The work",
    "suits": "Who it suits",
    "downsides": "What is hard about it",
    "entry": "How to get in",
    "skills": "Skills",
    "pay": "Pay",
    "outlook": "Outlook",
    "leads_to": "Leads to",
}
_MONEY = r"\d\s?(US )?(dollars|euros|pounds)|[$€£]\s?\d"
# What a sentence must hold to be the cell of an aspect, if the guide gives no value at a glance.
_HOLDS = {
    "length": re.compile(r"\d+[- ]minutes?\b", re.I),
    "score": re.compile(r"\b\d{3}\b.*\b(points|pass|score)|\b(pass|score)\w*\b.*\b\d{3}\b", re.I),
    "price": re.compile(rf"{_MONEY}|no (exam )?(fee|price)", re.I),
    "pay": re.compile(_MONEY, re.I),
    "renewal": re.compile(r"renew|expir|valid|lapse", re.I),
}
_LONG_CELL = 40  # words; of a longer sentence no cell is made
_MEASURES = ("p10", "p25", "median", "mean", "p75", "p90")
_MEDIAN = ("median", "mean", "range")


def comparison(
    guides: Sequence[GuideOutline],
    documents: Documents,
    numbering: Numbering,
    aspects: Sequence[str] = (),
    only: bool = False,
) -> Block:
    """Subjects side by side, a column each.

    Args:
        guides: what is compared.
        documents: id -> the stored document.
        numbering: of the answer's passages.
        aspects: those asked about come first.
        only: no others are shown.
    """
    kinds = [guide.kind == "certification" for guide in guides]
    labels = (_OF_CERTIFICATIONS if any(kinds) or only else {}) | ({} if all(kinds) else _OF_WORK)
    shown = [aspect for aspect in aspects if aspect in labels]
    shown += [aspect for aspect in labels if aspect not in shown and not only]
    rows = []
    for aspect in shown:
        cells = tuple(_cell(guide, aspect, documents, numbering) for guide in guides)
        if any(cell.citations for cell in cells):
            rows.append(Row(labels[aspect], cells))
    return Block("table", columns=tuple(guide.name for guide in guides), rows=tuple(rows))


def quoted_share(table: Block) -> str:
    """How many of the cells are quoted, in words."""
    cells = [cell for row in table.rows for cell in row.cells]
    quoted = sum(bool(cell.citations) for cell in cells)
    return f"{quoted} of {len(cells)} cells quoted"


def pay(claims: Sequence[Claim], numbering: Numbering) -> Block:
    """What occupations pay: a row for each occupation, place and source, highest first.

    Args:
        claims: of kind pay.
        numbering: of the answer's passages.
    """
    groups: dict[tuple[str, ...], dict[str, Claim]] = {}
    for claim in claims:
        about = claim.about
        name = str(about.get("subject") or claim.guide.name)
        code = str(about.get("occupation_code") or "")
        where = [about.get(each) or "" for each in ("place", "as_of", "source", "unit")]
        key = (f"{name} ({code})" if code else name, *map(str, where))
        groups.setdefault(key, {}).setdefault(str(about.get("measure") or "median"), claim)
    ranked = sorted(groups.items(), key=lambda each: -_middle(each[1]))
    rows = tuple(
        Row(
            ", ".join(part for part in (key[0], *key[1:4]) if part),
            (
                _measured(own, _MEDIAN, numbering),
                _measured(own, ("p10", "p25", "entry"), numbering),
                _measured(own, ("p75", "p90"), numbering),
            ),
        )
        for key, own in ranked
    )
    unit = next((key[4] for key in groups if key[4]), "")
    middle = f"Median, {unit}" if unit else "Median"
    return Block("table", columns=(middle, "Lower end", "Upper end"), rows=rows)


def _middle(own: dict[str, Claim]) -> float:
    return next((own[each].value for each in (*_MEDIAN, *_MEASURES) if each in own), 0.0)


def _measured(own: dict[str, Claim], measures: Sequence[str], numbering: Numbering) -> Sentence:
    for measure in measures:
        if measure in own:
            return numbering.quoted(own[measure].figure)
    return Sentence(NOT_STATED, (), "supported")


def plan(guide: GuideOutline, hours: float, documents: Documents, numbering: Numbering) -> Block:
    """The topics of an exam by their weights, and the hours that falls to each.

    Args:
        guide: of the exam.
        hours: that there are for all topics together.
        documents: id -> the stored document.
        numbering: of the answer's passages.
    """
    weights = claims_of(guide, ["weight"], documents)
    total = sum(claim.value for claim in weights) or 1.0
    rows = []
    for claim in sorted(weights, key=lambda claim: -claim.value):
        weight = numbering.quoted(claim.figure)
        share = round(hours * claim.value / total)
        worked_out = Sentence(f"{share} hours", weight.citations, "worked_out")
        rows.append(Row(str(claim.about.get("subject") or guide.name), (weight, worked_out)))
    return Block("table", columns=("Weight", "Your hours, worked out"), rows=tuple(rows))


def _cell(guide: GuideOutline, aspect: str, documents: Documents, numbering: Numbering) -> Sentence:
    told = glance(guide, aspect, documents)
    if told:
        cell = numbering.quoted(told[0])
        more = tuple(numbering.citation(quote) for quote in told[1:])
        return replace(cell, citations=cell.citations + more)
    quote = _telling_sentence(guide, aspect, documents)
    return numbering.quoted(quote) if quote else Sentence(NOT_STATED, (), "supported")


def _telling_sentence(guide: GuideOutline, aspect: str, documents: Documents) -> Quote | None:
    """The first sentence of a section on the aspect, or the one with the figure it needs."""
    telling = [s for s in guide.sections if aspect in s.aspects and not s.is_to_do_list]
    for section in sorted(telling, key=lambda section: section.aspects.index(aspect)):
        document = documents(guide.document)
        hit = span_hit(document, section.start, section.end, section.headings)
        for element in elements_of(hit):
            for quote in element.quotes if aspect in _HOLDS else element.quotes[:1]:
                needed = _HOLDS.get(aspect)
                if len(quote.text.split()) > _LONG_CELL or quote.text.endswith(":"):
                    continue
                if needed is None or needed.search(quote.text):
                    return quote
    return None
