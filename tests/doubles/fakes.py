"""Small real things for the tests: an embedder without a model, and guides to index."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.embeddings import Embedder, Vectors
from index.keywords import words

DIMENSION = 64

GUIDES = {
    "apples.md": """---
title: Apples
kind: topic
summary: About apples.
updated: 2026-01-02
sources:
  - {title: Orchard notes, address: https://example.org/orchard, date: undated}
---
# Apples

Apples grow on trees in the orchard. Growers pick apples in September.

## How are apples stored?

Apples are stored in cold rooms with little oxygen. They keep for months that way.
""",
    "pears.md": """# Pears

Pears ripen after the harvest. A pear is ready when its neck gives way.

## What are pears pressed into?

Pears are pressed into perry. Perry is fermented slowly in oak barrels.
""",
    "plums.txt": """Plums

Drying plums

Plums are dried into prunes. Prunes travel well.
""",
}


class WordEmbedder(Embedder):
    """Texts that share words get near vectors; counts what it embeds."""

    def __init__(self, fingerprint: str = "words@1") -> None:
        self.fingerprint = fingerprint
        self.embedded: list[str] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self._vector(text).tolist() for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return self.encode([text])[0].tolist()

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.embedded += texts
        return super().encode(texts)

    def _vector(self, text: str) -> Vectors:
        vector = np.full(DIMENSION, 1e-3, np.float32)
        for word in words(text):
            place = hashlib.sha256((self.fingerprint + word).encode()).digest()[0] % DIMENSION
            vector[place] += 1
        return vector


class Drawn(WordEmbedder):
    """Vectors as long as a model's, drawn around some centres; a text has always the same."""

    _centres = np.random.default_rng(1).normal(size=(300, 384))

    def __init__(self) -> None:
        super().__init__("drawn@1")

    def _vector(self, text: str) -> Vectors:
        drawn = np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]))
        centre = self._centres[drawn.integers(len(self._centres))]
        return centre + drawn.normal(scale=0.75, size=centre.shape)  # a cosine of .8 to the centre


def write_guides(folder: Path, guides: dict[str, str] = GUIDES) -> Path:
    """Write guides into a folder; returns it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in guides.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


PASSWORD = "four words of no song"
CHEAP = (2, 1, 1)  # work of a password's hash that takes no time
