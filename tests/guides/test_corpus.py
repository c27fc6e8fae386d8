"""The project's own guides: whole, linked, and first where they should be."""

import re

import pytest

from bot import Advisor
from index.reading.front_matter import split_front_matter
from tests.conftest import CORPUS

GUIDES = {path.stem: path for path in sorted(CORPUS.glob("*.md"))}


def parts(path):
    return split_front_matter(path.read_text(encoding="utf-8"), path.name)


def test_there_are_the_guides_of_the_first_domain():
    assert len(GUIDES) >= 60


@pytest.mark.parametrize("path", GUIDES.values(), ids=GUIDES)
def test_a_guide_that_names_ms_102_says_when_it_retires(path):
    _, body = parts(path)
    if "MS-102" in body:
        assert "30 November 2026" in body


def test_every_money_figure_has_country_and_year_in_its_sentence():
    for path in GUIDES.values():
        for line in parts(path)[1].split("\n"):
            for sentence in re.split(r"(?<=[.!?])\s+", line):
                if re.search(r"\d{2,3},\d{3} dollars", sentence):
                    assert re.search(r"United States|American|\bUS\b", sentence), (path, sentence)
                    assert re.search(r"20\d\d", sentence), (path, sentence)


@pytest.mark.parametrize(
    ("question", "guide"),
    [
        ("what does a Microsoft 365 administrator do every day?", "microsoft-365-administrator"),
        ("who keeps on-premises and cloud identities in sync?", "identity-and-access"),
        ("what are sensitivity labels for?", "compliance-and-data-governance"),
        ("can I manage a laptop without having it on my desk?", "endpoint-management"),
        ("how does consulting differ from an in-house job?", "consultant"),
        (
            "what is it like to be the only IT person in a small company?",
            "small-and-medium-business",
        ),
        ("is MS-102 still worth taking?", "ms-102"),
    ],
)
def test_a_question_is_answered_from_the_right_guide(advisor: Advisor, question, guide):
    answer = advisor.ask(question)
    assert answer.grade == "answered"
    assert answer.sentences[0].citations[0].source == f"corpus/{guide}.md"


def test_whether_ms_102_is_worth_it_is_answered_with_its_end(advisor: Advisor):
    assert "30 November 2026" in advisor.ask("is MS-102 still worth taking?").text


@pytest.mark.parametrize(
    "question",
    [
        "Give me a recipe for bread",
        "how do I bake bread?",
        "what is the capital of Mongolia?",
        "how to become a pilot",
        "How do I become a pilot?",
        "xkqz vbnm wrtp",
        "asdfghjkl qwertz",
    ],
)
def test_what_no_guide_is_about_is_not_answered(advisor: Advisor, question):
    answer = advisor.ask(question)
    assert answer.grade == "not_in_sources"
    assert answer.sentences == ()
    assert answer.topics
    assert all(topic in answer.text for topic in answer.topics)
