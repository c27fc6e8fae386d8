"""Document -> chunks and sentences, each an exact span of its normalised text.

A chunk follows the document's structure: it never crosses a heading, begins and ends with a whole
sentence, and repeats the end of the chunk before it. About 500 characters with an overlap of 100
read best with the default embedder.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from index.reading.documents import Document
from index.sentences import Span, split_sentences, stripped
from index.settings import IndexSettings


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


def _no_longer_than(limit: int, text: str, span: Span) -> Iterator[Span]:
    """Cut what no chunk could hold, such as an endless line; at white space if there is any."""
    start = span.start
    while span.end - start > limit:
        space = text.rfind(" ", start + limit // 2, start + limit)
        cut = space if space > 0 else start + limit
        yield from stripped(text, start, cut)
        start = cut
    yield from stripped(text, start, span.end)


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
