import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wording.marks import marked_numbers, without_marks

SAID = "Labels mark files"


@pytest.mark.parametrize(
    ("mark", "numbers"),
    [
        (" [1]", [1]),
        ("[1][2]", [1, 2]),
        (" [1, 2]", [1, 2]),
        (" [1-3]", [1, 2, 3]),
        (" [1–3]", [1, 2, 3]),
        ("【1】", [1]),
        ("【2†source 7】", [2]),
        (" (1)", [1]),
        (" (1, 3)", [1, 3]),
        ("¹²", [12]),
        ("³", [3]),
        ("^1^", [1]),
        ("[^2]", [2]),
        (" (Source 1)", [1]),
        (" [passages 1, 2]", [1, 2]),
    ],
)
def test_marks_are_read_in_every_form(mark, numbers):
    assert marked_numbers(f"{SAID}{mark}.") == numbers
    assert without_marks(f"{SAID}{mark}.") == f"{SAID}."


@pytest.mark.parametrize(
    "plain",
    [
        "Pay rose in the outlook (2024) by far.",
        "It ended some time ago (2024).",
        "First (2) read the list and (3) book the exam.",
        "Take MS-102 by 30 November 2026.",
        "The score is 700 out of 1,000.",
    ],
)
def test_years_and_numbering_are_no_marks(plain):
    assert marked_numbers(plain) == []
    assert without_marks(plain) == plain


@given(st.text())
def test_any_text_can_be_read(text):
    assert all(number >= 0 for number in marked_numbers(text))
    without_marks(text)


@given(st.lists(st.integers(1, 99), min_size=1, max_size=5))
def test_every_number_of_a_mark_is_read(numbers):
    assert marked_numbers(f"{SAID} [{', '.join(map(str, numbers))}].") == numbers
