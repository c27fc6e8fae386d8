"""What is offered to be asked next is answered by the guides and was not asked before; and asking
back: where the answer depends on it, and nowhere else.
"""

import json

import pytest

from bot import QuestionEmptyError, Turn
from tests.conftest import PROJECT
from tests.doubles.small import small_advisor

FRUIT = ("quince", "medlar", "damson", "mulberry")
GUIDES = {
    f"{fruit}.md": f"# The {fruit}\n\n## Is {fruit} jam hard to make?\n\n"
    f"Jam of {fruit} is hard to make in {month}."
    for fruit, month in zip(FRUIT, ("May", "June", "July", "August"), strict=True)
} | {"tools.md": "# Tools\n\n## What does a kettle cost?\n\nA kettle costs 20 pounds in 2026."}


@pytest.fixture
def kitchen(tmp_path):
    with small_advisor(tmp_path, GUIDES) as opened:
        yield opened


def test_a_question_that_could_be_about_many_guides_is_asked_back(kitchen):
    choices = kitchen.clarifying("Is the jam hard to make?")
    assert len(choices) >= 3
    for choice in choices:
        answer = kitchen.ask(choice.question)
        assert answer.sentences[0].citations[0].title == choice.title


@pytest.mark.parametrize(
    "question",
    ["Is quince jam hard to make?", "What does a kettle cost?", "Who is the king?", "Hello!"],
)
def test_a_clear_question_is_not(kitchen, question):
    assert kitchen.clarifying(question) == ()


def test_a_follow_up_says_what_is_meant_by_what_came_before(kitchen):
    assert kitchen.clarifying("Is the jam hard to make?", [Turn("user", "what is quince?")]) == ()


def test_what_is_no_question_is_said(kitchen):
    with pytest.raises(QuestionEmptyError):
        kitchen.clarifying(" ?")


@pytest.mark.parametrize("name", ["answerable", "near_misses", "out_of_scope", "small_talk"])
def test_questions_that_people_ask_are_seldom_asked_back(advisor, name):
    lines = (PROJECT / "tests" / "evals" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    asked_back = [question for question in questions if advisor.clarifying(question)]
    assert len(asked_back) <= 0.01 * len(questions)


def test_one_about_the_exams_of_all_guides_is(advisor):
    assert advisor.clarifying("Is the exam hard?")


def test_what_is_not_asked_is_not_offered(tmp_path):
    northern = {
        name: f"---\ncollection: northern\n---\n\n{GUIDES[name]}"
        for name in ("quince.md", "medlar.md")
    }
    with small_advisor(tmp_path, GUIDES | northern) as kitchen:
        question = "Is the jam hard to make?"
        assert len(kitchen.clarifying(question)) >= 3
        assert kitchen.clarifying(question, collections=("northern",)) == ()


QUESTIONS = [
    "Is MS-102 still worth taking?",
    "what does a trainer do?",
    "how much does a cloud architect earn?",
    "how do I bake bread?",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_suggestion_is_answered_from_the_guides(advisor, question):
    answer = advisor.ask(question)
    suggested = advisor.suggestions(answer)
    assert 1 <= len(suggested) <= 3
    assert len(set(suggested)) == len(suggested)
    for each in suggested:
        assert advisor.ask(each).grade == "answered"


def test_what_was_asked_or_quoted_is_not_suggested(advisor):
    question = "Is MS-102 still worth taking?"
    answer = advisor.ask(question)
    quoted = {c.section for sentence in answer.sentences for c in sentence.citations}
    first = advisor.suggestions(answer)
    assert not {question, *quoted} & set(first)
    history = [Turn("user", first[0]), Turn("assistant", "Yes.")]
    assert first[0] not in advisor.suggestions(answer, history)


def test_suggestions_come_from_the_guides_that_answered(advisor):
    answer = advisor.ask("Is MS-102 still worth taking?")
    titles = {c.title for sentence in answer.sentences for c in sentence.citations}
    sections = advisor.index.sections()
    of_these = {section for title in titles for section in sections[title]}
    assert set(advisor.suggestions(answer)) <= of_these
