"""Tables of what the guides hold on subjects: each cell a span of a guide, or "not stated"."""

from collections.abc import Callable, Sequence

from bot.types import Block, Row, Sentence
from bot.wording.citing import Numbering
from bot.wording.quoting import Quote, elements_of
from index import GuideOutline, Hit, StoredChunk, StoredDocument

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
_LONG_CELL = 40  # words; of a longer sentence no cell is made

Documents = Callable[[str], StoredDocument]


def comparison(
    guides: Sequence[GuideOutline],
    documents: Documents,
    numbering: Numbering,
    aspects: Sequence[str] = (),
) -> Block:
    """Subjects side by side.

    Args:
        guides: two or more, a column each.
        documents: id -> the stored document.
        numbering: of the answer's passages.
        aspects: those asked about come first, and alone if they are two or more.
    """
    labels = _labels(guides)
    asked = [aspect for aspect in aspects if aspect in labels]
    shown = asked if len(asked) > 1 else [*asked, *(a for a in labels if a not in asked)]
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


def _labels(guides: Sequence[GuideOutline]) -> dict[str, str]:
    exams = all(guide.kind == "certification" for guide in guides)
    return (
        _OF_CERTIFICATIONS
        if exams
        else {**_OF_WORK, **_OF_CERTIFICATIONS}
        if any(guide.kind == "certification" for guide in guides)
        else _OF_WORK
    )


def _cell(guide: GuideOutline, aspect: str, documents: Documents, numbering: Numbering) -> Sentence:
    quote = glance(guide, aspect, documents) or _first_sentence(guide, aspect, documents)
    return numbering.quoted(quote) if quote else Sentence(NOT_STATED, (), "supported")


def glance(guide: GuideOutline, aspect: str, documents: Documents) -> Quote | None:
    """The short value that a guide gives for an aspect at a glance, as a span of its text."""
    value = next(
        (
            each["value"]
            for each in guide.about.get("at_a_glance") or ()
            if each["aspect"] == aspect
        ),
        "",
    )
    if not value:
        return None
    document = documents(guide.document)
    start = document.text.rfind(value)
    if start < 0:
        return None
    return Quote(span_hit(document, start, start + len(value), ()), start, start + len(value))


def _first_sentence(guide: GuideOutline, aspect: str, documents: Documents) -> Quote | None:
    """The sentence that a section on the aspect begins with."""
    telling = [s for s in guide.sections if aspect in s.aspects and not s.is_to_do_list]
    for section in sorted(telling, key=lambda section: section.aspects.index(aspect)):
        document = documents(guide.document)
        hit = span_hit(document, section.start, section.end, section.headings)
        for element in elements_of(hit):
            first = element.quotes[0]
            if element.kind == "paragraph" and len(first.text.split()) <= _LONG_CELL:
                return first
    return None


def span_hit(document: StoredDocument, start: int, end: int, headings: tuple[str, ...]) -> Hit:
    """A span of a document as a passage of its own."""
    identity = f"{document.id[:16]}:{start}-{end}"
    return Hit(StoredChunk(identity, document.id, start, end, headings, ""), document, 0.0, ())
