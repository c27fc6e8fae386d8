"""A second opinion on what a model worded in its own way: by tiny models, and none by default."""

import subprocess
import sys

import pytest

from bot.wording.checker import Checker
from bot.wording.citing import cite_text
from index import CrossEncoderError
from tests.conftest import PROJECT
from tests.doubles.cross_encoders import tiny_cross_encoder
from tests.doubles.small import small_advisor

NLI = ("contradiction", "entailment", "neutral")
WATCHED = {"surely": 1, "wrongly": 0}
PASSAGE = "Apples\nApples are stored in cold rooms with little oxygen."


@pytest.fixture(scope="module")
def nli(tmp_path_factory):
    return tiny_cross_encoder(tmp_path_factory.mktemp("nli") / "model", NLI, WATCHED)


@pytest.mark.parametrize(
    ("said", "support"),
    [
        ("Cold rooms surely are where apples go.", "supported"),
        ("Apples wrongly lie in warm rooms.", "unsupported"),
        ("Apples lie in rooms.", "reworded"),
    ],
)
def test_a_checker_proves_contradicts_or_leaves_as_it_is(nli, said, support):
    assert Checker(nli).judge(said, [PASSAGE]) == support


@pytest.mark.parametrize(
    "labels",
    [
        ("ENTAILMENT", "NEUTRAL", "CONTRADICTION"),
        ("not_entailment", "entailment"),
        ("unsupported", "supported"),
        ("LABEL_0", "LABEL_1"),
        ("LABEL_0",),
    ],
)
def test_the_label_of_support_is_found_whatever_it_is_called(tmp_path, labels):
    column = 0 if labels[0] == "ENTAILMENT" or len(labels) == 1 else 1
    name = tiny_cross_encoder(tmp_path / "model", labels, {"surely": column})
    checker = Checker(name)
    assert checker.judge("Cold rooms surely.", [PASSAGE]) == "supported"
    assert checker.judge("Cold rooms.", [PASSAGE]) == "reworded"


def test_three_labels_without_names_are_refused(tmp_path):
    name = tiny_cross_encoder(tmp_path / "model", ("LABEL_0", "LABEL_1", "LABEL_2"), {"surely": 1})
    with pytest.raises(CrossEncoderError, match=r"is no checker.*CAREERBOT_CHECKER"):
        Checker(name).judge("Cold rooms surely.", [PASSAGE])


def test_a_model_that_says_yes_to_everything_proves_nothing(tmp_path):
    # "the" and "." are in all the pairs that it is calibrated on, supported or not.
    name = tiny_cross_encoder(tmp_path / "model", NLI, {".": 1, "the": 0})
    assert Checker(name).judge("Apples lie in rooms.", ["Apples."]) == "reworded"


def test_a_missing_model_is_an_error_that_says_how_to_fetch_it(monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(CrossEncoderError, match="careerbot models --fetch someone/nothing"):
        Checker("someone/nothing").judge("A.", ["B."])


class Opinion:
    """A checker with one answer to everything; counts how often it is asked."""

    def __init__(self, support):
        self.support, self.asked = support, []

    def judge(self, text, passages):
        self.asked.append(text)
        return self.support


@pytest.mark.parametrize("support", ["supported", "unsupported", "reworded"])
def test_it_is_asked_for_reworded_sentences_only(tmp_path, support):
    with small_advisor(tmp_path) as advisor:
        hits = advisor.index.search(advisor.index.query("How are apples stored?")).hits
        verbatim = "Apples are stored in cold rooms with little oxygen"
        wrong = "Apples are stored in cold rooms for 77 years"
        reworded = "Apples lie stored in cold rooms with oxygen"
        number = 1 + [verbatim in hit.text for hit in hits].index(True)
        text = " ".join(f"{said} [{number}]." for said in (verbatim, wrong, reworded))
        opinion = Opinion(support)
        plain = cite_text(text, hits, advisor.index.embed)
        checked = cite_text(text, hits, advisor.index.embed, opinion)
    assert [each.support for each in plain] == ["supported", "unsupported", "reworded"]
    assert [each.support for each in checked] == ["supported", "unsupported", support]
    assert opinion.asked == [plain[2].text]


def test_without_settings_nothing_of_it_is_loaded(tmp_path):
    """By the imports of a process of its own, which answers a question and checks a sentence."""
    code = f"""
import sys
from pathlib import Path
from bot import Advisor, Settings
from bot.wording.citing import cite_text
from index import Index, build_index
from tests.doubles.fakes import WordEmbedder, write_guides
settings = Settings(home={str(tmp_path)!r})
build_index([write_guides(Path({str(tmp_path / "g")!r}))], settings.index, embedder=WordEmbedder())
with Advisor(Index(settings.index, WordEmbedder()), settings) as advisor:
    answer = advisor.ask("How are apples stored?")
    hits = advisor.index.search(advisor.index.query("How are apples stored?")).hits
    assert cite_text("Apples go into cold rooms with hardly oxygen [1].", hits, advisor.index.embed)
assert answer.sentences
loaded = [name for name in sys.modules if name.split(".")[0] in ("sentence_transformers", "torch")]
assert not loaded, loaded
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
