"""Kill builds at random moments and see what the index answers.

    python -m tests.index.faults.killed_builds [--chroma http://127.0.0.1:8000]

Every build and every question runs in a process of its own, forked before Chroma is opened. Prints
one line of JSON. With `--chroma` the vectors are in that server. `--in-place` is the null control:
it rebuilds the way most tutorials do, deleting and adding in one Chroma folder, and must be seen to
fail.
"""

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import chromadb

from index import Index, IndexSettings, build_index
from tests.doubles.fakes import WordEmbedder, write_guides

GUIDES = 40
QUESTIONS = 20
MOST_TRIES = 4  # for a kill; each counts twice, as a kill and by what was answered
SERVER = "KILLED_BUILDS_CHROMA"  # variable with the address of a Chroma server, for the children


def corpus(version: str) -> dict[str, str]:
    """Guides that all change with the version."""
    return {
        f"guide{n:02}.md": f"# Guide {n}\n\n" + f"Item{n} is worth {version}{n} coins. " * 12
        for n in range(GUIDES)
    }


def settings_of(home: Path) -> IndexSettings:
    return IndexSettings(home=home, chroma_url=os.environ.get(SERVER, ""))


def build(folder: Path, home: Path) -> None:
    build_index([folder], settings_of(home), embedder=WordEmbedder())


def ask(home: Path) -> str:
    """'old', 'new', or what is wrong."""
    versions = set()
    with Index(settings_of(home), WordEmbedder()) as index:
        for n in range(QUESTIONS):
            hits = index.search(index.query(f"what is item{n} worth?"), 1).hits
            text = hits[0].text if hits else ""
            versions |= {v for v in ("old", "new") if f"Item{n} is worth {v}{n} coins" in text} or {
                "lost"
            }
    return versions.pop() if len(versions) == 1 else "mixed"


def build_in_place(folder: Path, home: Path) -> None:
    client = chromadb.PersistentClient(str(home))
    if any(c.name == "guides" for c in client.list_collections()):
        client.delete_collection("guides")
    collection = client.create_collection("guides", embedding_function=None)
    for path in sorted(folder.iterdir()):
        text = path.read_text()
        vector = WordEmbedder().encode([text])
        collection.add(ids=[path.name], documents=[text], embeddings=vector)


def ask_in_place(home: Path) -> str:
    collection = chromadb.PersistentClient(str(home)).get_collection(
        "guides", embedding_function=None
    )
    texts = collection.get(include=["documents"])["documents"] or []
    if len(texts) != GUIDES:
        return "lost"
    versions = {"old" if "worth old" in text else "new" for text in texts}
    return versions.pop() if len(versions) == 1 else "mixed"


def in_child(action: Callable[[], str | None], kill_after: float | None = None) -> tuple[bool, str]:
    """Run in a forked process; returns whether it was killed, and its answer or its error."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            said = action() or "done"
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        os.write(write, said.encode()[:2000])
        os._exit(0)
    os.close(write)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(read) as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status), said


def run(kills: int, in_place: bool, seed: int) -> Counter[str]:
    """Kill that many builds; counts what was answered after each, also after those that ended
    before their moment came.
    """
    builder, asker = (build_in_place, ask_in_place) if in_place else (build, ask)
    chance = random.Random(seed)
    seen: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch) / "home"
        folders = [write_guides(Path(scratch) / v / "g", corpus(v)) for v in ("old", "new")]
        in_child(lambda: builder(folders[0], home))
        started = time.monotonic()
        in_child(lambda: builder(folders[1], home))
        duration = time.monotonic() - started
        said = "new"
        while seen["killed"] < kills and seen.total() < MOST_TRIES * kills:
            other = folders[said == "old"]  # always the corpus that is not live
            killed, _ = in_child(
                lambda f=other: builder(f, home), chance.uniform(0, 1.1 * duration)
            )
            seen["killed"] += killed
            _, said = in_child(lambda: asker(home))
            seen[said if said in ("old", "new") else "broken"] += 1
            if said not in ("old", "new"):
                print(said, file=sys.stderr)
        _, said = in_child(lambda: builder(folders[0], home))
        seen["next build"] = said == "done" and in_child(lambda: asker(home))[1] == "old"
    return seen


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--in-place", action="store_true")
    parser.add_argument("--chroma", default="")
    given = parser.parse_args()
    os.environ[SERVER] = given.chroma
    print(json.dumps({"seed": given.seed, **run(given.kills, given.in_place, given.seed)}))
