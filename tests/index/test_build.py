import json
import multiprocessing
import os
import sqlite3
import tempfile
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index import (
    DocumentError,
    Index,
    IndexBusyError,
    IndexDamagedError,
    IndexingError,
    IndexMismatchError,
    IndexMissingError,
    IndexOpenError,
    IndexSettings,
    NothingToIndexError,
    build_index,
    indexed_paths,
    open_index,
)
from index.generations import Generations
from index.vectors.places import put_vectors
from tests.doubles.fakes import GUIDES, WordEmbedder, write_guides


def texts_in(index):
    return " ".join(document.text for document in index.documents())


def found(index, question):
    return " ".join(hit.text for hit in index.search(index.query(question), 20).hits)


def test_the_report_counts_what_is_there(guides, settings, embedder):
    report = build_index([guides], settings, embedder=embedder)
    assert (report.documents, report.chunks, report.sentences) == (3, 5, 10)
    assert report.embedded == report.chunks + report.sentences
    assert report.changed
    assert report.seconds > 0


def test_a_second_build_embeds_nothing_and_changes_nothing(guides, settings, embedder):
    first = build_index([guides], settings, embedder=embedder)
    again = WordEmbedder()
    second = build_index([guides], settings, embedder=again)
    assert again.embedded == []
    assert (second.embedded, second.changed) == (0, False)
    assert (second.documents, second.chunks) == (first.documents, first.chunks)


def test_a_changed_guide_embeds_only_its_own_new_texts(guides, settings, embedder):
    build_index([guides], settings, embedder=embedder)
    changed = GUIDES["pears.md"].replace("ripen after", "rest after")
    (guides / "pears.md").write_text(changed)
    again = WordEmbedder()
    report = build_index([guides], settings, embedder=again)
    assert report.embedded == 2  # one sentence, and the chunk that holds it
    new = [text for text in again.embedded if "rest after the harvest." in text]
    assert len(new) == 2
    with Index(settings, embedder) as index:
        assert "rest after" in found(index, "pears harvest")
        assert "ripen after" not in texts_in(index)


def test_a_deleted_guide_cannot_be_found(guides, settings, embedder):
    build_index([guides], settings, embedder=embedder)
    (guides / "plums.txt").unlink()
    report = build_index([guides], settings, embedder=embedder)
    assert (report.documents, report.embedded) == (2, 0)
    with Index(settings, embedder) as index:
        assert "prunes" not in found(index, "plums are dried into prunes").lower()
        assert "prunes" not in texts_in(index).lower()


def test_a_deleted_guide_leaves_the_disk_with_the_last_generation_that_had_it(
    guides, settings, embedder
):
    few = replace(settings, keep=1)
    build_index([guides], few, embedder=embedder)
    (guides / "plums.txt").unlink()
    build_index([guides], few, embedder=embedder)
    with Index(few, embedder) as index:
        assert index._live.db._rows("select count(*) from documents", []) == [(2,)]
        of_texts = "select vector from chunks union select vector from sentences"
        count = f"select count(*) from vectors where key in ({of_texts})"
        assert index._live.db._rows(count, []) == [(12,)]
        others = "select count(*) from vectors where key not in (select vector from questions"
        assert index._live.db._rows(f"{others} union {of_texts})", []) == [(0,)]


def test_a_renamed_guide_keeps_its_vectors(guides, settings, embedder):
    build_index([guides], settings, embedder=embedder)
    (guides / "plums.txt").rename(guides / "prunes.txt")
    report = build_index([guides], settings, embedder=embedder)
    assert (report.changed, report.embedded) == (True, 0)
    with Index(settings, embedder) as index:
        assert "guides/prunes.txt" in {document.source for document in index.documents()}


def test_the_same_text_in_two_files_is_embedded_once_and_found_in_both(tmp_path, settings):
    embedder = WordEmbedder()
    guides = write_guides(tmp_path / "g", {"a.txt": GUIDES["plums.txt"]})
    once = build_index([guides], settings, embedder=embedder)
    write_guides(guides, {"b.txt": GUIDES["plums.txt"]})
    twice = build_index([guides], settings, embedder=embedder)
    assert (twice.embedded, twice.chunks) == (0, 2 * once.chunks)
    with Index(settings, embedder) as index:
        hits = index.search(index.query("prunes")).hits
        assert {hit.document.source for hit in hits} == {"g/a.txt", "g/b.txt"}


