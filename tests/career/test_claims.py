"""A value that a guide states is shown only with the span of its text that says it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.career.claims import claims_of, find_sentence, glance

TEXT = "Bakers earn 500 dollars.\n\n• Area: Kneading; Weight: 75 per cent\n\nThe end is near."


def held(quote, document):
    assert quote.text == document.text[quote.start : quote.end]
    assert quote.hit.chunk.start <= quote.start < quote.end <= quote.hit.chunk.end
    return quote.text


def test_a_claim_is_its_sentence_and_its_figure_within_it(bakery, guide):
    documents = bakery.index.document
    document = documents(guide("baker.md").document)
    median, low = claims_of(guide("baker.md"), ["pay"], documents)
    assert held(median.quote, document) == "In Norway bakers earned 500 dollars a week in 2026."
    assert held(median.figure, document) == "500 dollars"
    assert held(low.figure, document) == "410 dollars"
    assert (median.value, low.value) == (500.0, 410.0)
    assert median.day is None
    assert median.quote.hit.chunk.headings[-1] == "What does a baker earn?"


def test_a_row_of_a_table_is_a_claim(bakery, guide):
    documents = bakery.index.document
    document = documents(guide("bk-100.md").document)
    kneading, proving = claims_of(guide("bk-100.md"), ["weight"], documents)
    assert held(kneading.quote, document) == "Area: Kneading; Weight: 75 per cent"
    assert held(kneading.figure, document) == "75 per cent"
    assert (kneading.value, proving.value) == (75.0, 25.0)


def test_only_the_kinds_that_are_wanted_are_claimed(bakery, guide):
    assert claims_of(guide("bk-100.md"), ["pay"], bakery.index.document) == []
    assert claims_of(guide("miller.md"), ["pay", "end"], bakery.index.document) == []
    (end,) = claims_of(guide("bk-100.md"), ["end"], bakery.index.document)
    assert end.day.isoformat() == "2026-11-30"


def test_a_value_at_a_glance_comes_with_the_sentence_that_says_it(bakery, guide):
    documents = bakery.index.document
    document = documents(guide("bk-100.md").document)
    value, sentence = glance(guide("bk-100.md"), "length", documents)
    assert held(value, document) == "90 minutes"
    assert held(sentence, document) == "BK-100 takes 90 minutes."
    assert value.start != document.text.index("90 minutes")  # in the table, not in the sentence
    assert glance(guide("bk-100.md"), "pay", documents) == ()
    assert glance(guide("miller.md"), "length", documents) == ()


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Bakers earn 500 dollars.", "Bakers earn 500 dollars."),
        ("| Kneading | 75 per cent |", "Area: Kneading; Weight: 75 per cent"),
        ("| Kneading | 57 per cent |", None),
        ("Bakers earn 501 dollars.", None),
    ],
)
def test_a_sentence_or_row_is_found_where_it_stands(sentence, found):
    span = find_sentence(TEXT, sentence)
    assert (span and TEXT[span.start : span.end]) == found


def test_what_stands_only_at_a_glance_is_no_sentence_of_the_body():
    text = "It is short.\n\nAt a glance\n\n• length: 90 minutes"
    assert find_sentence(text, "90 minutes") is None


@given(st.text(min_size=1), st.text(min_size=1))
def test_what_is_found_in_any_text_is_that_sentence(text, sentence):
    span = find_sentence(text, sentence)
    assert span is None or text[span.start : span.end] == sentence or sentence.startswith("|")


def test_a_value_whose_sentence_the_guide_lost_is_not_claimed(tmp_path):
    from tests.doubles.small import small_advisor
    from tests.doubles.trade import GUIDES

    lost = GUIDES["baker.md"].replace("In Norway bakers earned 500 dollars a week in 2026. A", "A")
    with small_advisor(tmp_path, {"baker.md": lost}) as opened:
        (baker,) = opened.index.outline().guides
        (claim,) = claims_of(baker, ["pay"], opened.index.document)
    assert claim.value == 410.0
