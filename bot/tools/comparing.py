"""Two to four subjects side by side."""

from collections.abc import Sequence

from bot.career.tables import quoted_share
from bot.errors import ToolError
from bot.tools.cells import rows_of
from bot.tools.disagreeing import disagreement_blocks, disagreements
from bot.tools.results import AspectRow, Comparison
from bot.tools.sources import Sources
from bot.tools.standing import standing
from bot.tools.subjects import Subject
from bot.types import Block, Row

LEAST, MOST = 2, 4  # subjects
SIMILAR, DIFFERENT = "same", "differs"


def compare(subjects: Sequence[Subject], aspects: Sequence[str], of: Sources) -> Comparison:
    """Subjects side by side; what one guide does not state reads "not stated".

    Args:
        subjects: two to four.
        aspects: those that come first.
        of: what is read.

    Raises:
        ToolError: there are fewer, or more.
    """
    chosen = list(dict.fromkeys(subjects))
    if not LEAST <= len(chosen) <= MOST:
        raise ToolError(
            f"{len(chosen)} subjects were named; name two to four different ones to compare."
        )
    named = [subject.name for subject in chosen]
    first = [said for subject in chosen for said in standing(subject, of).first]
    rows = rows_of(chosen, aspects, of)
    cells = [cell for row in rows for cell in row.cells]
    table = Block(
        "table", columns=tuple(named), rows=tuple(Row(_label(row), row.cells) for row in rows)
    )
    apart = [each for subject in chosen for each in disagreements(subject, of)]
    blocks = [Block("paragraph", sentences=tuple(first))] if first else []
    if rows:
        blocks.append(_labelled(table))
    blocks += disagreement_blocks(apart)
    return Comparison(
        tool="compare",
        title=f"Compare {' and '.join(named)}",
        today=of.today.isoformat(),
        blocks=tuple(blocks),
        passages=of.numbering.passages,
        columns=tuple(named),
        guides=tuple(subject.file for subject in chosen),
        rows=tuple(rows),
        quoted=sum(bool(cell.citations) for cell in cells),
        cells=len(cells),
    )


def _label(row: AspectRow) -> str:
    if row.differs is None:
        return row.label
    return f"{row.label} ({DIFFERENT if row.differs else SIMILAR})"


def _labelled(table: Block) -> Block:
    return Block("table", quoted_share(table), columns=table.columns, rows=table.rows)
