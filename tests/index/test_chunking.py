from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.chunking import split_document
from index.errors import DocumentError
from index.reading.documents import SourceFile, load_document
from index.settings import IndexSettings


def load(text: str, name: str = "guide.md"):
    return load_document(SourceFile(Path(name), name), text.encode("utf-8", "ignore"))


def test_chunks_keep_to_their_section_and_size_and_overlap():
    section = " ".join(f"Sentence number {n} of the section." for n in range(40))
    document = load(f"# T\n\n## A\n\n{section}\n\n## B\n\n{section}\n")
    chunks = split_document(document, IndexSettings())
    assert {chunk.headings for chunk in chunks} == {("A",), ("B",)}
    assert all(chunk.end - chunk.start <= 500 for chunk in chunks)
    inside = [c for c in chunks if c.headings == ("A",)]
    for before, after in pairwise(inside):
        assert 0 < before.end - after.start <= 100
        assert before.start < after.start


def test_a_line_without_end_is_cut():
    chunks = split_document(load("x" * 3000), IndexSettings())
    assert all(chunk.end - chunk.start <= 500 for chunk in chunks)
    assert chunks[-1].end == 3000


texts = st.lists(
    st.one_of(
        st.text(max_size=60),
        st.sampled_from(
            ["\r\n", "\t", "# H\n", "- item\n", "1. one\n", "é", "e\u0301", "👩\u200d💻", "Ends. "]
            + ["\n\n", "<b>x</b>", "```\nx\t\n```\n", "| a | b |\n|---|---|\n| c | d |\n"]
        ),
    ),
    max_size=30,
).map("".join)


@pytest.mark.parametrize("name", ["guide.md", "guide.txt"])
@given(text=texts)
@settings(max_examples=300, deadline=None)
def test_every_span_lies_in_the_text_and_all_text_is_in_a_chunk(name, text):
    try:
        document = load(text, name)
    except DocumentError:
        return
    chunks = split_document(document, IndexSettings(chunk_size=100, chunk_overlap=20))
    covered = set()
    for chunk in chunks:
        assert 0 <= chunk.start < chunk.end <= len(document.text)
        assert chunk.end - chunk.start <= 100
        assert chunk.start == chunk.sentences[0].start
        assert chunk.end == chunk.sentences[-1].end
        for sentence in chunk.sentences:
            quote = document.text[sentence.start : sentence.end]
            assert quote == quote.strip() != ""
            covered |= set(range(sentence.start, sentence.end))
    for block in document.blocks:
        for position in range(block.start, block.end):
            assert position in covered or document.text[position].isspace()
