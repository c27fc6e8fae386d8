"""Answers -> sentences with citations; whether a quote bears a sentence is decided here.

A sentence that was quoted is its own citation. A sentence that a model wrote is compared with the
sentences of the passages it names (of each passage, where it names none): the nearest one is its
citation, and `bot.wording.support` decides whether the passages bear it.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from bot.types import Block, Citation, Passage, Sentence, Support
from bot.wording.marks import MARK, marked_numbers, without_marks
from bot.wording.quoting import ITEM, PARAGRAPH, Quote
from bot.wording.support import judge
from index import FoundSentence, Hit, Vectors, split_sentences

_ORDER: tuple[Support, ...] = ("unsupported", "weak", "supported")
_MARKS_AFTER_END = re.compile(rf"([.!?][\"”’)*_]*)((?:{MARK.pattern})+)", re.IGNORECASE)
_SAYS_WHAT_IS_MISSING = re.compile(r"\b(guides?|passages?|sources?) (do|does) not\b", re.IGNORECASE)
_LIST_ITEM = re.compile(r"\s*(?:[-*•]|\d{1,2}[.)])\s+")


class Numbering:
    """Numbers the passages of an answer in the order in which they are cited."""

    def __init__(self) -> None:
        self._passages: dict[tuple[str, int], Passage] = {}

    @property
    def passages(self) -> tuple[Passage, ...]:
        """What was cited, each as long as the quotes that are numbered with it."""
        return tuple(self._passages.values())

    def quoted(self, quote: Quote) -> Sentence:
        """A sentence that is a quote, its own proof."""
        return Sentence(quote.text, (self.citation(quote),), "supported", quote.lead)

    def citation(self, quote: Quote) -> Citation:
        """A quote with the number of its passage."""
        hit = quote.hit
        key = (hit.document.id, hit.chunk.start)
        passage = self._passages.setdefault(key, passage_of(hit))
        start, end = min(passage.start, quote.start), max(passage.end, quote.end)
        text = hit.document.text[start:end]
        self._passages[key] = replace(passage, start=start, end=end, text=text)
        number = list(self._passages).index(key) + 1
        return _citation(hit, number, quote.start, quote.end)


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


def cite_text(
    text: str, hits: Sequence[Hit], embed: Callable[[Sequence[str]], Vectors]
) -> tuple[Sentence, ...]:
    """Split what a model wrote into sentences and check each against the passages.

    Numbers of passages that were not given are dropped.
    """
    parts = list(_marked_sentences(text))
    if not parts:
        return ()
    vectors = embed([plain for _, plain, _ in parts])
    return tuple(
        _checked(plain, lead, numbers, vector, hits)
        for (lead, plain, numbers), vector in zip(parts, vectors, strict=True)
    )


def blocks_of(sentences: Sequence[Sentence]) -> tuple[Block, ...]:
    """A model's sentences as blocks: a paragraph or a list for each run of their leads."""
    blocks: list[list[Sentence]] = []
    for sentence in sentences:
        starts = sentence.lead == PARAGRAPH or not blocks
        after_list = bool(blocks) and blocks[-1][0].lead == ITEM
        if starts or ((sentence.lead == ITEM) != after_list and sentence.lead):
            blocks.append([])
        blocks[-1].append(sentence)
    return tuple(
        Block(
            "list" if own[0].lead == ITEM else "paragraph",
            sentences=(replace(own[0], lead=own[0].lead.replace(PARAGRAPH, "")), *own[1:]),
        )
        for own in blocks
    )


def share_borne(sentences: Sequence[Sentence]) -> float:
    """Which share of a model's sentences is borne by the passages; those that say what the guides
    lack are left out.
    """
    counted = [s for s in sentences if not _SAYS_WHAT_IS_MISSING.search(s.text)]
    borne = sum(sentence.support != "unsupported" for sentence in counted)
    return borne / len(counted) if counted else float(bool(sentences))


def _marked_sentences(text: str) -> Iterator[tuple[str, str, list[int]]]:
    """Lead, sentence without marks, and the numbers in its marks."""
    for number, line in enumerate(text.split("\n")):
        item = _LIST_ITEM.match(line)
        lead = ("\n- " if item else "\n\n") if number else ""
        line = line[item.end() :] if item else line
        line = _MARKS_AFTER_END.sub(r"\2\1", line)  # "end. [1]" -> "end [1]."
        for span in split_sentences(line, 0, len(line)):
            sentence = line[span.start : span.end]
            numbers = marked_numbers(sentence)
            plain = without_marks(sentence)
            if re.search(r"\w", plain):
                yield lead, plain, numbers
                lead = ""


def _checked(
    text: str, lead: str, numbers: Sequence[int], vector: Vectors, hits: Sequence[Hit]
) -> Sentence:
    named = [number - 1 for number in dict.fromkeys(numbers) if 0 < number <= len(hits)]
    nearest = {hit: _nearest(hits[hit], vector) for hit in named or range(len(hits))}
    if named:
        support = _support(text, nearest, hits)
    else:  # nothing was cited: the one passage that bears it best
        each = {hit: _support(text, {hit: nearest[hit]}, hits) for hit in nearest}
        best = max(each, key=lambda hit: (_ORDER.index(each[hit]), nearest[hit][1]))
        support, nearest = each[best], {best: nearest[best]}
        if support == "unsupported":
            return Sentence(text, (), support, lead)
    citations = [
        _citation(hits[hit], hit + 1, at.start, at.end) for hit, (at, _) in nearest.items()
    ]
    return Sentence(text, tuple(citations), support, lead)


def _nearest(hit: Hit, vector: Vectors) -> tuple[FoundSentence, float]:
    cosines = np.array([sentence.vector @ vector for sentence in hit.sentences])
    best = int(cosines.argmax())
    return hit.sentences[best], float(cosines[best])


def _support(
    text: str, nearest: Mapping[int, tuple[FoundSentence, float]], hits: Sequence[Hit]
) -> Support:
    """Whether these passages together bear a sentence."""
    sentences = [
        hits[hit].document.text[sentence.start : sentence.end]
        for hit in nearest
        for sentence in hits[hit].sentences
    ]
    headings = " ".join(f"{hits[hit].document.title}. {hits[hit].section}" for hit in nearest)
    return judge(text, sentences, headings, max(cosine for _, cosine in nearest.values()))


def _citation(hit: Hit, number: int, start: int, end: int) -> Citation:
    return Citation(
        quote=hit.document.text[start:end],
        source=hit.document.source,
        title=hit.document.title,
        section=hit.section,
        start=start,
        end=end,
        number=number,
        document=hit.document.id,
    )