def test_a_build_of_nothing_leaves_the_index_as_it_was(guides, settings, embedder, tmp_path):
    build_index([guides], settings, embedder=embedder)
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(NothingToIndexError, match="left as it was"):
        build_index([empty], settings, embedder=embedder)
    with Index(settings, embedder) as index:
        assert len(index.documents()) == 3


def test_bad_files_are_named_and_the_rest_is_built(guides, settings, embedder):
    write_guides(guides, {"bad.md": "---\nkind: path\n---\nText.\n", "empty.md": ""})
    report = build_index([guides], settings, embedder=embedder)
    assert (report.documents, report.changed) == (3, True)
    bad, empty = report.failed
    assert str(bad).startswith("guides/bad.md: front matter field title: missing; front matter")
    assert str(empty) == "guides/empty.md: there is no text in it; write some or remove it."
    again = build_index([guides], settings, embedder=embedder)
    assert (again.changed, again.failed) == (False, report.failed)


def test_a_file_that_can_no_longer_be_read_is_kept_as_it_was(guides, settings, embedder):
    build_index([guides], settings, embedder=embedder)
    (guides / "pears.md").write_bytes(b"\xff\x00")
    report = build_index([guides], settings, embedder=embedder)
    assert [(f.source, f.kept) for f in report.failed] == [("guides/pears.md", True)]
    assert report.documents == 3
    (guides / "apples.md").write_text("Apples are red.")
    assert build_index([guides], settings, embedder=embedder).failed == report.failed
    with Index(settings, embedder) as index:
        assert "ripen after" in texts_in(index)
    assert not build_index([guides], settings, embedder=embedder).changed
    (guides / "pears.md").write_text(GUIDES["pears.md"])
    mended = build_index([guides], settings, embedder=embedder)
    assert (mended.changed, mended.failed, mended.embedded) == (True, (), 0)


def test_a_file_that_failed_and_is_removed_is_gone(guides, settings, embedder):
    build_index([guides], settings, embedder=embedder)
    (guides / "pears.md").write_bytes(b"\xff\x00")
    build_index([guides], settings, embedder=embedder)
    (guides / "pears.md").unlink()
    report = build_index([guides], settings, embedder=embedder)
    assert (report.documents, report.failed) == (2, ())
    with Index(settings, embedder) as index:
        assert "ripen after" not in texts_in(index)


def test_a_build_in_which_every_file_fails_leaves_the_index_as_it_was(guides, settings, embedder):
    build_index([guides], settings, embedder=embedder)
    for file in guides.iterdir():
        file.write_bytes(b"\xff\x00")
    with pytest.raises(DocumentError, match=r"(?s)apples.*pears.*plums.*left as it was"):
        build_index([guides], settings, embedder=embedder)
    with Index(settings, embedder) as index:
        assert "ripen after" in texts_in(index)


def test_every_stored_span_reproduces_its_text(guides, settings, embedder):
    write_guides(guides, {"odd.md": "# T\r\n\r\nÜber\tall. e\u0301 “q”.\r\n\r\n- a\r\n- b\r\n"})
    build_index([guides], settings, embedder=embedder)
    with Index(settings, embedder) as index:
        for document in index.documents():
            chunks = index._live.db.chunks([document.id])
            for chunk in chunks:
                for s in index._live.db.sentences([chunk.id])[0]:
                    assert chunk.start <= s.start < s.end <= chunk.end
                    assert "\r" not in document.text[s.start : s.end]


def test_one_build_at_a_time_and_the_other_is_told_who(guides, settings, embedder):
    with Generations(settings.folder).lock(), pytest.raises(IndexBusyError, match="process"):
        build_index([guides], settings, embedder=embedder)
    build_index([guides], settings, embedder=embedder)


def test_only_the_last_three_generations_are_kept(guides, settings, embedder):
    for number in range(5):
        (guides / "pears.md").write_text(f"Version {number}.")
        build_index([guides], settings, embedder=embedder)
    kept = sorted(path.name for path in (settings.folder / "generations").iterdir())
    assert kept == ["000003", "000004", "000005"]


def test_an_index_that_is_not_there_says_how_to_make_it(settings, embedder):
    with pytest.raises(IndexMissingError, match="careerbot index"):
        open_index(settings)


def test_another_embedding_model_is_noticed_and_built_anew(guides, settings, embedder):
    build_index([guides], settings, embedder=embedder)
    other = WordEmbedder("words@2")
    with pytest.raises(IndexMismatchError, match=r"words@1.*words@2"):
        Index(settings, other)
    report = build_index([guides], settings, embedder=other)
    assert report.embedded == report.chunks + report.sentences
    with Index(settings, other) as index:
        assert found(index, "perry").startswith("Pears are pressed")


