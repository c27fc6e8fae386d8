import asyncio
import dataclasses
import json
import re

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from bot import (
    Advisor,
    Preferences,
    QuestionEmptyError,
    QuestionTooLongError,
    Settings,
    Turn,
    ask,
    project,
)
from bot.career.tables import NOT_STATED
from index import Index, build_index
from tests.doubles.fakes import GUIDES, WordEmbedder, write_guides


def check_spans(advisor, answer):
    """Every quote is an exact span within its passage, and a quoted sentence is its own proof."""
    for passage in answer.passages:
        text = advisor.document_text(passage.document)
        assert text[passage.start : passage.end] == passage.text
    for sentence in answer.sentences:
        for citation in sentence.citations:
            text = advisor.document_text(citation.document)
            assert text[citation.start : citation.end] == citation.quote
            passage = answer.passages[citation.number - 1]
            assert (passage.document, passage.source) == (citation.document, citation.source)
            assert passage.start <= citation.start < citation.end <= passage.end
        if answer.model == "quotes":
            assert sentence.citations
            worked_out = sentence.support == "worked_out"
            assert worked_out or sentence.text == sentence.citations[0].quote
    assert answer.sentences == tuple(s for block in answer.blocks for s in block.all_sentences)
    for block in answer.blocks:
        for row in block.rows:
            assert all(cell.citations or cell.text == NOT_STATED for cell in row.cells)


