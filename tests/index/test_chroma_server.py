"""The vectors in a Chroma server: the same index, and what happens when the server fails."""

import asyncio
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, nullcontext
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot import Advisor, Settings
from bot.__main__ import main
from bot.cli.doctor import examine
from bot.page.actions import Actions
from bot.page.conversation import Conversation
from bot.page.door.accounts import Accounts
from bot.page.drawing.answer import Exchange
from bot.page.server import _health
from index import (
    Index,
    IndexDamagedError,
    IndexingError,
    IndexMismatchError,
    IndexSettings,
    SettingError,
    VectorServerError,
    build_index,
    extend,
    foreign_questions,
    is_current,
    roll_back,
)
from index.vectors.in_server import ChromaServer
from tests.conftest import PROJECT
from tests.doubles.chroma_servers import CAN_FREEZE, Chroma, Proxy
from tests.doubles.fakes import GUIDES, WordEmbedder, write_guides

QUESTION = "how are apples stored?"
TOKEN = "s3cret-tok3n"


@pytest.fixture(scope="module")
def chroma(tmp_path_factory) -> Iterator[Chroma]:
    server = Chroma(tmp_path_factory.mktemp("chroma"))
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    """Short waits, and builds that are calibrated on few questions."""
    few = foreign_questions()[:10]
    monkeypatch.setattr("index.calibration.foreign_questions", lambda: few)
    monkeypatch.setattr("index.vectors.in_server.PAUSES", (0.01,) * 4)


@pytest.fixture
def served(settings, chroma) -> IndexSettings:
    return replace(settings, chroma_url=chroma.url)


@pytest.fixture
def twice(guides, served):
    """Two generations in the server: the older one says cold, the live one warm."""
    build(guides, served)
    change(guides, "warm")
    build(guides, served)
    return served


def build(guides, settings):
    return build_index([guides], settings, embedder=WordEmbedder())


def change(guides, how):
    (guides / "apples.md").write_text(GUIDES["apples.md"].replace("cold", how))


def hits(index, *named) -> list[tuple[str, float]]:
    found = index.search(index.query(QUESTION), collections=named)
    return [(hit.text, round(hit.score, 4)) for hit in found.hits]


def said(index, *named) -> str:
    text = " ".join(text for text, _ in hits(index, *named))
    (how,) = [how for how in ("cold", "warm", "hot", "dry") if f"{how} rooms" in text]
    return how


def answer(settings) -> tuple[str, str]:
    with Index(settings, WordEmbedder()) as index:
        return said(index), index.notice


def manifests(settings) -> list[dict]:
    folders = sorted((settings.folder / "generations").iterdir())
    return [json.loads((folder / "manifest.json").read_text()) for folder in folders]


def collections(settings) -> list[str]:
    return [manifest["collection"] for manifest in manifests(settings)]


def there(chroma) -> set[str]:
    with closing(ChromaServer(chroma.url)) as server:
        return set(server.names(""))


def test_a_server_gives_the_hits_that_a_folder_gives(guides, settings, served, tmp_path, chroma):
    other = replace(settings, home=tmp_path / "other")
    build(guides, served)
    build(guides, other)
    with Index(served, WordEmbedder()) as far, Index(other, WordEmbedder()) as near:
        assert hits(far) == hits(near)
    (collection,) = collections(served)
    assert collection in there(chroma)
    assert not list(served.folder.rglob("chroma.sqlite3"))
    assert not build(guides, served).changed


def test_collections_live_as_long_as_their_generations(twice, guides, chroma):
    with closing(ChromaServer(chroma.url)) as server:
        server.create("of-somebody-else", {"space": "cosine"})
    two = replace(twice, keep=2)
    first, second = collections(two)
    change(guides, "hot")
    build(guides, two)
    assert len(collections(two)) == 2
    assert {second, "of-somebody-else", *collections(two)} <= there(chroma)
    assert first not in there(chroma)


def test_a_rollback_goes_to_a_collection_that_is_there(twice, guides, chroma):
    roll_back(twice)
    assert answer(twice) == ("cold", "")
    with closing(ChromaServer(chroma.url)) as server:
        build(guides, twice)
        server.remove(collections(twice)[0])
        server.remove(collections(twice)[1])
    with pytest.raises(IndexDamagedError, match="no generation before"):
        roll_back(twice)
    assert answer(twice) == ("warm", "")


