"""Follow the gold of the question sets from one wording of the guides to the next.

    python -m tests.evals.remap_gold REV [--write] [--headings FILE] [--reviewed FILE] [--below 0.8]

A gold is a quote of a guide. When guides are rewritten, the section that holds it stays and its
words do not. For each gold that stood in the guides of REVISION this finds its section, and in
today's section of that heading the sentence closest in meaning and in words; one with the same
figures is preferred, and a neighbour that holds much of the rest is taken with it. Pairs less alike
than the bound are printed, to be read by a person. With --write the sets are rewritten; each gold
then names its section too.

--headings is a text file of lines "guide.md#old heading -> new heading". --reviewed is a JSON file:
old quote -> the new one, or null where nothing in the guides says it any more.
"""

import argparse
import io
import json
import math
import re
import subprocess
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from bot.guides.figures import figures
from index import SentenceTransformerEmbedder, split_sentences
from index.reading.documents import Document, SourceFile, load_document
from tests.conftest import CORPUS, PROJECT

EVALS = PROJECT / "tests" / "evals"
SETS = ("answerable.jsonl", "conversations.jsonl", "false_premises.jsonl")
SAME_FIGURES = 0.2  # of similarity that all figures of a quote are worth
SAME_WORDS = 0.4  # of similarity that all words of a quote are worth
WORTH_A_NEIGHBOUR = 0.25  # of a quote's words that a second sentence must add


@dataclass(frozen=True)
class Sentence:
    """A sentence of a guide: its words, the heading of its section ("" before the first), place."""

    text: str
    section: str
    block: int = 0
    number: int = 0


@dataclass(frozen=True)
class Pair:
    """An old gold and what it becomes."""

    guide: str
    old: Sentence
    new: Sentence | None
    alike: float


def main() -> None:
    """Map all golds, print what must be read, and write if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("revision")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--headings", type=Path)
    parser.add_argument("--reviewed", type=Path)
    parser.add_argument("--below", type=float, default=0.8)
    given = parser.parse_args()
    sets = {name: _rows(EVALS / name) for name in SETS}
    reviewed = json.loads(given.reviewed.read_text("utf-8")) if given.reviewed else {}
    headings = _headings(given.headings) if given.headings else {}
    golds = [gold for rows in sets.values() for row in rows for gold in golds_of(row)]
    pairs = pair_up(golds, old_guides(given.revision), guides_in(CORPUS), headings, reviewed)
    for pair in sorted(set(pairs.values()), key=lambda pair: (pair.guide, pair.alike)):
        if pair.alike < given.below:
            print(_shown(pair), end="\n\n")
    low = sum(pair.alike < given.below for pair in set(pairs.values()))
    print(f"{len(golds)} golds, {len(pairs)} different quotes, {low} less alike than the bound.")
    if given.write:
        for name, rows in sets.items():
            _write(EVALS / name, rows, pairs)


def pair_up(
    golds: list[dict[str, Any]],
    old: dict[str, Document],
    new: dict[str, Document],
    headings: dict[tuple[str, str], str],
    reviewed: dict[str, str | None],
) -> dict[tuple[str, str], Pair]:
    """What each gold, by guide and quote, becomes."""
    embed = SentenceTransformerEmbedder().encode
    wanted = sorted({(gold["guide"], gold["quote"]) for gold in golds})
    sentences = {guide: _sentences(new[guide]) for guide, _ in wanted}
    sections = {(guide, quote): section_of(old[guide], quote) for guide, quote in wanted}
    candidates = {}
    for (guide, quote), section in sections.items():
        heading = headings.get((guide, section), section)
        within = [s for s in sentences[guide] if s.section == heading]
        candidates[guide, quote] = within or sentences[guide]
    everything = sorted({s.text for possible in candidates.values() for s in possible})
    vectors = dict(zip(everything, embed(everything), strict=True))
    rare = _rarity([s.text for each in sentences.values() for s in each])
    pairs = {}
    for (guide, quote), vector in zip(wanted, embed([q for _, q in wanted]), strict=True):
        before = Sentence(quote, sections[guide, quote])

        def score(sentence: Sentence, quote: str = quote, vector: Any = vector) -> float:
            alike = float(np.dot(vectors[sentence.text], vector))
            wanted = figures(quote)
            held = len(wanted & figures(sentence.text)) / len(wanted) if wanted else 0.0
            shared = _share(quote, sentence.text, rare)
            return alike + SAME_FIGURES * held + SAME_WORDS * shared

        best = max(candidates[guide, quote], key=score)
        alike = float(np.dot(vectors[best.text], vector)) + SAME_WORDS * _share(
            quote, best.text, rare
        )
        best = _with_neighbour(best, quote, candidates[guide, quote], new[guide], rare)
        pair = Pair(guide, before, best, alike)
        if quote in reviewed:
            pair = _as_reviewed(pair, reviewed[quote], sentences[guide])
        pairs[guide, quote] = pair
    return pairs


def _words(text: str) -> set[str]:
    return {word[:6] for word in re.findall(r"[\w-]{3,}", text.lower())}


def _rarity(texts: list[str]) -> dict[str, float]:
    counts = Counter(word for text in texts for word in _words(text))
    return {word: math.log(len(texts) / count) for word, count in counts.items()}


def _share(quote: str, text: str, rare: dict[str, float]) -> float:
    """How much of a quote's words a text holds, rare words counting more."""

    def weight(words: set[str]) -> float:
        return sum(rare.get(word, 8.0) for word in words)

    return weight(_words(quote) & _words(text)) / (weight(_words(quote)) or 1.0)


