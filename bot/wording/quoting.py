"""An answer without a language model: the best sentences of the passages, quoted.

Sentences are chosen by cosine + WORDS * (share of the question's words) + score of the passage, and
FIGURE more for one with a figure where a figure is asked for.
What a sentence needs to be understood comes with it: the sentence before one that begins with a
pronoun, the sentence that introduces a list, the rest of a short list.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.finding.consult import Part
from bot.finding.grading import figure_asked
from index import FoundSentence, Hit, Span, split_sentences

WORDS = 0.45  # weight of a sentence's words beside its meaning
FIGURE = 0.2
SENTENCES, SENTENCES_OF_AN_EXPLANATION = 2, 3
IN_DETAIL = 3  # more of them
NEARLY_AS_GOOD = 0.75  # of the best sentence's score, for another one to be quoted with it
MOST_ITEMS = 8  # a longer list is not quoted whole
LONG_ITEM = 12  # mean words of an item from which one item of a list is quoted by itself
SAME_WORDS = 0.7  # share of words from which two sentences say the same

ITEM, PARAGRAPH = "\n- ", "\n\n"  # what stands before a sentence in an answer

_NEEDS_MORE = re.compile(
    r"\s*(how|why|which|list|name|compare|what (are|could|can|should))\b", re.I
)
_LEANS_BACK = re.compile(
    r"(this|that|these|those|it|its|they|their|them|he|she|such|both|however|but|also|instead|"
    r"therefore|so|then|otherwise|for (this|that) reason)\b",
    re.IGNORECASE,
)
_ITEM = re.compile(r"(?:[-*–]|\d{1,3}[.)]) ")
_ROW = re.compile(r"• ")


@dataclass(frozen=True)
class Quote:
    """A span of a hit's document; `lead` is what stands before it in the answer."""

    hit: int
    start: int
    end: int
    lead: str = ""


def best_quotes(parts: Sequence[Part], hits: Sequence[Hit], detailed: bool = False) -> list[Quote]:
    """Choose what to quote for each question of a message, first for what it takes for granted.

    Args:
        parts: the questions with what was found for them.
        hits: all of what was found, which `Quote.hit` counts in.
        detailed: whether to quote more.
    """
    numbers = {hit.chunk.id: number for number, hit in enumerate(hits)}
    quotes: list[Quote] = []
    for part in sorted(parts, key=lambda part: not part.assumed):
        if part.grade == "not_in_sources":
            continue
        for number, quote in enumerate(_quotes_of(part, IN_DETAIL if detailed else 0)):
            moved = replace(quote, hit=numbers[part.hits[quote.hit].chunk.id])
            if any(_overlap(moved, other, hits) for other in quotes):
                continue
            new_paragraph = bool(quotes) and number == 0 and not quote.lead
            quotes.append(replace(moved, lead=PARAGRAPH) if new_paragraph else moved)
    return quotes


def _quotes_of(part: Part, more: int) -> list[Quote]:
    """The best sentence first, then others by document and position."""
    hits = part.hits
    wanted = SENTENCES_OF_AN_EXPLANATION if _NEEDS_MORE.match(part.question) else SENTENCES
    chosen = best_sentences(part.question, hits, 1 if part.assumed else wanted + more)
    documents = [hits[number].document.id for number, _ in chosen]

    def reading_order(choice: tuple[int, FoundSentence]) -> tuple[int, int]:
        number, sentence = choice
        return documents.index(hits[number].document.id), sentence.start

    quotes: list[Quote] = []
    for number, sentence in chosen[:1] + sorted(chosen[1:], key=reading_order):
        for quote in _with_context(hits, number, sentence):
            if any(_overlap(quote, other, hits) for other in quotes):
                continue
            after_list = bool(quotes and quotes[-1].lead == ITEM and not quote.lead)
            quotes.append(replace(quote, lead=PARAGRAPH) if after_list else quote)
    return quotes


