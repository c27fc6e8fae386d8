"""Passages put in order by a CrossEncoder, calibrated on the index; none by default."""

from dataclasses import replace

import numpy as np
import pytest

from index import Index, build_index, mix
from index.cross_encoder import PairModel
from index.errors import CrossEncoderError
from index.keywords import words
from index.settings import IndexSettings
from tests.doubles.cross_encoders import tiny_cross_encoder
from tests.doubles.fakes import WordEmbedder, write_guides

QUESTION = "What are pears pressed into?"


@pytest.fixture
def settings(tmp_path):
    made = IndexSettings(home=tmp_path / "home")
    build_index([write_guides(tmp_path / "g")], made, embedder=WordEmbedder())
    return made


def searched(settings, question=QUESTION, number=2):
    with Index(settings, WordEmbedder()) as index:
        return index.search(index.query(question), number)


def overlap(self, pairs):
    """Scores by the words that both texts hold, on a scale of no one else's."""
    shares = [len(set(words(a)) & set(words(b))) / (1 + len(set(words(a)))) for a, b in pairs]
    return np.array([[700 + 40 * share] for share in shares], np.float32)


def test_the_order_is_the_models_and_its_scale_does_not_matter(settings, monkeypatch):
    plain = searched(settings, number=4)
    wanted = plain.hits[-1]

    def prefers(self, pairs):
        rows = overlap(self, pairs)
        for row, (asked, text) in zip(rows, pairs, strict=True):
            if asked == QUESTION:
                row += 500 if text == wanted.text_with_headings else -500
        return rows

    monkeypatch.setattr(PairModel, "scores", prefers)
    found = searched(replace(settings, reranker="double"))
    assert found.hits[0].text == wanted.text
    assert len(found.hits) == 2
    assert all(0 <= hit.score <= 1 for hit in found.hits)
    assert found.signals.cosine == plain.signals.cosine  # what decides on refusal is as it was


def test_a_follow_up_is_read_with_what_it_leans_on(settings, monkeypatch):
    asked = []

    def scores(self, pairs):
        asked.extend(first for first, _ in pairs)
        return overlap(self, pairs)

    monkeypatch.setattr(PairModel, "scores", scores)
    with Index(replace(settings, reranker="double"), WordEmbedder()) as index:
        index.search(mix(index.query("And how long?"), index.query(QUESTION), 0.5), 2)
    assert f"{QUESTION} And how long?" in asked


def test_a_model_is_calibrated_once_for_a_generation(settings, monkeypatch):
    calls = []

    def scores(self, pairs):
        calls.append(len(pairs))
        return overlap(self, pairs)

    monkeypatch.setattr(PairModel, "scores", scores)
    with Index(replace(settings, reranker="double"), WordEmbedder()) as index:
        for question in (QUESTION, "How are apples stored?", QUESTION):
            index.search(index.query(question), 2)
    assert len(calls) == 2 + 3


def test_what_is_no_reranker_is_refused(settings, tmp_path):
    blind = tiny_cross_encoder(tmp_path / "blind", ("LABEL_0",), {"zebra": 0})
    with pytest.raises(CrossEncoderError, match=r"is no reranker.*CAREERBOT_RERANKER"):
        searched(replace(settings, reranker=blind))
    three = tiny_cross_encoder(tmp_path / "three", ("a", "b", "c"), {"zebra": 0})
    with pytest.raises(CrossEncoderError, match="gives 3 scores"):
        searched(replace(settings, reranker=three))
    (tmp_path / "empty").mkdir()
    with pytest.raises(CrossEncoderError, match="cannot be loaded"):
        searched(replace(settings, reranker=str(tmp_path / "empty")))
