"""A folder that is not there, or empty, when a build looks: no deletion, if no one asked for it."""

import shutil

import pytest

from bot import Settings
from bot.__main__ import main
from bot.project import guides_of
from index import EmptiedFolderError, Index, NothingToIndexError, build_index, indexed_paths
from tests.doubles.fakes import GUIDES, WordEmbedder, write_guides


@pytest.fixture
def two(tmp_path, settings, embedder):
    """Two folders that are indexed together."""
    apples = write_guides(tmp_path / "apples", {"apples.md": GUIDES["apples.md"]})
    pears = write_guides(tmp_path / "pears", {"pears.md": GUIDES["pears.md"]})
    build_index([apples, pears], settings, embedder=embedder)
    return apples, pears


def sources(settings) -> list[str]:
    with Index(settings, WordEmbedder()) as index:
        return [each.source for each in index.contents()]


BOTH = ["apples/apples.md", "pears/pears.md"]


@pytest.mark.parametrize("left", [(), ("notes.org",), ("deeper",)])
@pytest.mark.parametrize("emptied", [0, 1])
def test_a_folder_that_came_up_empty_is_no_deletion(emptied, left, two, settings, embedder):
    folder = two[emptied]
    shutil.rmtree(folder)
    folder.mkdir()
    for name in left:
        (folder / name).write_text("no guide") if "." in name else (folder / name).mkdir()
    with pytest.raises(
        EmptiedFolderError, match=rf"{folder.name} holds no documents.*--allow-empt"
    ):
        build_index(two, settings, embedder=embedder)
    assert sources(settings) == BOTH
    build_index(two, settings, embedder=embedder, allow_empty=True)
    assert sources(settings) == [BOTH[1 - emptied]]
    build_index(two, settings, embedder=embedder)  # it was asked for once, and holds


def test_a_folder_that_vanished_is_no_deletion_either(two, settings, embedder):
    shutil.rmtree(two[1])
    for allow_empty in (False, True):
        with pytest.raises(NothingToIndexError, match="does not exist"):
            build_index(two, settings, embedder=embedder, allow_empty=allow_empty)
    assert sources(settings) == BOTH
    build_index(two[:1], settings, embedder=embedder)  # not to name it is to ask for it
    assert sources(settings) == BOTH[:1]


def test_the_only_folder_is_never_emptied(guides, settings, embedder):
    build_index([guides], settings, embedder=embedder)
    shutil.rmtree(guides)
    guides.mkdir()
    for allow_empty in (False, True):
        with pytest.raises(NothingToIndexError):
            build_index([guides], settings, embedder=embedder, allow_empty=allow_empty)
    assert len(sources(settings)) == 3


def test_a_link_that_leads_to_an_empty_folder_now_is_no_deletion(two, tmp_path, settings, embedder):
    (tmp_path / "elsewhere" / "pears").mkdir(parents=True)
    link = tmp_path / "link"
    link.symlink_to(tmp_path)
    build_index([two[0], link / "pears"], settings, embedder=embedder)
    link.unlink()
    link.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(EmptiedFolderError):
        build_index([two[0], link / "pears"], settings, embedder=embedder)


def test_one_of_a_folders_documents_may_go_and_new_folders_may_be_empty(
    two, tmp_path, settings, embedder
):
    write_guides(two[0], {"plums.txt": GUIDES["plums.txt"]})
    (two[0] / "apples.md").unlink()
    (tmp_path / "new").mkdir()
    build_index([*two, tmp_path / "new"], settings, embedder=embedder)
    assert sources(settings) == ["apples/plums.txt", "pears/pears.md"]


def test_a_damaged_index_still_knows_what_a_folder_held(two, settings, embedder):
    (two[0] / "apples.md").write_text("# Apples\n\nNew words.")
    build_index(two, settings, embedder=embedder)
    (settings.folder / "generations" / "000002" / "manifest.json").write_bytes(b"")
    (two[1] / "pears.md").unlink()
    with pytest.raises(EmptiedFolderError):
        build_index(two, settings, embedder=embedder)


def test_the_command_asks_before_it_empties(two, settings, monkeypatch, capsys):
    monkeypatch.setenv("CAREERBOT_HOME", str(settings.home))
    monkeypatch.setattr("index.build.SentenceTransformerEmbedder", lambda *_: WordEmbedder())
    (two[1] / "pears.md").unlink()
    assert main(["index"]) == 1
    assert "--allow-empty" in capsys.readouterr().err
    assert main(["index", "--allow-empty"]) == 0
    assert sources(settings) == BOTH[:1]


def test_a_home_that_is_copied_alone_still_finds_what_it_was_made_of(tmp_path, guides, embedder):
    project = tmp_path / "project"
    shutil.copytree(guides, project / "guides")
    home = Settings(home=str(project / "home"))
    build_index([project / "guides"], home.index, embedder=embedder)
    copied = Settings(home=str(tmp_path / "elsewhere" / "deeper" / "home"))
    shutil.copytree(home.home, copied.home)
    assert indexed_paths(copied.index) == [(project / "guides").resolve()]
    assert not build_index(indexed_paths(copied.index), copied.index, embedder=embedder).embedded
    shutil.move(project, tmp_path / "moved")  # as a whole
    moved = Settings(home=str(tmp_path / "moved" / "home"))
    assert indexed_paths(moved.index) == [(tmp_path / "moved" / "guides").resolve()]


def test_guides_that_are_set_are_taken_also_where_they_are_the_ones_that_come_with_it(
    guides, settings, embedder
):
    build_index([guides], settings, embedder=embedder)
    home = str(settings.home)
    assert guides_of(Settings(home=home)) == [str(guides.resolve())]
    shipped = Settings().corpus_folder
    environment = {"CAREERBOT_HOME": home, "CAREERBOT_CORPUS": shipped}
    assert guides_of(Settings.from_environment(environment)) == [shipped]
