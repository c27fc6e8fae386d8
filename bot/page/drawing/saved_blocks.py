"""The blocks of an answer -> HTML of a saved page, in which each sentence and cell names its
quotes; `bot.saved.verify` reads that again.
"""

from html import escape
from itertools import count

from bot.page.drawing.blocks import SUPPORT, is_item, label_of, step_number
from bot.page.drawing.model_markdown import inline_html
from bot.page.words import Words
from bot.types import Answer, Block, Row, Sentence
from bot.wording.quoting import PARAGRAPH


def saved_blocks_html(answer: Answer, prefix: str, words: Words) -> str:
    """An answer as it is laid out.

    Args:
        answer: whose blocks they are.
        prefix: of the ids of its quotes, which go on with the place in `Answer.sentences`.
        words: of our own page; what guides and models say stays as it is.
    """
    saving = _Saving(answer, prefix, words)
    return "".join(saving.block(block) for block in answer.blocks)


class _Saving:
    """Writes the blocks of one answer in order, and counts their sentences on the way."""

    def __init__(self, answer: Answer, prefix: str, words: Words) -> None:
        self._quoting = answer.model == "quotes"
        self._prefix = prefix
        self._words = words
        self._places = count()

    def block(self, block: Block) -> str:
        label = f"<h3>{escape(label_of(block, self._words))}</h3>" if block.label else ""
        before, items = "", ""
        for sentence in block.sentences:
            html = self._sentence(sentence)
            if is_item(sentence):
                number = step_number(sentence) if block.kind == "steps" else ""
                items += f'<li value="{number}">{html}' if number else f"<li>{html}"
            elif items:
                items += html
            else:
                before += ("<br><br>" if before and sentence.lead == PARAGRAPH else "") + html
        name = "ol" if block.kind == "steps" else "ul"
        paragraph = f"<p>{before}</p>" if before else ""
        listed = f"<{name}>{items}</{name}>" if items else ""
        return label + paragraph + listed + (self._table(block) if block.rows else "")

    def _table(self, block: Block) -> str:
        columns = "".join(
            f'<th scope="col">{escape(self._words(column))}</th>' for column in block.columns
        )
        rows = "".join(self._row(row) for row in block.rows)
        head = f"<thead><tr><th></th>{columns}</tr></thead>"
        return f'<div class="table"><table>{head}<tbody>{rows}</tbody></table></div>'

    def _row(self, row: Row) -> str:
        cells = "".join(f"<td>{self._cell(cell)}</td>" for cell in row.cells)
        return f'<tr><th scope="row">{escape(self._words(row.label))}</th>{cells}</tr>'

    def _cell(self, cell: Sentence) -> str:
        if not cell.citations:
            return f'<span class="none">{escape(self._words(cell.text))}</span>'
        return self._sentence(cell, in_table=True)

    def _sentence(self, sentence: Sentence, in_table: bool = False) -> str:
        """A sentence with its numbers. In a table its look alone says what it is worth: a cell
        holds nothing but quotes, and what is worked out from them.
        """
        place = f"{self._prefix}-{next(self._places)}"
        marks = "".join(
            f'<sup><a href="#{place}-{number}">{citation.number}</a></sup>'
            for number, citation in enumerate(sentence.citations)
        )
        flagged = not in_table or sentence.support == "worked_out"
        known = SUPPORT.get(sentence.support, "") if flagged else ""
        doubt = f'<span class="doubt">{escape(self._words(known))}</span> ' if known else ""
        quoted = self._quoting or in_table
        text = escape(sentence.text)
        if not quoted:
            text = inline_html(sentence.text, escape, sentence.support)
        quotes = " ".join(f"{place}-{number}" for number in range(len(sentence.citations)))
        return (
            f'<span class="sentence" data-support="{sentence.support}" data-quotes="{quotes}">'
            f"{text}</span>{marks} {doubt}"
        )
