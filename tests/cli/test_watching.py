"""A watch sees its folders through whatever is done to them."""

import os
import shutil
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli import watching
from tests.doubles.fakes import write_guides

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="folders in use cannot be renamed")


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(watching, "QUIET", 50)
    monkeypatch.setattr(watching, "LOOK", 100)


class Watch(threading.Thread):
    """Counts how often a watch says that something has changed."""

    def __init__(self, *paths: Path) -> None:
        super().__init__(daemon=True)
        self._paths = paths
        self.times = 0

    def run(self) -> None:
        for _ in watching.when_changed(self._paths):
            self.times += 1

    def sees(self, action: Callable[[], object]) -> bool:
        """Whether it says something after an action, and only then falls silent."""
        self._settle()
        before = self.times
        action()
        ends = time.monotonic() + 20
        while self.times == before and time.monotonic() < ends:
            time.sleep(0.02)
        return self.times > before

    def _settle(self) -> None:
        seen = -1
        while seen != self.times or not seen:
            seen = self.times
            time.sleep(0.6)


@pytest.fixture
def watched(tmp_path) -> tuple[Watch, Path]:
    folder = write_guides(tmp_path / "guides")
    watch = Watch(folder)
    watch.start()
    return watch, folder


def new_folder(tmp_path: Path) -> Path:
    return write_guides(tmp_path / "new", {"new.md": "# New\n\nNew."})


def test_a_folder_that_is_replaced_is_watched_on(watched, tmp_path):
    watch, folder = watched

    def replace() -> None:
        fresh = new_folder(tmp_path)
        os.rename(folder, tmp_path / "old")
        os.rename(fresh, folder)

    assert watch.sees(replace)
    assert watch.sees(lambda: (folder / "later.md").write_text("Later."))


def test_a_folder_that_is_removed_and_made_again_is_watched_on(watched):
    watch, folder = watched

    def remake() -> None:
        shutil.rmtree(folder)
        write_guides(folder, {"b.md": "# B\n\nB."})

    assert watch.sees(remake)
    assert watch.sees(lambda: (folder / "later.md").write_text("Later."))


def test_a_folder_that_comes_back_is_watched_on(watched):
    watch, folder = watched
    assert watch.sees(lambda: shutil.rmtree(folder))
    assert watch.sees(lambda: write_guides(folder))
    assert watch.sees(lambda: (folder / "later.md").write_text("Later."))


def test_where_a_link_leads_now_is_watched(tmp_path):
    folder, fresh = write_guides(tmp_path / "guides"), new_folder(tmp_path)
    link = tmp_path / "link"
    link.symlink_to(folder)
    watch = Watch(link)
    watch.start()

    def switch() -> None:
        (tmp_path / "draft").symlink_to(fresh)
        os.replace(tmp_path / "draft", link)

    assert watch.sees(switch)
    assert watch.sees(lambda: (fresh / "later.md").write_text("Later."))


def test_a_file_that_is_watched_may_be_replaced(tmp_path):
    folder = write_guides(tmp_path / "guides")
    watch = Watch(folder / "pears.md")
    watch.start()

    def save(text: str) -> None:  # as editors do
        (folder / "draft").write_text(text)
        os.replace(folder / "draft", folder / "pears.md")

    assert watch.sees(lambda: save("Once."))
    assert watch.sees(lambda: save("Twice."))


def test_a_change_that_the_system_tells_no_one_of_is_seen_in_time(tmp_path, monkeypatch):
    folder = write_guides(tmp_path / "guides")
    monkeypatch.setattr(watching, "SLOW", 0.2)
    monkeypatch.setattr(watching, "watch", lambda *_, **__: iter(lambda: time.sleep(0.1) or (), 0))
    watch = Watch(folder)
    watch.start()
    assert watch.sees(lambda: (folder / "later.md").write_text("Later."))
