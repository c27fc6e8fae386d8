"""The facts of one exam, with today's date."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.career.tables import quoted_share
from bot.errors import ToolError
from bot.profile import CODE
from bot.tools.cells import facts, rows_of
from bot.tools.disagreeing import disagreement_blocks, disagreements
from bot.tools.results import AspectRow, ExamCard
from bot.tools.sources import Sources
from bot.tools.standing import Standing, standing
from bot.tools.subjects import Subject, mentions
from bot.types import Block, Row, Sentence
from bot.wording.quoting import Quote

FIRST, REPLACED, NOTED = "First of all", "What takes its place", "Also dated"
_REPLACES = re.compile(
    r"\b(?:replac\w*|successor|recommend\w*|in its place|takes? (?:its|the) place|points? to|"
    r"instead)\b",
    re.IGNORECASE,
)
_ASPECTS_OF_THE_OVER = ("status", "replaced_by", "renewal")
MOST_REPLACING = 2


def card(subject: Subject, of: Sources) -> ExamCard:
    """The card of an exam: ended, beta and replaced are said first.

    Args:
        subject: an exam.
        of: what is read.

    Raises:
        ToolError: it is no exam.
    """
    if not subject.exam and subject.guide.kind != "certification":
        raise ToolError(f"{subject.name} is no exam; name an exam, such as by its code.")
    stands = standing(subject, of)
    instead = list(replacing(subject, of)) if stands.end or stands.is_over else []
    over = not subject.is_main and stands.is_over
    rows = rows_of([subject], (), of, _ASPECTS_OF_THE_OVER if over else None)
    noted = _dated(subject, stands, of)
    apart = disagreements(subject, of)
    blocks = [
        _paragraph(FIRST, stands.first),
        _paragraph(REPLACED, tuple(of.quoted(quote) for quote, _ in instead)),
        _table(subject, rows),
        _paragraph(NOTED, noted),
        *disagreement_blocks(apart),
    ]
    return ExamCard(
        tool="exam",
        title=f"{subject.name}: {stands.status}",
        today=of.today.isoformat(),
        blocks=tuple(block for block in blocks if block.rows or block.sentences),
        passages=of.numbering.passages,
        exam=subject.name,
        guide=subject.file,
        status=stands.status,
        first=stands.first,
        rows=tuple(rows),
        replaced_by=tuple(dict.fromkeys(code for _, codes in instead for code in codes)),
        disagreements=tuple(apart),
    )


def _paragraph(label: str, sentences: tuple[Sentence, ...]) -> Block:
    once = {sentence.text: sentence for sentence in sentences}
    return Block("paragraph", label, tuple(once.values()))


def _table(subject: Subject, rows: list[AspectRow]) -> Block:
    table = Block(
        "table", columns=(subject.name,), rows=tuple(Row(row.label, row.cells) for row in rows)
    )
    return replace(table, label=quoted_share(table)) if rows else table


def _dated(subject: Subject, stands: Standing, of: Sources) -> tuple[Sentence, ...]:
    """Launches, and ends of single versions and languages."""
    stated = facts(subject, "status", of)
    said = {sentence.text for sentence in stands.first}
    quotes = [claim.quote for kind in ("launch", "end") for claim in stated[kind]]
    once = {quote.text: quote for quote in quotes if quote.text not in said}
    return tuple(of.quoted(quote) for quote in once.values())


def replacing(subject: Subject, of: Sources) -> Iterator[tuple[Quote, list[str]]]:
    """The sentences that name what takes an exam's place, with the codes in them."""
    told = of.told(subject, "replaced_by")[-1:]
    number = 0
    for quote in (*told, *_about(subject, of)):
        codes = [c for c in re.findall(rf"\b{CODE}\b", quote.text) if not mentions(c, subject.exam)]
        if codes and (quote in told or _REPLACES.search(quote.text)) and number < MOST_REPLACING:
            number += 1
            yield quote, codes


def _about(subject: Subject, of: Sources) -> Iterator[Quote]:
    """The sentences of its guide that name the exam, or stand below a heading that does."""
    for quote in of.sentences(subject.guide):
        heading = " ".join(quote.hit.chunk.headings[-1:])
        if mentions(quote.text, subject.exam) or (
            not subject.is_main and mentions(heading, subject.exam)
        ):
            yield quote
