"""Tables of what the guides hold: a cell is a span of one, worked out from one, or not stated."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.career.claims import Documents, glance, span_hit
from bot.types import Block, Row, Sentence
from bot.wording.citing import Numbering
from bot.wording.quoting import Quote, elements_of
from index import GuideOutline

NOT_STATED = "not stated"
_NOTHING = Sentence(NOT_STATED, (), "supported")
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


def comparison(
    guides: Sequence[GuideOutline],
    documents: Documents,
    numbering: Numbering,
    aspects: Sequence[str] = (),
    only: bool = False,
) -> Block:
    """Subjects side by side, a column each. What fewer than half of them state is left out, unless
    it was asked for.

    Args:
        guides: what is compared.
        documents: id -> the stored document.
        numbering: of the answer's passages.
        aspects: those asked about come first.
        only: no others are shown.
    """
    labels = labels_of([guide.kind == "certification" for guide in guides], only)
    shown = [aspect for aspect in aspects if aspect in labels]
    shown += [aspect for aspect in labels if aspect not in shown and not only]
    rows = []
    for aspect in shown:
        cells = tuple(_cell(guide, aspect, documents, numbering) for guide in guides)
        told = sum(bool(cell.citations) for cell in cells)
        if told and (2 * told >= len(cells) or aspect in aspects):
            rows.append(Row(labels[aspect], cells))
    return Block("table", columns=tuple(guide.name for guide in guides), rows=tuple(rows))


def side_by_side(
    guides: Sequence[GuideOutline],
    aspects: Sequence[str],
    documents: Documents,
    numbering: Numbering,
) -> Block:
    """Subjects a row each, aspects a column each; without those that do not tell the first one."""
    labels = _OF_CERTIFICATIONS | _OF_WORK
    rows = []
    for guide in guides:
        first = _cell(guide, aspects[0], documents, Numbering())
        if first.citations:
            cells = tuple(_cell(guide, aspect, documents, numbering) for aspect in aspects)
            rows.append(Row(guide.name, cells))
    return Block("table", columns=tuple(labels[each] for each in aspects), rows=tuple(rows))


def labels_of(are_exams: Sequence[bool], everything: bool = False) -> dict[str, str]:
    """Aspect -> the label of its row, in the order of the rows.

    Args:
        are_exams: of each subject whether it is an exam; others are work.
        everything: the aspects of exams as well, though none is one.
    """
    exams = _OF_CERTIFICATIONS if any(are_exams) or everything else {}
    return exams | ({} if all(are_exams) else _OF_WORK)


def quoted_share(table: Block) -> str:
    """How many of the cells are quoted, in words."""
    cells = [cell for row in table.rows for cell in row.cells]
    quoted = sum(bool(cell.citations) for cell in cells)
    return f"{quoted} of {len(cells)} cells quoted"


def of_rows(quotes: Sequence[Quote], numbering: Numbering) -> Block | None:
    """Rows of a guide's table, as `Name: value; Name: value`, as a table; none if they differ.

    A first cell without a name, or else the first value, is what the row is about.
    """
    rows = [_parsed(quote) for quote in quotes]
    names = [[name for name, _ in cells] for _, cells in rows]
    if not rows or not names[0] or any(each != names[0] for each in names):
        return None
    if not all(label for label, _ in rows):
        if len(names[0]) < 2 or any(label for label, _ in rows):
            return None
        rows = [(cells[0][1].text, cells[1:]) for _, cells in rows]
        names[0] = names[0][1:]
    cited = tuple(
        Row(label, tuple(numbering.quoted(value) for _, value in cells)) for label, cells in rows
    )
    return Block("table", columns=tuple(names[0]), rows=cited)


def _parsed(row: Quote) -> tuple[str, list[tuple[str, Quote]]]:
    """What stands before the named cells of a row, and these, each with its column's name."""
    unnamed = re.match(r"([^:;]+); (?=[^:;]+: )", row.text)
    cells = []
    for found in re.finditer(r"([^:;]+): (.*?)(?=; [^:;]+: |$)", row.text):
        start = row.start + found.start(2)
        cells.append((found[1].strip(), Quote(row.hit, start, row.start + found.end(2))))
    return (unnamed[1] if unnamed else "", cells)


def _cell(guide: GuideOutline, aspect: str, documents: Documents, numbering: Numbering) -> Sentence:
    told = glance(guide, aspect, documents)
    if told:
        cell = numbering.quoted(told[0])
        more = tuple(numbering.citation(quote) for quote in told[1:])
        return replace(cell, citations=cell.citations + more)
    quote = telling_sentence(guide, aspect, documents)
    return numbering.quoted(quote) if quote else _NOTHING


def telling_sentence(guide: GuideOutline, aspect: str, documents: Documents) -> Quote | None:
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
                if guide.siblings and not guide.is_told_by(f"{section.heading} {quote.text}"):
                    continue
                if needed is None or needed.search(quote.text):
                    return quote
    return None