def test_other_chunking_is_built_anew(guides, settings, embedder):
    build_index([guides], settings, embedder=embedder)
    small = replace(settings, chunk_size=100, chunk_overlap=0)
    assert build_index([guides], small, embedder=embedder).changed


@pytest.mark.parametrize("damage", ["missing", "empty", "flipped"])
def test_damage_to_any_file_is_noticed_before_it_is_opened(damage, guides, settings, embedder):
    build_index([guides], settings, embedder=embedder)
    generation = settings.folder / "generations" / "000001"
    files = [path for path in generation.rglob("*") if path.is_file()]
    assert len(files) > 6
    for file in files:
        whole = file.read_bytes()
        if damage == "missing":
            file.unlink()
        elif damage == "empty":
            file.write_bytes(b"" if whole else b"x")
        else:
            file.write_bytes(bytes([whole[0] ^ 1]) + whole[1:] if whole else b"x")
        with pytest.raises(IndexDamagedError, match="careerbot index"):
            Index(settings, embedder)
        file.write_bytes(whole)
    Index(settings, embedder).close()


def test_a_damaged_index_is_built_again_without_embedding(guides, settings, embedder):
    build_index([guides], settings, embedder=embedder)
    (settings.folder / "generations" / "000001" / "manifest.json").write_text("{}")
    report = build_index([guides], settings, embedder=embedder)
    assert (report.changed, report.embedded) == (True, 0)
    Index(settings, embedder).close()


def test_reading_leaves_the_generation_as_it_was(guides, settings, embedder):
    build_index([guides], settings, embedder=embedder)
    live = Generations(settings.folder).live()
    with Index(settings, embedder) as index:
        found(index, "apples")
    assert Generations(settings.folder).live() == live


def test_an_open_index_follows_the_builds_of_others(guides, settings, embedder):
    build_index([guides], settings, embedder=embedder)
    stop = threading.Event()
    seen: list[str] = []
    errors: list[Exception] = []

    def ask(index):
        while not stop.is_set():
            try:
                seen.append(found(index, "version of the pears"))
            except Exception as error:
                errors.append(error)

    with Index(settings, embedder) as index:
        askers = [threading.Thread(target=ask, args=[index]) for _ in range(3)]
        for asker in askers:
            asker.start()
        for number in range(5):
            (guides / "pears.md").write_text(f"This is version {number} of the pears.")
            build_index([guides], settings, embedder=WordEmbedder())
        assert "version 4" in found(index, "version of the pears")
        stop.set()
        for asker in askers:
            asker.join()
    assert errors == []
    assert all(sum(f"version {n}" in text for n in range(5)) <= 1 for text in seen)


def test_progress_is_told_from_beginning_to_end(guides, settings, embedder):
    told: list[tuple[str, int, int]] = []
    build_index([guides], settings, embedder=embedder, progress=lambda *step: told.append(step))
    assert [doing for doing, done, total in told if done == total] == [
        "reading",
        "embedding",
        "writing",
    ]


def build_in_child(guides, settings):
    build_index([guides], settings, embedder=WordEmbedder())


