"""Answers -> sentences with citations; whether a quote bears a sentence is decided here.

A sentence that was quoted is its own citation. A sentence that a model wrote is compared with the
sentences of the passages it names (of each passage, where it names none): the nearest one is its
citation, and `bot.wording.support` decides whether the passages bear it.
"""

import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from bot.types import Block, Citation, Passage, Sentence, Support
from bot.wording.checker import Checker
from bot.wording.earned import begins_with_pronoun, has_weight
from bot.wording.frames import without_frames
from bot.wording.quoting import ITEM, PARAGRAPH, Quote
from bot.wording.shown import Shown, shown
from bot.wording.support import Evidence
from bot.wording.thinking import without_thinking
from index import FoundSentence, Hit, StoredDocument, Vectors

AT_ONCE = 64  # sentences that are embedded together
# How long checking may take, in proportion to the answer.
LEAST_SECONDS, SECONDS_A_CHARACTER = 3.0, 0.0005
CHECKER_SECONDS = 30.0  # of a checker, its loading included

_ORDER: tuple[Support, ...] = ("unsupported", "reworded", "supported")
_SAYS_WHAT_IS_MISSING = re.compile(r"\b(guides?|passages?|sources?) (do|does) not\b", re.IGNORECASE)


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
    text: str,
    hits: Sequence[Hit],
    embed: Callable[[Sequence[str]], Vectors],
    checker: Checker | None = None,
) -> tuple[Sentence, ...]:
    """Split what a model wrote into sentences and check each against the passages.

    Numbers of passages that were not given are dropped. A checker has the last word on what is
    neither proved by its words nor contradicted.
    """
    sentences = without_frames(shown(without_thinking(text)))
    if not sentences:
        return ()
    seconds = LEAST_SECONDS + len(text) * SECONDS_A_CHARACTER
    vectors = _vectors(sentences, embed, time.monotonic() + seconds / 2)
    check = _Check(hits, seconds, checker)
    return tuple(check.sentence(each, vectors.get(each.text)) for each in sentences)


def _is_plain(lead_in: str) -> bool:
    """Whether a line that leads in a list makes nothing else of its items than they say."""
    return not has_weight(lead_in) and not re.search(r"\d", lead_in)


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


def share_supported(sentences: Sequence[Sentence]) -> float:
    """Which share of a model's sentences is borne by the passages; those that say what the guides
    lack are left out.
    """
    counted = [s for s in sentences if not _SAYS_WHAT_IS_MISSING.search(s.text)]
    borne = sum(sentence.support != "unsupported" for sentence in counted)
    return borne / len(counted) if counted else float(bool(sentences))


