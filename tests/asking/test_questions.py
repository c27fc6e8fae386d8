import pytest

from bot.asking.questions import MOST_QUESTIONS, premise_in, questions_in


@pytest.mark.parametrize(
    ("message", "questions"),
    [
        (
            "What comes after MS-102? And how long does MD-102 take?",
            ["What comes after MS-102?", "And how long does MD-102 take?"],
        ),
        (
            "what does an analyst do all day and which exam do auditors take",
            ["what does an analyst do all day", "which exam do auditors take"],
        ),
        (
            "I am at a help desk. What role is next for me? Which exam is cheapest?",
            ["What role is next for me?", "Which exam is cheapest?"],
        ),
    ],
)
def test_several_questions_in_one_message_are_told_apart(message, questions):
    assert questions_in(message) == questions


@pytest.mark.parametrize(
    "message",
    [
        "What could I do after MS-102?",
        "I work at a help desk. What is next?",
        "Which is better, SC-300 or MD-102?",
        "Is MD-102 hard? And how long is it?",  # "it" is what the first is about
        "What does a trainer earn? And where?",
        "the pay of trainers",
        "",
    ],
)
def test_one_question_stays_whole(message):
    assert questions_in(message) == [message]


def test_no_more_questions_are_taken_than_a_reader_can_follow():
    message = " ".join(f"What does the role number {n} earn?" for n in range(9))
    assert len(questions_in(message)) == MOST_QUESTIONS


@pytest.mark.parametrize(
    ("message", "premise"),
    [
        ("Since MS-102 guarantees a job, where do I apply?", "MS-102 guarantees a job"),
        ("Where do I apply, given that MS-102 guarantees a job?", "MS-102 guarantees a job"),
        ("The renewal is proctored, right?", "The renewal is proctored"),
        ("What could I do after MS-102?", ""),
        ("Is it so?", ""),
    ],
)
def test_what_a_question_takes_for_granted_is_found(message, premise):
    assert premise_in(message) == premise
