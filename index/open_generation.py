"""One generation, opened for reading: its passages, vectors, keywords and outline."""

from contextlib import ExitStack

import numpy as np

from index.collections import Collections
from index.errors import IndexDamagedError
from index.keywords import Keywords
from index.manifest import Generation
from index.outline import Outline, read_outline
from index.passages_db import PASSAGES, PassagesDb, StoredSentence, embedded_text
from index.search import HybridSearch, spread
from index.settings import IndexSettings
from index.vectors.in_folder import VectorStore
from index.vectors.places import open_vectors

CHECKED_CHUNKS = 50  # whose vectors are compared when a collection is opened
FOREIGN = "foreign.npy"  # vectors of questions that the generation does not answer


class OpenGeneration:
    """One generation, opened on a copy of its own, or with its vectors in a server.

    `close()` removes the copy.

    Raises:
        IndexDamagedError: Chroma, the keywords and the manifest do not hold the same passages.
        IndexMismatchError: its vectors are in a server, and the settings name none.
        VectorServerError: the server cannot be asked.
    """

    def __init__(self, generation: Generation, settings: IndexSettings) -> None:
        self.manifest = generation.manifest
        self.notice = generation.notice
        self.users = 0
        self._outline: Outline | None = None
        self._opened = ExitStack()
        try:
            self.search = self._searched(generation, settings)
        except (OSError, ValueError, KeyError) as error:  # whole a moment ago, and no longer so
            self.close()
            raise IndexDamagedError(
                f"{generation.folder} cannot be read: {error}. Build it again: careerbot index"
            ) from error
        except BaseException:
            self.close()
            raise
        self.collections = Collections(self.db, self.manifest.files)

    def _searched(self, generation: Generation, settings: IndexSettings) -> HybridSearch:
        self.db = PassagesDb(generation.folder / PASSAGES, sealed=True)
        self._opened.callback(self.db.close)
        store = self._opened.enter_context(open_vectors(generation, settings))
        keywords = Keywords.load(generation.folder / "keywords")
        self._check_counts(len(store), len(keywords))
        if self.manifest.collection:
            self._check_sample(store)
        asked = self.db.asked(file.document for file in self.manifest.files)
        foreign = np.load(generation.folder / FOREIGN)
        return HybridSearch(
            store, keywords, self.db, self.manifest.chunk_ids, settings.recipe, asked, foreign
        )

    def _check_counts(self, *counts: int) -> None:
        expected = len(self.manifest.chunk_ids)
        if any(count != expected for count in counts):
            raise IndexDamagedError(
                f"The index holds {counts} passages where {expected} were written. "
                "Build it again: careerbot index"
            )

    def _check_sample(self, store: VectorStore) -> None:
        """Compare some vectors with the sealed ones; a server has no files to take hashes of."""
        chunks = self.db.chunks_by_id(spread(self.manifest.chunk_ids, CHECKED_CHUNKS))
        vectors = self.db.vectors([chunk.vector_key for chunk in chunks.values()])
        rows = np.stack([vectors[chunk.vector_key] for chunk in chunks.values()])
        if not store.holds(list(chunks), rows):
            raise IndexDamagedError(
                f"The vectors in {self.manifest.collection}, in the Chroma server, are not those "
                "that the build wrote. Build the index again: careerbot index"
            )

    def outline(self) -> Outline:
        """What its documents are about; read once."""
        if self._outline is None:
            self._outline = read_outline(self.db, self.manifest.documents)
        return self._outline

    def sample(self, number: int) -> list[tuple[str, str]]:
        """The longest sentences of so many passages, each with its passage."""
        chunks = self.db.chunks_by_id(spread(self.manifest.chunk_ids, number))
        longest: dict[str, StoredSentence] = {}
        for each in self.db.sentences(list(chunks))[0]:
            known = longest.get(each.chunk)
            if known is None or each.end - each.start > known.end - known.start:
                longest[each.chunk] = each
        pairs = []
        for chunk in chunks.values():
            document = self.db.document(chunk.document)
            whole = embedded_text(
                document.title, chunk.headings, document.text[chunk.start : chunk.end]
            )
            pairs.append((document.text[longest[chunk.id].start : longest[chunk.id].end], whole))
        return pairs

    def close(self) -> None:
        self._opened.close()


def opens(generation: Generation, settings: IndexSettings) -> bool:
    """Whether a generation whose files are whole has its vectors, too.

    Raises:
        IndexMismatchError, VectorServerError: that cannot be known.
    """
    try:
        OpenGeneration(generation, settings).close()
    except IndexDamagedError:
        return False
    return True


def is_in_place(generation: Generation, settings: IndexSettings) -> bool:
    """Whether its vectors are where the settings ask for.

    Raises:
        VectorServerError: that cannot be known.
    """
    if bool(generation.manifest.collection) != bool(settings.chroma_url):
        return False
    return not settings.chroma_url or opens(generation, settings)