def test_builds_in_two_processes_do_not_meet(guides, settings, embedder):
    build_index([guides], settings, embedder=embedder)
    context = multiprocessing.get_context("spawn")
    (guides / "pears.md").write_text("Changed.")
    children = [context.Process(target=build_in_child, args=[guides, settings]) for _ in range(2)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    assert 0 in {child.exitcode for child in children}
    with Index(settings, embedder) as index:
        assert "Changed." in texts_in(index)


def test_the_manifest_says_what_the_generation_holds(guides, settings, embedder):
    build_index([guides], settings, embedder=embedder)
    folder = settings.folder / "generations" / "000001"
    manifest = json.loads((folder / "manifest.json").read_text())
    assert [file["source"] for file in manifest["files"]] == [
        "guides/apples.md",
        "guides/pears.md",
        "guides/plums.txt",
    ]
    assert manifest["embedder"] == "words@1"
    assert manifest["calibration"]["answer_from"] >= manifest["calibration"]["refuse_below"]


def test_a_line_that_becomes_a_heading_makes_another_document(guides, settings, embedder):
    (guides / "pears.md").write_text("# Pears\n\nPay\n\nTen coins are paid.\n")
    build_index([guides], settings, embedder=embedder)
    (guides / "pears.md").write_text("# Pears\n\n## Pay\n\nTen coins are paid.\n")
    assert build_index([guides], settings, embedder=embedder).changed
    with Index(settings, embedder) as index:
        hit = index.search(index.query("ten coins are paid")).hits[0]
        assert hit.chunk.headings == ("Pay",)


@pytest.mark.parametrize("damage", ["lost", "no database", "text changed"])
def test_damage_to_what_builds_work_in_costs_nothing(damage, guides, settings, embedder):
    build_index([guides], settings, embedder=embedder)
    database = settings.folder / "passages.db"
    if damage == "lost":
        database.unlink()
    elif damage == "no database":
        database.write_bytes(b"nonsense" * 1000)
    else:
        with closing(sqlite3.connect(database)) as connection, connection:
            connection.execute("update documents set text = replace(text, 'cold', 'warm')")
    (guides / "plums.txt").write_text("Plums\n\nPlums are sweet.")
    report = build_index([guides], settings, embedder=embedder)
    assert (report.changed, report.embedded) == (True, 2)
    with Index(settings, embedder) as index:
        assert "cold rooms" in texts_in(index)
        assert index.notice == ""


def test_the_index_knows_what_it_was_made_of(guides, settings, embedder):
    assert indexed_paths(settings) == []
    build_index([guides], settings, embedder=embedder)
    assert indexed_paths(settings) == [guides.resolve()]


def test_a_folder_that_is_named_twice_counts_once(guides, settings, embedder):
    build_index([guides], settings, embedder=embedder)
    assert not build_index([guides, guides], settings, embedder=embedder).changed


def test_guides_that_were_moved_are_looked_for_where_they_are_now(guides, settings, embedder):
    build_index([guides], settings, embedder=embedder)
    (there := guides.parent / "elsewhere").mkdir()
    moved = guides.rename(there / guides.name)
    report = build_index([moved], settings, embedder=embedder)
    assert (report.changed, report.embedded) == (True, 0)
    assert indexed_paths(settings) == [moved.resolve()]
    assert not build_index([moved], settings, embedder=embedder).changed


def test_a_damaged_index_still_knows_what_it_was_made_of(guides, settings, embedder):
    build_index([guides], settings, embedder=embedder)
    generation = settings.folder / "generations" / "000001"
    (generation / "chroma" / "chroma.sqlite3").unlink()
    assert indexed_paths(settings) == [guides.resolve()]


def test_a_closed_index_says_so_and_leaves_nothing_behind(guides, settings, embedder):
    build_index([guides], settings, embedder=embedder)
    own = f"careerbot-{os.getpid()}-*"
    before = set(Path(tempfile.gettempdir()).glob(own))
    index = Index(settings, embedder)
    assert set(Path(tempfile.gettempdir()).glob(own)) != before
    query = index.query("apples")
    index.close()
    assert set(Path(tempfile.gettempdir()).glob(own)) == before
    with pytest.raises(IndexOpenError, match="closed"):
        index.search(query)


def test_what_a_killed_reader_left_is_removed(guides, settings, embedder):
    build_index([guides], settings, embedder=embedder)
    child = multiprocessing.get_context("spawn").Process(target=print)
    child.start()
    child.join()
    left = Path(tempfile.gettempdir()) / f"careerbot-{child.pid}-left"
    left.mkdir()
    Index(settings, embedder).close()
    assert not left.exists()


def test_strangers_in_the_folder_of_generations_are_left_alone(guides, settings, embedder):
    build_index([guides], settings, embedder=embedder)
    stranger = settings.folder / "generations" / ".DS_Store"
    stranger.write_bytes(b"x")
    (guides / "pears.md").write_text("Changed.")
    assert build_index([guides], settings, embedder=embedder).changed
    assert stranger.exists()


def test_a_home_that_is_a_file_is_a_plain_error(guides, tmp_path, embedder):
    (tmp_path / "home").write_text("a file")
    settings = IndexSettings(home=tmp_path / "home")
    with pytest.raises(IndexingError, match="could not be written"):
        build_index([guides], settings, embedder=embedder)
    with pytest.raises(IndexMissingError):
        Index(settings, embedder)


def test_vectors_that_are_not_those_of_their_passages_never_go_live(
    guides, settings, embedder, monkeypatch
):
    build_index([guides], settings, embedder=embedder)

    def turned_round(settings, folder, ids, rows):
        return put_vectors(settings, folder, ids, rows[::-1])

    monkeypatch.setattr("index.build.put_vectors", turned_round)
    (guides / "pears.md").write_text("Pears are blue now.")
    with pytest.raises(IndexDamagedError, match="stays live"):
        build_index([guides], settings, embedder=embedder)
    with Index(settings, embedder) as opened:
        assert "blue" not in texts_in(opened)