@pytest.mark.parametrize("from_server", [True, False], ids=["back", "there"])
def test_an_index_moves_between_folder_and_server_without_embedding(
    from_server, guides, settings, served, monkeypatch
):
    monkeypatch.setattr("index.build.SentenceTransformerEmbedder", lambda *_: WordEmbedder())
    first, second = (served, settings) if from_server else (settings, served)
    build(guides, first)
    assert not is_current([guides], second)
    report = build(guides, second)
    assert (report.changed, report.embedded) == (True, 0)
    assert is_current([guides], second)
    assert answer(second) == ("cold", "")


def test_what_was_built_elsewhere_works_or_says_what_to_do(guides, settings, served):
    build(guides, settings)
    assert answer(served) == ("cold", "")
    build(guides, served)
    with pytest.raises(IndexMismatchError, match=f"{served.chroma_url}.*CAREERBOT_CHROMA_URL"):
        Index(settings, WordEmbedder())


def emptied(server, name):
    collection = server.collection(name)
    collection.delete(ids=collection.get()["ids"])


def without_some(server, name):
    collection = server.collection(name)
    collection.delete(ids=collection.get()["ids"][:2])


def of_other_vectors(server, name):
    collection = server.collection(name)
    ids = collection.get()["ids"]
    collection.update(ids=ids, embeddings=np.eye(64, dtype=np.float32)[: len(ids)])


def of_another_model(server, name):
    ids = server.collection(name).get()["ids"]
    server.create(name, {"space": "cosine"}).add(ids=ids, embeddings=np.eye(9)[: len(ids)])


def with_strange_ids(server, name):
    collection = server.collection(name)
    got = collection.get(include=["embeddings"])
    collection.add(ids=[f"x{each}" for each in got["ids"]], embeddings=got["embeddings"])
    collection.delete(ids=got["ids"])


DAMAGES = [
    ChromaServer.remove,
    emptied,
    without_some,
    of_other_vectors,
    of_another_model,
    with_strange_ids,
]


def test_any_damage_to_a_collection_is_found_and_the_last_whole_index_answers(
    twice, guides, chroma
):
    name = collections(twice)[1]
    with closing(ChromaServer(chroma.url)) as server:
        whole = server.collection(name).get(include=["embeddings"])
        for damage in DAMAGES:
            damage(server, name)
            how, notice = answer(twice)
            assert how == "cold", damage
            assert "careerbot index" in notice
            again = server.create(name, {"space": "cosine"})
            again.add(ids=whole["ids"], embeddings=whole["embeddings"])
            assert answer(twice) == ("warm", "")
        server.remove(name)
    report = build(guides, twice)
    assert (report.changed, report.embedded) == (True, 0)
    assert answer(twice) == ("warm", "")


def test_a_collection_that_breaks_while_it_is_open_is_noticed(twice, chroma):
    name = collections(twice)[1]
    with closing(ChromaServer(chroma.url)) as server:
        whole = server.collection(name).get(include=["embeddings"])
        for damage in (emptied, without_some, with_strange_ids, ChromaServer.remove):
            with Index(twice, WordEmbedder()) as index:
                assert said(index) == "warm"
                damage(server, name)
                assert said(index) == "cold"
                assert "damaged" in index.notice
                index.check()
            again = server.create(name, {"space": "cosine"})
            again.add(ids=whole["ids"], embeddings=whole["embeddings"])
        with Index(twice, WordEmbedder()) as index:
            for each in collections(twice):
                server.remove(each)
            with pytest.raises(IndexDamagedError, match="careerbot index"):
                hits(index)


@pytest.mark.parametrize("steady", [True, False])
def test_a_limited_question_is_limited_to_chunks_of_the_generation_that_answers(
    steady, twice, chroma
):
    with Index(twice, WordEmbedder()) as index, closing(ChromaServer(chroma.url)) as server:
        (name,) = index.collections()
        assert said(index, name) == "warm"
        with index.steady() if steady else nullcontext():
            server.remove(collections(twice)[1])
            assert said(index, name) == "cold"
            assert hits(index, name) == hits(index)


ANSWERS = """
import sys
from index import Index, IndexSettings
from tests.doubles.fakes import WordEmbedder
with Index(IndexSettings(home=sys.argv[1], chroma_url=sys.argv[2]), WordEmbedder()) as index:
    for question in sys.stdin:
        print(*(hit.text for hit in index.search(index.query(question)).hits), flush=True)
"""


def test_two_processes_on_one_home_see_the_same_build(guides, served):
    build(guides, served)
    command = [sys.executable, "-c", ANSWERS, str(served.home), served.chroma_url]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": PROJECT}
    with subprocess.Popen(command, **pipes) as other, Index(served, WordEmbedder()) as index:
        heard = []
        for how in ("warm", "hot"):
            change(guides, how)
            build(guides, served)
            other.stdin.write(f"{QUESTION}\n")
            other.stdin.flush()
            heard.append((f"{how} rooms" in other.stdout.readline(), said(index)))
        other.stdin.close()
        assert heard == [(True, "warm"), (True, "hot")]


