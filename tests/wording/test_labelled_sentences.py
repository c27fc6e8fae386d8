"""The labelled sentences name passages that are there, and labels that fit their kinds."""

import json
from collections import Counter

from bot.guides.check import read_guides
from tests.conftest import CORPUS
from tests.evals.support_table import HELD, WORKING

LABELLED = [json.loads(line) for path in (WORKING, HELD) for line in path.read_text().splitlines()]
BORNE = {"verbatim", "paraphrased", "merged", "part"}


def test_every_sentence_names_a_guide_that_is_there():
    guides = {f"corpus/{guide.path.name}" for guide in read_guides(CORPUS)}
    assert len(LABELLED) >= 300
    for each in LABELLED:
        assert each["shown"]
        assert {shown["guide"] for shown in each["shown"]} <= guides


def test_labels_fit_their_kinds_and_no_sentence_is_labelled_twice():
    for each in LABELLED:
        assert (each["label"] == "supported") == (each["kind"] in BORNE)
        assert each["label"] in ("supported", "weak", "unsupported")
    pairs = Counter((each["sentence"], json.dumps(each["shown"])) for each in LABELLED)
    assert max(pairs.values()) == 1
