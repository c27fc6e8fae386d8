"""Answers -> sentences with citations; whether a quote bears a sentence is decided here.

A sentence that was quoted is its own citation. A sentence that a model wrote is compared with the
sentences of the passages it names (of each passage, where it names none): the nearest one is its
citation, and `bot.wording.support` decides whether the passages bear it.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from bot.types import Citation, Sentence, Support
from bot.wording.marks import MARK, marked_numbers, without_marks
from bot.wording.quoting import Quote
from bot.wording.support import judge
from index import FoundSentence, Hit, Vectors, split_sentences

_ORDER: tuple[Support, ...] = ("unsupported", "weak", "supported")
_MARKS_AFTER_END = re.compile(rf"([.!?][\"”’)*_]*)((?:{MARK.pattern})+)", re.IGNORECASE)
_SAYS_WHAT_IS_MISSING = re.compile(r"\b(guides?|passages?|sources?) (do|does) not\b", re.IGNORECASE)
_LIST_ITEM = re.compile(r"\s*(?:[-*•]|\d{1,2}[.)])\s+")


def cite_quotes(quotes: Sequence[Quote], hits: Sequence[Hit]) -> tuple[Sentence, ...]:
    """Sentences that are quotes, each its own proof."""
    sentences = []
    for quote in quotes:
        citation = _citation(hits, quote.hit, quote.start, quote.end)
        sentences.append(Sentence(citation.quote, (citation,), "supported", quote.lead))
    return tuple(sentences)


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


def share_borne(sentences: Sequence[Sentence]) -> float:
    """Which share of a model's sentences is borne by the passages; those that say what the guides
    lack are left out.
    """
    counted = [s for s in sentences if not _SAYS_WHAT_IS_MISSING.search(s.text)]
    borne = sum(sentence.support != "unsupported" for sentence in counted)
    return borne / len(counted) if counted else float(bool(sentences))


def markdown(sentences: Sequence[Sentence]) -> str:
    """An answer as text: its sentences, each followed by the numbers of its passages."""
    return "".join(
        sentence_markdown(sentence, first=number == 0) for number, sentence in enumerate(sentences)
    )


def sentence_markdown(sentence: Sentence, first: bool) -> str:
    """One sentence with its numbers, and what parts it from the one before."""
    numbers = dict.fromkeys(citation.number for citation in sentence.citations)
    marks = "".join(f"[{number}]" for number in numbers)
    between = "" if first else sentence.lead or " "
    # Brackets and tags of a document are text: no picture, link or HTML comes of them.
    plain = re.sub(r"[<\[]", r"\\\g<0>", sentence.text)
    return f"{between}{plain} {marks}".rstrip()


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
    citations = [_citation(hits, hit, at.start, at.end) for hit, (at, _) in nearest.items()]
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


def _citation(hits: Sequence[Hit], hit: int, start: int, end: int) -> Citation:
    found = hits[hit]
    return Citation(
        quote=found.document.text[start:end],
        source=found.document.source,
        title=found.document.title,
        section=found.section,
        start=start,
        end=end,
        number=hit + 1,
        document=found.document.id,
    )
