"""What is printed: an answer as text, and nothing that would steer the terminal."""

import codecs
import json
import sys
import unicodedata
from collections.abc import Iterator
from io import TextIOWrapper

from bot.types import Answer, Block, Sentence
from bot.wording.layout import marks

_DOUBTS = {
    "reworded": "in other words than the guide's",
    "unsupported": "not supported",
    "changed": "the guide has changed since",
    "worked_out": "worked out",
}


def as_text(answer: Answer) -> str:
    """The answer and the passages it cites, for a terminal."""
    parts = [answer.preface, *("\n".join(_lines(block)) for block in answer.blocks)]
    missing = [part for part in dict.fromkeys(answer.missing) if part not in answer.preface]
    parts += [f"Not in the guides: {'; '.join(missing)}"] if missing else []
    numbers = sorted({c.number for sentence in answer.sentences for c in sentence.citations})
    for number in numbers:
        passage = answer.passages[number - 1]
        where = " > ".join(part for part in (passage.title, passage.section) if part)
        dated = f", checked {passage.updated}" if passage.updated else ""
        parts.append(f"[{number}] {where} ({passage.source}{dated})")
    parts += [f"Note: {notice}" for notice in answer.notices]
    return "\n\n".join(part for part in parts if part)


def printable(text: str) -> str:
    """Without characters that would steer the terminal."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")


def open_output() -> None:
    """Have output take any character: what its encoding does not have is written as its number."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def json_text(value: object, indent: int | None = None) -> str:
    """JSON, which stays JSON in an encoding that does not have all characters."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    plain = codecs.lookup(encoding).name != "utf-8"
    return json.dumps(value, ensure_ascii=plain, indent=indent)


def complain(error: Exception) -> None:
    """Print an error as one line on standard error."""
    print(printable(f"careerbot: {error}"), file=sys.stderr)


def _lines(block: Block) -> Iterator[str]:
    """A block as lines; of a table, each cell has its own, so that any width will do."""
    if block.label:
        yield block.label
    if block.sentences:
        yield "".join(f"{each.lead or ' '}{_said(each)}" for each in block.sentences).strip()
    for row in block.rows:
        yield row.label
        for column, cell in zip(block.columns, row.cells, strict=True):
            yield f"  {column}: {_said(cell)}"


def _said(sentence: Sentence) -> str:
    """A sentence with its numbers, and what is to be said of it."""
    doubt = _DOUBTS.get(sentence.support)
    return " ".join(
        part for part in (sentence.text, marks(sentence), f"({doubt})" if doubt else "") if part
    )
