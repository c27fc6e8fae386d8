"""Let every write of a build fail in turn as on a full disk, and see what the index answers.

    python -m tests.index.faults.full_disk

A build stops where it begins to write its generation; `strace`, which must be installed, then
answers one write to a file of the index with "no space left on device". First a whole build is
watched, then each write in turn fails. Prints one line of JSON: how many builds said that the disk
is full, said something else, or did not mind, and what was answered after each.
"""

import argparse
import json
import re
import shutil
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import index.generations
from index.build import _Build
from tests.doubles.fakes import write_guides
from tests.index.faults.killed_at_calls import Publication
from tests.index.faults.killed_builds import ask, build, corpus, in_child

# thread, call, file
_CALL = re.compile(r"^(\d+) +(write|pwrite64)\(\d+<(/[^>]*)>", re.MULTILINE)


def write_when_told(build: Callable[[], None], wait: Callable[[], None], said: Path) -> None:
    """In the child: build, but wait before the generation is written; the error goes to a file."""
    write = _Build.write

    def write_watched(self, *arguments):
        wait()
        return write(self, *arguments)

    _Build.write = write_watched
    index.generations.token_hex = lambda size: "0" * size  # so that files have the same names
    try:
        build()
        outcome = "done"
    except Exception as error:
        outcome = f"{type(error).__name__}: {error}"
    # By a rename, which is never refused here: the text has been written before.
    said.with_name(kind_of(outcome)).rename(said)


def kind_of(outcome: str) -> str:
    """The name of the file that stands for an outcome."""
    if outcome == "done":
        return "did not mind"
    is_plain = outcome.startswith(("DiskFullError: Disk full", "IndexOpenError: Disk full"))
    return "disk full" if is_plain else "something else"


def writes(log: str, home: Path) -> list[tuple[str, str, int]]:
    """Each write to a file of the index: call, file, and the how-manieth it is of its thread."""
    per_thread: Counter[tuple[str, ...]] = Counter(
        each for each in _CALL.findall(log) if Path(each[2]).is_relative_to(home)
    )
    most: dict[tuple[str, str], int] = {}
    for (_, call, file), number in per_thread.items():
        most[call, file] = max(most.get((call, file), 0), number)
    return [(call, file, n) for (call, file), top in most.items() for n in range(1, top + 1)]


class Disk:
    """A home folder that is put back before each build, and what the build said."""

    def __init__(self, scratch: Path) -> None:
        self.old, self.new = (
            write_guides(scratch / version / "g", corpus(version)) for version in ("old", "new")
        )
        self.home = scratch / "home"
        self._pristine = scratch / "pristine"
        self._said = scratch / "said"
        in_child(lambda: build(self.old, self._pristine))

    def build(self, *options: str) -> tuple[str, str]:
        """Build anew under strace; returns what was said, and what strace wrote."""
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.copytree(self._pristine, self.home)
        for kind in ("did not mind", "disk full", "something else"):
            self._said.with_name(kind).write_text(kind)
        publication = Publication(self.new, self.home, begin=self._begin)
        _, log = publication.go_on("-f", "-y", "-e", "trace=write,pwrite64", *options)
        return self._said.read_text(), log

    def _begin(self, build: Callable[[], None], wait: Callable[[], None]) -> None:
        write_when_told(build, wait, self._said)

    def leftovers(self) -> list[Path]:
        return list(self.home.rglob("*.building"))


def run(every: int) -> dict[str, int]:
    """Let each `every`-th write fail."""
    seen: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        disk = Disk(Path(scratch))
        _, log = disk.build()
        for call, file, number in writes(log, disk.home)[::every]:
            said, _ = disk.build("-P", file, f"--inject={call}:error=ENOSPC:when={number}")
            seen[said] += 1
            _, answered = in_child(lambda: ask(disk.home))
            seen[answered if answered in ("old", "new") else "broken"] += 1
            if said == "something else" or answered not in ("old", "new"):
                print(f"{call} {number} {file}: {said}, {answered}", file=sys.stderr)
            built = in_child(lambda: build(disk.new, disk.home))[1]
            then = in_child(lambda: ask(disk.home))[1]
            is_whole = (built, then) == ("done", "new") and not disk.leftovers()
            seen["next build failed"] += not is_whole
    return dict(seen)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="each so-manieth write only")
    given = parser.parse_args()
    signal.alarm(4 * 3600)
    print(json.dumps(run(given.every)))
