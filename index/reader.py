"""An open index: always the live generation, also while builds put newer ones in its place."""

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from index.calibration import Calibration
from index.embeddings import Embedder, SentenceTransformerEmbedder, Vectors
from index.errors import IndexDamagedError, IndexMismatchError, IndexOpenError
from index.generations import Generations
from index.manifest import Generation, Manifest
from index.open_generation import OpenGeneration
from index.outline import Outline, Section
from index.passages_db import PASSAGES, PassagesDb, StoredDocument
from index.query import Query, make_query
from index.reranking import READ, Reranker
from index.search import Found, Hit
from index.settings import IndexSettings

Result = TypeVar("Result")


@dataclass(frozen=True)
class IndexedDocument:
    """What the index holds of a file.

    Attributes:
        passages: how many.
        updated: the day it was last checked, ISO 8601, or empty.
        kept: it could not be read at the last build; this is what it said before.
    """

    source: str
    title: str
    passages: int
    updated: str
    kept: bool


class _Held(threading.local):
    """The generation that a thread has asked to stay with."""

    generation: OpenGeneration | None = None


class Index:
    """The live index of a home folder. Safe to use from several threads.

    Use it as a context manager, or `close()` it.

    Args:
        settings: where it is, and the embedder it must have been built with.
        embedder: instead of the one that the settings name.

    Raises:
        IndexMissingError, IndexDamagedError, IndexMismatchError: see `index.errors`.
    """

    def __init__(self, settings: IndexSettings, embedder: Embedder | None = None) -> None:
        self.settings = settings
        self._generations = Generations(settings.folder)
        self._live: OpenGeneration | None = None
        self._live_name: str | None = None
        self._lock = threading.Lock()
        self._held = _Held()
        self._closed = False
        self._generations.demand_any()
        self._reranker = Reranker(settings.reranker) if settings.reranker else None
        self.embedder = embedder or SentenceTransformerEmbedder(settings.embedder, settings.folder)
        self._follow_pointer()

    def __enter__(self) -> "Index":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def steady(self) -> Iterator[None]:
        """All that this thread asks meanwhile is answered from one generation."""
        with self._current() as generation:
            before, self._held.generation = self._held.generation, generation
            try:
                yield
            finally:
                self._held.generation = before

    @property
    def manifest(self) -> Manifest:
        """What the live generation holds."""
        with self._current() as generation:
            return generation.manifest

    @property
    def notice(self) -> str:
        """What is wrong with the index, if another generation than the live one stands in."""
        with self._current() as generation:
            return generation.notice

    @property
    def calibration(self) -> Calibration:
        """What tells answerable from foreign questions in the live generation."""
        calibration = self.manifest.calibration
        if calibration is None:
            raise IndexDamagedError(
                "The index was never calibrated. Build it again: careerbot index"
            )
        return calibration

    def query(self, text: str) -> Query:
        """Embed a question and take its words; what is misspelt is put right before."""
        if self.settings.recipe.spelling:
            with self._current() as generation:
                text = generation.search.mended(text, self.embedder.is_word)
        vector = np.asarray(self.embedder.embed_query(text), np.float32)
        return make_query(text, vector, self.settings.recipe.stems)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit-length row per text."""
        return self.embedder.encode(texts)

    def top_cosine(self, query: Query) -> float:
        """Cosine of the chunk nearest to a question."""
        return self._asked(lambda generation: generation.search.top_cosine(query.vector))

    def collections(self) -> dict[str, int]:
        """Name of each collection, as of `index.collections` -> how many documents it has."""
        with self._current() as generation:
            documents = generation.collections.documents
            return {name: len(documents[name]) for name in documents}

    def search(
        self,
        query: Query,
        number: int = 8,
        shown: Collection[str] = (),
        collections: Collection[str] = (),
    ) -> Found:
        """See `HybridSearch`.

        Args:
            query: the question.
            number: how many passages are wanted.
            shown: ids of chunks that the conversation has shown already.
            collections: which to search; all where none is named.

        Raises:
            IndexDamagedError: the index broke while it was open, and no generation is whole.
            VectorServerError: the vectors are in a server that cannot be asked.
        """

        def found(generation: OpenGeneration) -> Found:
            # Not before: another generation, if that is asked in the end, has chunks of its own.
            within = generation.collections.chunks(collections) if collections else None
            if self._reranker is None:
                return generation.search(query, number, shown, within=within)
            wide = generation.search(query, max(number, READ), shown, within=within)
            scale = self._reranker.scale(generation.manifest.built, generation.sample)
            return self._reranker.reranked(wide, query, number, scale)

        return self._asked(found)

    def whole(self, sections: Sequence[Section], query: Query) -> list[Hit]:
        """See `HybridSearch.whole`; the sections are of the live generation's outline."""
        return self._asked(lambda generation: generation.search.whole(sections, query))

    def check(self) -> None:
        """Look whether questions could be answered now.

        Raises:
            IndexOpenError, VectorServerError: they could not.
        """
        self._asked(lambda generation: generation.search.check())

    def _asked(self, ask: Callable[[OpenGeneration], Result]) -> Result:
        """What the live generation answers, or the next one where it broke meanwhile."""
        opened_anew = False
        while True:
            with self._current() as generation:
                try:
                    return ask(generation)
                except (IndexDamagedError, KeyError):
                    if self._live is generation and self._is_live():
                        if opened_anew or not generation.manifest.collection:
                            raise
                        # The collection is damaged or gone: open what is whole instead.
                        opened_anew = True
                        self._let_go(generation)
                    # Else builds went on and forgot what this generation needs: ask the next one.
                    self._held.generation = None

    def outline(self, collections: Collection[str] = ()) -> Outline:
        """What the live documents are about; read once for each generation.

        Args:
            collections: whose documents; all if none is named.
        """
        with self._current() as generation:
            outline = generation.outline()
            if not collections:
                return outline
            documents = generation.collections.documents
            named = {each for name in collections for each in documents.get(name, ())}
            return outline.within(named)

    def titles(self) -> list[str]:
        """The titles of the live documents."""
        return [guide.title for guide in self.outline().guides]

    def sections(self) -> dict[str, list[str]]:
        """Title of each live document -> its innermost headings, in order."""
        sections: dict[str, list[str]] = {}
        for guide in self.outline().guides:
            headings = [section.headings[-1] for section in guide.sections if section.headings]
            sections.setdefault(guide.title, []).extend(dict.fromkeys(headings))
        return sections

    def contents(self) -> list[IndexedDocument]:
        """What the live generation holds of each file, by name."""
        with self._current() as generation:
            found = []
            for file in generation.manifest.files:
                document = generation.db.document(file.document)
                found.append(
                    IndexedDocument(
                        source=file.source,
                        title=document.title,
                        passages=len(generation.db.chunks([file.document])),
                        updated=document.updated,
                        kept=file.kept,
                    )
                )
            return sorted(found, key=lambda each: each.source)

    def documents(self) -> list[StoredDocument]:
        """The live documents, with their normalised texts."""
        with self._current() as generation:
            return [generation.db.document(each) for each in generation.manifest.documents]

    def questions_asked(self, documents: Iterable[str]) -> list[str]:
        """What people ask documents, by id; known from their front matter, and never shown."""
        with self._current() as generation:
            return generation.db.questions_asked(documents)

    def document(self, identity: str) -> StoredDocument:
        """One document by id; those of the last generations are there as well.

        Raises:
            IndexDamagedError: no generation that is kept has it.
        """
        with self._current() as generation:
            if identity in generation.manifest.documents:
                return generation.db.document(identity)
        for older in self._generations.whole():
            if identity in older.manifest.documents:
                with closing(PassagesDb(older.folder / PASSAGES, sealed=True)) as db:
                    return db.document(identity)
        raise IndexDamagedError(
            f"Document {identity[:12]} is no longer in the index; ask the question again."
        )

    def close(self) -> None:
        """Give everything back; the index cannot be used afterwards."""
        with self._lock:
            self._closed = True
            if self._live is not None:
                self._live.close()
                self._live = None

    @contextmanager
    def _current(self) -> Iterator[OpenGeneration]:
        """The live generation; one that was replaced is closed when its last user leaves."""
        with self._lock:
            generation = self._held.generation or self._follow_pointer()
            generation.users += 1
        try:
            yield generation
        finally:
            with self._lock:
                generation.users -= 1
                if generation is not self._live and not generation.users:
                    generation.close()

    def _follow_pointer(self) -> OpenGeneration:
        if self._closed:
            raise IndexOpenError("This index was closed; open it again.")
        name = self._generations.live_name()
        if self._live is not None and name == self._live_name:
            return self._live
        opened = self._open_live()
        before, self._live, self._live_name = self._live, opened, name
        if before is not None and not before.users:
            before.close()
        return opened

    def _let_go(self, generation: OpenGeneration) -> None:
        """Have the index opened anew; the last user of what is open closes it."""
        with self._lock:
            if self._live is generation:
                self._live = None

    def _is_live(self) -> bool:
        return self._generations.live_name() == self._live_name

    def _open_live(self) -> OpenGeneration:
        while True:
            name = self._generations.live_name()
            try:
                return self._generations.live_or_whole(self._open)
            except (IndexDamagedError, OSError) as error:
                if name == self._generations.live_name():
                    if isinstance(error, OSError):
                        raise IndexOpenError(f"The index cannot be opened: {error}.") from error
                    raise
                # Builds went on and removed the generation while it was being opened: the next one.

    def _open(self, generation: Generation) -> OpenGeneration:
        self._check_embedder(generation.manifest)
        return OpenGeneration(generation, self.settings)

    def _check_embedder(self, manifest: Manifest) -> None:
        if manifest.embedder != self.embedder.fingerprint:
            raise IndexMismatchError(
                f"The index in {Path(self.settings.home)} was built with the embedding model "
                f"{manifest.embedder}, but {self.embedder.fingerprint} is set. Set "
                "CAREERBOT_EMBEDDER back, or build the index again: careerbot index"
            )


def open_index(settings: IndexSettings | None = None) -> Index:
    """Open the live index. Close it, or use it as a context manager.

    Raises:
        IndexOpenError: there is none, it is damaged, or it was built with another model.
        VectorServerError: its vectors are in a Chroma server that cannot be asked.
    """
    return Index(settings or IndexSettings())
