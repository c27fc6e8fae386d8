"""The countries that a text names, or a part of one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.asking.places import places_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pay in Germany", {"Germany": "Germany"}),
        ("pay in germany and in the UK", {"Germany": "germany", "United Kingdom": "UK"}),
        ("what is paid in London?", {"United Kingdom": "London"}),
        ("in the US", {"United States": "US"}),
        ("tell us what it pays", {}),  # no country
        ("Germany, then Berlin", {"Germany": "Germany"}),  # once, as it is named first
        ("germanyish, indiana", {}),
        ("a job at home", {}),
    ],
)
def test_countries_are_found_as_they_are_named(text, expected):
    assert places_in(text) == expected


@given(st.text(max_size=200))
def test_what_is_named_stands_in_the_text(text):
    assert all(said in text for said in places_in(text).values())
