"""Kill a build at every system call with which it publishes, and see what the index answers.

    python -m tests.index.faults.killed_at_calls

A build is stopped before it finishes its generation; `strace`, which must be installed, then kills
it at one call. First a whole publication is watched, then each call of it in turn is the last.
Prints one line of JSON. `--clear-first` is the null control: it moves the pointer before the
generation is finished, and must be seen to fail.
"""

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from index.generations import Generations
from index.manifest import Generation, Manifest
from tests.doubles.fakes import write_guides
from tests.index.faults.killed_builds import ask, build, corpus, in_child

Begin = Callable[[Callable[[], None], Callable[[], None]], None]
_CALL = re.compile(r"^(\w+)\(", re.MULTILINE)


class Publication:
    """A build in a child process, waiting where it begins to publish.

    Args:
        folder, home: what is built, and where.
        begin: in the child, builds and calls its second argument where it is to wait.
    """

    def __init__(self, folder: Path, home: Path, begin: Begin) -> None:
        ready, tell_ready = os.pipe()
        hear_go, go = os.pipe()

        def wait() -> None:
            os.write(tell_ready, b"r")
            os.read(hear_go, 1)

        self.process = os.fork()
        if self.process == 0:
            try:
                begin(lambda: build(folder, home), wait)
            finally:
                os._exit(0)
        os.read(ready, 1)
        self._go = go
        for end in (ready, tell_ready, hear_go):
            os.close(end)

    def go_on(self, *options: str) -> tuple[bool, str]:
        """Let it publish under strace; returns whether it was killed, and what strace wrote."""
        with tempfile.NamedTemporaryFile() as log:
            command = ["strace", "-qq", "-o", log.name, "-p", str(self.process), *options]
            watcher = subprocess.Popen(command)
            while f"TracerPid:\t{watcher.pid}\n" not in self._status():
                if watcher.poll() is not None:
                    raise SystemExit("strace could not attach itself to a process of ours.")
            os.write(self._go, b"g")
            os.close(self._go)
            _, status = os.waitpid(self.process, 0)
            watcher.wait()
            return os.WIFSIGNALED(status), Path(log.name).read_text()

    def _status(self) -> str:
        return Path(f"/proc/{self.process}/status").read_text()


def publish_when_told(
    build: Callable[[], None], wait: Callable[[], None], clear_first: bool = False
) -> None:
    """In the child: build, but wait before the generation is finished."""
    finish = Generations.finish

    def finish_watched(
        self: Generations, folder: Path, manifest: Manifest, readers: int
    ) -> Generation:
        wait()
        if clear_first:
            shutil.rmtree(self.live().folder)
        return finish(self, folder, manifest, readers)

    Generations.finish = finish_watched
    build()


def calls(log: str) -> Iterator[tuple[str, int]]:
    """Each call of a publication: its name, and the how-manieth of that name it is."""
    seen: Counter[str] = Counter()
    for name in _CALL.findall(log):
        seen[name] += 1
        yield name, seen[name]


def run(clear_first: bool, every: int) -> dict[str, int]:
    """Kill at every call, or at each `every`-th; counts what was answered after each."""
    seen: Counter[str] = Counter()
    begin = partial(publish_when_told, clear_first=clear_first)
    with tempfile.TemporaryDirectory() as scratch:
        folders = [write_guides(Path(scratch) / v / "g", corpus(v)) for v in ("old", "new")]
        pristine, home = Path(scratch) / "pristine", Path(scratch) / "home"
        in_child(lambda: build(folders[0], pristine))
        shutil.copytree(pristine, home)
        _, log = Publication(folders[1], home, begin).go_on()
        for name, number in list(calls(log))[::every]:
            shutil.rmtree(home)
            shutil.copytree(pristine, home)
            killed, _ = Publication(folders[1], home, begin).go_on(
                f"--inject={name}:signal=KILL:when={number}"
            )
            seen["killed"] += killed
            _, said = in_child(lambda: ask(home))
            seen[said if said in ("old", "new") else "broken"] += 1
            if said not in ("old", "new"):
                print(f"{name} {number}: {said}", file=sys.stderr)
            _, said = in_child(lambda: build(folders[1], home))
            then = in_child(lambda: ask(home))[1]
            seen["next build failed"] += (said, then) != ("done", "new")
    return dict(seen)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="kill at each so-manieth call only")
    parser.add_argument("--clear-first", action="store_true")
    given = parser.parse_args()
    signal.alarm(3600)
    print(json.dumps(run(given.clear_first, given.every)))
