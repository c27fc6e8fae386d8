"""What the reader should know about an answer."""

from collections.abc import Sequence
from datetime import date

from bot.finding.consult import Part
from bot.types import Passage, Sentence

PARTLY = "The guides touch on this, but may not hold all that you ask. What they say:"


def partly(parts: Sequence[Part]) -> str:
    """Say what is missing: whole questions that the guides say nothing about, or some of one."""
    missing = [part.question for part in parts if part.grade == "not_in_sources"]
    if not missing:
        return PARTLY
    named = " ".join(f"“{question}”" for question in missing)
    return f"The guides say nothing about: {named} On the rest they say:"


def doubts(sentences: Sequence[Sentence]) -> str:
    """How much of what a model wrote is marked as unsupported; empty when nothing is."""
    doubtful = sum(sentence.support == "unsupported" for sentence in sentences)
    if not doubtful:
        return ""
    verb = "is" if doubtful == 1 else "are"
    return f"Of {len(sentences)} sentences, {doubtful} {verb} not borne by the guides, and marked."


def past_dates(passages: Sequence[Passage], sentences: Sequence[Sentence]) -> tuple[str, ...]:
    """A caution for each guide cited whose time-bound statements held until a day now past."""
    cited = {citation.number for sentence in sentences for citation in sentence.citations}
    past = {
        passage.title: passage.valid_until
        for number, passage in enumerate(passages, 1)
        if number in cited
        and passage.valid_until
        and passage.valid_until < date.today().isoformat()
    }
    return tuple(
        f"“{title}” holds statements that were true until {day}; check them with their source."
        for title, day in past.items()
    )
