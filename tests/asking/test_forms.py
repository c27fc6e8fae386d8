"""A form needs its cue and the subjects it takes; else the answer is a paragraph."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.asking.forms import Wanted, form_of
from index import aspects_in

EXAM, WORK = "certification", "topic"


def form(text, *subjects):
    return form_of(Wanted(text, subjects, aspects_in(text)))


@pytest.mark.parametrize(
    ("text", "subjects", "expected"),
    [
        ("SC-200 or SC-300?", [EXAM, EXAM], "comparison"),
        ("SC-200 vs SC-300", [EXAM, EXAM], "comparison"),
        ("what is the difference between a trainer and a consultant", [WORK, WORK], "comparison"),
        ("how do I become a trainer?", [WORK], "steps"),
        ("roadmap from help desk to architect", [WORK, WORK], "steps"),
        ("make me a study plan for SC-200", [EXAM], "plan"),
        ("SC-200 in 8 weeks, is there a plan of 8 weeks?", [EXAM], "plan"),
        ("what does a trainer earn?", [WORK], "pay table"),
        ("which certification pays the most?", [], "ranking"),
        ("best paid roles", [], "ranking"),
        ("key facts of SC-200", [EXAM], "card"),
        ("what am I missing to be a trainer?", [WORK], "have and lack"),
        ("which role would suit me?", [], "fit"),
        ("is SC-200 worth it?", [EXAM], "yes or no"),
        ("should I take SC-200?", [EXAM], "yes or no"),
    ],
)
def test_a_cue_with_its_subjects_gives_the_form(text, subjects, expected):
    assert form(text, *subjects) == expected


@pytest.mark.parametrize(
    ("text", "subjects", "never"),
    [
        ("what is the difference?", [], "comparison"),
        ("does SC-200 differ from other exams?", [EXAM], "comparison"),
        ("which is better?", [], "comparison"),
        ("key facts of the market", [], "card"),
        ("key facts of SC-200 and SC-300", [EXAM, EXAM], "card"),
        ("key facts of trainers", [WORK], "card"),
        ("what is missing in SC-200?", [EXAM], "have and lack"),
        ("how do plans to move to the cloud work?", [], "plan"),
        ("who pays for the exam, me or my employer?", [EXAM], "pay table"),
        ("who do trainers work with?", [WORK], "steps"),
    ],
)
def test_a_cue_without_its_subjects_gives_no_form(text, subjects, never):
    assert form(text, *subjects) != never


@pytest.mark.parametrize(
    "text",
    ["what does a trainer do?", "SC-200", "sensitivity labels", "why do people certify?"],
)
def test_what_no_rule_is_sure_of_is_a_paragraph(text):
    assert form(text, WORK) == "paragraph"


@given(st.text(max_size=200), st.lists(st.sampled_from([EXAM, WORK, "path", ""]), max_size=3))
def test_any_text_has_a_form(text, subjects):
    assert form(text, *subjects)
