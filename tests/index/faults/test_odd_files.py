"""Any bytes, and any odd file, anywhere in a home: named, survived, and repaired by a build."""

import re
import sys

import pytest

from bot.cli.doctor import BUILD, examine
from index import Generations, build_index
from index.files import write_note
from tests.doubles.fakes import WordEmbedder
from tests.index.faults.odd_files import (
    DOORS,
    ODD,
    READERS,
    Home,
    asked,
    every_bit_read,
    examined,
    flipped_bits,
    odd_files,
    through,
    try_all,
    words_everywhere,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pipes on Windows")


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Home:
    """A home that is put back after each damage."""
    return Home(tmp_path_factory.mktemp("odd"))


@pytest.fixture(autouse=True)
def _put_back(home):
    yield
    home.put_back()


def few_files(home: Home):
    """One file of each kind: pointer, notes, lock, what is sealed, and what Chroma has."""
    names = ("current", "build.lock", "build.holder", "verified-model.json", "passages.db")
    live = ("manifest.json", "manifest.sha256", "passages.db")
    return [*(home.index / name for name in names), *(home.live / name for name in live)]


@pytest.mark.parametrize("odd", ODD)
def test_nothing_that_lies_in_the_place_of_a_file_ends_in_a_bare_error(odd, home):
    trials = [trial for trial in odd_files(home, few_files(home)) if trial[0] == odd]
    assert len(trials) == 8
    _, unfit = try_all(home, trials, READERS)
    # A lock that cannot be opened may be held by someone else, and is not put aside.
    allowed = re.compile(r"(denied|broken disk), index/build.lock, lock: named")
    assert not [each for each in unfit if not allowed.match(each)]


def test_no_bit_of_the_pointer_ends_in_a_bare_error(home):
    seen, unfit = try_all(home, flipped_bits([home.index / "current"], step=9), READERS)
    assert unfit == []
    assert sum(seen["live or whole"].values()) > 60


@pytest.mark.slow
def test_no_bit_of_any_small_file_ends_in_a_bare_error(home):
    tried, unfit = every_bit_read(home)
    print(tried)
    assert unfit == []
    assert len(tried) >= 10
    assert sum(tried.values()) > 20_000


@pytest.mark.slow
@pytest.mark.parametrize("door", DOORS)
def test_no_door_ends_in_a_bare_error_whatever_lies_in_the_home(door, home):
    trials = odd_files(home, [*home.small_files(), *home.files_of_live()])
    seen, unfit = try_all(home, trials, [door])
    print(seen)
    assert not [each for each in unfit if "build.lock, index: named" not in each]


@pytest.mark.parametrize(
    ("odd", "name"),
    [("not text", "current"), ("folder", "current"), ("pipe", "generations/000002/passages.db")],
)
def test_every_door_copes_with_what_is_damaged_and_a_build_repairs_it(odd, name, home):
    path = home.index / name
    for door in DOORS:
        with ODD[odd](path):
            how, said = through(door, home)
        assert how == "well", f"{door}: {said}"
        if door in ("ask", "health"):
            assert "damaged" in said
        if door == "doctor":
            assert path.name in said
            assert BUILD in said
        if door == "index":
            assert said == ""  # the build before it repaired all
            with words_everywhere():
                assert "index " not in examined(home)
        home.put_back()


@pytest.mark.parametrize("name", ["build.holder", "verified-model.json", "owner", "passages.db"])
def test_a_note_that_is_a_folder_is_named_by_doctor_and_put_aside_by_a_build(name, home):
    with ODD["folder"](home.index / name), words_everywhere():
        assert f"{name} cannot be read" in examined(home)
        home.put_back()
    with ODD["folder"](home.index / name), words_everywhere():
        build_index([home.guides], home.settings.index, embedder=WordEmbedder())
        assert "notes" not in examined(home)
    assert (home.index / f"{name}.damaged" / "x").read_text() == "x"


def test_an_older_generation_that_is_damaged_is_named_and_goes_with_the_next_build(home):
    (home.index / "generations" / "000001" / "foreign.npy").write_bytes(b"")
    with words_everywhere():
        found = {finding.name: finding for finding in examine(home.settings)}
        assert "000001" in found["index"].what
        assert not build_index([home.guides], home.settings.index, embedder=WordEmbedder()).changed
        assert not (home.index / "generations" / "000001").exists()
        assert asked(home) == ""


def test_what_it_was_made_of_is_known_although_a_bit_of_its_name_is_wrong(home):
    generations = Generations(home.index)
    manifest = home.live / "manifest.json"
    manifest.write_text(manifest.read_text().replace("guides", "guidet"))
    assert generations.roots() == [home.guides.resolve()]


@pytest.mark.parametrize("note", ["000002 {0}", "000001 {1}", "000003 {2}"])
def test_a_note_of_a_rollback_that_was_killed_means_nothing(note, home):
    """The note is written before the pointer, so it may name what never went live."""
    generations = Generations(home.index)
    digests = [(home.live / "manifest.sha256").read_text(), "1" * 64, "2" * 64]
    write_note(home.index / "rolled-back", note.format(*digests) + "\n")
    assert generations.rolled_back() is note.startswith("000002")


def test_no_bit_of_the_note_of_a_rollback_undoes_it(home):
    generations = Generations(home.index)
    generations.roll_back(lambda generation: True)
    assert generations.rolled_back()
    note = home.index / "rolled-back"
    whole = note.read_bytes()
    for bit in range(len(whole) * 8):
        data = bytearray(whole)
        data[bit // 8] ^= 1 << bit % 8
        note.write_bytes(data)
        assert generations.rolled_back(), bit
