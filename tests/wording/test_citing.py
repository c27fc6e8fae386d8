import dataclasses

import pytest

from bot.wording.citing import Numbering, blocks_of, cite_text, share_supported
from bot.wording.layout import markdown
from bot.wording.quoting import Said, section_quotes
from index import Index, build_index
from tests.doubles.fakes import write_guides

GUIDE = """# Labels

Sensitivity labels mark how confidential a file is. They can also encrypt it.

## What does an admin do?

A typical admin has these duties:

- creates accounts
- assigns licences
- watches alerts

Median pay was 99,130 dollars in May 2025. The exam is MS-102.

| Job | Pay |
|---|---|
| Administrator | 99,130 |
| Analyst | 129,180 |
"""


@pytest.fixture
def index(tmp_path, settings, embedder):
    build_index([write_guides(tmp_path / "g", {"labels.md": GUIDE})], settings, embedder=embedder)
    with Index(settings, embedder) as opened:
        yield opened


def hits(index, question):
    return index.search(index.query(question), 6).hits


def quoted(index, question):
    """All that can be quoted of the passages that a question finds, and the passages named."""
    numbering, said = Numbering(), Said()
    sentences = [
        numbering.quoted(quote)
        for hit in hits(index, question)
        for quote in section_quotes(question, hit, 1000, said)
    ]
    return sentences, numbering.passages


def test_a_quote_is_its_own_citation(index):
    text = index.documents()[0].text
    for question in ("sensitivity labels", "what does an admin do?", "pay of an analyst"):
        sentences, passages = quoted(index, question)
        assert sentences
        for sentence in sentences:
            (citation,) = sentence.citations
            assert sentence.text == citation.quote == text[citation.start : citation.end]
            assert sentence.support == "supported"
            passage = passages[citation.number - 1]
            assert passage.start <= citation.start < citation.end <= passage.end
            assert passage.text == text[passage.start : passage.end]


def test_passages_are_numbered_in_the_order_in_which_they_are_cited(index):
    sentences, passages = quoted(index, "what does an admin do?")
    numbers = [citation.number for sentence in sentences for citation in sentence.citations]
    assert list(dict.fromkeys(numbers)) == list(range(1, len(passages) + 1))
    assert len({passage.id for passage in passages}) == len(passages) > 1


def test_what_a_quote_leans_on_comes_with_it(index):
    texts = [sentence.text for sentence in quoted(index, "can they encrypt it?")[0]]
    at = texts.index("They can also encrypt it.")
    assert texts[at - 1] == "Sensitivity labels mark how confidential a file is."


def test_a_list_is_quoted_whole_with_what_introduces_it(index):
    sentences, _ = quoted(index, "who assigns licences?")
    answer = markdown(blocks_of(sentences))
    assert "A typical admin has these duties: [" in answer
    items = [f"- {duty} [" for duty in ("creates accounts", "assigns licences", "watches alerts")]
    places = [answer.index(item) for item in items]
    assert places == sorted(places)


def test_a_table_is_quoted_row_by_row_each_with_the_names_of_its_columns(index):
    texts = [sentence.text for sentence in quoted(index, "analyst 129,180")[0]]
    assert "Job: Analyst; Pay: 129,180" in texts
    assert "Job: Administrator; Pay: 99,130" in texts


def test_nothing_is_quoted_twice(index):
    for question in ("why labels and licences?", "how is admin pay?", "list the duties"):
        spans = [(c.start, c.end) for s in quoted(index, question)[0] for c in s.citations]
        assert len(spans) == len(set(spans))


def written(index, text, question="labels, licences and pay"):
    found = hits(index, question)
    return cite_text(text, found, index.embed), found


@pytest.mark.parametrize(
    "marked",
    [
        "Sensitivity labels mark how confidential a file is [1].",
        "Sensitivity labels mark how confidential a file is. [1]",
        "Sensitivity labels mark how confidential a file is.[1, 1]",
        "Sensitivity labels mark how confidential a file is【1】.",
        "Sensitivity labels mark how confidential a file is [1-1].",
        "Sensitivity labels mark how confidential a file is [1; 1].",
    ],
)
def test_marks_are_read_in_the_ways_models_write_them(index, marked):
    (sentence,), found = written(index, marked, "sensitivity labels mark confidential files")
    assert sentence.text == "Sensitivity labels mark how confidential a file is."
    assert sentence.support == "supported"
    assert sentence.citations[0].number == 1
    assert sentence.citations[0].quote == "Sensitivity labels mark how confidential a file is."
    assert found[0].document.source.endswith("labels.md")


def test_a_number_of_no_passage_is_dropped(index):
    (sentence,), _ = written(index, "Sensitivity labels mark how confidential a file is [99].")
    assert {citation.number for citation in sentence.citations} <= {1, 2, 3, 4, 5, 6}
    assert sentence.support == "supported"


def test_an_unmarked_sentence_gets_the_passage_that_bears_it(index):
    (sentence,), _ = written(index, "The admin creates accounts and assigns licences.")
    assert sentence.citations
    assert sentence.support != "unsupported"


@pytest.mark.parametrize(
    "wrong",
    [
        "Median pay was 199,130 dollars in May 2025.",
        "The exam is MS-103.",
        "Bread is baked from flour.",
    ],
)
def test_wrong_figures_codes_and_inventions_are_unsupported(index, wrong):
    (sentence,), found = written(index, wrong)
    assert sentence.support == "unsupported"
    numbered = cite_text(wrong[:-1] + " [1].", found, index.embed)
    assert numbered[0].support == "unsupported"


def test_lists_and_paragraphs_of_a_model_are_kept(index):
    sentences, _ = written(
        index, "Duties:\n- creates accounts [1]\n2. assigns licences [1]\n\nDone."
    )
    assert [s.lead for s in sentences] == ["", "\n- ", "\n- ", "\n\n"]
    assert cite_text("", hits(index, "labels"), index.embed) == ()


def test_a_mark_behind_a_closing_quote_belongs_to_the_sentence_before_it(index):
    text = "“Labels mark how confidential a file is.” [1] The admin assigns licences."
    first, second = written(index, text)[0]
    assert first.citations[0].number == 1
    assert first.text.startswith("“Labels mark")
    assert second.text == "The admin assigns licences."


def test_figures_may_come_from_several_passages_and_from_headings(index):
    found = hits(index, "pay and duties of an admin")
    assert len(found) > 1
    numbers = "".join(f"[{n}]" for n in range(1, len(found) + 1))
    both = f"Median pay was 99,130 dollars in May 2025 and the analyst has 129,180 {numbers}."
    (sentence,) = cite_text(both, found, index.embed)
    assert sentence.support != "unsupported"


def test_saying_what_the_guides_lack_does_not_count_against_a_model(index):
    text = (
        "Sensitivity labels mark how confidential a file is [1]. The guides do not say the price."
    )
    sentences, _ = written(index, text)
    assert share_supported(sentences) == 1
    assert share_supported(()) == 0


def test_markup_in_a_quote_stays_text(tmp_path, settings, embedder):
    guide = "Labels ![x](http://127.0.0.1/x.png) and <img src=x> mark files."
    home = dataclasses.replace(settings, home=tmp_path / "other")
    build_index([write_guides(tmp_path / "m", {"x.txt": guide})], home, embedder=embedder)
    with Index(home, embedder) as opened:
        answer = markdown(blocks_of(quoted(opened, "labels mark files")[0]))
    assert answer.startswith("Labels !\\[x](http://127.0.0.1/x.png) and \\<img src=x> mark")