def test_a_question_is_asked_again_while_the_server_starts(twice, chroma, monkeypatch):
    monkeypatch.setattr("index.vectors.in_server.PAUSES", (0.1,) * 600)
    with Index(twice, WordEmbedder()) as index:
        chroma.stop()
        starting = threading.Thread(target=chroma.start)
        starting.start()
        assert said(index) == "warm"
        starting.join()


@pytest.mark.skipif(not CAN_FREEZE, reason="there is no SIGSTOP on Windows")
def test_a_server_that_hangs_is_given_up(chroma):
    server = ChromaServer(chroma.url, seconds=0.3)
    with (
        closing(server),
        chroma.frozen(),
        pytest.raises(VectorServerError, match=r"nothing in 0\.3 seconds"),
    ):
        server.names("")


def test_a_build_without_the_server_leaves_the_index_as_it_was(twice, guides, chroma):
    change(guides, "hot")
    before = (twice.folder / "current").read_text()
    with chroma.away():
        with pytest.raises(IndexingError, match=r"chroma run.*as it was"):
            build(guides, twice)
        with pytest.raises(IndexingError, match="chroma run"):
            roll_back(twice)
    assert (twice.folder / "current").read_text() == before
    assert answer(twice) == ("warm", "")


def test_a_server_that_goes_away_during_a_build_costs_no_embedding(twice, guides, chroma):
    change(guides, "hot")

    def gone(doing: str, done: int, total: int) -> None:
        if doing == "writing" and not done:
            chroma.stop()

    with pytest.raises(IndexingError, match="as it was"):
        build_index([guides], twice, embedder=WordEmbedder(), progress=gone)
    chroma.start()
    assert answer(twice) == ("warm", "")
    assert build(guides, twice).embedded == 0
    assert answer(twice) == ("hot", "")


KILLED = """
import os, signal, sys
import index.build
from tests.doubles.fakes import WordEmbedder
index.build.calibrate = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
settings = index.IndexSettings(home=sys.argv[2], chroma_url=sys.argv[3])
index.build_index([sys.argv[1]], settings, embedder=WordEmbedder())
"""


@pytest.mark.skipif(not CAN_FREEZE, reason="there is no SIGKILL on Windows")
def test_what_a_killed_build_left_is_removed_and_nothing_else(twice, guides, chroma, tmp_path):
    neighbour = replace(twice, home=tmp_path / "neighbour")
    build(guides, neighbour)
    before = there(chroma)
    change(guides, "hot")
    command = [sys.executable, "-c", KILLED, str(guides), str(twice.home), chroma.url]
    assert subprocess.run(command, cwd=PROJECT).returncode == -9
    (left,) = there(chroma) - before
    assert answer(twice) == ("warm", "")
    build(guides, twice)
    assert before - there(chroma) == set()
    assert left not in there(chroma)
    assert answer(neighbour) == ("warm", "")


def test_a_copy_of_a_home_removes_no_collection_of_the_first(twice, guides, chroma, tmp_path):
    copy = replace(twice, home=tmp_path / "copy", keep=1)
    shutil.copytree(twice.home, copy.home)
    assert answer(copy) == ("warm", "")
    change(guides, "hot")
    build(guides, copy)
    assert len(collections(copy)) == 1
    assert set(collections(twice)) <= there(chroma)
    assert answer(twice) == ("warm", "")


def test_a_home_that_is_moved_removes_what_it_needs_no_longer(twice, guides, chroma, tmp_path):
    before = set(collections(twice))
    moved = replace(twice, home=tmp_path / "moved", keep=1)
    shutil.move(twice.home, moved.home)
    change(guides, "hot")
    build(guides, moved)
    assert not before & there(chroma)
    assert answer(moved) == ("hot", "")


def test_a_token_opens_a_guarded_server_and_is_never_shown(guides, settings, chroma):
    with Proxy(chroma.port, TOKEN).running() as proxy:
        guarded = replace(settings, chroma_url=proxy.url, chroma_token=TOKEN)
        build(guides, guarded)
        assert answer(guarded) == ("cold", "")
        with Index(guarded, WordEmbedder()) as index:
            assert extend(index, [guides / "pears.md"], guarded.home / "more").documents == 4
        wrong = TOKEN + "-old"
        with pytest.raises(VectorServerError, match="CAREERBOT_CHROMA_TOKEN") as refused:
            Index(replace(guarded, chroma_token=wrong), WordEmbedder())
    assert "no entry" in str(refused.value)
    assert wrong not in str(refused.value)
    assert TOKEN not in repr(guarded)
    assert TOKEN not in repr(Settings(chroma_url=proxy.url, chroma_token=TOKEN))
    files = [path for path in guarded.folder.rglob("*") if path.is_file()]
    assert not [path for path in files if TOKEN.encode() in path.read_bytes()]


