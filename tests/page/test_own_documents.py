"""Somebody's own documents: asked about beside the guides, and forgotten."""

import os
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from threading import Semaphore

import pytest

from bot import Advisor, Settings
from bot.errors import DocumentsError
from bot.page.actions import Actions
from bot.page.conversation import Conversation
from bot.page.door.visits import Present
from bot.page.leaving import LEFT_FOR, UNSEEN_FOR, forget_left
from bot.page.own_documents import (
    MOST_FILES,
    MOST_OF_ONE,
    MOST_PEOPLE,
    OwnDocuments,
    Sender,
    all_there,
    of_conversation,
)
from bot.page.own_documents.scratch import sweep
from bot.page.own_documents.sent_files import Added
from bot.page.panels.own_documents import take_along
from index import Index, build_index
from tests.conftest import PROJECT
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


def sent(folder: Path, texts: dict[str, str | bytes]) -> list[Path]:
    """Files as people send them, each in a folder of its own."""
    files = []
    for number, (name, text) in enumerate(texts.items()):
        place = folder / f"sent-{len(list(folder.iterdir()))}-{number}"
        place.mkdir()
        files.append(place / name.partition("|")[0])
        files[-1].write_bytes(text if isinstance(text, bytes) else text.encode())
    return files


def test_two_files_of_one_name_are_both_kept_and_told_apart(orchard, tmp_path):
    sloes = "Sloes\n\nSloes are steeped in gin."
    one, two = sent(tmp_path, {"offer.txt": sloes, "offer.txt|": QUINCE})
    with OwnDocuments(orchard) as own:
        assert own.add([one]) == [Added("offer.txt", 1)]
        assert own.add([two]) == [Added("offer (2).txt", 1), Added("offer.txt", 1)]
        for question, source in (
            ("What are sloes steeped in?", "your documents/offer.txt"),
            ("What are quinces cooked into?", "your documents/offer (2).txt"),
        ):
            assert own.advisor.ask(question).sentences[0].citations[0].source == source
        assert {each.name for each in own.add([one, two])} == {"offer.txt", "offer (2).txt"}


def test_a_file_that_cannot_be_read_takes_no_good_one_with_it(orchard, tmp_path):
    good, bad = sent(tmp_path, {"offer.txt": QUINCE, "offer.txt|": b"\xff\xfe\x00"})
    with OwnDocuments(orchard) as own:
        own.add([good])
        assert [each.name for each in own.add([bad]) if each.problem] == ["offer.txt"]
        assert own.names == ("offer.txt",)
        assert "jelly" in own.advisor.ask("What are quinces cooked into?").text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("so\u00adft.txt", "soft.txt"),
        ("right\u200f\u202eto.txt", "rightto.txt"),
        ("back\\slash.txt", "back_slash.txt"),
        ("tab\tand\nline.txt", "tabandline.txt"),
        ("e\u0301.txt", "\u00e9.txt"),
        (".hidden.txt", "hidden.txt"),
        ("~$open.txt", "open.txt"),
        (".txt", "document.txt"),
        ("x" * 240 + ".txt", "x" * 96 + ".txt"),
        ("\u200b.TXT", "document.TXT"),
        ("a  b.txt", "a b.txt"),
    ],
)
def test_odd_names_are_read_all_the_same(orchard, tmp_path, name, shown):
    with OwnDocuments(orchard) as own:
        assert own.add(sent(tmp_path, {name: QUINCE})) == [Added(shown, 1)]


@pytest.mark.parametrize("name", ["notes.rtf", "noending", "archive.zip", "x.md.exe"])
def test_what_is_no_document_is_said_to_be_none(orchard, tmp_path, name):
    with OwnDocuments(orchard) as own:
        (added,) = own.add(sent(tmp_path, {name: QUINCE}))
        assert "careerbot reads .md" in added.problem
        assert own.names == ()


def test_a_file_that_has_gone_is_asked_for_again_unless_it_is_here(orchard, quince):
    with OwnDocuments(orchard) as own:
        own.add([quince])
        quince.unlink()
        lost = quince.with_name("lost.txt")
        assert own.add([quince, lost]) == [
            Added("quince.txt", 1),
            Added("lost.txt", problem="it did not arrive; send it again."),
        ]


def test_documents_are_removed_one_by_one(orchard, tmp_path):
    files = sent(tmp_path, {"q.txt": QUINCE, "s.txt": "Sloes\n\nSloes are steeped in gin."})
    with OwnDocuments(orchard) as own:
        own.add(files)
        assert own.remove("q.txt") == [Added("s.txt", 1)]
        assert "jelly" not in own.advisor.ask("What are quinces cooked into?").text
        assert own.remove("s.txt") == []
        assert own.advisor is orchard
        with pytest.raises(DocumentsError, match="no document"):
            own.remove("../q.txt")
        assert own.add(files[:1]) == [Added("q.txt", 1)]


def test_what_was_refused_leaves_nothing(orchard, tmp_path, quince):
    many = sent(tmp_path, {f"{n}.txt": f"Text {n}." for n in range(MOST_FILES)})
    with OwnDocuments(orchard) as own:
        own.add([quince])
        with pytest.raises(DocumentsError, match="At most 10"):
            own.add(many)
        assert own.names == ("quince.txt",)


