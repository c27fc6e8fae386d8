"""What does a build cost as the number of files grows? From nothing, and when little changed.

    python -m tests.bench.index_bench             # the table in docs; an hour on two cores
    python -m tests.bench.index_bench --files 200 # one size, printed only; --drawn without a model

Each row is written as soon as it is known, in place of the one of before.

Every step is a process of its own, so that its peak memory is its own; imports are not counted, the
loading of the model is. The files are short: three sections with a sentence of a docstring each.
The largest index has vectors drawn around some centres instead of a model's.
"""

import argparse
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from index import IndexSettings, SentenceTransformerEmbedder, build_index
from index.embeddings import BATCH, Vectors
from tests.bench.benchmark import MEASUREMENTS, cpu_seconds, machine, show
from tests.bench.neighbours import sentences
from tests.conftest import PROJECT
from tests.doubles.fakes import Drawn

SIZES = (1_000, 10_000)  # files, embedded in earnest
LARGEST = 33_334  # files with vectors drawn at random: 100,000 passages
SECTIONS = 3  # of a file, and as many passages
DISTINCT = 30_000  # sentences; after these they come again, with another number
STEPS = ("from nothing", "nothing changed", "one changed", "one deleted", "one renamed")
BEGIN, END = "<!-- growth: python -m tests.bench.index_bench -->", "<!-- end of growth -->"


class Counting(SentenceTransformerEmbedder):
    """The bundled model; keeps what it embeds."""

    def __init__(self) -> None:
        super().__init__()
        self.embedded: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.embedded += texts
        return super().encode(texts)


def write_files(folder: Path, number: int) -> None:
    folder.mkdir()
    texts = numbered(list(sentences(min(DISTINCT, number * SECTIONS))))
    for each in range(number):
        parts = [f"## Part {part}\n\n{text}\n" for part, text in enumerate(islice(texts, SECTIONS))]
        (folder / f"{each:05}.md").write_text(f"# Note {each}\n\n" + "\n".join(parts), "utf-8")


def numbered(texts: Sequence[str]) -> Iterator[str]:
    """The texts, then the same again as other sentences, without end."""
    yield from texts
    again = 1
    while True:
        yield from (f"In case {again}: {text}" for text in texts)
        again += 1


def change(folder: Path, step: str) -> None:
    """Make the files what a step needs."""
    if step == "one changed":
        path = folder / "00007.md"
        path.write_text(path.read_text("utf-8") + "\nThis was not here before.\n", "utf-8")
    elif step == "one deleted":
        (folder / "00008.md").unlink()
    elif step == "one renamed":
        (folder / "00009.md").rename(folder / "renamed.md")


def measured(folder: Path, home: Path, drawn: bool) -> dict[str, float]:
    """In a process of its own: build, and say what it cost."""
    embedder = Drawn() if drawn else Counting()
    settings = IndexSettings(home=home)
    cpu, wall = cpu_seconds(), time.perf_counter()
    report = build_index([folder], settings, embedder=embedder)
    cpu, wall = cpu_seconds() - cpu, time.perf_counter() - wall
    files = [path for path in settings.folder.rglob("*") if path.is_file()]
    return {
        "passages": report.chunks,
        "cpu": cpu,
        "wall": wall,
        "embedded": len(embedder.embedded),
        "index": sum(path.stat().st_size for path in files) / 1e6,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def encoding(folder: Path, home: Path) -> dict[str, float]:
    """In a process of its own: CPU for the same texts, by a build and by a bare loop."""
    embedder = Counting()
    embedder.encode(["The model is loaded before the clock runs."])
    embedder.embedded.clear()
    times: list[float] = []

    def note(doing: str, done: int, total: int) -> None:
        if doing == "embedding":
            times.append(cpu_seconds())

    report = build_index([folder], IndexSettings(home=home), embedder=embedder, progress=note)
    texts = embedder.embedded[: report.embedded]
    model = embedder._loaded()
    started = cpu_seconds()
    for start in range(0, len(texts), BATCH):
        model.encode(texts[start : start + BATCH], batch_size=BATCH, show_progress_bar=False)
    bare = cpu_seconds() - started
    return {"texts": len(texts), "build": times[-1] - times[0], "bare": bare}


def in_child(step: str, folder: Path, home: Path, drawn: bool = False) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.index_bench", "--step", step]
    command += ["--folder", str(folder), "--home", str(home)] + ["--drawn"] * drawn
    done = subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


def rows(number: int, drawn: bool) -> Iterator[str]:
    """A row for each step."""
    with tempfile.TemporaryDirectory() as scratch:
        folder, home = Path(scratch) / "docs", Path(scratch) / "home"
        write_files(folder, number)
        for step in STEPS:
            change(folder, step)
            cost = in_child(step, folder, home, drawn)
            yield (
                f"| {number:,}{' (vectors drawn)' * drawn} | {cost['passages']:,} | {step} "
                f"| {show(cost['cpu'])} | {show(cost['wall'])} | {cost['embedded']:,} "
                f"| {cost['index']:,.0f} MB | {cost['peak']:,.0f} MB |"
            )


def speed(number: int) -> str:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "docs"
        write_files(folder, number)
        took = in_child("encoding", folder, Path(scratch) / "home")
    by_build, bare = took["texts"] / took["build"], took["texts"] / took["bare"]
    return (
        f"In a second of CPU a build embeds {by_build:,.0f} of these texts, and a loop of "
        f"`SentenceTransformer.encode` on the same batches {bare:,.0f}."
    )


def main(sizes: Sequence[int], largest: int) -> None:
    """Measure everything, and write it down."""
    for number, drawn in [*((size, False) for size in sizes), (largest, True)]:
        for row in rows(number, drawn):
            write_down(row)
    write_down(f"{speed(min(sizes))} {machine()}")


def write_down(line: str) -> None:
    """Put a line into the table of the docs, in place of the one that begins like it."""
    print(line, flush=True)
    text = MEASUREMENTS.read_text(encoding="utf-8")
    before, table, after = re.split(f"(?<={BEGIN}\n)(.*)(?={END})", text, flags=re.DOTALL)
    _, files, _, build, *_ = (*map(re.escape, line.split("|")), "", "", "")
    row = rf"\|{files}\|[^|]*\|{build}\|"
    beginning = row if line.startswith("|") else "In a second of CPU"
    known, count = re.subn(f"^{beginning}.*$", lambda _: line, table, flags=re.MULTILINE)
    assert count == 1, f"docs/measurements.md has no place for this: {line}"
    MEASUREMENTS.write_text(f"{before}{known}{after}", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, help="one size, printed only")
    for name in ("--step", "--folder", "--home"):
        parser.add_argument(name, help=argparse.SUPPRESS)
    parser.add_argument("--drawn", action="store_true", help="vectors drawn at random")
    given = parser.parse_args()
    if given.step == "encoding":
        print(json.dumps(encoding(Path(given.folder), Path(given.home))))
    elif given.step:
        print(json.dumps(measured(Path(given.folder), Path(given.home), given.drawn)))
    elif given.files:
        print("\n".join(rows(given.files, given.drawn)))
    else:
        main(SIZES, LARGEST)
