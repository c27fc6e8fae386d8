"""A thousand files: nothing, one thing or the model changed, or a build was killed."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from index import Index, IndexMismatchError, IndexSettings, build_index
from tests.conftest import PROJECT
from tests.doubles.fakes import WordEmbedder

pytestmark = pytest.mark.slow  # tests/test_build.py has the same with a few files

FILES = 1000
TEXTS = 3  # of a file: its passage and two sentences

KILLED = """
import os, signal, sys
from index import IndexSettings, build_index
from tests.doubles.fakes import WordEmbedder

class Dying(WordEmbedder):
    def encode(self, texts):
        if len(self.embedded) >= 1000:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().encode(texts)

build_index([sys.argv[1]], IndexSettings(home=sys.argv[2]), embedder=Dying(sys.argv[3]))
"""


def text_of(number: int, worth: str) -> str:
    return (
        f"# Item{number}\n\nItem{number} is worth {worth}{number} coins. Keep item{number} dry.\n"
    )


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> tuple[Path, IndexSettings]:
    """A folder of a thousand files, and its index."""
    folder = tmp_path_factory.mktemp("shop")
    for number in range(FILES):
        (folder / f"item{number:04}.md").write_text(text_of(number, "old"))
    settings = IndexSettings(home=tmp_path_factory.mktemp("shop-home"))
    embedder = WordEmbedder()
    report = build_index([folder], settings, embedder=embedder)
    assert (report.documents, report.chunks) == (FILES, FILES)
    assert report.embedded == FILES * TEXTS
    return folder, settings


def answers(settings: IndexSettings, numbers: list[int], embedder: WordEmbedder) -> list[str]:
    """What the index says that items are worth."""
    said = []
    with Index(settings, embedder) as index:
        assert index.notice == ""
        for number in numbers:
            hits = index.search(index.query(f"what is item{number} worth?"), 3).hits
            texts = [hit.text for hit in hits if f"Item{number} is" in hit.text]
            said.append(texts[0].split("worth ")[1].split(" coins")[0] if texts else "nothing")
    return said


def generations(settings: IndexSettings) -> set[str]:
    return {path.name for path in (settings.folder / "generations").iterdir()}


def test_nothing_changed(shop):
    folder, settings = shop
    before = generations(settings)
    embedder = WordEmbedder()
    report = build_index([folder], settings, embedder=embedder)
    assert (report.changed, report.embedded, embedder.embedded) == (False, 0, [])
    assert generations(settings) == before


def test_one_changed(shop):
    folder, settings = shop
    (folder / "item0007.md").write_text(text_of(7, "new"))
    report = build_index([folder], settings, embedder=WordEmbedder())
    assert (report.documents, report.chunks, report.embedded) == (FILES, FILES, TEXTS - 1)
    assert answers(settings, [6, 7, 8], WordEmbedder()) == ["old6", "new7", "old8"]


def test_one_deleted(shop):
    folder, settings = shop
    (folder / "item0009.md").unlink()
    report = build_index([folder], settings, embedder=WordEmbedder())
    assert (report.documents, report.chunks, report.embedded) == (FILES - 1, FILES - 1, 0)
    assert answers(settings, [8, 9, 10], WordEmbedder()) == ["old8", "nothing", "old10"]
    (folder / "item0009.md").write_text(text_of(9, "old"))
    report = build_index([folder], settings, embedder=WordEmbedder())
    assert report.embedded == 0  # the generation before still had its vectors


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_killed_midway(shop):
    folder, settings = shop
    for number in range(FILES):
        (folder / f"item{number:04}.md").write_text(text_of(number, "newer"))
    command = [sys.executable, "-c", KILLED, str(folder), str(settings.home), "words@1"]
    killed = subprocess.run(command, cwd=PROJECT, capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert answers(settings, [6, 500, 999], WordEmbedder()) == ["old6", "old500", "old999"]
    report = build_index([folder], settings, embedder=WordEmbedder())
    assert 0 < report.embedded <= FILES * (TEXTS - 1) - 900  # what was embedded before is kept
    expected = ["newer6", "newer500", "newer999"]
    assert answers(settings, [6, 500, 999], WordEmbedder()) == expected


def test_the_embedding_model_changed(shop):
    folder, settings = shop
    other = WordEmbedder("words@2")
    with pytest.raises(IndexMismatchError, match="words@1"):
        Index(settings, other)
    report = build_index([folder], settings, embedder=other)
    assert (report.changed, report.embedded) == (True, FILES * TEXTS)
    assert answers(settings, [6], WordEmbedder("words@2")) == ["newer6"]
