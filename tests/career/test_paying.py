"""The table of pay is about the occupations and places asked about; an offer stands beside it."""

from dataclasses import replace

import pytest

from bot.asking.parts import Part
from bot.career.claims import claims_of
from bot.career.paying import offer_beside, pay
from bot.wording.citing import Numbering
from tests.career.conftest import check, rows


@pytest.fixture
def claims(bakery, guide):
    return claims_of(guide("baker.md"), ["pay"], bakery.index.document)


def test_pay_is_a_row_for_each_occupation_what_all_share_stands_above(bakery, claims):
    numbering = Numbering()
    table = pay(claims, numbering)
    check(table, numbering, bakery.index.document)
    assert table.label == "Norway, 2026, dollars a week, Guild"
    assert table.columns == ("One tenth earns less than", "Median")
    assert rows(table) == {"Baker": ["410 dollars", "500 dollars"]}
    assert pay([], Numbering()).rows == ()


def test_what_rows_do_not_share_stands_in_each(claims):
    other = [replace(each, about={**each.about, "place": "Sweden"}) for each in claims]
    table = pay([*claims, *other], Numbering())
    assert table.label == "2026, dollars a week, Guild"
    assert [row.label for row in table.rows] == ["Baker, Norway", "Baker, Sweden"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("I was offered $550 a week", ""),  # three digits may be anything
        ("offered 26k a year", "Your 26,000 a year, which is 500 a week, is level with the median"),
        ("is 31,200 a year fair?", "Your 31,200 a year, which is 600 a week, is 20 per cent above"),
        ("$1,000 a week?", "Your 1,000 a week is 100 per cent above the median of 500 dollars"),
        ("they pay £26,000", ""),  # in another currency
        ("is it fair?", ""),
    ],
)
def test_an_offer_stands_beside_the_median(claims, text, said):
    sentence = offer_beside(text, claims, Numbering())
    assert (sentence.text if sentence else "").startswith(said)
    assert bool(sentence) == bool(said)
    if sentence:
        assert sentence.support == "worked_out"
        assert sentence.citations[0].quote == "500 dollars"


def test_an_offer_is_held_against_one_occupation_only(claims):
    other = [replace(each, about={**each.about, "subject": "Miller"}) for each in claims]
    assert offer_beside("offered 26k", [*claims, *other], Numbering()) is None


def test_a_question_names_occupations_by_most_of_their_words(bakery, guide, claims):
    from bot.career.paying import _is_named

    claim = replace(claims[0], about={**claims[0].about, "subject": "Database administrators"})
    assert _is_named(claim, {"databas", "administr"})
    assert not _is_named(replace(claim, about={"subject": "web content and pastry chefs"}), {"web"})
    assert Part("x").places == {}
