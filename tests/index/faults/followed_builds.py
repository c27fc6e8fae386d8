"""Build again and again in another process, and ask one open index all the while.

    python -m tests.index.faults.followed_builds

Every guide changes with every build. Prints one line of JSON: how many answers came, how many
failed or were of more than one build, the longest wait for the first answer of a new build, and
memory and open files of the asking process after the tenth build and after the last.
"""

import argparse
import gc
import json
import multiprocessing
import os
import re
import sys
import tempfile
import threading
import time
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path

from bot import Advisor
from index import Index, IndexSettings, build_index
from tests.doubles.fakes import WordEmbedder, write_guides

FORK = multiprocessing.get_context("fork")
GUIDES = 20
THREADS = 8
PAUSE = 0.02  # seconds between a thread's questions, so that builds have a processor, too
QUESTIONS = ("What is item{0} worth?", "What is item{0} worth? Where is item{1} kept?")
_VERSION = re.compile(r"\bv(\d+)x\d+")


def write(folder: Path, version: int) -> None:
    """Guides of which every sentence names the version."""
    write_guides(folder, {f"item{n:02}.md": guide(n, f"v{version}x{n}") for n in range(GUIDES)})


def guide(number: int, says: str) -> str:
    item = f"item{number}"
    return (
        f"# {item}\n\n## Price of {item}\n\nThe {item} is worth {says} coins.\n\n"
        f"## Place of {item}\n\nThe {item} is kept in box {says}.\n"
    )


def build_when_told(folder: Path, home: Path, told: Connection) -> None:
    """In the other process: build each version that is named, and say so."""
    while (version := told.recv()) is not None:
        write(folder, version)
        build_index([folder], IndexSettings(home=home), embedder=WordEmbedder())
        told.send(version)


class Asker(threading.Thread):
    """Asks until it is stopped; notes what went wrong."""

    def __init__(self, advisor: Advisor, number: int, stop: threading.Event) -> None:
        super().__init__()
        self._advisor = advisor
        self._number = number
        self._stopped = stop
        self.seen: Counter[str] = Counter()

    def run(self) -> None:
        item = self._number
        while not self._stopped.wait(PAUSE):
            item = (item + 7) % GUIDES
            question = QUESTIONS[item % 2].format(item, (item + 1) % GUIDES)
            try:
                found = versions(self._advisor, question)
            except Exception as error:
                print(f"{type(error).__name__}: {error}", file=sys.stderr)
                self.seen["failed"] += 1
                continue
            self.seen["answered"] += bool(found)
            self.seen["mixed"] += len(found) > 1


def versions(advisor: Advisor, question: str) -> set[int]:
    """The versions that an answer speaks of, in its text and its passages."""
    answer = advisor.ask(question)
    texts = [answer.text, *(passage.text for passage in answer.passages)]
    return {int(found) for found in _VERSION.findall(" ".join(texts))}


def held() -> tuple[int, int]:
    """Megabytes and open files, when no generation of before is still being asked."""
    seen = []
    for _ in range(20):
        gc.collect()
        status = Path("/proc/self/status").read_text()
        megabytes = int(status.split("VmRSS:")[1].split()[0]) // 1024
        seen.append((megabytes, len(os.listdir("/proc/self/fd"))))
        time.sleep(0.05)
    return min(megabytes for megabytes, _ in seen), min(files for _, files in seen)


def run(switches: int, settled: int) -> dict[str, float]:
    """Have so many builds made; memory and files are compared from the settled one on."""
    seen: dict[str, float] = {"switches": switches, "longest wait": 0.0, "not followed": 0}
    stop = threading.Event()
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch) / "home"
        tell, told = FORK.Pipe()
        # Forked before Chroma is opened and threads are started.
        builder = FORK.Process(target=build_when_told, args=[Path(scratch) / "g", home, told])
        builder.start()

        def build(version: int) -> None:
            tell.send(version)
            assert tell.poll(120), "no build in two minutes"
            assert tell.recv() == version

        build(0)
        with Advisor(Index(IndexSettings(home=home), WordEmbedder())) as advisor:
            askers = [Asker(advisor, number, stop) for number in range(THREADS)]
            for asker in askers:
                asker.start()
            try:
                for version in range(1, switches + 1):
                    build(version)
                    built = time.monotonic()
                    found = versions(advisor, QUESTIONS[0].format(version % GUIDES))
                    seen["longest wait"] = max(seen["longest wait"], time.monotonic() - built)
                    seen["not followed"] += found != {version}
                    if version in (settled, switches):
                        when = "at last" if version == switches else "settled"
                        seen[f"megabytes {when}"], seen[f"files {when}"] = held()
            finally:
                stop.set()
                for asker in askers:
                    asker.join()
                tell.send(None)
                builder.join()
    total = sum((asker.seen for asker in askers), Counter())
    return seen | {name: total[name] for name in ("answered", "failed", "mixed")}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--switches", type=int, default=40)
    parser.add_argument("--settled", type=int, default=10)
    given = parser.parse_args()
    print(json.dumps(run(given.switches, given.settled)))
