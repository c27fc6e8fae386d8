"""The vectors of the project's own guides, shipped with it, so that a first index embeds nothing.

They are found by the hash of what was embedded and of the model, so another text or another model
finds none. A row is kept in bytes with a scale of its own; `python -m tests.bench.ship_vectors`
writes the file and says how far a row is from the one that was embedded.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from index.embeddings import Vectors

FILE = "guides.npz"
_KEY = 8  # bytes of a text's hash that a row is found by; more would only make the file larger


def shipped(keys: Sequence[str]) -> dict[str, Vectors]:
    """The vectors that are shipped, by key: unit length, float32.

    Args:
        keys: as of `index.passages_db.vector_key`.
    """
    rows, bytes_, scales = _file()
    found = {key: rows[key[: 2 * _KEY]] for key in keys if key[: 2 * _KEY] in rows}
    return {key: _unit(bytes_[row].astype(np.float32) * scales[row]) for key, row in found.items()}


def packed(vectors: Mapping[str, Vectors]) -> dict[str, NDArray[np.generic]]:
    """Vectors by key, as the arrays of the file."""
    keys = sorted(vectors)
    rows = np.stack([vectors[key] for key in keys])
    scales = np.abs(rows).max(axis=1) / 127
    return {
        "keys": np.array([bytes.fromhex(key[: 2 * _KEY]) for key in keys], f"V{_KEY}"),
        "rows": np.round(rows / scales[:, None]).astype(np.int8),
        "scales": scales.astype(np.float32),
    }


@lru_cache(maxsize=1)
def _file() -> tuple[dict[str, int], NDArray[np.int8], Vectors]:
    path = files("index").joinpath(FILE)
    if not path.is_file():  # a checkout whose guides are being changed: they are embedded instead
        return {}, np.zeros((0, 0), np.int8), np.zeros(0, np.float32)
    with path.open("rb") as file:
        stored = np.load(file)
        keys = [bytes(key).hex() for key in stored["keys"]]
        rows, scales = stored["rows"], stored["scales"]
    return {key: row for row, key in enumerate(keys)}, rows, scales


def _unit(vector: Vectors) -> Vectors:
    unit: Vectors = vector / np.linalg.norm(vector)
    return unit
