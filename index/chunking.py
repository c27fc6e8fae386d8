"""Document -> chunks and sentences, each an exact span of its normalised text.

A chunk follows the document's structure: it never crosses a heading, begins and ends with a whole
sentence, and repeats the end of the chunk before it. About 500 characters with an overlap of 100
read best with the default embedder.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from index.reading.documents import Document
from index.settings import IndexSettings

# No sentence ends after these, or after a single capital letter ("J. Smith").
_ABBREVIATIONS = frozenset(
    """mr mrs ms dr prof st nos vs etc approx dept inc ltd co corp fig vol ed eds cf e.g i.e u.s u.k
    a.m p.m jan feb mar apr jun jul aug sep sept oct nov dec""".split()  # noqa: SIM905
)
LONGEST_ABBREVIATION = max(len(word) for word in _ABBREVIATIONS)
_LAST_WORD = re.compile(r"(?<![\w.])[\w.]+\Z")
_NOT_SPACE = re.compile(r"\S")
_END = re.compile(r"(?<![.!?…])[.!?…]+[\"'”’)\]]*(?=\s)|[。！？]|\n")  # line breaks end code


@dataclass(frozen=True)
class Span:
    """`text[start:end]` of a document."""

    start: int
    end: int


@dataclass(frozen=True)
class Chunk:
    """A run of whole sentences under one heading: `text[start:end]` of its document.

    Attributes:
        asked: questions that its section answers, as people put them.
    """

    start: int
    end: int
    headings: tuple[str, ...]
    sentences: tuple[Span, ...]
    asked: tuple[str, ...] = ()


def split_document(document: Document, settings: IndexSettings) -> list[Chunk]:
    """Cut a document into overlapping chunks, in order."""
    chunks: list[Chunk] = []
    for _, section in groupby(document.blocks, key=lambda block: block.section):
        blocks = list(section)
        headings = blocks[0].headings
        asked = document.front_matter.asked.get(headings[-1] if headings else "", ())
        sentences = [
            sentence
            for block in blocks
            for sentence in split_sentences(document.text, block.start, block.end)
            for sentence in _no_longer_than(settings.chunk_size, document.text, sentence)
        ]
        chunks.extend(
            Chunk(run[0].start, run[-1].end, headings, tuple(run), asked)
            for run in _runs(sentences, settings.chunk_size, settings.chunk_overlap)
        )
    return chunks


def split_sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the sentences of `text[start:end]`, without the white space between them."""
    begin = start
    for found in _END.finditer(text, start, end):
        if not _goes_on(text, begin, found.end(), end):
            yield from _stripped(text, begin, found.end())
            begin = found.end()
    yield from _stripped(text, begin, end)


def _goes_on(text: str, begin: int, stop: int, end: int) -> bool:
    """Whether a stop ends an abbreviation or an initial, or a small letter follows it."""
    if text[stop - 1] != ".":
        return False
    word = _LAST_WORD.search(text, max(begin, stop - 2 - LONGEST_ABBREVIATION), stop - 1)
    shortened = word is not None and (
        word[0].lower() in _ABBREVIATIONS or (len(word[0]) == 1 and word[0].isupper())
    )
    following = _NOT_SPACE.search(text, stop, end)
    return shortened or (following is not None and following[0].islower())


def _stripped(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Span(start, end)


def _no_longer_than(limit: int, text: str, span: Span) -> Iterator[Span]:
    """Cut what no chunk could hold, such as an endless line; at white space if there is any."""
    start = span.start
    while span.end - start > limit:
        space = text.rfind(" ", start + limit // 2, start + limit)
        cut = space if space > 0 else start + limit
        yield from _stripped(text, start, cut)
        start = cut
    yield from _stripped(text, start, span.end)


def _runs(sentences: list[Span], size: int, overlap: int) -> Iterator[list[Span]]:
    run: list[Span] = []
    for sentence in sentences:
        if run and sentence.end - run[0].start > size:
            yield run
            run = [kept for kept in run if run[-1].end - kept.start <= overlap]
            while run and sentence.end - run[0].start > size:
                run = run[1:]
        run.append(sentence)
    if run:
        yield run
