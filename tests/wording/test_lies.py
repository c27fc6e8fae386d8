"""What is shown as supported is true, and most of what is true is shown as supported."""

from collections import Counter

import pytest

from index import SentenceTransformerEmbedder
from tests.evals.lies import lies, remembering, table, truths


@pytest.fixture(scope="module")
def embed():
    return remembering(SentenceTransformerEmbedder().encode)


def test_lies_are_not_shown_as_supported(embed):
    told = lies(embed)
    print(table(told))
    assert len(told) >= 200
    assert min(Counter(each.kind for each in told).values()) >= 5
    shown = [each.text for each in told if each.support == "supported"]
    assert len(shown) <= 2, shown


def test_true_sentences_are_not_refused(embed):
    told = truths(embed)
    print(table(told))
    supports = Counter(each.support for each in told)
    assert len(told) >= 200
    assert supports["supported"] >= 0.6 * len(told)
    assert supports["unsupported"] <= 0.1 * len(told)
