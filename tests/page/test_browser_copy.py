"""Conversations that a browser keeps: what comes back is held to a schema and to the index."""

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.career.tables import NOT_STATED
from bot.errors import KeptTalkError
from bot.next_questions import Choice
from bot.page import browser_copy as kept
from bot.page.browser_copy import kept_talk, new_id, restored_talk
from bot.page.drawing.answer import LOST, Exchange, reply_html
from bot.saved.recheck import Recheck
from bot.types import Block, Row, Sentence
from bot.wording.layout import markdown
from index import build_index
from tests.doubles.fakes import GUIDES, WordEmbedder
from tests.doubles.small import small_advisor

QUESTION = "What are pears pressed into?"
QUOTE = "Pears are pressed into perry."


@pytest.fixture(scope="module")
def advisor(tmp_path_factory):
    with small_advisor(tmp_path_factory.mktemp("kept")) as advisor:
        yield advisor


@pytest.fixture
def exchange(advisor):
    return Exchange(QUESTION, answer=advisor.ask(QUESTION))


def sent(exchange, **changes):
    """A conversation of one exchange as its browser sends it, with something else in its answer."""
    talk = kept_talk(new_id(), [exchange])
    talk["exchanges"][0]["answer"].update(changes)
    return talk


def back(talk, advisor):
    return restored_talk(json.dumps(talk), Recheck(advisor.index))


def test_an_answer_comes_back_as_it_was_shown(advisor, exchange):
    restored = back(sent(exchange), advisor)
    (again,) = restored.exchanges
    assert reply_html(again, 0) == reply_html(exchange, 0)
    assert (again.answer.text, again.turns) == (exchange.answer.text, exchange.turns)
    assert "<mark>Pears are pressed into perry&#46;</mark>" in again.cards
    assert restored.unread == 0


def with_table(exchange):
    """The same exchange with all that an answer may be laid out in."""
    said = exchange.answer.sentences
    cells = (said[0], Sentence(NOT_STATED, (), "supported"))
    blocks = (
        *exchange.answer.blocks,
        Block("steps", "How to", (said[0], replace(said[0], lead="\n3. "))),
        Block("list", "", (replace(said[0], lead="\n- "),)),
        Block("table", "Pears", columns=("Now", "Then"), rows=(Row("Use", cells),)),
    )
    sentences = tuple(sentence for block in blocks for sentence in block.all_sentences)
    text = markdown(blocks)
    answer = replace(exchange.answer, blocks=blocks, sentences=sentences, text=text)
    return replace(exchange, answer=replace(answer, form="comparison", missing=("pay",)))


def test_tables_steps_and_lists_come_back_as_they_were_shown(advisor, exchange):
    shown = with_table(exchange)
    (again,) = back(sent(shown), advisor).exchanges
    assert reply_html(again, 0) == reply_html(shown, 0)
    assert (again.answer.text, again.turns) == (shown.answer.text, shown.turns)
    assert again.answer.blocks == shown.answer.blocks


def cells_of(talk):
    return talk["exchanges"][0]["answer"]["blocks"][-1]["rows"][0]["cells"]


def test_a_cell_is_believed_no_more_than_a_sentence(advisor, exchange):
    talk = sent(with_table(exchange))
    cells_of(talk)[0]["text"] = "300,000 dollars"
    cells_of(talk)[1]["text"] = "400,000 dollars"
    (again,) = back(talk, advisor).exchanges
    lie, empty = again.answer.blocks[-1].rows[0].cells
    assert lie.support == "unsupported"
    assert empty.text == NOT_STATED
    talk = sent(with_table(exchange))
    cells_of(talk)[0]["citations"][0]["quote"] = "Pears pay."
    (again,) = back(talk, advisor).exchanges
    assert again.answer.blocks[-1].rows[0].cells[0].support == "changed"


@pytest.mark.parametrize("number", [1, 3, 200])
def test_a_row_that_does_not_fit_its_table_is_left_out(advisor, exchange, number):
    talk = sent(with_table(exchange))
    cells_of(talk)[:] = [cells_of(talk)[0]] * number
    with pytest.raises(KeptTalkError):
        back(talk, advisor)


def test_what_was_asked_back_and_what_went_wrong_come_back_as_well(advisor):
    before = [
        Exchange("is it hard?", choices=(Choice("Pears", "are pears hard?"),)),
        Exchange("q", problem="Too long."),
        Exchange("q", text="It was", problem="Stopped."),
        Exchange("under way", text="It is"),
    ]
    after = back(kept_talk(new_id(), before), advisor).exchanges
    assert after == [*before[:3], Exchange("under way", problem=LOST)]


def test_a_quote_that_its_document_does_not_hold_is_not_shown_as_supported(advisor, exchange):
    for change in ({"quote": "Pears are poison."}, {"start": 0, "end": 29}):
        talk = sent(exchange)
        talk["exchanges"][0]["answer"]["blocks"][0]["sentences"][0]["citations"][0].update(change)
        (again,) = back(talk, advisor).exchanges
        assert again.answer.sentences[0].support == "changed"
        assert "The guide has changed since" in reply_html(again, 0)
        assert "<mark>Pears" not in again.cards


def test_a_document_that_is_gone_is_said_to_have_changed(advisor, exchange):
    talk = sent(exchange)
    for passage in talk["exchanges"][0]["answer"]["passages"]:
        passage["document"] = "0" * 64
    (again,) = back(talk, advisor).exchanges
    assert {sentence.support for sentence in again.answer.sentences} == {"changed"}
    assert again.cards == ""


