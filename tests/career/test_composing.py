"""Answers in the form that was asked for; the form never changes what is held nor the grade."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from bot import Preferences
from bot.asking.asked import read
from bot.finding.consult import consult
from tests.test_advisor import check_spans

PLAN = "Make me a study plan for BK-100, 5 hours a week for 8 weeks"
TODAY = Preferences(today="2026-11-20")


@pytest.fixture
def ask(bakery):
    def asked(question, **preferences):
        answer = bakery.ask(question, preferences=replace(TODAY, **preferences))
        check_spans(bakery, answer)
        return answer

    return asked


def block(answer, kind):
    return next(each for each in answer.blocks if each.kind == kind)


def texts(sentences):
    return [sentence.text for sentence in sentences]


def test_a_comparison_says_how_to_choose_and_shows_both_side_by_side(ask):
    answer = ask("BK-100 or BK-200?")
    assert answer.form == "comparison"
    choosing = block(answer, "paragraph")
    assert choosing.sentences[0].text.startswith("Take BK-100 if you like ovens, and BK-200 if")
    table = block(answer, "table")
    assert table.columns == ("BK-100", "BK-200")
    assert "cells quoted" in table.label
    assert {"Length", "Price", "Renewal"} <= {row.label for row in table.rows}


def test_a_comparison_of_what_no_table_can_be_made_of_is_no_empty_table(ask):
    answer = ask("bakers or millers, which is better?")
    assert all(len(each.rows) >= 3 for each in answer.blocks if each.kind == "table")


def test_steps_are_how_people_get_there_and_all_that_the_guide_lists_in_its_order(ask):
    answer = ask("How do I become a baker?")
    assert answer.form == "steps"
    assert block(answer, "paragraph").sentences[0].text == (
        "People become a baker through the guild."
    )
    steps = block(answer, "steps")
    assert steps.label == "Baker: What to do next"
    assert texts(steps.sentences) == ["Visit a mill.", "Ask a baker for a night in the kitchen."]
    assert "1. Visit a mill." in answer.text
    assert "2. Ask a baker" in answer.text


def test_a_guide_that_lists_no_steps_gets_none_of_another(ask):
    answer = ask("How do I become a miller?")
    assert answer.sentences[0].text == "People become a miller by carrying sacks for a season."
    assert not any(each.kind == "steps" for each in answer.blocks)


def test_a_plan_has_the_hours_that_there_are_shared_by_the_weights(ask):
    answer = ask(PLAN, today="2026-09-01")
    assert answer.form == "plan"
    table = block(answer, "table")
    assert table.label == "8 weeks of 5 hours, shared by the weights"
    assert [texts(row.cells)[:2] for row in table.rows] == [
        ["75 per cent", "30 hours"],
        ["25 per cent", "10 hours"],
    ]
    assert {row.cells[1].support for row in table.rows} == {"worked_out"}
    assert texts(block(answer, "steps").sentences)[0] == "Book a seat for the bread exam."
    end, total = [each for each in answer.blocks if each.kind == "note"]
    assert end.sentences[0].text.endswith("30 November 2026, in 90 days.")
    assert total.sentences[0].text.startswith("You have 8 weeks of 5 hours, 40 hours,")


@pytest.mark.parametrize(
    ("today", "weeks"), [("2026-11-15", 2), ("2026-11-29", 0), ("2026-12-29", 0)]
)
def test_no_hours_are_planned_after_the_end_of_the_exam(ask, today, weeks):
    tables = [each for each in ask(PLAN, today=today).blocks if each.kind == "table"]
    labels = [table.label for table in tables]
    assert labels == ([f"{weeks} weeks of 5 hours, shared by the weights"] if weeks else [])


def test_a_plan_of_what_is_no_exam_is_a_paragraph(ask):
    answer = ask("Make me a study plan for the work of a miller, 5 hours a week for 8 weeks")
    assert answer.form != "plan"
    assert not any(each.kind == "table" for each in answer.blocks)


def test_pay_of_a_place_that_is_held_is_quoted_with_its_place_and_year(ask):
    answer = ask("What does a baker earn in Norway?")
    assert (answer.grade, answer.form) == ("answered", "pay table")
    table = block(answer, "table")
    (row,) = table.rows
    assert (table.label, row.label) == ("Norway, 2026, dollars a week, Guild", "Baker")
    assert texts(row.cells) == ["410 dollars", "500 dollars"]
    assert answer.missing == ()


def test_pay_of_a_place_that_is_not_held_is_said_to_be_missing(ask):
    answer = ask("What does a baker earn in Germany?")
    assert answer.grade == "partly"
    (missing,) = answer.missing
    assert "pay in Germany" in missing
    assert answer.preface.startswith(f"The guides do not hold {missing}.")
    assert not any(each.kind == "table" for each in answer.blocks)


@pytest.mark.parametrize(
    ("today", "said"),
    [
        ("2026-11-29", "is 30 November 2026, tomorrow."),
        ("2026-11-30", "is today, 30 November 2026."),
        ("2026-12-01", "was 30 November 2026, 1 day ago."),
    ],
)
def test_whether_an_exam_is_current_depends_on_the_day(ask, today, said):
    answer = ask("Is BK-100 still current?", today=today)
    assert answer.grade == "answered"
    first = answer.sentences[0]
    assert first.text == f"The announced end of BK-100 {said}"
    assert first.support == "worked_out"
    assert first.citations[0].quote == "The announced end of BK-100 is 30 November 2026."


def test_an_end_is_named_once_in_an_answer_to_two_questions(ask):
    answer = ask("How is BK-100 renewed? And how long does BK-100 take?")
    assert answer.text.count("The announced end of BK-100") == 1
    assert "90 minutes" in answer.text
    assert "every year" in answer.text


def test_nothing_of_a_refused_question_is_quoted(ask):
    for question in (
        "Since BK-100 takes 90 minutes, who painted xyzzy qwrt and plugh?",
        "Who painted the xyzzy qwrt plugh?",
    ):
        answer = ask(question)
        if answer.grade == "not_in_sources":
            assert answer.sentences == answer.blocks == answer.passages == ()
            assert answer.topics
    assert answer.grade == "not_in_sources"


def test_who_prefers_paragraphs_gets_no_table_and_no_steps(ask):
    for question in QUESTIONS:
        answer = ask(question, plain=True)
        assert answer.form == "paragraph"
        assert not any(each.rows for each in answer.blocks)


QUESTIONS = [
    "BK-100 or BK-200?",
    "How do I become a baker?",
    "What does a baker earn in Norway?",
    "What does a baker earn in Germany?",
    PLAN,
    "Is BK-100 still current?",
    "key facts of BK-200",
    "which work would suit me?",
    "What pays best, and is BK-200 hard?",
    "Who painted the xyzzy qwrt plugh?",
]
WORDS = ["BK-100", "BK-200", "baker", "miller", "or", "how", "become", "earn", "Norway", "Germany"]
WORDS += ["plan", "8 weeks", "best paid", "suit me", "renewed", "hard", "cost", "xyzzy", "?", "not"]


@given(
    st.one_of(
        st.sampled_from(QUESTIONS),
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=7).map(lambda said: " ".join(said)),
    )
)
@examples(max_examples=40, deadline=None)
def test_the_form_never_changes_what_is_held_nor_the_grade(bakery, question):
    if not any(character.isalnum() for character in question):
        return
    outline = bakery.index.outline()

    def held(preferences):
        asked = read(question, (), preferences, outline)
        if asked.small_talk:
            return asked.small_talk
        slots = consult(bakery.index, asked, outline).slots
        return {
            (slot.subject.name if slot.subject else "", slot.grade, slot.missing) for slot in slots
        }

    plain = replace(TODAY, plain=True)
    assert held(TODAY) == held(plain)
    asked, in_paragraphs = (bakery.ask(question, preferences=each) for each in (TODAY, plain))
    assert asked.grade == in_paragraphs.grade
    assert asked.missing == in_paragraphs.missing
    for answer in (asked, in_paragraphs):
        check_spans(bakery, answer)
