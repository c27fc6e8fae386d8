"""What does a question cost when the index is large? At 1,000 and at 20,000 passages.

    python -m tests.bench.growth

The texts are sentences of the docstrings of installed packages. Their vectors are scattered around
those of the guides instead of computed, which would take an hour; the questions are those of
`tests/evals`, embedded in earnest, so that a question does all that it does in use.
"""

import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.advisor import Advisor
from index import Index, IndexSettings, SentenceTransformerEmbedder, build_index
from tests.bench.benchmark import machine
from tests.bench.neighbours import sentences
from tests.conftest import PROJECT
from tests.evals.cases import domain_cases

SIZES = (1_000, 20_000)  # passages
SENTENCES = 3  # of a passage
PASSAGES = 50  # of a document
QUESTIONS = 100


class Scattered(SentenceTransformerEmbedder):
    """Embeds questions; texts of documents get a vector near one of a few hundred real ones."""

    def __init__(self, real: Sequence[str]) -> None:
        super().__init__()
        self._real = super().encode(list(real))
        self._random = np.random.default_rng(1)

    def encode(self, texts):
        if len(texts) == 1:
            return super().encode(texts)
        near = self._real[self._random.integers(len(self._real), size=len(texts))]
        noise = self._random.normal(scale=0.04, size=near.shape)  # a cosine of about .8
        vectors = near + noise
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def main() -> None:
    cases = [
        case.question for case in domain_cases(PROJECT / "tests" / "evals") if not case.earlier
    ]
    embedder = Scattered(cases[:300])
    print(machine())
    print("| passages | CPU, median of a question | wall | questions |\n|---|---|---|---|")
    for size in SIZES:
        with tempfile.TemporaryDirectory() as scratch:
            write(Path(scratch) / "docs", size)
            settings = IndexSettings(home=scratch)
            report = build_index([Path(scratch) / "docs"], settings, embedder=embedder)
            with Advisor(Index(settings, embedder)) as advisor:
                print(row(report.chunks, advisor, cases), flush=True)


def write(folder: Path, size: int) -> None:
    """Documents of so many passages, each in a section of its own."""
    folder.mkdir()
    passages = [" ".join(each) for each in runs(list(sentences(size * SENTENCES)), SENTENCES)]
    for number, run in enumerate(runs(passages, PASSAGES)):
        parts = [f"## Part {part}\n\n{text}" for part, text in enumerate(run)]
        (folder / f"{number:04}.md").write_text("\n\n".join(parts), encoding="utf-8")


def runs(items: Sequence[str], length: int) -> list[Sequence[str]]:
    return [items[start : start + length] for start in range(0, len(items), length)]


def row(chunks: int, advisor: Advisor, cases: Sequence[str]) -> str:
    asked = cases[:: max(1, len(cases) // QUESTIONS)]
    for question in asked[:10]:
        advisor.ask(question)
    cpu, wall = [], []
    for question in asked:
        before = time.process_time(), time.perf_counter()
        advisor.ask(question)
        cpu.append(time.process_time() - before[0])
        wall.append(time.perf_counter() - before[1])
    return (
        f"| {chunks:,} | {statistics.median(cpu) * 1000:.1f} ms "
        f"| {statistics.median(wall) * 1000:.1f} ms | {len(asked)} |"
    )


if __name__ == "__main__":
    main()
