"""A disk without room: seen before a build writes, survived where it fills up in the middle."""

import shutil
import subprocess
import sys
from collections import namedtuple
from contextlib import closing
from pathlib import Path

import pytest

from index import Index, IndexOpenError, build_index
from index.build import read_documents
from index.disk_space import size_of
from index.errors import DiskFullError
from index.passages_writer import PassagesWriter
from tests.conftest import PROJECT
from tests.doubles.fakes import Drawn, WordEmbedder, write_guides

MEGABYTE = 2**20
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def little_room(monkeypatch):
    """Every disk says that it has room for five megabytes."""
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(0, 0, 5 * MEGABYTE))


def many(version):
    """Guides that make an index of some five megabytes."""
    return {
        f"item{n}.md": f"# Item{n}\n\n"
        + " ".join(f"Part{k} of item{n} is worth {version}{n} of {k} coins." for k in range(40))
        for n in range(30)
    }


def test_a_build_without_room_says_how_much_it_needs_and_embeds_nothing(
    guides, settings, embedder, monkeypatch
):
    build_index([guides], settings, embedder=embedder)
    write_guides(guides, many("new"))
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(0, 0, 5 * MEGABYTE))
    again = WordEmbedder()
    says = r"Disk full: about [\d.]+ MB are needed.* 5.0 MB are free.*as it was.*careerbot index"
    with pytest.raises(DiskFullError, match=says):
        build_index([guides], settings, embedder=again)
    assert again.embedded == []
    monkeypatch.undo()
    with Index(settings, embedder) as index:
        assert len(index.documents()) == 3
    assert build_index([guides], settings, embedder=embedder).documents == 33


def test_a_build_with_little_to_write_needs_little_room(guides, settings, embedder, little_room):
    assert build_index([guides], settings, embedder=embedder).changed


def test_what_a_build_is_said_to_need_is_what_it_takes_and_hardly_more(tmp_path, settings):
    folder = write_guides(tmp_path / "g", many("old"))
    with closing(PassagesWriter(tmp_path / "read.db")) as db:
        db.create()
        files = read_documents([folder], settings, db, Drawn())
        needed, copied = db.bytes_of_index([file.document for file in files])
    before = size_of(settings.folder)
    build_index([folder], settings, embedder=Drawn())
    chroma = size_of(settings.folder / "generations" / "000001" / "chroma")
    taken = size_of(settings.folder) - before
    assert taken < needed < 3 * taken
    assert chroma < copied < 3 * chroma


def test_a_reader_without_room_for_its_copy_says_where_and_what_to_do(
    guides, settings, embedder, monkeypatch
):
    build_index([guides], settings, embedder=embedder)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(0, 0, 1000))
    with pytest.raises(IndexOpenError, match=r"Disk full: .* free\..*set TMPDIR"):
        Index(settings, embedder)


FULL = """
import os, sys
from pathlib import Path
from index import Index, IndexSettings, build_index
from index.errors import DiskFullError
from tests.doubles.fakes import WordEmbedder, write_guides
from tests.index.test_build import texts_in
from tests.index.test_disk import many

disk = Path(sys.argv[1])
filler = disk / "filler"
settings = IndexSettings(home=disk / "home")
stage = sys.argv[2]

def fill():
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 4096):
                pass
        except OSError:
            pass
    # A few blocks stay free, so that it is not always the first write that fails.
    os.truncate(filler, filler.stat().st_size - 4096 * int(sys.argv[3]))

class Filling(WordEmbedder):
    def encode(self, texts):
        if stage == "embedding" and not filler.exists():
            fill()
        return super().encode(texts)

def progress(doing, done, total):
    if doing == stage == "writing" and not filler.exists():
        fill()

folder = write_guides(disk / "g", many("old"))
build_index([folder], settings, embedder=WordEmbedder())
write_guides(folder, many("new"))
try:
    build_index([folder], settings, embedder=Filling(), progress=progress)
except DiskFullError as error:
    print(error)
assert filler.exists()
with Index(settings, WordEmbedder()) as index:
    assert "old7 " in texts_in(index) and "new7 " not in texts_in(index), "the old index is lost"
filler.unlink()
build_index([folder], settings, embedder=WordEmbedder())
with Index(settings, WordEmbedder()) as index:
    assert "new7 " in texts_in(index) and "old7 " not in texts_in(index)
left = [path.name for path in settings.folder.rglob("*") if "building" in path.name]
assert not left, left
print("whole again")
"""


def in_small_disk(tmp_path: Path, command: list[str], size: str) -> subprocess.CompletedProcess:
    """Run with a disk of that size in place of a folder, seen by the command alone."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = f'mount -t tmpfs -o size={size} none "$0" && exec "$@"'
    whole = ["unshare", "-rm", "sh", "-c", mount, str(disk), *command]
    if shutil.which("unshare") is None or subprocess.run([*whole[:6], "true"]).returncode:
        pytest.skip("this machine lets nobody mount a small disk in a namespace of their own")
    return subprocess.run(whole, cwd=PROJECT, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("stage", "blocks"),
    [
        ("writing", 40),
        *(pytest.param("embedding", n, marks=pytest.mark.slow) for n in (2, 40, 400)),
    ],
)
def test_a_disk_that_fills_up_in_the_middle_leaves_the_old_index(stage, blocks, tmp_path):
    command = [sys.executable, "-c", FULL, str(tmp_path / "disk"), stage, str(blocks)]
    done = in_small_disk(tmp_path, command, "32m")
    print(done.stderr)
    said = done.stdout.splitlines()
    assert said[0].startswith("Disk full: ")
    assert "as it was" in said[0] or "stays live" in said[0]
    assert said[-1] == "whole again"


def test_the_command_line_says_that_the_disk_is_full_and_fails(guides, tmp_path):
    command = ["env", f"CAREERBOT_HOME={tmp_path / 'disk' / 'home'}", sys.executable]
    done = in_small_disk(tmp_path, [*command, "-m", "bot", "index", str(guides)], "1m")
    assert done.returncode == 1
    assert "Disk full: about" in done.stderr
    assert "Traceback" not in done.stderr