def test_a_busy_proxy_is_asked_again_for_a_while(chroma):
    with (
        Proxy(chroma.port, TOKEN, busy=2).running() as proxy,
        closing(ChromaServer(proxy.url, TOKEN)) as server,
    ):
        server.names("")
        assert proxy.busy == 0
        proxy.busy = 1000
        with pytest.raises(VectorServerError, match="busy"):
            server.names("")
        assert proxy.busy > 990


def test_what_is_no_chroma_server_is_said_to_be_none(chroma):
    elsewhere = f"{chroma.url}/elsewhere"
    with (
        closing(ChromaServer(elsewhere)) as server,
        pytest.raises(VectorServerError, match="_CHROMA_URL"),
    ):
        server.names("")


@pytest.mark.parametrize(
    ("url", "token", "said"),
    [
        ("127.0.0.1:8000", "", "http://127.0.0.1:8000"),
        ("ftp://here:8000", "", "http://127.0.0.1:8000"),
        ("http://", "", "http://127.0.0.1:8000"),
        ("http://here:port", "", "http://127.0.0.1:8000"),
        ("http://me:secret@here:8000", "", "CAREERBOT_CHROMA_TOKEN"),
        ("http://here:8000?key=secret", "", "question mark"),
        ("", "secret", "CAREERBOT_CHROMA_URL is not"),
        ("http://here:8000", "secret\r\nX: y", "CAREERBOT_CHROMA_TOKEN"),
    ],
)
def test_an_impossible_address_or_token_is_refused_and_not_repeated(url, token, said):
    given = {"CAREERBOT_CHROMA_URL": url, "CAREERBOT_CHROMA_TOKEN": token}
    with pytest.raises(SettingError, match=said) as refused:
        Settings.from_environment(given)
    assert "secret" not in str(refused.value)


@pytest.fixture
def operated(twice, guides, monkeypatch) -> Settings:
    """The settings of somebody who runs `careerbot` in a shell."""
    for room in ("index.build", "index.reader", "bot.cli.doctor"):
        monkeypatch.setattr(f"{room}.SentenceTransformerEmbedder", lambda *_: WordEmbedder())
    monkeypatch.setenv("CAREERBOT_HOME", str(twice.home))
    monkeypatch.setenv("CAREERBOT_CHROMA_URL", twice.chroma_url)
    return Settings(home=str(twice.home), corpus=str(guides), chroma_url=twice.chroma_url)


def test_doctor_health_and_commands_say_that_the_server_is_away(operated, chroma, capsys):
    look = {finding.name: finding for finding in examine(operated)}
    assert look["vectors"].fix == ""
    assert chroma.url in look["vectors"].what
    with Advisor.open(settings=operated) as advisor:
        assert _health(advisor, Accounts(Path(operated.home)))["status"] == "ok"
        answered = Exchange(
            "When are apples picked?", answer=advisor.ask("When are apples picked?")
        )
        with chroma.away():
            look = {finding.name: finding for finding in examine(operated)}
            assert look["vectors"].fix.startswith("chroma run --path")
            assert look["guides"].fix == ""
            assert main(["ask", "How are apples stored?"]) == 1
            assert "Start it: chroma run --path" in capsys.readouterr().err
            with pytest.raises(VectorServerError):
                _health(advisor, Accounts(Path(operated.home)))
            asyncio.run(Actions(advisor).go_on(Conversation([answered])))  # which asks no server
            with pytest.raises(VectorServerError, match=f"chroma run.*--port {chroma.port}"):
                advisor.ask("How are apples stored?")
        assert advisor.ask("How are apples stored?").grade


def test_doctor_sees_vectors_that_are_not_where_they_should_be(operated, chroma, tmp_path):
    with closing(ChromaServer(chroma.url)) as server:
        server.remove(collections(operated.index)[1])
    look = {finding.name: finding for finding in examine(operated)}
    assert look["vectors"].fix == look["index"].fix == look["up to date"].fix == "careerbot index"
    home = replace(operated, home=str(tmp_path / "near"))
    build(write_guides(tmp_path / "g"), replace(home.index, chroma_url=""))
    look = {finding.name: finding for finding in examine(home)}
    assert look["vectors"].fix == "careerbot index"
