"""Pairs of texts -> scores, by a CrossEncoder of sentence-transformers, loaded at the first pair.

One is only ever used if it is set by name or folder. A name on the hub must have been fetched:
nothing is downloaded while a question is answered.
"""

import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.embeddings import Vectors
from index.errors import CrossEncoderError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

AT_ONCE = 16  # pairs
LONGEST = 512  # tokens of a pair; more is cut, and would take memory that grows with its square
Pair = tuple[str, str]


class PairModel:
    """A CrossEncoder.

    Args:
        name: on the hub of sentence-transformers, or a folder.
        setting: the environment variable that names it, for messages.
    """

    def __init__(self, name: str, setting: str) -> None:
        self.name = name
        self._setting = setting
        self._lock = threading.Lock()

    @property
    def labels(self) -> tuple[str, ...]:
        """What its columns are called, in lower case; a single column has a name, too."""
        named: Any = getattr(self._loaded().config, "id2label", None) or {}
        return tuple(str(named[column]).lower() for column in sorted(named))

    def scores(self, pairs: Sequence[Pair]) -> Vectors:
        """Raw scores, a row for each pair and a column for each label."""
        model = self._loaded()
        import torch

        with self._lock:
            found = model.predict(
                list(pairs),
                batch_size=AT_ONCE,
                activation_fn=torch.nn.Identity(),
                show_progress_bar=False,
                convert_to_numpy=True,
            )
        rows: Vectors = np.asarray(found, np.float32).reshape(len(pairs), -1)
        return rows

    def _loaded(self) -> "CrossEncoder":
        with self._lock:
            return _load(self.name, self._setting)


@lru_cache(maxsize=2)  # a reranker and a checker
def _load(name: str, setting: str) -> "CrossEncoder":
    from sentence_transformers import CrossEncoder
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        model: Any = CrossEncoder(name, device="cpu", local_files_only=True)
        model.max_seq_length = min(model.max_seq_length or LONGEST, LONGEST)
    except Exception as error:  # what a broken folder raises has no class in common
        fetch = (
            "" if Path(name).is_dir() else f"Fetch it: careerbot models --fetch {name}. Else set"
        )
        raise CrossEncoderError(
            f"The model {name!r} cannot be loaded: {error} {fetch or 'Set'} {setting} to another "
            "CrossEncoder of sentence-transformers, by name or folder, or leave it out."
        ) from error
    loaded: CrossEncoder = model
    return loaded
