"""Somebody's own documents: asked about beside the guides, and forgotten."""

from pathlib import Path
from threading import Semaphore

import pytest

from bot import Advisor, Settings
from bot.errors import DocumentsError
from bot.page.own_documents import MOST_FILES, Added, OwnDocuments
from index import Index, build_index
from tests.doubles.fakes import WordEmbedder, write_guides

QUINCE = "Quinces\n\nQuinces are cooked into a jelly of amber colour."


@pytest.fixture
def embedder():
    return WordEmbedder()


@pytest.fixture
def orchard(guides, settings, embedder):
    build_index([guides], settings, embedder=embedder)
    with Advisor(Index(settings, embedder), Settings(home=str(settings.home))) as opened:
        yield opened


@pytest.fixture
def quince(tmp_path):
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "quince.txt").write_text(QUINCE)
    return tmp_path / "own" / "quince.txt"


def test_they_are_answered_from_together_with_the_guides(orchard, quince, embedder):
    question = "What are quinces cooked into?"
    assert "jelly" not in orchard.ask(question).text
    with OwnDocuments(orchard) as own:
        embedder.embedded.clear()
        assert own.add([quince]) == [Added("quince.txt", 1)]
        known = "Pears are pressed into perry."
        assert [text for text in embedder.embedded if text == known] == []
        answer = own.advisor.ask(question)
        citation = answer.sentences[0].citations[0]
        assert citation.source == "your documents/quince.txt"
        assert citation.quote == "Quinces are cooked into a jelly of amber colour."
        assert "perry" in own.advisor.ask("What are pears pressed into?").text


def test_nobody_else_sees_them_and_nothing_is_left(orchard, quince, settings):
    before = orchard.index.manifest
    with OwnDocuments(orchard) as own:
        own.add([quince])
        place = Path(own.advisor.index.settings.home).parent
        assert "jelly" not in orchard.ask("What are quinces cooked into?").text
        assert orchard.index.manifest == before
    assert not place.exists()


def test_more_can_be_added_and_what_cannot_be_read_is_said(orchard, quince, tmp_path):
    with OwnDocuments(orchard) as own:
        own.add([quince])
        plum = tmp_path / "plum.html"
        plum.write_text("<h1>Damsons</h1><p>Damsons are small plums for gin.</p>")
        broken = tmp_path / "broken.pdf"
        broken.write_bytes(b"no PDF")
        became = {each.name: each for each in own.add([plum, broken])}
        assert became["quince.txt"].passages == became["plum.html"].passages == 1
        assert "PDF" in became["broken.pdf"].problem
        index = own.advisor.index
        found = index.search(index.query("damsons are small plums")).hits[0].document
        assert found.source == "your documents/plum.html"
        assert {each.name for each in own.add([])} == {"quince.txt", "plum.html"}


def test_there_is_a_limit(orchard, tmp_path):
    with OwnDocuments(orchard) as own:
        files = write_guides(
            tmp_path / "many", {f"{n}.txt": "Text." for n in range(MOST_FILES + 1)}
        )
        with pytest.raises(DocumentsError, match="At most 10"):
            own.add(sorted(files.iterdir()))


def test_only_so_many_people_can_have_documents_at_once(orchard, monkeypatch):
    monkeypatch.setattr("bot.page.own_documents._with_documents", Semaphore(1))
    with OwnDocuments(orchard), pytest.raises(DocumentsError, match="try again later"):
        OwnDocuments(orchard)
    OwnDocuments(orchard).close()


def test_guides_that_are_gone_or_changed_are_no_hindrance(orchard, guides, quince):
    (guides / "pears.md").write_text("# Pears\n\nPears are poison.\n")
    guides.rename(guides.with_name("elsewhere"))
    with OwnDocuments(orchard) as own:
        assert own.add([quince]) == [Added("quince.txt", 1)]
        assert "jelly" in own.advisor.ask("What are quinces cooked into?").text
        assert "perry" in own.advisor.ask("What are pears pressed into?").text


def test_more_documents_are_taken_beside_what_the_guides_are_by_then(
    orchard, guides, quince, settings, embedder
):
    with OwnDocuments(orchard) as own:
        own.add([quince])
        (guides / "medlars.md").write_text("# Medlars\n\nMedlars are eaten when they are brown.\n")
        build_index([guides], settings, embedder=embedder)
        plum = quince.with_name("sloe.txt")
        plum.write_text("Sloes\n\nSloes are steeped in gin.\n")
        assert own.add([plum]) == [Added("quince.txt", 1), Added("sloe.txt", 1)]
        for question, word in (
            ("What are sloes steeped in?", "gin"),
            ("What are quinces cooked into?", "jelly"),
            ("When are medlars eaten?", "brown"),
        ):
            assert word in own.advisor.ask(question).text


def test_a_document_that_cannot_be_read_is_said_where_it_is_the_only_one(orchard, tmp_path):
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "scan.pdf").write_bytes(b"no pdf")
    with OwnDocuments(orchard) as own:
        (added,) = own.add([tmp_path / "own" / "scan.pdf"])
        assert added.name == "scan.pdf"
        assert added.problem
        assert "perry" in own.advisor.ask("What are pears pressed into?").text