QUESTIONS = [
    "What could I do after MS-102?",
    "what does a trainer need?",
    "Which certifications suit somebody who likes policy?",
    "how much does a security analyst earn",
    "renewal?",
    "I am a help desk technician in a small firm and would like to do more with security",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_quote_is_an_exact_span_of_its_document(advisor: Advisor, question):
    answer = advisor.ask(question)
    assert answer.grade in ("answered", "partly")
    check_spans(advisor, answer)
    assert answer.sentences
    for sentence in answer.sentences:
        assert sentence.text in answer.text


@given(
    texts=st.lists(
        st.text(st.characters(exclude_characters="\0", codec="utf-8"), min_size=1, max_size=80),
        min_size=1,
        max_size=6,
    ),
    ends=st.sampled_from(["\n\n", "\r\n\r\n", "\r\r", "\t\n\n"]),
)
@examples(max_examples=15, deadline=None)
def test_every_quote_of_any_text_is_an_exact_span(tmp_path_factory, texts, ends):
    home = tmp_path_factory.mktemp("home")
    text = ends.join(["# Title", "Apples grow on trees. They are picked.", *texts])
    (home / "odd.md").write_bytes(text.encode())
    settings = Settings(home=str(home))
    build_index([home / "odd.md"], settings.index, embedder=WordEmbedder())
    with Advisor(Index(settings.index, WordEmbedder()), settings) as odd:
        for question in ("where do apples grow?", "apples" + texts[0]):
            check_spans(odd, odd.ask(question))


def test_an_answer_is_json(advisor: Advisor):
    answer = advisor.ask("what are sensitivity labels for?")
    again = json.loads(json.dumps(dataclasses.asdict(answer)))
    assert again["sentences"][0]["citations"][0]["quote"] == again["sentences"][0]["text"]
    assert again["model"] == "quotes"
    assert again["timings"]["search"] <= again["timings"]["answer"]


def test_the_stream_adds_up_to_the_answer(advisor: Advisor):
    for question in ("what are sensitivity labels for?", "what is exam XY-999 for?", "bread?"):
        *pieces, last = advisor.stream(question)
        assert last.answer is not None
        assert "".join(piece.text for piece in pieces) == last.answer.text


async def test_the_async_stream_is_the_same(advisor: Advisor):
    pieces = [piece async for piece in advisor.astream("what are sensitivity labels for?")]
    answer = advisor.ask("what are sensitivity labels for?")
    assert pieces[-1].answer is not None
    assert pieces[-1].answer.text == answer.text


async def test_many_can_ask_at_once(advisor: Advisor):
    async def last(question):
        return [piece async for piece in advisor.astream(question)][-1].answer

    answers = await asyncio.gather(*(last(question) for question in QUESTIONS * 3))
    expected = [advisor.ask(question).text for question in QUESTIONS] * 3
    assert [answer.text for answer in answers] == expected


def test_a_follow_up_uses_the_turn_before_it(advisor: Advisor):
    before = "How do I become a security operations analyst?"
    first = advisor.ask(before)
    history = [Turn("user", before), Turn("assistant", first.text)]
    answer = advisor.ask("And what does that pay?", history)
    assert answer.grade == "answered"
    assert "analysts" in answer.text
    assert re.search(r"\d{2,3},\d{3} dollars", answer.text)


def test_a_change_of_topic_is_not_dragged_back(advisor: Advisor):
    history = [Turn("user", "How do I become a security operations analyst?")]
    answer = advisor.ask("what are sensitivity labels for?", history)
    assert answer.sentences[0].citations[0].source == "corpus/compliance-and-data-governance.md"
    assert advisor.ask("what is the capital of Mongolia?", history).grade == "not_in_sources"


def test_what_was_shown_steps_back_when_asked_again(advisor: Advisor):
    question = "what does a consultant do?"
    first = advisor.ask(question)
    shown = tuple(passage.id for passage in first.passages)
    history = [Turn("user", question), Turn("assistant", first.text, shown)]
    again = advisor.ask(question, history)
    assert again.passages[0].id not in shown
    assert again.sentences[0].text not in first.text


def test_a_code_that_no_guide_names_is_answered_partly(advisor: Advisor):
    answer = advisor.ask("Does exam XY-999 count towards Cybersecurity Architect Expert?")
    assert answer.grade == "partly"
    assert answer.preface.startswith(("The guides touch on this", "The guides do not hold"))
    assert answer.text.startswith(answer.preface)


def test_a_question_is_capped_before_anything_reads_it(advisor: Advisor, monkeypatch):
    monkeypatch.setattr(advisor.index, "query", None)
    with pytest.raises(QuestionTooLongError, match="4,001 characters; at most 4,000"):
        advisor.ask("x" * 4001)


@pytest.mark.parametrize("question", ["", "   \n", "?!", "👍", "\u200b\u202e", "\x00"])
def test_an_empty_question_is_told_so(advisor: Advisor, question):
    with pytest.raises(QuestionEmptyError, match="ask something"):
        advisor.ask(question)


def test_invisible_characters_change_nothing(advisor: Advisor):
    plain = advisor.ask("what are sensitivity labels for?")
    odd = advisor.ask("what are\u200b sensitivity\x00 labels\u202e for?\ud800")
    assert odd.text == plain.text


@pytest.mark.parametrize("question", ["{x} %s ${HOME} {{7*7}}", "'; drop table chunks; --", "[1]"])
def test_code_in_a_question_is_only_text(advisor: Advisor, question):
    assert advisor.ask(question).grade in ("not_in_sources", "partly", "answered")


def test_a_guide_past_its_date_is_said_so(advisor: Advisor):
    question = "is MS-102 still worth taking?"
    later = advisor.ask(question, preferences=Preferences(today="2027-01-01"))
    assert any("true until 2026-11-30" in notice for notice in later.notices)
    before = advisor.ask(question, preferences=Preferences(today="2026-11-30"))
    assert not any("true until 2026-11-30" in notice for notice in before.notices)


def test_the_answer_comes_from_the_folder_that_was_named(tmp_path, monkeypatch):
    guides = write_guides(tmp_path / "g", {"apples.md": GUIDES["apples.md"]})
    monkeypatch.setattr("index.reader.SentenceTransformerEmbedder", lambda *_: WordEmbedder())
    monkeypatch.setattr("index.build.SentenceTransformerEmbedder", lambda *_: WordEmbedder())
    monkeypatch.setenv("CAREERBOT_HOME", str(tmp_path / "home"))
    build_index([guides], Settings(home=str(tmp_path / "home")).index)
    with Advisor.open(home=tmp_path / "home") as opened:
        answer = opened.ask("how are apples stored?")
    assert answer.passages[0].source == "g/apples.md"
    try:
        assert ask("how are apples stored?").sentences == answer.sentences
    finally:
        project._opened(Settings(home=str(tmp_path / "home"))).close()
        project._opened.cache_clear()


def test_a_project_without_an_index_builds_it_at_the_first_question(tmp_path, monkeypatch):
    monkeypatch.setattr("index.reader.SentenceTransformerEmbedder", lambda *_: WordEmbedder())
    monkeypatch.setattr("index.build.SentenceTransformerEmbedder", lambda *_: WordEmbedder())
    monkeypatch.setattr(Settings, "home", str(tmp_path / "home"))
    settings = Settings(home=Settings.home, corpus=str(write_guides(tmp_path / "g")))
    with project.open_or_build(settings) as opened:
        assert opened.ask("what are pears pressed into?").passages[0].source == "g/pears.md"


@pytest.mark.parametrize(
    "question",
    [
        "What does a trainer earn in Germany?",
        "What is the salary of an administrator in Norway?",
        "how many questions does exam AB-650 have?",
    ],
)
def test_a_figure_or_place_that_the_guides_lack_is_answered_partly(advisor: Advisor, question):
    assert advisor.ask(question).grade in ("partly", "not_in_sources")


def test_an_unknown_exam_asked_before_does_not_spoil_the_next_answer(advisor: Advisor):
    history = [Turn("user", "what is exam XY-999 for?"), Turn("assistant", "...")]
    assert advisor.ask("what are sensitivity labels for?", history).grade == "answered"


def test_turns_of_the_history_are_cleaned_and_cut(advisor: Advisor):
    history = [Turn("user", "security analyst\ud800 \x00" + " pay" * 500_000)]
    assert advisor.ask("and what does that pay?", history).passages


def test_the_guides_indexed_before_are_kept_up_to_date_not_replaced(tmp_path, monkeypatch):
    own = write_guides(tmp_path / "own")
    settings = Settings(home=str(tmp_path / "home"))
    assert project.guides_of(settings) == [settings.corpus_folder]
    build_index([own], settings.index, embedder=WordEmbedder())
    assert project.guides_of(settings) == [str(own.resolve())]
    chosen = dataclasses.replace(settings, corpus=str(tmp_path / "chosen"))
    assert project.guides_of(chosen) == [str(tmp_path / "chosen")]
