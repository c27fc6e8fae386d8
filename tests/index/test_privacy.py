"""The files of an index are as private as what they were made of."""

import stat
import sys

import pytest

from index import Index, build_index
from tests.doubles.fakes import GUIDES, WordEmbedder, write_guides

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")


def others(path) -> int:
    return stat.S_IMODE(path.stat().st_mode) & 0o077


def of_index(settings):
    """What holds text of the guides: the passages, and the live generation with all in it."""
    live = max((settings.folder / "generations").iterdir())
    return [settings.folder / "passages.db", live, *live.rglob("*")]


@pytest.mark.parametrize(("file", "folder"), [(0o600, 0o755), (0o644, 0o700), (0o400, 0o700)])
def test_what_is_made_of_private_guides_is_private(file, folder, guides, settings, embedder):
    (guides / "pears.md").chmod(file)
    guides.chmod(folder)
    build_index([guides], settings, embedder=embedder)
    made = of_index(settings)
    assert len(made) > 12
    assert [path for path in made if others(path)] == []
    with Index(settings, embedder) as index:
        assert len(index.documents()) == 3


def test_a_private_folder_in_an_open_one_makes_it_private(guides, settings, embedder):
    write_guides(guides / "inner", {"figs.md": "# Figs\n\nFigs are dried."})
    (guides / "inner").chmod(0o700)
    build_index([guides], settings, embedder=embedder)
    assert not any(map(others, of_index(settings)))


def test_what_a_group_may_read_its_group_may_read(guides, settings, embedder):
    for path in (guides, *guides.iterdir()):
        path.chmod(0o750 if path.is_dir() else 0o640)
    build_index([guides], settings, embedder=embedder)
    live = settings.folder / "generations" / "000001"
    assert others(live) == 0o050
    assert others(live / "manifest.json") == 0o040


def test_what_is_made_of_open_guides_is_open(guides, settings, embedder):
    build_index([guides], settings, embedder=embedder)
    assert all(others(path) & 0o044 == 0o044 for path in of_index(settings))


def test_an_index_follows_guides_that_were_made_private(guides, settings, embedder):
    build_index([guides], settings, embedder=embedder)
    (guides / "pears.md").chmod(0o600)
    assert not build_index([guides], settings, embedder=WordEmbedder()).changed
    assert not any(map(others, of_index(settings)))
    write_guides(guides, {"pears.md": GUIDES["pears.md"].replace("oak", "old")})
    build_index([guides], settings, embedder=embedder)
    assert not any(map(others, of_index(settings)))
