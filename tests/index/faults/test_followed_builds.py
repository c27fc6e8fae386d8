import json
import subprocess
import sys

import pytest

from tests.conftest import PROJECT

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="memory and files are read from /proc"
)


def followed_builds(switches: int, settled: int) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.index.faults.followed_builds"]
    command += ["--switches", str(switches), "--settled", str(settled)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    print(done.stdout, done.stderr)
    return json.loads(done.stdout)


def demand_followed(seen: dict[str, float]) -> None:
    assert seen["answered"] > 50
    assert (seen["failed"], seen["mixed"], seen["not followed"]) == (0, 0, 0)
    assert seen["longest wait"] < 20
    assert seen["files at last"] <= seen["files settled"] + 20  # a lost generation has 14


def test_an_open_index_follows_builds_of_another_process_with_every_answer_of_one_build():
    demand_followed(followed_builds(2, 1))


@pytest.mark.slow
def test_forty_builds_later_the_open_index_holds_no_more_than_before():
    seen = followed_builds(40, 10)
    demand_followed(seen)
    assert seen["megabytes at last"] <= seen["megabytes settled"] + 60
