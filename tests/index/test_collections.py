"""Collections: groups of documents that a question can be limited to."""

from contextlib import nullcontext

import pytest

from bot import Advisor, PreferenceError, Preferences, Settings
from bot.__main__ import main
from index import Index, build_index
from tests.doubles.fakes import WordEmbedder, write_guides

ORCHARD = {
    "pears.md": "# Pears\n\nPears are pressed into perry.",
    "plums.md": "---\ncollection: stone fruit\n---\n# Plums\n\nPlums are dried into prunes.",
}
CELLAR = {
    "perry.md": "# Perry\n\nPears are pressed into perry in May.",
    "same.md": "# Pears\n\nPears are pressed into perry.",
}


@pytest.fixture
def advisor(tmp_path, settings):
    paths = [write_guides(tmp_path / name, guides) for name, guides in FOLDERS.items()]
    build_index(paths, settings, embedder=WordEmbedder())
    with Advisor(Index(settings, WordEmbedder()), Settings(home=str(settings.home))) as opened:
        yield opened


FOLDERS = {"orchard": ORCHARD, "cellar": CELLAR}
QUESTION = "What are pears pressed into?"


def titles(advisor, question, *collections):
    answer = advisor.ask(question, preferences=Preferences(collections=collections))
    return {passage.title for passage in answer.passages}


def test_a_collection_is_a_folder_or_what_a_guide_says(advisor):
    assert advisor.collections() == ("cellar", "orchard", "stone fruit")
    assert advisor.index.collections() == {"cellar": 2, "orchard": 1, "stone fruit": 1}


def test_a_question_is_answered_from_the_collections_named(advisor):
    assert titles(advisor, QUESTION) <= {"Pears", "Perry"}
    for named in (("orchard",), ("cellar",), ("orchard", "stone fruit")):
        limited = Preferences(collections=named, detailed=True)
        answer = advisor.ask(QUESTION, preferences=limited)
        assert "perry" in answer.text
        folders = {passage.source.split("/")[0] for passage in answer.passages}
        assert folders == {named[0]}


def test_what_the_others_say_is_not_in_the_sources(advisor):
    limited = Preferences(collections=("stone fruit",))
    answer = advisor.ask(QUESTION, preferences=limited)
    assert answer.grade != "answered"
    assert not any("perry" in sentence.text for sentence in answer.sentences)
    both = advisor.ask(f"{QUESTION} And what are plums dried into?", preferences=limited)
    assert {c.title for s in both.sentences for c in s.citations} == {"Plums"}


def test_a_name_that_there_is_not_is_said_with_those_there_are(advisor):
    with pytest.raises(PreferenceError, match=r"no collection attic.*cellar, orchard, stone fruit"):
        advisor.ask(QUESTION, preferences=Preferences(collections=("attic",)))


def test_naming_all_is_as_naming_none(advisor):
    for question in (QUESTION, "What are plums dried into?"):
        named = Preferences(collections=advisor.collections())
        assert advisor.ask(question, preferences=named).text == advisor.ask(question).text


def test_the_command_line_limits_a_question(advisor, settings, monkeypatch, capsys):
    monkeypatch.setenv("CAREERBOT_HOME", str(settings.home))
    monkeypatch.setattr("bot.project.Advisor.open", lambda **_: nullcontext(advisor))
    assert main(["ask", QUESTION, "--collection", "cellar"]) == 0
    assert "orchard/pears.md" not in capsys.readouterr().out
    assert main(["ask", QUESTION, "--collection", "attic"]) == 1
    assert "no collection attic" in capsys.readouterr().err
