"""Kill builds, rollbacks and watches at random moments, beside three readers that ask on and on.

    python -m tests.index.faults.killed_beside_readers [--kills 1000] [--seconds 3600]

Each build, rollback and watch runs in a process of its own, forked before Chroma is opened, and is
killed. After each kill the index is looked at; the readers have it open all the time. Prints one
line of JSON: how many were killed, by kind; and how often a look or a reader found the documents of
one build (`well`), of several (`mixed`), or not all of them (`lost`).
"""

import argparse
import json
import multiprocessing
import os
import random
import re
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import index.calibration
from bot.cli import watching
from index import CareerBotError, Generations, Index, IndexSettings, build_index, roll_back
from index.passages_db import PASSAGES, PassagesDb
from tests.doubles.fakes import WordEmbedder, write_guides

FORK = multiprocessing.get_context("fork")
GUIDES = 4
READERS = 3
PAUSE = 0.3  # seconds between what a reader asks
KINDS = ("build", "rollback", "watch")
_VERSION = re.compile(r"\bv(\d+)x\d+")


def write(folder: Path, version: int) -> Path:
    """Guides of which every one names the version."""
    texts = {f"g{n}.md": f"# Item{n}\n\nItem{n} costs v{version}x{n} coins." for n in range(GUIDES)}
    return write_guides(folder, texts)


def build(folder: Path, home: Path) -> None:
    build_index([folder], IndexSettings(home=home), embedder=WordEmbedder())


def watch(folder: Path, home: Path) -> None:
    for _ in watching.when_changed([folder]):
        build(folder, home)


def judged(texts: list[str]) -> str:
    """What the documents of an index are: of one build, of several, or not all."""
    found = {version for text in texts for version in _VERSION.findall(text)}
    if len(texts) != GUIDES or not found:
        return "lost"
    return "well" if len(found) == 1 else "mixed"


def look(home: Path) -> str:
    """What is live, read from its passages alone."""
    folder = IndexSettings(home=home).folder
    try:
        generation = Generations(folder).live_or_whole(lambda generation: generation)
        with closing(PassagesDb(generation.folder / PASSAGES, sealed=True)) as db:
            said = judged([db.document(each).text for each in generation.manifest.documents])
    except (CareerBotError, OSError) as error:
        print(f"a look: {error!r}", file=sys.stderr)
        return "lost"
    return "noticed" if said == "well" and generation.notice else said


def read_on(home: Path, number: int, stop: Path, counts: Path) -> None:
    """In a process of its own: ask one open index until told to stop."""
    seen: Counter[str] = Counter()
    with Index(IndexSettings(home=home), WordEmbedder()) as opened:
        while not stop.exists():
            try:
                with opened.steady():
                    hits = opened.search(opened.query(f"what does item{number} cost?"), 3).hits
                    texts = [document.text for document in opened.documents()]
                found = judged(texts)
                if found == "well" and not {v for h in hits for v in _VERSION.findall(h.text)} <= {
                    v for text in texts for v in _VERSION.findall(text)
                }:
                    found = "mixed"
            except Exception as error:
                print(f"reader {number}: {error!r}", file=sys.stderr)
                found = "lost"
            seen[found] += 1
            time.sleep(PAUSE)
    counts.write_text(json.dumps(seen))


def forked(action: Callable[[], object]) -> int:
    child = os.fork()
    if child == 0:
        try:
            action()
        except CareerBotError:  # such as a rollback where there is nothing before
            os._exit(1)
        finally:
            os._exit(0)
    return child


def killed(child: int, after: float) -> bool:
    """Kill a process after some seconds; whether it was still running."""
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def timed(action: Callable[[], object]) -> float:
    started = time.monotonic()
    os.waitpid(forked(action), 0)
    return time.monotonic() - started


def run(kills: int, seconds: float, seed: int) -> dict[str, object]:
    """Kill that many, or as many as there is time for."""
    watching.QUIET, watching.LOOK = 20, 50
    few = index.calibration.foreign_questions()[::10]  # what is asked is not what is tested
    index.calibration.foreign_questions = lambda: few
    chance = random.Random(seed)
    seen: Counter[str] = Counter()
    ends = time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as scratch:
        home, folder, stop = (Path(scratch) / name for name in ("home", "guides", "stop"))
        takes = {"build": timed(lambda: build(write(folder, 0), home))}
        timed(lambda: build(write(folder, 1), home))
        takes["rollback"] = timed(lambda: roll_back(IndexSettings(home=home)))
        takes["watch"] = takes["build"] + 0.2
        counts = [Path(scratch) / f"counts{n}" for n in range(READERS)]
        readers = [
            FORK.Process(target=read_on, args=[home, number, stop, path])
            for number, path in enumerate(counts)
        ]
        for reader in readers:
            reader.start()
        version = 1
        while seen["killed"] < kills and time.monotonic() < ends:
            kind = chance.choice(KINDS)
            version += 1
            actions: dict[str, Callable[[], object]] = {
                "build": lambda: build(folder, home),
                "rollback": lambda: roll_back(IndexSettings(home=home)),
                "watch": lambda: watch(folder, home),
            }
            if kind != "rollback":
                write(folder, version)
            if killed(forked(actions[kind]), chance.uniform(0, 1.1 * takes[kind])):
                seen["killed"] += 1
                seen[f"killed {kind}"] += 1
            seen[f"look: {look(home)}"] += 1
        stop.touch()
        for reader in readers:
            reader.join()
        of_readers = sum((Counter(json.loads(path.read_text())) for path in counts), Counter())
        seen |= Counter({f"reader: {name}": number for name, number in of_readers.items()})
        last = write(folder, version + 1)
        timed(lambda: build(last, home))
        whole = look(home) == "well" and not [*home.rglob("*.building")]
    return {"seed": seed, **seen, "next build": whole}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    given = parser.parse_args()
    print(json.dumps(run(given.kills, given.seconds, given.seed)))
