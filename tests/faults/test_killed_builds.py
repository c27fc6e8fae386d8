import json
import subprocess
import sys

import pytest

from tests.conftest import PROJECT


def killed_builds(*arguments: str) -> dict[str, int]:
    command = [sys.executable, "-m", "tests.faults.killed_builds", *arguments]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_a_killed_build_leaves_an_index_that_answers_from_one_corpus():
    seen = killed_builds("--kills", "10")
    print(seen)
    assert seen["killed"] >= 5
    assert seen.get("broken", 0) == 0
    assert seen.get("old", 0) + seen.get("new", 0) == 10
    assert seen["next build"] is True


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_the_kills_are_felt_by_an_index_that_is_built_in_place():
    assert killed_builds("--kills", "8", "--in-place").get("broken", 0) > 0
