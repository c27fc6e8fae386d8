"""The index: from files to passages that can be searched. Read `index/build.py` first."""

from index.build import BuildReport, build_index, is_current
from index.calibration import Calibration, fit, foreign_questions
from index.chunking import Span, split_sentences
from index.differences import PassageChange, last_changes, pending_changes
from index.embeddings import Embedder, SentenceTransformerEmbedder, Vectors
from index.errors import (
    CareerBotError,
    DocumentError,
    EmbeddingError,
    IndexBusyError,
    IndexDamagedError,
    IndexingError,
    IndexMismatchError,
    IndexMissingError,
    IndexOpenError,
    NothingToIndexError,
    SettingError,
    VectorServerError,
)
from index.extension import extend
from index.generations import Generations
from index.keywords import words
from index.open_generation import opens
from index.outline import GuideOutline, Outline, Section, aspects_in, name_key
from index.passages_db import StoredChunk, StoredDocument
from index.reader import Index, IndexedDocument
from index.reading.characters import normalise
from index.reading.front_matter import FrontMatter, split_front_matter
from index.reading.sources import FORMATS, FailedFile, find_files, survey
from index.retriever import HybridRetriever
from index.rollback import indexed_paths, is_rolled_back, roll_back
from index.search import Found, FoundSentence, Hit, Query, Signals, mix, spread
from index.settings import DEFAULT_EMBEDDER, DEFAULT_HOME, PROJECT, IndexSettings, Recipe

__all__ = [
    "DEFAULT_EMBEDDER",
    "DEFAULT_HOME",
    "FORMATS",
    "PROJECT",
    "BuildReport",
    "Calibration",
    "CareerBotError",
    "DocumentError",
    "Embedder",
    "EmbeddingError",
    "FailedFile",
    "Found",
    "FoundSentence",
    "FrontMatter",
    "Generations",
    "GuideOutline",
    "Hit",
    "HybridRetriever",
    "Index",
    "IndexBusyError",
    "IndexDamagedError",
    "IndexMismatchError",
    "IndexMissingError",
    "IndexOpenError",
    "IndexSettings",
    "IndexedDocument",
    "IndexingError",
    "NothingToIndexError",
    "Outline",
    "PassageChange",
    "Query",
    "Recipe",
    "Section",
    "SentenceTransformerEmbedder",
    "SettingError",
    "Signals",
    "Span",
    "StoredChunk",
    "StoredDocument",
    "VectorServerError",
    "Vectors",
    "aspects_in",
    "build_index",
    "extend",
    "find_files",
    "fit",
    "foreign_questions",
    "indexed_paths",
    "is_current",
    "is_rolled_back",
    "last_changes",
    "mix",
    "name_key",
    "normalise",
    "open_index",
    "opens",
    "pending_changes",
    "roll_back",
    "split_front_matter",
    "split_sentences",
    "spread",
    "survey",
    "words",
]


def open_index(settings: IndexSettings | None = None) -> Index:
    """Open the live index. Close it, or use it as a context manager.

    Raises:
        IndexOpenError: there is none, it is damaged, or it was built with another model.
        VectorServerError: its vectors are in a Chroma server that cannot be asked.
    """
    return Index(settings or IndexSettings())
