"""Damage to an index is noticed before anything is answered, named, and survived."""

import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot import Settings
from bot.__main__ import main
from bot.cli.doctor import examine
from bot.page.server import _bring_up_to_date
from index import (
    Index,
    IndexDamagedError,
    IndexMissingError,
    IndexSettings,
    build_index,
    indexed_paths,
    is_rolled_back,
    roll_back,
)
from tests.doubles.fakes import GUIDES, WordEmbedder, write_guides


@pytest.fixture(scope="module")
def built_twice(tmp_path_factory):
    """A folder with guides and their home, which tests copy."""
    folder = tmp_path_factory.mktemp("twice")
    guides, settings = write_guides(folder / "guides"), IndexSettings(home=folder / "home")
    build_index([guides], settings, embedder=WordEmbedder())
    warm = GUIDES["apples.md"].replace("cold", "warm")
    (guides / "apples.md").write_text(warm)
    build_index([guides], settings, embedder=WordEmbedder())
    return folder


@pytest.fixture
def twice(built_twice, guides, settings):
    """An index with two generations: the older one says cold, the live one warm."""
    shutil.copytree(built_twice, guides.parent, dirs_exist_ok=True)
    return settings


def answer(settings) -> tuple[str, str]:
    """What the index says of apples, and its notice."""
    with Index(settings, WordEmbedder()) as index:
        texts = " ".join(document.text for document in index.documents())
        found = [word for word in ("cold", "warm") if f"{word} rooms" in texts]
        hit = index.search(index.query("how are apples stored?"), 1).hits[0]
        assert [word for word in found if word in hit.text] == found
        return " and ".join(found), index.notice


def live(settings) -> Path:
    return settings.folder / "generations" / "000002"


def files_of(settings) -> list[Path]:
    return sorted(path for path in live(settings).rglob("*") if path.is_file())


DAMAGES = {
    "missing": lambda path: path.unlink(),
    "emptied": lambda path: path.write_bytes(b""),
    "cut short": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"x"),
    "a bit flipped": lambda path: path.write_bytes(flipped(path.read_bytes())),
    "nonsense": lambda path: path.write_bytes(b"nonsense"),
}


def flipped(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :] if data else b"x"


@pytest.mark.parametrize("damage", DAMAGES)
def test_any_damage_to_any_file_is_noticed_and_the_last_whole_index_answers(damage, twice):
    assert answer(twice) == ("warm", "")
    files = files_of(twice)
    assert len(files) >= 12
    for file in files:
        whole = file.read_bytes()
        DAMAGES[damage](file)
        if not file.exists() or file.read_bytes() != whole:  # some files are empty when whole
            said, notice = answer(twice)
            assert said == "cold"
            assert file.name in notice
            assert "careerbot index" in notice
        file.write_bytes(whole)
    assert answer(twice) == ("warm", "")


@pytest.mark.parametrize("pointer", [None, "", "nonsense", "000009 abc", "../../etc abc", "000002"])
def test_a_pointer_that_leads_nowhere_is_damage_and_no_missing_index(pointer, twice):
    current = twice.folder / "current"
    current.unlink() if pointer is None else current.write_text(pointer)
    said, notice = answer(twice)
    assert said in ("cold", "warm")
    assert "damaged" in notice


def test_where_nothing_is_whole_nothing_is_answered(twice):
    for folder in (twice.folder / "generations").iterdir():
        (folder / "passages.db").write_bytes(b"")
    with pytest.raises(IndexDamagedError, match="careerbot index"):
        Index(twice, WordEmbedder())


def test_what_it_was_made_of_outlives_its_manifest(twice, guides):
    (live(twice) / "manifest.json").write_text("{")
    assert indexed_paths(twice) == [guides.resolve()]


def test_an_index_that_does_not_know_what_it_was_made_of_is_not_replaced(twice):
    for folder in (twice.folder / "generations").iterdir():
        (folder / "manifest.json").write_text("{")
    with pytest.raises(IndexDamagedError, match="careerbot index FOLDER"):
        indexed_paths(twice)


def test_a_damaged_index_is_mended_by_the_next_build(twice, guides):
    shutil.rmtree(live(twice) / "chroma")
    report = build_index([guides], twice, embedder=WordEmbedder())
    assert (report.changed, report.embedded) == (True, 0)
    assert answer(twice) == ("warm", "")


def test_rolling_back_lasts_until_the_next_build_by_name(twice, guides):
    assert not is_rolled_back(twice)
    roll_back(twice)
    assert answer(twice) == ("cold", "")
    assert is_rolled_back(twice)
    with pytest.raises(IndexDamagedError, match="no generation before"):
        roll_back(twice)
    build_index([guides], twice, embedder=WordEmbedder())
    assert answer(twice) == ("warm", "")
    assert not is_rolled_back(twice)


def test_the_page_does_not_undo_a_rollback(twice, capsys):
    roll_back(twice)
    said = _bring_up_to_date(Settings(home=str(twice.home)))
    assert "rolled back" in said
    assert answer(twice) == ("cold", "")


def test_there_is_nothing_to_roll_back_where_there_is_nothing(settings):
    with pytest.raises(IndexMissingError):
        roll_back(settings)
    assert not settings.folder.exists()


def test_a_page_that_is_open_follows_a_rollback(twice):
    with Index(twice, WordEmbedder()) as index:
        roll_back(twice)
        assert any("cold rooms" in document.text for document in index.documents())