def test_a_sentence_is_believed_no_more_than_its_quote_bears(advisor, exchange):
    talk = sent(exchange)
    talk["exchanges"][0]["answer"]["blocks"][0]["sentences"][0]["text"] = (
        "Pears are pressed into 99 cars."
    )
    (quoted,) = back(talk, advisor).exchanges
    talk["exchanges"][0]["answer"]["model"] = "openai:test"
    (written,) = back(talk, advisor).exchanges
    assert quoted.answer.sentences[0].support == "unsupported"
    assert written.answer.sentences[0].support == "unsupported"


def test_what_a_model_wrote_and_its_passage_bears_stays_supported(advisor, exchange):
    talk = sent(exchange, model="openai:test")
    (again,) = back(talk, advisor).exchanges
    assert again.answer.sentences[0].support == "supported"
    talk["exchanges"][0]["answer"]["blocks"][0]["sentences"][0]["support"] = "reworded"
    (again,) = back(talk, advisor).exchanges
    assert again.answer.sentences[0].support == "reworded"


def test_only_so_many_sentences_of_models_are_judged(advisor, exchange, monkeypatch):
    monkeypatch.setattr("bot.saved.recheck.MOST_JUDGED", 2)
    talk = sent(exchange, model="openai:test")
    (one,) = talk["exchanges"]
    block = one["answer"]["blocks"][0]
    first = block["sentences"][0]
    block["sentences"] = [{**first, "text": "In short: " * number + QUOTE} for number in range(4)]
    block["sentences"][0]["citations"] = []
    (again,) = back(talk, advisor).exchanges
    found = [sentence.support for sentence in again.answer.sentences]
    assert found == ["unsupported", "reworded", "unsupported", "unsupported"]


def test_what_a_guide_is_called_is_taken_from_the_index(advisor, exchange):
    talk = sent(exchange)
    for passage in talk["exchanges"][0]["answer"]["passages"]:
        passage.update(title="Lies", source="lies.md", text="Lies.", updated="2099-01-01")
    (again,) = back(talk, advisor).exchanges
    assert "Lies" not in repr(again)
    assert "2099" not in repr(again)


@pytest.mark.parametrize(
    "change",
    [
        {"grade": "proven"},
        {"grade": "not_in_sources"},
        {"blocks": []},
        {"blocks": [{"kind": "table"}]},
        {"form": "poem"},
        {"missing": None},
        {"passages": []},
        {"model": 7},
        {"notices": "look"},
        {"html": "<b>"},
        {"topics": ["x"] * 1000},
    ],
)
def test_an_exchange_that_is_not_as_it_was_kept_is_left_out(advisor, exchange, change):
    talk = sent(exchange, **change)
    talk["exchanges"].append(kept_talk(new_id(), [Exchange("q", problem="no")])["exchanges"][0])
    restored = back(talk, advisor)
    assert [each.question for each in restored.exchanges] == ["q"]
    assert restored.unread == 1


def test_a_passage_cannot_reach_over_a_whole_document(advisor, exchange):
    talk = sent(exchange)
    talk["exchanges"][0]["answer"]["passages"][0].update(start=0, end=10**7)
    with pytest.raises(KeptTalkError, match="cannot be read"):
        back(talk, advisor)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"id": "x", "exchanges": []}', "[" * 100_000, '{"id": "\\ud800"}'],
)
def test_what_is_no_conversation_is_told_so(advisor, text):
    with pytest.raises(KeptTalkError, match="cannot be read"):
        restored_talk(text, Recheck(advisor.index))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(where=st.sampled_from(["answer", "blocks", "passages", "question"]), what=JSON)
def test_nothing_in_place_of_a_part_breaks_the_page(advisor, exchange, where, what):
    talk = sent(exchange)
    one = talk["exchanges"][0]
    (one if where in one else one["answer"])[where] = what
    try:
        again = back(talk, advisor).exchanges
    except KeptTalkError:
        return
    assert "<script" not in "".join(reply_html(each, 0) for each in again)


def test_a_long_conversation_is_kept_as_far_as_it_fits_into_a_request(exchange):
    long = [replace(exchange, question=f"{number} {QUESTION}") for number in range(500)]
    talk = kept_talk(new_id(), long)
    request = json.dumps({"data": [json.dumps(talk, ensure_ascii=False)]}, ensure_ascii=False)
    assert 0 < talk["dropped"] == 500 - len(talk["exchanges"])
    assert talk["exchanges"][-1]["question"].startswith("499 ")
    assert len(request.encode()) < kept.MOST_BYTES + 1024


def test_only_so_many_lost_documents_are_sought(advisor, exchange, monkeypatch):
    sought = []
    document = advisor.index.document
    monkeypatch.setattr(
        advisor.index, "document", lambda name: sought.append(name) or document(name)
    )
    talk = sent(exchange)
    (one,) = talk["exchanges"]
    talk["exchanges"] = []
    for number in range(60):
        another = json.loads(json.dumps(one))
        for passage in another["answer"]["passages"]:
            passage["document"] = f"{number:064}"
        talk["exchanges"].append(another)
    assert len(back(talk, advisor).exchanges) == 60
    assert len(sought) == 20


def test_a_guide_that_was_replaced_and_kept_still_bears_its_quotes(tmp_path):
    with small_advisor(tmp_path) as advisor:
        talk = kept_talk(new_id(), [Exchange(QUESTION, answer=advisor.ask(QUESTION))])
        for change in range(4):
            text = GUIDES["pears.md"].replace("into perry", f"into {change} cars")
            (tmp_path / "g" / "pears.md").write_text(text, encoding="utf-8")
            build_index([tmp_path / "g"], advisor.settings.index, embedder=WordEmbedder())
            found = back(talk, advisor).exchanges[0].answer.sentences[0].support
            assert found == ("supported" if change < 2 else "changed")
