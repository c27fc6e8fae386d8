"""What a newer version of careerbot built is left alone, and disks of other habits are survived."""

import errno
import hashlib
import json
import os

import pytest

from index import Generations, Index, IndexNewerError, build_index, embeddings, roll_back
from tests.doubles.fakes import GUIDES, WordEmbedder


@pytest.fixture
def newer(guides, settings, embedder):
    """An index whose live generation is of a newer schema."""
    build_index([guides], settings, embedder=embedder)
    (guides / "pears.md").write_text(GUIDES["pears.md"].replace("oak", "old"))
    build_index([guides], settings, embedder=embedder)
    live = settings.folder / "generations" / "000002"
    manifest = json.loads((live / "manifest.json").read_text())
    text = json.dumps({**manifest, "schema": manifest["schema"] + 1, "files": "in another way"})
    (live / "manifest.json").write_text(text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    (live / "manifest.sha256").write_text(digest)
    (settings.folder / "current").write_text(f"000002 {digest}\n")
    return live


def test_a_newer_generation_is_never_removed(newer, guides, settings, embedder):
    for number in range(5):
        (guides / "pears.md").write_text(f"# Pears\n\nPears number {number}.")
        build_index([guides], settings, embedder=embedder)
        assert (newer / "passages.db").exists()
    assert len([*(settings.folder / "generations").iterdir()]) == settings.keep + 1


def test_a_newer_generation_is_named_and_the_one_before_answers(newer, settings, embedder):
    with pytest.raises(IndexNewerError, match="newer version"):
        Generations(settings.folder).live()
    with Index(settings, embedder) as index:
        assert "newer version" in index.notice
        assert len(index.documents()) == 3


def test_what_only_seems_newer_by_damage_is_removed(newer, guides, settings, embedder):
    (newer / "manifest.sha256").write_text("0" * 64)
    build_index([guides], settings, embedder=embedder)
    assert not newer.exists()


def test_a_field_of_a_later_version_of_the_same_schema_is_left_alone(guides, settings, embedder):
    build_index([guides], settings, embedder=embedder)
    live = settings.folder / "generations" / "000001"
    text = json.dumps({**json.loads((live / "manifest.json").read_text()), "more": 1})
    (live / "manifest.json").write_text(text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    (live / "manifest.sha256").write_text(digest)
    (settings.folder / "current").write_text(f"000001 {digest}\n")
    with Index(settings, embedder) as index:
        assert index.notice == ""


@pytest.mark.parametrize("refusal", [errno.EINVAL, errno.ENOTSUP])
def test_a_disk_that_does_not_sync_folders_takes_an_index(
    refusal, guides, settings, embedder, monkeypatch
):
    real = os.fsync

    def fsync(handle):
        if os.path.isdir(f"/proc/self/fd/{handle}"):
            raise OSError(refusal, os.strerror(refusal))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    assert build_index([guides], settings, embedder=embedder).changed
    monkeypatch.setattr(os, "fsync", lambda handle: (_ for _ in ()).throw(OSError(errno.EIO, "")))
    (guides / "pears.md").write_text("# Pears\n\nPears are green.")
    with pytest.raises(Exception, match="could not be written"):  # what is no habit is an error
        build_index([guides], settings, embedder=embedder)


def test_reading_needs_no_room_on_the_disk(guides, settings, embedder, monkeypatch):
    """A note of the checked weights is stale, and cannot be written."""
    build_index([guides], settings, embedder=embedder)
    note = settings.folder / "verified-model.json"
    note.write_text('["of another installation"]')

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(embeddings, "write_note", full)
    monkeypatch.setattr(embeddings, "file_hash", lambda path: embeddings.OFFICIAL_SHA256)
    found = embeddings.SentenceTransformerEmbedder(state=settings.folder).fingerprint
    assert found.startswith("all-MiniLM-L6-v2@")
    with Index(settings, WordEmbedder()) as index:
        assert index.documents()


def test_a_build_by_name_that_changes_nothing_ends_a_rollback(guides, settings, embedder):
    build_index([guides], settings, embedder=embedder)
    before = (guides / "pears.md").read_text()
    (guides / "pears.md").write_text("# Pears\n\nPears are green.")
    build_index([guides], settings, embedder=embedder)
    roll_back(settings)
    (guides / "pears.md").write_text(before)
    assert not build_index([guides], settings, embedder=embedder).changed
    assert not Generations(settings.folder).rolled_back()
