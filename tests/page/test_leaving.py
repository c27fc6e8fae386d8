"""What people send is gone once they have left, also when the page was killed."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tests.doubles.web import Place, Tab, place_of, wait_for

SECRET = b"quicksilver"
DOCUMENT = f"Quinces\n\nQuinces are cooked with {SECRET.decode()} into a jelly.\n"
PAGE = """
import sys, time
from pathlib import Path
from tests.doubles.small import shown, small_advisor
with small_advisor(Path(sys.argv[1])) as advisor, shown(advisor) as address:
    print(address, flush=True)
    time.sleep(600)
"""


@contextmanager
def page(folder: Path, number: int) -> Iterator[Place]:
    """A page in a process of its own, whose temporary files go into a folder; it is killed."""
    home = folder / f"page-{number}"
    home.mkdir()
    given = {**os.environ, "TMPDIR": str(folder / "tmp")}
    with subprocess.Popen(
        [sys.executable, "-c", PAGE, str(home)],
        cwd=PROJECT,
        env=given,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout
            yield place_of(process.stdout.readline().strip())
        finally:
            process.kill()


def holding(folder: Path) -> list[str]:
    """The files that hold the secret, or its name."""
    found = []
    for path in folder.rglob("*"):
        try:
            inside = path.is_file() and SECRET in path.read_bytes()
        except OSError:  # it is being removed
            continue
        if inside or "quince" in path.name:
            found.append(path.relative_to(folder).as_posix())
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tmp").mkdir()
    return tmp_path


def test_nothing_is_left_after_the_page_was_killed_and_started_again(folder):
    with page(folder, 1) as place:
        tab = Tab(place, "anna")
        tab.send("quince.txt", DOCUMENT)
        assert "1 passage" in tab.read()
        assert SECRET.decode() in tab.answered("What are quinces cooked with?")
        assert holding(folder)
    assert holding(folder)  # it had no time to tidy up
    with page(folder, 2):
        wait_for(lambda: not holding(folder), 60)


def test_an_upload_leaves_no_file_behind_once_the_conversation_is_cleared(folder):
    with page(folder, 1) as place:
        tab = Tab(place, "anna")
        tab.send("quince.txt", DOCUMENT)
        tab.read()
        assert not [path for path in folder.rglob("sent/**/*") if path.is_file()]
        tab.event("new-talk", "click", {})
        tab.read()
        wait_for(lambda: not holding(folder), 30)
