"""Hits of a search -> the passages of an answer."""

from collections.abc import Sequence
from dataclasses import replace

from bot.types import Passage
from bot.wording.quoting import Quote
from index import Hit


def passage_of(hit: Hit) -> Passage:
    """What an answer says of a passage that was found."""
    return Passage(
        id=hit.chunk.id,
        document=hit.document.id,
        text=hit.text,
        source=hit.document.source,
        title=hit.document.title,
        section=hit.section,
        start=hit.chunk.start,
        end=hit.chunk.end,
        score=hit.score,
        updated=hit.document.updated,
        valid_until=hit.document.valid_until,
    )


def reaching(
    passages: Sequence[Passage], hits: Sequence[Hit], quotes: Sequence[Quote]
) -> tuple[Passage, ...]:
    """The passages, each as long as the quotes that are numbered with it."""
    reaching = []
    for number, passage in enumerate(passages):
        spans = [(quote.start, quote.end) for quote in quotes if quote.hit == number]
        start = min([passage.start, *(start for start, _ in spans)])
        end = max([passage.end, *(end for _, end in spans)])
        text = hits[number].document.text[start:end]
        reaching.append(replace(passage, start=start, end=end, text=text))
    return tuple(reaching)
