"""The blocks of an answer -> HTML: paragraphs, lists, steps and tables, each sentence and cell with
the numbers of its passages.
"""

import re
from collections.abc import Iterable
from itertools import count

from bot.page.drawing.html import plain, tag
from bot.page.drawing.model_markdown import inline_html
from bot.page.words import Words
from bot.types import Answer, Block, Citation, Row, Sentence
from bot.wording.quoting import PARAGRAPH

SUPPORT = {
    "reworded": "In other words than the guide’s: compare the quote.",
    "unsupported": "No passage supports this.",
    "changed": "The guide has changed since.",
    "worked_out": "worked out",
}
_NUMBER = re.compile(r"\n(\d+)\. ")  # before a step


def blocks_html(answer: Answer, turn: int, words: Words) -> str:
    """An answer as it is laid out.

    Args:
        answer: whose blocks they are.
        turn: its place in the conversation, from 0.
        words: of the page; what guides and models say stays as it is.
    """
    drawing = _Drawing(answer, turn, words)
    return tag("div", "answer", "".join(drawing.block(block) for block in answer.blocks))


def is_item(sentence: Sentence) -> bool:
    """Whether a sentence begins an item of a list or a step."""
    return sentence.lead.startswith("\n") and sentence.lead != PARAGRAPH


def step_number(sentence: Sentence) -> str:
    """The number that a step has in its guide; empty for what is no step."""
    found = _NUMBER.fullmatch(sentence.lead)
    return found[1] if found else ""


def label_of(block: Block, words: Words) -> str:
    """The words above a block. Those above a table are the program's own; others may be a heading
    of a guide, which stays as it is.
    """
    return words.of(block.label) if block.kind == "table" else words(block.label)


class _Drawing:
    """Draws the blocks of one answer in order, and counts their sentences on the way: the place of
    each in `Answer.sentences` is part of the ids of its numbers.
    """

    def __init__(self, answer: Answer, turn: int, words: Words) -> None:
        self._quoting = answer.model == "quotes"
        self._turn = turn
        self._words = words
        self._places = count()

    def block(self, block: Block) -> str:
        label = label_of(block, self._words)
        heading = tag("h2", "label", plain(label)) if label and not block.rows else ""
        text = self._text(block)
        table = self._table(block, label) if block.rows else ""
        return heading + text + table

    def _text(self, block: Block) -> str:
        """The sentences of a block: those before the first item, and the items."""
        before, items = "", []
        for sentence in block.sentences:
            html = self._sentence(sentence)
            if is_item(sentence):
                number = step_number(sentence) if block.kind == "steps" else ""
                items.append((number, html))
            elif items:
                items[-1] = (items[-1][0], items[-1][1] + html)
            else:
                before += ("<br><br>" if before and sentence.lead == PARAGRAPH else "") + html
        kind = "note" if block.kind == "note" else ""
        return (tag("p", kind, before) if before else "") + _list(items, block.kind == "steps")

    def _table(self, block: Block, label: str) -> str:
        columns = "".join(
            f'<th scope="col">{plain(self._words(column))}</th>' for column in block.columns
        )
        head = f"<thead><tr><td></td>{columns}</tr></thead>"
        body = tag("tbody", "", "".join(self._row(row) for row in block.rows))
        caption = tag("caption", "", plain(label)) if label else ""
        return tag("div", "table", f"<table>{caption}{head}{body}</table>")

    def _row(self, row: Row) -> str:
        label = f'<th scope="row">{plain(self._words(row.label))}</th>'
        return tag("tr", "", label + "".join(self._cell(cell) for cell in row.cells))

    def _cell(self, cell: Sentence) -> str:
        """A cell; one without a citation has no place among the sentences."""
        if not cell.citations:
            return tag("td", "none", plain(self._words(cell.text)))
        return tag("td", "", self._sentence(cell, in_table=True))

    def _sentence(self, sentence: Sentence, in_table: bool = False) -> str:
        """A sentence with its numbers. A quote is shown as it stands in its document, and what
        stands in a table is a quote.
        """
        as_is = self._quoting or in_table
        text = plain(sentence.text)
        if not as_is:
            text = inline_html(sentence.text, plain, sentence.support)
        place = f"{self._turn}-{next(self._places)}"
        each = {citation.number: citation for citation in reversed(sentence.citations)}
        marks = "".join(
            self._mark(f"{place}-{number}", each[number], sentence) for number in sorted(each)
        )
        doubt = SUPPORT.get(sentence.support)
        flag = tag("span", "doubt", plain(self._words(doubt))) if doubt else ""
        return f'<span class="sentence {sentence.support}">{text}</span>{marks}{flag} '

    def _mark(self, place: str, citation: Citation, sentence: Sentence) -> str:
        """A sentence's number, and what page.js shows beside it: where the quote stands, and the
        quote itself unless the sentence is it.

        Gradio's sanitiser leaves a button its id and class, and takes its label; so the id says
        which citation it is (see `bot.page.drawing.guide`), and screen readers are told the guide
        by text that nobody sees.
        """
        named = self._words("Source {}: {}", citation.number, citation.title)
        before, number, after = named.partition(str(citation.number))
        heard = tag("span", "heard", plain(before)) + number + tag("span", "heard", plain(after))
        button = f'<button type="button" class="cite" id="cite-{place}">{heard}</button>'
        where = " · ".join(part for part in (citation.title, citation.section) if part)
        same = " same" if citation.quote == sentence.text else ""
        quote = tag("span", "where", plain(where)) + tag(
            "span", f"said{same}", plain(citation.quote)
        )
        return f'{button}<span class="quote" id="quote-{place}" hidden="">{quote}</span>'


def _list(items: Iterable[tuple[str, str]], steps: bool) -> str:
    """Items with the numbers that steps have in their guide."""
    html = "".join(
        f'<li value="{number}">{item}</li>' if number else f"<li>{item}</li>"
        for number, item in items
    )
    return tag("ol" if steps else "ul", "", html) if html else ""
