"""The labelled sentences hold the passages they were labelled beside, and labels that fit them."""

import json
from collections import Counter

from tests.evals.support_table import HELD, WORKING

LABELLED = [json.loads(line) for path in (WORKING, HELD) for line in path.read_text().splitlines()]
BORNE = {"verbatim", "paraphrased", "merged", "part"}


def test_every_sentence_holds_the_passages_it_was_labelled_beside():
    assert len(LABELLED) >= 300
    for each in LABELLED:
        assert each["shown"]
        for shown in each["shown"]:
            assert shown["quote"] in shown["passage"]
            assert shown["title"]


def test_a_sentence_that_is_quoted_stands_in_a_passage():
    for each in LABELLED:
        if each["kind"] == "verbatim":
            assert any(each["sentence"] in shown["passage"] for shown in each["shown"])


def test_labels_fit_their_kinds_and_no_sentence_is_labelled_twice():
    for each in LABELLED:
        assert (each["label"] == "supported") == (each["kind"] in BORNE)
        assert each["label"] in ("supported", "weak", "unsupported")
    pairs = Counter((each["sentence"], json.dumps(each["shown"])) for each in LABELLED)
    assert max(pairs.values()) == 1
