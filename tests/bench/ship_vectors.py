"""Embed the project's guides and write their vectors to be shipped.

    python -m tests.bench.ship_vectors [HOME]

Run it when guides have changed; a test says when. HOME is an index of the guides as they are; one
is built if none is named. Prints the size of the file and the least cosine of a row to the vector
it was made of.
"""

import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import numpy as np

from index import IndexSettings, build_index
from index.shipped_vectors import FILE, packed
from tests.conftest import CORPUS, PROJECT


def main() -> None:
    """Write the file."""
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(sys.argv[1] if len(sys.argv) > 1 else scratch)
        build_index([CORPUS], IndexSettings(home=home))
        with closing(sqlite3.connect(home / "index" / "passages.db")) as db:
            rows = db.execute("select key, vector from vectors").fetchall()
    vectors = {key: np.frombuffer(vector, "<f4") for key, vector in rows}
    arrays = packed(vectors)
    path = PROJECT / "index" / FILE
    with path.open("wb") as file:
        np.savez_compressed(file, **arrays)
    back = arrays["rows"] * arrays["scales"][:, None]
    back /= np.linalg.norm(back, axis=1, keepdims=True)
    cosines = np.sum(back * np.stack([vectors[key] for key in sorted(vectors)]), axis=1)
    size = path.stat().st_size / 2**20
    print(f"{len(rows):,} vectors, {size:.1f} MB, least cosine {cosines.min():.5f}")


if __name__ == "__main__":
    main()
