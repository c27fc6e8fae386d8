"""An answer without a language model: the sections that answer, quoted.

A section is taken from its first sentence, which answers its heading, or from the paragraph that
answers a narrower question best. Lists and tables are quoted whole or not at all, and nothing is
said twice.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.finding.grading import figure_asked
from index import FoundSentence, Hit, Span, split_sentences

WORDS = 0.45  # weight of a sentence's words beside its meaning
FIGURE = 0.2
NEARLY_AS_GOOD = 0.75  # of the best sentence's score, for another one to be quoted with it
CLEARLY_BETTER = 0.12  # than the first sentence's score: then the answer begins with the best one
SAME_WORDS = 0.7  # share of words from which two sentences say the same
MOST_ITEMS = 12  # a longer list is quoted by its best items only

ITEM, PARAGRAPH = "\n- ", "\n\n"  # what stands before a sentence in an answer

_ITEM = re.compile(r"(?:[-*–]|(\d{1,3})[.)]) ")
_ROW = re.compile(r"• ")


@dataclass(frozen=True)
class Quote:
    """A span of a passage's document; `lead` is what stands before it in the answer."""

    hit: Hit
    start: int
    end: int
    lead: str = ""

    @property
    def text(self) -> str:
        return self.hit.document.text[self.start : self.end]


@dataclass(frozen=True)
class Element:
    """A paragraph, or a list or table with the sentence that introduces it.

    Attributes:
        quotes: its sentences, items and rows, in order.
        kind: "paragraph", "list", "steps" for a numbered list, or "table" for rows.
    """

    kind: str
    quotes: tuple[Quote, ...]

    @property
    def words(self) -> int:
        return sum(len(quote.text.split()) for quote in self.quotes)

    def holds(self, position: int) -> bool:
        """Whether a position of the document is in one of its quotes."""
        return any(quote.start <= position < quote.end for quote in self.quotes)


def elements_of(hit: Hit) -> list[Element]:
    """The paragraphs, lists and tables of a passage, in order."""
    found: list[Element] = []
    items: list[Quote] = []
    kind = ""
    text = hit.document.text
    for line in _lines(text, hit.chunk.start, hit.chunk.end):
        marker = _ITEM.match(text, line.start) or _ROW.match(text, line.start)
        if marker:
            own = "table" if marker[0] == "• " else "steps" if marker[1] else "list"
            if own != kind and items:
                found.append(Element(kind, tuple(items)))
                items = []
            kind = own
            lead = f"\n{len(items) + 1}. " if own == "steps" else ITEM
            items.append(Quote(hit, marker.end(), line.end, lead))
            continue
        if items:
            found.append(Element(kind, tuple(items)))
            items, kind = [], ""
        sentences = tuple(
            Quote(hit, span.start, span.end) for span in split_sentences(text, line.start, line.end)
        )
        if sentences:
            found.append(Element("paragraph", sentences))
    if items:
        found.append(Element(kind, tuple(items)))
    return _introduced(found)


def _introduced(elements: Sequence[Element]) -> list[Element]:
    """Lists and tables with the sentence right above them that ends with a colon."""
    joined: list[Element] = []
    for element in elements:
        before = joined[-1] if joined else None
        introduces = before and before.kind == "paragraph" and before.quotes[-1].text.endswith(":")
        if before and introduces and element.kind != "paragraph":
            joined[-1:] = [Element("paragraph", before.quotes[:-1])] if before.quotes[:-1] else []
            joined.append(Element(element.kind, (before.quotes[-1], *element.quotes)))
        else:
            joined.append(element)
    return joined


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    """The lines of a passage that hold something, from their markers on, which no passage holds;
    one that was cut is read to its end.
    """
    line = text.rfind("\n", 0, start) + 1
    marker = _ITEM.match(text, line) or _ROW.match(text, line)
    if marker and marker.end() == start:
        start = line
    while start < end:
        stop = text.find("\n", start)
        stop = len(text) if stop < 0 else stop
        if text[start:stop].strip():
            yield Span(start, stop)
        start = stop + 1


def best_sentences(
    question: str, hits: Sequence[Hit], wanted: int, good: float = NEARLY_AS_GOOD
) -> list[tuple[int, FoundSentence]]:
    """The sentences that answer best, best first, each with the number of its hit.

    Scored by cosine + WORDS * (share of the question's words) + score of the passage, and FIGURE
    more for one with a figure if a figure is asked for.

    Args:
        question: what is asked.
        hits: where from.
        wanted: how many at most.
        good: how near a sentence must come to the score of the best.
    """
    scored = [
        (sentence_score(question, hit, sentence), -number, -sentence.start, sentence)
        for number, hit in enumerate(hits)
        for sentence in hit.sentences
    ]
    scored.sort(key=lambda each: each[:3], reverse=True)
    said = Said()
    best: list[tuple[int, FoundSentence]] = []
    for score, number, _, sentence in scored:
        if len(best) == wanted or score < good * scored[0][0]:
            break
        if said.is_new(hits[-number].document.text[sentence.start : sentence.end]):
            best.append((-number, sentence))
    return best


