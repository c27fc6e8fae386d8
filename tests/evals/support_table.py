"""How well the check of a model's sentences tells borne ones from others.

`python -m tests.evals.support_table` judges two sets of labelled sentences, each beside the
passages it was labelled with, as they were then, and writes `tests/evals/SUPPORT.md`. The rules
and bounds of `bot.wording.support` were made with `labelled_sentences.jsonl`;
`held_sentences.jsonl` was written later, from the guides alone, and is for the table.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.types import Support
from bot.wording.support import judge
from index import SentenceTransformerEmbedder, Vectors, split_sentences
from tests.conftest import PROJECT
from tests.evals.measures import Measure
from tests.evals.report import table

EVALS = PROJECT / "tests" / "evals"
WORKING, HELD = EVALS / "labelled_sentences.jsonl", EVALS / "held_sentences.jsonl"
RESULTS = PROJECT / "tests" / "evals" / "SUPPORT.md"
BORNE = ("verbatim", "paraphrased", "merged", "part")
EXACT = ("number changed", "date changed", "exam code changed", "exam code invented")

_ABOUT = """# Checking what a model writes

Written by `python -m tests.evals.support_table`. Each labelled sentence is judged beside the whole
sections that its quotes stand in, as an answer's sentences are. *Marked* means shown as
unsupported. What is shown as supported stands there word by word; what is said in other words is
shown as reworded, which is no judgement. The rules and bounds were made with the working set
(`labelled_sentences.jsonl`). The held set (`held_sentences.jsonl`) was written afterwards by
somebody who had seen the guides, and neither the check nor the working set; no rule and no bound
was chosen by it.
"""


@dataclass(frozen=True)
class Judged:
    """A labelled sentence with what the check made of it."""

    kind: str
    label: str
    support: Support
    held: bool

    @property
    def marked(self) -> bool:
        return self.support == "unsupported"


def judged() -> list[Judged]:
    """Every labelled sentence, judged."""
    files = [(path, json.loads(line)) for path in (WORKING, HELD) for line in _lines(path)]
    rows = [row for _, row in files]
    embed = SentenceTransformerEmbedder().encode
    shown = [_shown(row["shown"]) for row in rows]
    sentences = sorted({each for sentences, _ in shown for each in sentences})
    vectors = dict(zip(sentences, embed(sentences), strict=True))
    said = embed([row["sentence"] for row in rows])
    return [
        Judged(
            row["kind"],
            row["label"],
            judge(row["sentence"], beside, headings, _nearest(vector, beside, vectors)),
            path == HELD,
        )
        for (path, row), (beside, headings), vector in zip(files, shown, said, strict=True)
    ]


def measures(sentences: Sequence[Judged]) -> list[Measure]:
    """What is promised of the check."""

    def marked(name: str, counted: Sequence[Judged]) -> Measure:
        return Measure(name, tuple(float(sentence.marked) for sentence in counted))

    def shown(name: str, *labels: str) -> Measure:
        counted = [sentence for sentence in sentences if sentence.label in labels]
        return Measure(name, tuple(float(s.support == "supported") for s in counted))

    return [
        marked("unsupported sentences marked", [s for s in sentences if s.label == "unsupported"]),
        marked(
            "changed numbers, dates and exam codes marked",
            [s for s in sentences if s.kind in EXACT],
        ),
        marked("supported sentences marked", [s for s in sentences if s.label == "supported"]),
        shown("supported sentences shown as such", "supported"),
        shown("others shown as supported", "weak", "unsupported"),
        Measure(
            "marked sentences that are not supported",
            tuple(float(s.label != "supported") for s in sentences if s.marked),
        ),
    ]


def report(sentences: Sequence[Judged]) -> str:
    """What stands in `SUPPORT.md`."""
    parts = [_ABOUT]
    for name, held in (("Held set", True), ("Working set", False)):
        chosen = [sentence for sentence in sentences if sentence.held == held]
        parts += [f"## {name}\n", table(measures(chosen)) + "\n", _kinds(chosen)]
    return "\n".join(parts)


def _kinds(sentences: Sequence[Judged]) -> str:
    counts = Counter((s.label, s.kind, s.support) for s in sentences)
    kinds = sorted({(label, kind) for label, kind, _ in counts})
    lines = ["| kind | label | supported | reworded | unsupported |", "|---|---|---|---|---|"]
    for label, kind in kinds:
        found = [
            counts[label, kind, support] for support in ("supported", "reworded", "unsupported")
        ]
        lines.append(f"| {kind} | {label} | {' | '.join(map(str, found))} |")
    return "\n".join(lines) + "\n"


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _shown(shown: Sequence[dict[str, str]]) -> tuple[list[str], str]:
    """The sentences of the passages shown, and their titles and headings."""
    sentences: dict[str, None] = {}
    headings: dict[str, None] = {}
    for each in shown:
        headings[". ".join(filter(None, (each["title"], each["section"])))] = None
        for line in each["passage"].split("\n"):
            for span in split_sentences(line, 0, len(line)):
                sentences[line[span.start : span.end]] = None
    return list(sentences), " ".join(headings)


def _nearest(vector: Vectors, beside: Sequence[str], vectors: dict[str, Vectors]) -> float:
    return float(max(np.dot(vector, vectors[sentence]) for sentence in beside))


def main() -> None:
    """Judge, and write the table."""
    RESULTS.write_text(report(judged()))


if __name__ == "__main__":
    main()