def test_documents_of_kept_generations_can_still_be_shown(twice):
    with Index(twice, WordEmbedder()) as index:
        now = {document.id for document in index.documents()}
        roll_back(twice)
        then = {document.id for document in index.documents()}
        assert all(index.document(identity).text for identity in now | then)
        with pytest.raises(IndexDamagedError, match="ask the question again"):
            index.document("0" * 64)


@pytest.fixture
def without_model(monkeypatch):
    """Commands embed without a model, which takes seconds to load."""
    for room in ("index.build", "index.reader", "bot.cli.doctor"):
        monkeypatch.setattr(f"{room}.SentenceTransformerEmbedder", lambda *_: WordEmbedder())


@pytest.fixture
def usual(twice, guides, monkeypatch, without_model):
    """A home with two generations where commands look for it, as doctor does."""
    settings = Settings(home=str(twice.home), corpus=str(guides))
    for name in ("home", "corpus"):
        monkeypatch.setenv(f"CAREERBOT_{name.upper()}", str(getattr(settings, name)))
    return settings


def wrong(settings: Settings) -> str:
    return "\n".join(str(finding) for finding in examine(settings) if finding.fix)


def test_doctor_finds_every_damage_and_names_what_mends_it(usual, capsys):
    assert main(["doctor"]) == 0
    assert "wrong" not in capsys.readouterr().out
    index = usual.index.folder
    generation = index / "generations" / "000002"
    kept = index.with_name("kept")
    shutil.copytree(index, kept)
    guides = Path(usual.corpus)
    manifest = json.loads((generation / "manifest.json").read_text())

    def rewritten(**changes: object) -> None:
        (generation / "manifest.json").write_text(json.dumps({**manifest, **changes}))

    def swapped(one: str, other: str) -> None:
        a, b = generation / one, generation / other
        kept_bytes = a.read_bytes()
        a.write_bytes(b.read_bytes())
        b.write_bytes(kept_bytes)

    def changed_text() -> None:
        with closing(sqlite3.connect(generation / "passages.db")) as database, database:
            database.execute("update documents set text = upper(text)")

    damages = {
        "passages gone": lambda: (generation / "passages.db").unlink(),
        "passages cut": lambda: os.truncate(generation / "passages.db", 4096),
        "passages changed": changed_text,
        "vectors gone": lambda: shutil.rmtree(generation / "chroma"),
        "vectors emptied": lambda: (generation / "chroma" / "chroma.sqlite3").write_bytes(b""),
        "keywords gone": lambda: shutil.rmtree(generation / "keywords"),
        "keywords swapped": lambda: swapped("keywords/words.json", "foreign.npy"),
        "foreign cut": lambda: os.truncate(generation / "foreign.npy", 100),
        "manifest gone": lambda: (generation / "manifest.json").unlink(),
        "manifest emptied": lambda: (generation / "manifest.json").write_text(""),
        "manifest of another schema": lambda: rewritten(schema=1),
        "manifest of another embedder": lambda: rewritten(embedder="other@1"),
        "manifest with fewer passages": lambda: rewritten(chunk_ids=[]),
        "manifest hash gone": lambda: (generation / "manifest.sha256").unlink(),
        "manifest hash changed": lambda: (generation / "manifest.sha256").write_text("0" * 64),
        "a stranger among the files": lambda: (generation / "chroma" / "x").write_text("x"),
        "generation gone": lambda: shutil.rmtree(generation),
        "generation empty": lambda: (shutil.rmtree(generation), generation.mkdir()),
        "pointer gone": lambda: (index / "current").unlink(),
        "pointer emptied": lambda: (index / "current").write_text(""),
        "pointer to nothing": lambda: (index / "current").write_text("000077 0"),
        "all generations gone": lambda: shutil.rmtree(index / "generations"),
        "index gone": lambda: shutil.rmtree(index),
    }
    assert len(damages) >= 20
    for name, damage in damages.items():
        damage()
        said = wrong(usual)
        assert "index" in said, name
        assert "careerbot index" in said, name
        if name in ("passages changed", "index gone"):  # a build takes its time
            assert main(["index", str(guides)]) == 0, name
        shutil.rmtree(index)
        shutil.copytree(kept, index)
    assert wrong(usual) == ""
    capsys.readouterr()


def test_doctor_sees_what_is_not_the_index(usual, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "")
    problem = Settings(home=usual.home, corpus=usual.corpus, model="nobody:model")
    assert "language model" in wrong(problem)
    (Path(usual.corpus) / "pears.md").write_text("# Pears\n\nNew.")
    assert "up to date" in wrong(usual)
    shutil.rmtree(usual.corpus)
    assert "guides" in wrong(usual)


def test_a_file_that_cannot_be_read_is_named_by_every_command(
    tmp_path, monkeypatch, capsys, without_model
):
    monkeypatch.setenv("CAREERBOT_HOME", str(tmp_path / "home"))
    guides = write_guides(tmp_path / "g")
    (guides / "bad.pdf").write_bytes(b"no PDF")
    named = "g/bad.pdf: it is no whole PDF"
    assert main(["index", str(guides)]) == 1
    assert f"careerbot: {named}" in capsys.readouterr().err
    assert main(["status"]) == 0
    assert "not read       g/bad.pdf" in capsys.readouterr().out
    assert main(["doctor"]) == 1
    assert named in capsys.readouterr().out
    assert _bring_up_to_date(Settings(home=str(tmp_path / "home"))) == ""
    assert named in capsys.readouterr().err
    (guides / "bad.pdf").unlink()
    assert main(["index"]) == 0
