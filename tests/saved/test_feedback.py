"""What people thought of answers is kept, and becomes evaluation questions."""

import json
import stat

import pytest

from bot.__main__ import main
from bot.errors import FeedbackError
from bot.saved.feedback import FILE, LIKED, evaluation_questions, feedback_on, keep
from tests.doubles.small import small_advisor


@pytest.fixture
def answer(tmp_path):
    with small_advisor(tmp_path) as advisor:
        yield advisor.ask("How are apples stored?")


def test_a_liked_answer_becomes_a_question_with_its_quotes(tmp_path, answer):
    keep(tmp_path, feedback_on(answer, [], LIKED))
    keep(tmp_path, feedback_on(answer, [], "Out of date"))
    (liked,) = evaluation_questions(tmp_path, liked=True)
    quotes = [citation.quote for sentence in answer.sentences for citation in sentence.citations]
    assert liked["question"] == "How are apples stored?"
    assert [each["quote"] for each in liked["answers"]] == list(dict.fromkeys(quotes))
    (other,) = evaluation_questions(tmp_path, liked=False)
    assert (other["style"], other["answers"]) == ("out of date", [])


def test_nobody_else_may_read_it(tmp_path, answer):
    keep(tmp_path, feedback_on(answer, [], LIKED))
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_a_verdict_that_was_not_offered_is_refused(answer):
    with pytest.raises(FeedbackError, match="cannot be called"):
        feedback_on(answer, [], "<script>")


def test_it_does_not_grow_for_ever(tmp_path, answer, monkeypatch):
    monkeypatch.setattr("bot.saved.feedback.LARGEST", 1500)
    keep(tmp_path, feedback_on(answer, [], LIKED))
    (tmp_path / FILE).write_bytes(bytes(1500))
    with pytest.raises(FeedbackError, match="is full"):
        keep(tmp_path, feedback_on(answer, [], LIKED))
    assert (tmp_path / FILE).stat().st_size == 1500


def test_a_broken_line_is_named(tmp_path):
    (tmp_path / FILE).write_text("{}\n")
    with pytest.raises(FeedbackError, match=r"feedback\.jsonl:1"):
        list(evaluation_questions(tmp_path, liked=True))


def test_the_command_prints_question_sets(tmp_path, answer, monkeypatch, capsys):
    monkeypatch.setenv("CAREERBOT_HOME", str(tmp_path))
    assert main(["feedback", "export"]) == 1
    assert "Nobody has said anything" in capsys.readouterr().err
    keep(tmp_path, feedback_on(answer, [], LIKED))
    assert main(["feedback", "export"]) == 0
    assert json.loads(capsys.readouterr().out)["question"] == "How are apples stored?"
    assert main(["feedback", "export", "--disliked"]) == 0
    assert capsys.readouterr().out == ""
