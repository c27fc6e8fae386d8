import json
import shutil
import subprocess
import sys
from contextlib import closing

import pytest

from index import IndexSettings
from index.vectors.in_server import ChromaServer
from tests.conftest import PROJECT
from tests.doubles.chroma_servers import Chroma


def killed_builds(*arguments: str) -> dict[str, int]:
    command = [sys.executable, "-m", "tests.index.faults.killed_builds", *arguments]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_a_killed_build_leaves_an_index_that_answers_from_one_corpus():
    seen = killed_builds("--kills", "6")
    print(seen)
    assert seen["killed"] == 6
    assert seen.get("broken", 0) == 0
    assert seen.get("old", 0) + seen.get("new", 0) >= 6
    assert seen["next build"] is True


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_a_killed_build_leaves_nothing_in_a_chroma_server(tmp_path):
    chroma = Chroma(tmp_path)
    chroma.start()
    try:
        seen = killed_builds("--kills", "30", "--chroma", chroma.url)
        print(seen)
        with closing(ChromaServer(chroma.url)) as server:
            assert len(server.names("careerbot-")) == IndexSettings().keep
    finally:
        chroma.stop()
    assert seen["killed"] == 30
    assert seen.get("broken", 0) == 0
    assert seen.get("old", 0) + seen.get("new", 0) >= 30
    assert seen["next build"] is True


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_the_kills_are_felt_by_an_index_that_is_built_in_place():
    assert killed_builds("--kills", "6", "--in-place").get("broken", 0) > 0


def killed_beside_readers(*arguments: str) -> dict[str, int]:
    command = [sys.executable, "-m", "tests.index.faults.killed_beside_readers", *arguments]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    print(done.stdout, done.stderr)
    return json.loads(done.stdout)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
@pytest.mark.parametrize("kills", [6, pytest.param(1000, marks=pytest.mark.slow)])
def test_readers_lose_and_mix_nothing_beside_killed_builds_rollbacks_and_watches(kills):
    seen = killed_beside_readers("--kills", str(kills))
    assert seen["killed"] == kills
    assert not {name for name in seen if "lost" in name or "mixed" in name or "noticed" in name}
    assert seen["reader: well"] > kills
    assert seen["next build"] is True


def killed_at_calls(*arguments: str) -> dict[str, int]:
    command = [sys.executable, "-m", "tests.index.faults.killed_at_calls", *arguments]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


strace = pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")


@strace
@pytest.mark.slow
def test_a_build_may_be_killed_at_any_call_with_which_it_publishes():
    seen = killed_at_calls("--every", "20")
    print(seen)
    assert seen["killed"] >= 10
    assert seen.get("broken", 0) == 0
    assert seen.get("next build failed", 0) == 0


@strace
@pytest.mark.slow
def test_the_kills_are_felt_where_the_old_index_is_cleared_first():
    assert killed_at_calls("--every", "60", "--clear-first").get("broken", 0) > 0