def sentence_score(question: str, hit: Hit, sentence: FoundSentence) -> float:
    """How well a sentence answers, as `best_sentences` has it."""
    figure = figure_asked(question)
    score = sentence.cosine + WORDS * sentence.words + hit.score
    if figure is None:
        return score
    text = hit.document.text[sentence.start : sentence.end]
    return score + FIGURE * (figure.search(text) is not None)


class Said:
    """What an answer says already, so that nothing is said twice."""

    def __init__(self) -> None:
        self._taken: list[set[str]] = []

    def is_new(self, text: str) -> bool:
        """Whether a sentence says something new; it counts as said from then on."""
        words = _all_words(text)
        if self._says(words):
            return False
        self._taken.append(words)
        return True

    def new_of(self, element: "Element") -> list[Quote]:
        """What is new of an element; the items of one list are never held to repeat each other."""
        if element.kind == "paragraph":
            return [quote for quote in element.quotes if self.is_new(quote.text)]
        new = [quote for quote in element.quotes if not self._says(_all_words(quote.text))]
        self._taken += [_all_words(quote.text) for quote in new]
        return new

    def _says(self, words: set[str]) -> bool:
        return any(len(words & other) >= SAME_WORDS * len(words | other) for other in self._taken)


def _all_words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def section_quotes(
    question: str, hit: Hit, words: int, said: Said, narrow: bool = False
) -> list[Quote]:
    """What to quote of a section, in an order that reads.

    Args:
        question: what is asked.
        hit: the whole section as a passage.
        words: how many there is room for, though the first element comes whole.
        said: what the answer says already.
        narrow: the question is about a detail, so the answer begins with the paragraph that holds
            its best sentence if that is not the first one.
    """
    elements = elements_of(hit)
    if not elements:
        return []
    at = _best_element(question, hit, elements)
    order = list(range(len(elements)))
    if narrow and at:
        order = [at, *(place for place in order if place != at)]
    chosen: list[Element] = []
    left = words
    for place in order:
        element = elements[place]
        if chosen and element.words > left and place != at:
            continue
        chosen.append(_shortened(element, question))
        left -= element.words
    quotes: list[Quote] = []
    for element in chosen:
        fresh = said.new_of(element)
        for number, quote in enumerate(fresh):
            lead = quote.lead or (PARAGRAPH if number == 0 else "")
            after_list = number > 0 and not quote.lead and bool(fresh[number - 1].lead.strip())
            quotes.append(Quote(hit, quote.start, quote.end, PARAGRAPH if after_list else lead))
    return quotes


def _best_element(question: str, hit: Hit, elements: Sequence[Element]) -> int:
    """The place of the element that answers best; the first one if it is about as good."""
    scores = [0.0] * len(elements)
    for sentence in hit.sentences:
        for place, element in enumerate(elements):
            if element.holds(sentence.start):
                scores[place] = max(scores[place], sentence_score(question, hit, sentence))
    figure = figure_asked(question)
    holding = [p for p, e in enumerate(elements) if figure and _holds(e, figure)]
    if holding and 0 not in holding:
        return max(holding, key=lambda place: scores[place])
    best = max(range(len(elements)), key=lambda place: scores[place])
    return best if scores[best] > scores[0] + CLEARLY_BETTER else 0


def _holds(element: Element, figure: re.Pattern[str]) -> bool:
    return any(figure.search(quote.text) for quote in element.quotes)


def _shortened(element: Element, question: str) -> Element:
    """An element as it is; of a very long list or table, the items that answer best."""
    items = [quote for quote in element.quotes if quote.lead]
    if len(items) <= MOST_ITEMS:
        return element
    hit = items[0].hit
    scores = {sentence.start: sentence_score(question, hit, sentence) for sentence in hit.sentences}

    def score(quote: Quote) -> float:
        return max((s for at, s in scores.items() if quote.start <= at < quote.end), default=0.0)

    best = sorted(items, key=score, reverse=True)[:MOST_ITEMS]
    kept = tuple(quote for quote in element.quotes if not quote.lead or quote in best)
    return Element(element.kind, kept)