class _Check:
    """Holds the sentences of one answer against the passages, one after the other.

    Args:
        hits: the passages.
        seconds: how long the checking may take; what was not checked by then is not supported.
        checker: asked for at most `CHECKER_SECONDS` more, all together.
    """

    def __init__(self, hits: Sequence[Hit], seconds: float, checker: Checker | None) -> None:
        self._hits = hits
        self._checker = checker
        self._checker_seconds = CHECKER_SECONDS
        self._until = time.monotonic() + seconds
        self._evidence: dict[tuple[int, ...], Evidence] = {}
        self._before: Sentence | None = None
        self._lead_in: Sentence | None = None

    def sentence(self, said: Shown, vector: Vectors | None) -> Sentence:
        """The sentence with its citations and whether they support it."""
        if vector is None or time.monotonic() > self._until:
            return Sentence(said.text, (), "unsupported", said.lead)
        checked = self._in_context(said, self._checked(said, vector))
        self._before = checked
        if said.title:
            self._lead_in = checked
        elif said.lead == PARAGRAPH:
            self._lead_in = None
        return checked

    def _checked(self, said: Shown, vector: Vectors) -> Sentence:
        hits = self._hits
        named = [n - 1 for n in said.numbers if 0 < n <= len(hits)]
        nearest = {hit: _nearest(hits[hit], vector) for hit in named or range(len(hits))}
        if named:
            support = self._support(said, nearest)
        else:  # nothing was cited: the one passage that supports it best
            each = {hit: self._support(said, {hit: nearest[hit]}) for hit in nearest}
            best = max(each, key=lambda hit: (_ORDER.index(each[hit]), nearest[hit][1]))
            support, nearest = each[best], {best: nearest[best]}
            if support == "unsupported":
                return Sentence(said.text, (), support, said.lead)
        citations = [
            _citation(hits[hit], hit + 1, at.start, at.end) for hit, (at, _) in nearest.items()
        ]
        return Sentence(said.text, tuple(citations), support, said.lead)

    def _support(self, said: Shown, nearest: Mapping[int, tuple[FoundSentence, float]]) -> Support:
        """Whether these passages together support a sentence."""
        evidence = self._evidence_of(tuple(nearest))
        cosine = max(cosine for _, cosine in nearest.values())
        support = evidence.judge(said.text, cosine, self._before.text if self._before else "")
        if support == "unsupported" and said.title and not evidence.contradict(said.text):
            return "reworded"  # a heading claims little; what it does claim is not denied
        if support == "reworded" and self._checker and self._checker_seconds > 0:
            return self._second_opinion(self._checker, said, nearest)
        return support

    def _second_opinion(self, checker: Checker, said: Shown, numbers: Iterable[int]) -> Support:
        started = time.monotonic()
        try:
            return checker.judge(said.text, [self._hits[n].text_with_headings for n in numbers])
        finally:
            seconds = time.monotonic() - started
            self._checker_seconds -= seconds
            self._until += seconds

    def _evidence_of(self, numbers: tuple[int, ...]) -> Evidence:
        if numbers not in self._evidence:
            self._evidence[numbers] = evidence([self._hits[number] for number in numbers])
        return self._evidence[numbers]

    def _in_context(self, said: Shown, checked: Sentence) -> Sentence:
        """An item says what the line that leads it in makes of it, and "it" is what was named
        before: neither is better supported than that.
        """
        above = self._lead_in if said.lead == ITEM else None
        if above is not None and not _is_plain(above.text):
            checked = replace(checked, support=min(checked.support, above.support, key=_rank))
        if self._before is not None and begins_with_pronoun(said.text):
            before = self._before
            same = {c.document for c in before.citations} & {c.document for c in checked.citations}
            limit = before.support if same else "reworded"
            checked = replace(checked, support=min(checked.support, limit, key=_rank))
        return checked


def _rank(support: Support) -> int:
    return _ORDER.index(support)


def evidence(hits: Sequence[Hit]) -> Evidence:
    """What is in passages, to judge sentences by."""
    sentences = [
        hit.document.text[sentence.start : sentence.end]
        for hit in hits
        for sentence in hit.sentences
    ]
    headings = " ".join(f"{hit.document.title}. {hit.section}" for hit in hits)
    addresses = [each for hit in hits for each in named_addresses(hit.document)]
    return Evidence(sentences, headings, addresses)


def named_addresses(document: StoredDocument) -> list[str]:
    """The addresses of the sources that a guide names."""
    sources = document.front_matter.get("sources")
    listed = sources if isinstance(sources, list) else []
    return [str(each["address"]) for each in listed if isinstance(each, dict) and "address" in each]


def _vectors(
    sentences: Sequence[Shown], embed: Callable[[Sequence[str]], Vectors], until: float
) -> dict[str, Vectors]:
    """The vectors of as many sentences as there is time for, equal ones once."""
    texts = list(dict.fromkeys(sentence.text for sentence in sentences))
    vectors: dict[str, Vectors] = {}
    for at in range(0, len(texts), AT_ONCE):
        if at and time.monotonic() > until:
            break
        some = texts[at : at + AT_ONCE]
        vectors.update(zip(some, embed(some), strict=True))
    return vectors


def _nearest(hit: Hit, vector: Vectors) -> tuple[FoundSentence, float]:
    cosines = np.array([sentence.vector @ vector for sentence in hit.sentences])
    best = int(cosines.argmax())
    return hit.sentences[best], float(cosines[best])


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
