import time

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
        # in double brackets, as a link
        (" [[1]]", [1]),
        (" [[2, 3]]", [2, 3]),
        (" [1](#passage-1)", [1]),
        (" [[1]](https://example.org/a)", [1]),
        (" [2](/sources/2)", [2]),
        # with a word before the number
        (" [Source: 1]", [1]),
        (" [doc1]", [1]),
        (" [ref: 1]", [1]),
        (" [citation:1][citation:3]", [1, 3]),
        (" [source_2]", [2]),
        (" [#1]", [1]),
        (" (see passage 2)", [2]),
        # several
        (" [Passages 1 and 3]", [1, 3]),
        (" [1] and [2]", [1, 2]),
        (" [1 & 2]", [1, 2]),
        (" [1, 2, and 4]", [1, 2, 4]),
        (" [1 to 3]", [1, 2, 3]),
        (" [1], [2]; [3]", [1, 2, 3]),
        # with a place in it, which is no number of a passage
        (" [1, p. 3]", [1]),
        (" [1, pages 3-4; 2]", [1, 2]),
        (" [1†L3-L5]", [1]),
        (" [1, section 2.1]", [1]),
        # in other brackets, raised, in LaTeX
        (" ［1］", [1]),
        ("〔2〕", [2]),
        (" <sup>1</sup>", [1]),
        (" <sup>[1, 2]</sup>", [1, 2]),
        (" $^{[1]}$", [1]),
        (" $^{2}$", [2]),
        (r" \cite{1,2}", [1, 2]),
        (r" \[1\]", [1]),
        ("¹,²", [1, 2]),
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


@pytest.mark.parametrize(
    "text",
    ["⁴" * 4400, f"[{'1' * 5000}]", f"【1†{'9' * 5000}】", "[1, " * 5000, f"[1{' ' * 9000}]"],
    ids=["raised", "digits", "after a dagger", "unclosed", "spaces"],
)
def test_endless_marks_are_read_in_no_time(text):
    started = time.process_time()
    assert all(number < 1000 for number in marked_numbers(text))
    without_marks(text)
    assert time.process_time() - started < 2


@given(st.text())
def test_any_text_can_be_read(text):
    assert all(number >= 0 for number in marked_numbers(text))
    without_marks(text)


@given(st.lists(st.integers(1, 99), min_size=1, max_size=5))
def test_every_number_of_a_mark_is_read(numbers):
    assert marked_numbers(f"{SAID} [{', '.join(map(str, numbers))}].") == numbers