def test_one_person_does_not_take_all_places(orchard):
    anna, bob = Sender("anna"), Sender("bob")
    with ExitStack() as stack:
        for _ in range(MOST_OF_ONE):
            stack.enter_context(OwnDocuments(orchard, anna))
        with pytest.raises(DocumentsError, match="in 3 conversations already"):
            OwnDocuments(orchard, anna)
        OwnDocuments(orchard, bob).close()


def test_documents_come_back_to_their_person_only(orchard, quince):
    with OwnDocuments(orchard, Sender("anna")) as own:
        own.talk = "0123456789abcdef"
        assert of_conversation("anna", own.talk) is own
        assert of_conversation("bob", own.talk) is None
        assert of_conversation("", own.talk) is None
        assert of_conversation("anna", "") is None
    assert of_conversation("anna", own.talk) is None


def test_what_is_added_after_all_was_forgotten_is_told_so(orchard, quince):
    own = OwnDocuments(orchard)
    own.add([quince])
    own.close()
    own.close()
    assert own.were == ("quince.txt",)
    with pytest.raises(DocumentsError, match="send it again"):
        own.add([quince])


def test_sixteen_people_whose_files_are_too_many_take_no_places(orchard, tmp_path):
    actions = Actions(orchard)
    many = sent(tmp_path, {f"{n}.txt": f"Text {n}." for n in range(MOST_FILES + 1)})
    unreadable = sent(tmp_path, {"scan.pdf": b"no pdf"})
    for number in range(MOST_PEOPLE + 1):
        conversation = Conversation()
        with pytest.raises(DocumentsError, match="At most 10"):
            actions.add_documents(conversation, many, lambda *_: None, Sender(str(number)))
        assert conversation.own is None
    for number in range(2):
        actions.add_documents(Conversation(), unreadable, lambda *_: None, Sender(str(number)))
    assert all_there() == []


@pytest.mark.parametrize(
    ("heartbeat", "unused", "left"),
    [
        ("goes on", 10_000, False),
        ("ended", LEFT_FOR - 5, False),
        ("ended", LEFT_FOR + 5, True),
        ("never was", LEFT_FOR + 5, False),
        ("never was", UNSEEN_FOR + 5, True),
    ],
)
def test_who_has_left_is_forgotten(orchard, quince, monkeypatch, heartbeat, unused, left):
    now, present = [1000.0], Present()
    for module in ("leaving", "own_documents", "door.visits"):
        monkeypatch.setattr(f"bot.page.{module}.time.monotonic", lambda: now[0])
    own = OwnDocuments(orchard, Sender("anna", "tab"))
    own.add([quince])
    place = own._files
    if heartbeat != "never was":
        present.begin("tab")
    if heartbeat == "ended":
        present.end("tab")
    now[0] += unused
    forget_left(present)
    assert own.closed == left
    assert place.exists() != left
    own.close()


def test_documents_that_two_pages_show_stay_as_long_as_one_does(orchard, quince, monkeypatch):
    present = Present()
    with OwnDocuments(orchard, Sender("anna", "one")) as own:
        own.sessions.add("two")
        present.begin("one")
        present.begin("two")
        present.end("one")
        now = time.monotonic()
        monkeypatch.setattr("bot.page.leaving.time.monotonic", lambda: now + 10_000)
        forget_left(present)
        assert not own.closed


def test_a_conversation_that_is_opened_anew_has_its_documents_or_names_them(orchard, quince):
    actions, before = Actions(orchard), Conversation(id="0123456789abcdef")
    anna, quiet = Sender("anna", "one"), lambda *_: None
    actions.add_documents(before, [quince], quiet, anna)
    names = before.own.names
    reloaded = Conversation(id=before.id)
    take_along(reloaded, names, Sender("anna", "two"))
    assert "quince&#46;txt</li>" in actions.forget_documents(reloaded)
    before.forget()  # as when the page before is forgotten
    assert "jelly" in actions._for(reloaded).ask("What are quinces cooked into?").text
    stranger = Conversation(id=before.id)
    take_along(stranger, names, Sender("bob", "three"))
    assert stranger.own is None
    assert "send them again" in actions.forget_documents(stranger)
    assert stranger.lost == ("quince.txt",)
    actions.add_documents(stranger, [quince], quiet, Sender("bob", "three"))
    assert stranger.lost == ()
    stranger.begin()
    assert actions.forget_documents(stranger) == ""
    assert stranger.own is None
    reloaded.own.close()  # as after a long break
    assert "send them again" in actions.forget_documents(reloaded)
    assert actions._for(reloaded) is orchard


def test_what_a_killed_process_left_is_removed_and_what_runs_is_not(tmp_path, monkeypatch):
    code = (
        "import time; from bot.page.own_documents.scratch import scratch;"
        "(scratch('own') / 'mine.txt').write_text('quicksilver'); print('here', flush=True);"
        "time.sleep(60)"
    )
    given = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-c", code], env=given, cwd=PROJECT, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout.readline()
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        sweep()
        assert len(list(tmp_path.rglob("mine.txt"))) == 1
        process.kill()
        process.wait()
        sweep()
    assert list(tmp_path.iterdir()) == []