def best_sentences(
    question: str, hits: Sequence[Hit], wanted: int, good: float = NEARLY_AS_GOOD
) -> list[tuple[int, FoundSentence]]:
    """The sentences that answer best, best first, each with the number of its hit.

    Args:
        question: what is asked.
        hits: where from.
        wanted: how many at the most.
        good: how near a sentence must come to the score of the best.
    """
    figure = figure_asked(question)
    scored = []
    for number, hit in enumerate(hits):
        for sentence in hit.sentences:
            text = hit.document.text[sentence.start : sentence.end]
            score = sentence.cosine + WORDS * sentence.words + hit.score
            score += FIGURE * (figure is not None and figure.search(text) is not None)
            scored.append((score, -number, -sentence.start, sentence))
    scored.sort(key=lambda each: each[:3], reverse=True)
    taken: list[set[str]] = []
    best: list[tuple[int, FoundSentence]] = []
    for score, number, _, sentence in scored:
        hit = hits[-number]
        said = set(re.findall(r"\w+", hit.document.text[sentence.start : sentence.end].lower()))
        if len(taken) == wanted or score < good * scored[0][0]:
            break
        if not any(len(said & other) >= SAME_WORDS * len(said | other) for other in taken):
            taken.append(said)
            best.append((-number, sentence))
    return best


def _overlap(quote: Quote, other: Quote, hits: Sequence[Hit]) -> bool:
    same = hits[quote.hit].document.id == hits[other.hit].document.id
    return same and quote.start < other.end and other.start < quote.end


def _with_context(hits: Sequence[Hit], number: int, sentence: FoundSentence) -> Iterator[Quote]:
    text = hits[number].document.text
    if items := _list_around(text, sentence):
        introduction, spans = items
        if introduction:
            yield Quote(number, introduction.start, introduction.end)
        for span in spans:
            yield Quote(number, span.start, span.end, lead=ITEM)
        return
    if _LEANS_BACK.match(text[sentence.start : sentence.end]):
        before = _sentence_before(text, sentence.start)
        if before:
            yield Quote(number, before.start, before.end)
    yield Quote(number, sentence.start, sentence.end)


def _list_around(text: str, sentence: FoundSentence) -> tuple[Span | None, list[Span]] | None:
    """The introduction and items of the list that a sentence is part of, or introduces."""
    lines = list(_lines(text))
    at = next(i for i, line in enumerate(lines) if line.end >= sentence.end)
    if _is(text, lines[at], _ROW):
        first = at
        while first > 0 and _is(text, lines[first - 1], _ROW):
            first -= 1
        return _introduction(text, lines, first), [_without_marker(text, lines[at])]
    introduces = text[sentence.start : sentence.end].endswith(":")
    first = last = at + 1 if introduces else at
    if last >= len(lines) or not _is(text, lines[last], _ITEM):
        return None
    while first > 0 and _is(text, lines[first - 1], _ITEM):
        first -= 1
    while last + 1 < len(lines) and _is(text, lines[last + 1], _ITEM):
        last += 1
    items = lines[first : last + 1]
    words = sum(len(text[item.start : item.end].split()) for item in items)
    if introduces:
        items = items[:MOST_ITEMS]
    elif len(items) > MOST_ITEMS or words > LONG_ITEM * len(items):
        items = [lines[at]]
    return _introduction(text, lines, first), [_without_marker(text, item) for item in items]


def _lines(text: str) -> Iterator[Span]:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield Span(start, start + len(line))
        start += len(line) + 1


def _is(text: str, line: Span, marker: re.Pattern[str]) -> bool:
    return marker.match(text, line.start) is not None


def _without_marker(text: str, line: Span) -> Span:
    marker = _ITEM.match(text, line.start) or _ROW.match(text, line.start)
    return Span(marker.end() if marker else line.start, line.end)


def _introduction(text: str, lines: Sequence[Span], first: int) -> Span | None:
    """The sentence that ends with a colon right above a list."""
    if first == 0 or not text[: lines[first - 1].end].endswith(":"):
        return None
    return list(split_sentences(text, lines[first - 1].start, lines[first - 1].end))[-1]


def _sentence_before(text: str, start: int) -> Span | None:
    """The sentence before a position in the same paragraph."""
    paragraph = text.rfind("\n", 0, start) + 1
    return next(reversed(list(split_sentences(text, paragraph, start))), None)