def _with_neighbour(
    best: Sentence, quote: str, candidates: list[Sentence], guide: Document, rare: dict[str, float]
) -> Sentence:
    """A sentence, and the one before or after it if that holds much of what it lacks."""
    beside = [s for s in candidates if s.block == best.block and abs(s.number - best.number) == 1]

    def run(other: Sentence) -> str:
        start, end = sorted((guide.text.index(best.text), guide.text.index(other.text)))
        last = best if best.number > other.number else other
        return guide.text[start : end + len(last.text)]

    gained = {run(s): _share(quote, run(s), rare) - _share(quote, best.text, rare) for s in beside}
    if gained and max(gained.values()) >= WORTH_A_NEIGHBOUR:
        return replace(best, text=max(gained, key=lambda text: gained[text]))
    return best


def _as_reviewed(pair: Pair, said: str | None, candidates: list[Sentence]) -> Pair:
    if said is None:
        return Pair(pair.guide, pair.old, None, 1.0)
    holding = [s for s in candidates if said.startswith(s.text)]
    if not holding:
        raise SystemExit(f"the reviewed quote is no sentence of {pair.guide}: {said}")
    return Pair(pair.guide, pair.old, replace(holding[0], text=said), 1.0)


def old_guides(revision: str) -> dict[str, Document]:
    """The guides of a revision, by file name."""
    packed = subprocess.run(
        ["git", "archive", revision, "corpus"], cwd=PROJECT, capture_output=True, check=True
    )
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
            archive.extractall(folder, filter="data")
        return guides_in(Path(folder) / "corpus")


def guides_in(folder: Path) -> dict[str, Document]:
    """The guides of a folder, by file name."""
    return {
        path.name: load_document(SourceFile(path, path.name), path.read_bytes())
        for path in folder.glob("*.md")
    }


def _sentences(document: Document) -> list[Sentence]:
    """The sentences of a guide that stand in it once, so that a quote names one place."""
    found = []
    for place, block in enumerate(document.blocks):
        section = block.headings[-1] if block.headings else ""
        spans = split_sentences(document.text, block.start, block.end)
        for number, span in enumerate(spans):
            text = document.text[span.start : span.end]
            if document.text.count(text) == 1:
                found.append(Sentence(text, section, place, number))
    return found


def section_of(document: Document, quote: str) -> str:
    """The heading that a quote of a guide stands under, "" before the first."""
    at = document.text.index(quote)
    block = next(b for b in document.blocks if b.start <= at < b.end)
    return block.headings[-1] if block.headings else ""


def _headings(path: Path) -> dict[tuple[str, str], str]:
    changed = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if "->" in line:
            old, new = line.split("->")
            guide, heading = old.strip().split("#", 1)
            changed[guide, heading.strip()] = new.strip()
    return changed


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _asked(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The questions of a row: itself, or the turns of a conversation."""
    yield from row.get("turns", [row])


def golds_of(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The golds of a row, or of the turns of a conversation."""
    for question in _asked(row):
        yield from question.get("answers", [])


def _write(path: Path, rows: list[dict[str, Any]], pairs: dict[tuple[str, str], Pair]) -> None:
    for row in rows:
        for question in _asked(row):
            if "answers" not in question:
                continue
            kept: dict[str, dict[str, Any]] = {}
            for gold in question["answers"]:
                new = pairs[gold["guide"], gold["quote"]].new
                if new:
                    moved = gold | {"quote": new.text, "section": new.section}
                    kept.setdefault(json.dumps(moved, sort_keys=True), moved)
            question["answers"] = list(kept.values())
            if not kept:
                raise SystemExit(f"no gold is left of {question['question']!r}")
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _shown(pair: Pair) -> str:
    new = pair.new or Sentence("(nothing)", "")
    moved = f" -> {new.section!r}" if new.section != pair.old.section else ""
    return (
        f"{pair.guide} {pair.old.section!r}{moved} {pair.alike:.2f}\n  - {pair.old.text}\n"
        f"  + {new.text}"
    )


if __name__ == "__main__":
    main()
