"""What is printed: an answer as text, and nothing that would steer the terminal."""

import sys
import unicodedata

from bot.types import Answer


def as_text(answer: Answer) -> str:
    """The answer and the passages it cites, for a terminal."""
    parts = [answer.text]
    numbers = sorted({c.number for sentence in answer.sentences for c in sentence.citations})
    for number in numbers:
        passage = answer.passages[number - 1]
        where = " > ".join(part for part in (passage.title, passage.section) if part)
        dated = f", checked {passage.updated}" if passage.updated else ""
        parts.append(f"[{number}] {where} ({passage.source}{dated})")
    parts += [f"Note: {notice}" for notice in answer.notices]
    return "\n\n".join(parts)


def printable(text: str) -> str:
    """Without characters that would steer the terminal."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")


def complain(error: Exception) -> None:
    """Print an error as one line on standard error."""
    print(printable(f"careerbot: {error}"), file=sys.stderr)
