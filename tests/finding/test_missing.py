"""What a question asks for by name that no guide can hold is named, whatever was found."""

import pytest

from bot.asking.parts import Part
from bot.finding.missing import missing_of
from index import Outline


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("What is the highest paying Microsoft certification?", True),
        ("best-paid certs in 2026", True),
        ("which certification pays the most?", True),
        ("which job pays the most?", False),
        ("who should pay for the exam?", False),
    ],
)
def test_pay_is_counted_by_occupation_and_never_by_certification(text, missing):
    found = missing_of(Part(text), "answered", (), Outline(()))
    assert found.startswith("what a certification pays") == missing
