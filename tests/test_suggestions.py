"""What is offered to be asked next is answered by the guides, and was not asked before."""

import pytest

from bot.types import Turn

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
