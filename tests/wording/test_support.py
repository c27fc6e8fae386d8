"""What a model's sentence can be held to, and the table of the labelled sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wording.support import Evidence, judge
from tests.evals.support_table import RESULTS, judged, report

PASSAGE = (
    "The Teams exam, MS-700, costs 165 dollars and lasts two hours.",
    "You can try the exam five times in 12 months.",
    "Systems administrators had a median pay of 99,130 dollars in May 2025.",
    "The certification retires on 30 November 2026 and can not be renewed after that.",
    "An associate certification is required before the expert one.",
)
CLOSE = 0.95  # a cosine that says: the same words, much the same meaning


@pytest.mark.parametrize(
    "sentence",
    [
        "The certification retires on Nov 30, 2026.",
        "You can try the exam 5 times in twelve months.",
        "You can try the exam five times in 12 months.",
        "The Teams exam, MS‑700, costs 165 USD and lasts two hours.",
        "The Teams exam, MS 700, costs $165.00 and lasts two hours.",
        "In May 2025, systems administrators had a median pay of US$99,130.",
        "Systems administrators had a median pay of 99 130 dollars in May 2025.",
        "Systems administrators had a median pay of 99.130 dollars in May 2025.",
        "Systems administrators had a median pay of 99’130 USD in May 2025.",
    ],
)
def test_other_spellings_of_what_a_passage_says_are_supported(sentence):
    assert judge(sentence, PASSAGE, "Teams certifications", CLOSE) == "supported"


@pytest.mark.parametrize(
    "sentence",
    [
        "In 2025 the median pay of systems administrators was 99130 dollars.",
        "After 30 November 2026 the certification cannot be renewed.",
        "You need an associate certification before the expert one.",
    ],
)
def test_what_a_passage_says_in_other_words_is_reworded(sentence):
    assert judge(sentence, PASSAGE, "Teams certifications", CLOSE) == "reworded"


@pytest.mark.parametrize(
    "sentence",
    [
        "The Teams exam, MS-700, costs 165 dollars.",
        "The Teams exam, MS-700, costs 165 dollars; you can try the exam five times in 12 months.",
        "The certification retires on 30 November 2026.",
    ],
)
def test_a_part_and_two_parts_are_supported(sentence):
    assert judge(sentence, PASSAGE, "Teams certifications", CLOSE) == "supported"


CLAUSES = (
    "Purview keeps files, and Defender, which needs a licence, guards mail.",
    "If you fail, you can book again, and the fee is due.",
    "In small firms, one person often does both jobs unless help is hired.",
    "Reports say that the exam is short, and the fee is low.",
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Purview guards mail.",  # the subject of another clause
        "Purview keeps mail.",
        "Defender keeps files.",
        "The fee is due.",  # under a condition
        "You can book again.",
        "One person often does both jobs.",  # with a limit, and up to one
        "In small firms, one person does both jobs unless help is hired.",
        "The exam is short.",  # said by others
        "The fee is low.",
    ],
)
def test_what_a_passage_only_says_with_more_is_not_supported(sentence):
    assert judge(sentence, CLAUSES, "", CLOSE) != "supported"


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/x",
        "www.evil.example",
        "evil.example/x",
        "me@evil.example",
        "//e.vil/x",
    ],
)
def test_an_address_that_no_guide_names_is_unsupported(address):
    said = f"{PASSAGE[0][:-1]} ({address})."
    assert judge(said, PASSAGE, "", 1.0) == "unsupported"
    named = Evidence(PASSAGE, "", ["https://learn.example/exams/"])
    assert (
        named.judge("You can try the exam five times (learn.example/exams).", 1.0) != "unsupported"
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "MS-700 costs 185 dollars and lasts two hours.",  # a number changed
        "MS-701 costs 165 dollars and lasts two hours.",  # a code changed
        "The certification retires on 30 November 2027.",  # a year changed
        "The certification retires on 20 November 2026.",  # a day changed
        "MS-700 costs two dollars and lasts 165 hours.",  # swapped
        "The exam lasts five hours.",  # a number of something else
        "Systems administrators at Contoso had a median pay of 99,130 dollars.",  # a name
        "The certification can be renewed after 30 November 2026.",  # the denial left out
        "An associate certification is not required before the expert one.",  # denied
        "An associate certification is optional before the expert one.",  # the opposite
    ],
)
def test_what_contradicts_a_passage_is_unsupported_however_close_it_reads(sentence):
    assert judge(sentence, PASSAGE, "Teams certifications", 1.0) == "unsupported"


def test_figures_of_the_heading_support():
    sentence = "MD-102 is about devices and takes 100 minutes."
    below = ["It is about devices and takes 100 minutes."]
    assert judge(sentence, below, "MD-102: Endpoint Administrator", CLOSE) == "supported"
    assert judge(sentence, below, "Endpoint Administrator", CLOSE) == "unsupported"


def test_what_is_near_in_neither_words_nor_meaning_is_unsupported():
    assert judge("Bread is baked from flour.", PASSAGE, "Teams", 0.1) == "unsupported"


@given(st.text(max_size=80), st.lists(st.text(max_size=80), max_size=4), st.floats(-1, 1))
def test_any_text_is_judged(sentence, passages, cosine):
    assert judge(sentence, passages, "", cosine) in ("supported", "reworded", "unsupported")


@given(st.sampled_from(PASSAGE))
def test_a_sentence_bears_itself(sentence):
    assert judge(sentence, PASSAGE, "", 1.0) == "supported"


def test_words_that_exchanged_their_places_are_not_borne():
    passage = "Start with MS-700 if you run meetings, and with MD-102 if you run laptops."
    turned = "Start with MS-700 if you run laptops, and with MD-102 if you run meetings."
    assert judge(passage, [passage], "", 1.0) == "supported"
    assert judge(turned, [passage], "", CLOSE) == "unsupported"


def test_the_table_says_what_the_check_does():
    assert RESULTS.read_text() == report(judged())
