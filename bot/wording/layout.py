"""Blocks of an answer -> Markdown, with the numbers of its passages."""

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.types import Block, Sentence

# Brackets and tags of a document are text: no picture, link or HTML comes of them.
_OPENS = re.compile(r"[<\[]")


def markdown(blocks: Sequence[Block]) -> str:
    """An answer as text."""
    return "\n\n".join(block_markdown(block) for block in blocks)


def block_markdown(block: Block) -> str:
    """One block: its label, then its sentences or its table."""
    label = f"**{plain(block.label)}**" if block.label else ""
    body = "\n".join(_table(block)) if block.rows else sentences_markdown(block.sentences)
    return "\n\n".join(part for part in (label, body) if part)


def sentences_markdown(sentences: Iterable[Sentence]) -> str:
    """Sentences one after the other, each followed by the numbers of its passages."""
    return "".join(
        sentence_markdown(sentence, first=number == 0) for number, sentence in enumerate(sentences)
    )


def sentence_markdown(sentence: Sentence, first: bool) -> str:
    """One sentence with its numbers, and what parts it from the one before."""
    between = sentence.lead.lstrip("\n") if first else sentence.lead or " "
    return f"{between}{plain(sentence.text)} {marks(sentence)}".rstrip()


def marks(sentence: Sentence) -> str:
    """The numbers of a sentence's passages, such as `[1][3]`."""
    numbers = dict.fromkeys(citation.number for citation in sentence.citations)
    return "".join(f"[{number}]" for number in numbers)


def plain(text: str) -> str:
    """Text that makes no link and no HTML in Markdown."""
    return _OPENS.sub(r"\\\g<0>", text)


def _table(block: Block) -> Iterator[str]:
    yield _row(["", *(plain(column) for column in block.columns)])
    yield _row(["---"] * (len(block.columns) + 1))
    for row in block.rows:
        cells = [f"{plain(cell.text)} {marks(cell)}".strip() for cell in row.cells]
        yield _row([plain(row.label), *cells])


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
