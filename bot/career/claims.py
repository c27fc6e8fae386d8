"""A value that a guide states -> the span of its text that says it."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from bot.wording.quoting import Quote
from index import GuideOutline, Hit, Span, StoredChunk, StoredDocument

Documents = Callable[[str], StoredDocument]
GLANCE = "\n\nAt a glance\n"
_AMOUNT = re.compile(
    r"[$€£]?\s?\d(?:[\d,.]*\d)?(?:\s?[–-]\s?[$€£]?\d(?:[\d,.]*\d)?)?"
    r"(?:\s?%|\s(?:US |Canadian |Australian )?(?:dollars|pounds|euros|per cent|rupees|francs)\b)?"
)


@dataclass(frozen=True)
class Claim:
    """A typed fact of a guide with the sentence or table row that says it.

    Attributes:
        about: the fact's fields, as in the front matter.
        quote: the sentence or row, as a span of the document.
        figure: the value itself, as a span of that quote; the quote if it holds none.
    """

    guide: GuideOutline
    about: dict[str, Any]
    quote: Quote
    figure: Quote

    @property
    def value(self) -> float:
        """The figure as a number; of a span its middle; 0 if it is no number."""
        numbers = re.findall(r"\d+(?:\.\d+)?", str(self.about["value"]))
        return sum(map(float, numbers)) / len(numbers) if numbers else 0.0

    @property
    def day(self) -> date | None:
        """The value as a day; none if it is none."""
        try:
            return date.fromisoformat(str(self.about["value"]))
        except ValueError:
            return None


def claims_of(
    guide: GuideOutline,
    kinds: Sequence[str],
    documents: Documents,
    wanted: Callable[[dict[str, Any]], bool] = lambda _: True,
) -> list[Claim]:
    """The typed facts of a guide whose sentence stands in the guide's text.

    Args:
        guide: whose facts.
        kinds: which kinds of facts.
        documents: id -> the stored document.
        wanted: whether a fact, as in the front matter, is wanted.
    """
    stated = [each for each in guide.about.get("stated") or () if each["kind"] in kinds]
    stated = [each for each in stated if wanted(each)]
    if not stated:
        return []
    return list(_found(guide, stated, documents(guide.document)))


def _found(
    guide: GuideOutline, stated: Sequence[dict[str, Any]], document: StoredDocument
) -> Iterator[Claim]:
    for each in stated:
        span = find_sentence(document.text, each["sentence"])
        if span is None:
            continue
        hit = section_hit(guide, document, span)
        whole = Quote(hit, span.start, span.end)
        figure = _figure(document.text, span, str(each["value"]))
        yield Claim(guide, each, whole, Quote(hit, figure.start, figure.end) if figure else whole)


@lru_cache(maxsize=4096)  # of a text that is in memory anyway
def find_sentence(text: str, sentence: str) -> Span | None:
    """Where a sentence of a guide's body, or a row of its tables, is in the normalised text."""
    end = text.rfind(GLANCE)
    body = text[:end] if end >= 0 else text
    if not sentence.startswith("|"):
        start = body.find(sentence)
        return Span(start, start + len(sentence)) if start >= 0 else None
    cells = [cell.strip() for cell in sentence.strip("| ").split("|") if cell.strip()]
    for line in re.finditer(r"^• (.*)$", body, re.MULTILINE):
        if all(cell in line[1] for cell in cells):
            return Span(*line.span(1))
    return None


def _figure(text: str, span: Span, value: str) -> Span | None:
    """The figure of a value within a sentence, with its currency or per cent."""
    digits = re.sub(r"[^\d.]", "", value.split("-")[0])
    for found in _AMOUNT.finditer(text, span.start, span.end):
        if digits and re.sub(r"[^\d.]", "", re.split(r"[–-]", found[0])[0]).rstrip(".") == digits:
            lead = len(found[0]) - len(found[0].lstrip())
            return Span(found.start() + lead, found.end())
    return None


def glance(guide: GuideOutline, aspect: str, documents: Documents) -> tuple[Quote, ...]:
    """The short value that a guide gives at a glance, and the sentence of its body that says it."""
    told = [each for each in guide.about.get("at_a_glance") or () if each["aspect"] == aspect]
    if not told:
        return ()
    document = documents(guide.document)
    begin = document.text.rfind(GLANCE)
    start = document.text.find(f"• {aspect}: {told[0]['value']}", max(begin, 0))
    if begin < 0 or start < 0:
        return ()
    start += len(f"• {aspect}: ")
    block = span_hit(document, begin + 2, len(document.text), ("At a glance",))
    quotes = [Quote(block, start, start + len(told[0]["value"]))]
    if span := find_sentence(document.text, told[0]["sentence"]):
        hit = section_hit(guide, document, span)
        quotes.append(Quote(hit, span.start, span.end))
    return tuple(quotes)


def section_hit(guide: GuideOutline, document: StoredDocument, span: Span) -> Hit:
    """The section that holds a span, as a passage; the span itself if none does."""
    for section in reversed(guide.sections):
        if section.start <= span.start < section.end:
            return span_hit(document, section.start, section.end, section.headings)
    return span_hit(document, span.start, span.end, ())


def span_hit(document: StoredDocument, start: int, end: int, headings: tuple[str, ...]) -> Hit:
    """A span of a document as a passage of its own."""
    identity = f"{document.id[:16]}:{start}-{end}"
    return Hit(StoredChunk(identity, document.id, start, end, headings, ""), document, 0.0, ())
