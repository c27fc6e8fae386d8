"""How many true neighbours does Chroma's approximate search find? At 1,000, 10,000, 100,000.

    python -m tests.bench.neighbours [--vectors FILE]

The vectors are real: sentences of the guides, then of the docstrings of the Python packages that
are installed. Embedding 100,000 takes some twenty minutes on two cores; `--vectors` keeps them.
The queries are the questions of `tests/evals`. Exact neighbours come from NumPy.
"""

import argparse
import ast
import site
import statistics
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from tqdm import tqdm

from index.embeddings import SentenceTransformerEmbedder
from index.sentences import split_sentences
from index.vectors.in_folder import VectorStore, write_vectors
from tests.bench.benchmark import machine
from tests.conftest import PROJECT
from tests.evals.cases import domain_cases

SIZES = (1_000, 10_000, 100_000)
NEIGHBOURS = 20
WORDS = range(6, 40)  # of a sentence


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--vectors", type=Path, help="where vectors are kept from run to run")
    kept = parser.parse_args().vectors
    embedder = SentenceTransformerEmbedder()
    if kept and kept.exists():
        vectors = np.load(kept)
    else:
        vectors = embed(embedder, list(sentences(SIZES[-1])))
        if kept:
            np.save(kept, vectors)
    cases = domain_cases(PROJECT / "tests" / "evals")
    queries = embedder.encode([case.question for case in cases])
    print(f"recall@{NEIGHBOURS}, {len(queries)} questions; {machine()}", file=sys.stderr)
    print("| vectors | recall@20 | least | median query | median exact |\n|---|---|---|---|---|")
    for size in SIZES:
        print(row(vectors[:size], queries), flush=True)


def embed(embedder, texts):
    step = 2000
    parts = [
        embedder.encode(texts[start : start + step])
        for start in tqdm(range(0, len(texts), step), desc="embedding")
    ]
    return np.concatenate(parts)


def row(vectors, queries) -> str:
    with tempfile.TemporaryDirectory() as folder:
        write_vectors(Path(folder), [str(number) for number in range(len(vectors))], vectors)
        store = VectorStore.in_folder(Path(folder))
        recalls, took, took_exactly = [], [], []
        for query in queries:
            start = time.perf_counter()
            found = {int(each) for each in store.nearest(query, NEIGHBOURS)}
            took.append(time.perf_counter() - start)
            start = time.perf_counter()
            cosines = vectors @ query
            true = np.argpartition(-cosines, NEIGHBOURS)[:NEIGHBOURS]
            took_exactly.append(time.perf_counter() - start)
            recalls.append(len(found.intersection(true.tolist())) / NEIGHBOURS)
        store.close()
    return (
        f"| {len(vectors):,} | {statistics.mean(recalls):.4f} | {min(recalls):.2f} "
        f"| {statistics.median(took) * 1000:.1f} ms "
        f"| {statistics.median(took_exactly) * 1000:.1f} ms |"
    )


def sentences(number: int) -> Iterator[str]:
    seen: set[str] = set()
    for text in texts():
        for span in split_sentences(text, 0, len(text)):
            sentence = " ".join(text[span.start : span.end].split())
            if len(sentence.split()) in WORDS and sentence not in seen:
                seen.add(sentence)
                yield sentence
                if len(seen) == number:
                    return
    raise SystemExit(f"only {len(seen):,} different sentences are installed here")


def texts() -> Iterator[str]:
    for path in sorted((PROJECT / "corpus").glob("*.md")):
        yield path.read_text(encoding="utf-8")
    folders = [sysconfig.get_path("stdlib"), *site.getsitepackages()]
    for path in dict.fromkeys(p for folder in folders for p in sorted(Path(folder).rglob("*.py"))):
        try:
            tree = ast.parse(path.read_text(encoding="utf-8"))
        except (SyntaxError, ValueError, RecursionError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                yield ast.get_docstring(node) or ""


if __name__ == "__main__":
    main()
