"""THE PATH from files to a live index. Start reading at `build_index`."""

import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import islice
from pathlib import Path

import numpy as np

from index.build_report import BuildReport
from index.calibration import KEYWORD_QUESTIONS, calibrate, foreign_vectors
from index.chunking import split_document
from index.disk_space import demand_room, size_of
from index.embeddings import Embedder, SentenceTransformerEmbedder
from index.errors import (
    DocumentError,
    IndexDamagedError,
    IndexOpenError,
    VectorServerError,
    vectors_written,
    written,
)
from index.generations import Generations, now
from index.keywords import Keywords
from index.known_vectors import KnownVectors
from index.manifest import Generation, IndexedFile, Manifest, UnreadFile
from index.open_generation import CHECKED_CHUNKS, FOREIGN, OpenGeneration, is_in_place
from index.passages_db import PASSAGES
from index.passages_writer import PassagesWriter
from index.privacy import readers_of, restrict
from index.reading.documents import load_document
from index.reading.formats.parser import Parser
from index.reading.sources import FailedFile, SourceFile, Survey, read_file, survey
from index.search import spread
from index.settings import IndexSettings
from index.source_states import (
    demand_documents,
    hash_of,
    nothing_read,
    of_before,
    reason,
    states_of,
    unread_file,
)
from index.vectors.places import put_vectors, remove_unused

Progress = Callable[[str, int, int], None]


def build_index(
    paths: Iterable[str | Path],
    settings: IndexSettings | None = None,
    *,
    progress: Progress | None = None,
    embedder: Embedder | None = None,
    beside: Generation | None = None,
    allow_empty: bool = False,
) -> BuildReport:
    """Make the index in `settings.home` hold exactly the documents in files and folders.

    Only what is new is embedded. The index before it stays live until the new one is checked, and
    stays so when anything fails or the process is killed. A file that cannot be read stops nothing:
    it is reported, and what the index holds of it from before is kept until it can be read again or
    is removed.

    Args:
        paths: files, and folders with all below them.
        settings: where the index lives and how it is made.
        progress: called with what is being done, how much of it is done, and how much there is.
        embedder: instead of the one that the settings name.
        beside: of another index (see `index.extend`); this one is to hold all that is in it, too.
        allow_empty: documents are taken out of the index also if a folder has lost all it had.

    Raises:
        NothingToIndexError: there are no documents.
        EmptiedFolderError: a folder has lost all its documents, as one whose disk is not there.
        DocumentError: no file can be read; says why.
        IndexBusyError: another build of this index is running.
        EmbeddingError: the embedding model cannot be used.
        DiskFullError: there is no room; says how much is needed.
        IndexingError: it cannot be written, or the server of the vectors cannot be asked.
    """
    started = time.monotonic()
    settings = settings or IndexSettings()
    roots = _resolved(paths)
    there = survey(roots)
    embedder = embedder or SentenceTransformerEmbedder(settings.embedder, settings.folder)
    generations = Generations(settings.folder)
    with (
        written(settings.folder),
        generations.lock(),
        closing(PassagesWriter.opened(settings.folder / PASSAGES)) as db,
        Parser() as parser,
    ):
        build = _Build(settings, embedder, db, parser, progress or _say_nothing)
        their = beside.manifest.files if beside else ()
        others = [replace(file, kept=False) for file in their]
        states = states_of(there) | {file.source: file.sha256 for file in others}
        if not allow_empty:
            demand_documents(roots, there, generations.last_manifest())
        readers = readers_of(there.files, roots)
        restrict(settings.folder / PASSAGES, readers)
        live = _usable(generations, settings, embedder)
        if live and _is_of(live, roots, states, settings):
            restrict(live.folder, readers)
            generations.settle(settings.keep)
            return _report(live.manifest, there, started)
        generations.remove_unfinished()
        if not generations.has_newer():  # whose collections are not known here
            remove_unused(settings, generations.manifests())  # what killed builds left
        demand_room(settings.folder, size_of(live.folder) if live else 0)
        # What is known already comes from a generation whose hashes were checked.
        known = [live] if live else [*islice(generations.whole(), 1)]
        for whole in [*known, *([beside] if beside else [])]:
            db.take(whole.folder / PASSAGES)
        before = live or _made_alike(known, settings, embedder)
        files, unread = build.load(there, states, before, others)
        if before and any(file.kept for file in files):  # whose files cannot be asked
            readers &= before.folder.stat().st_mode
        documents = [file.document for file in files]
        demand_room(settings.folder, *db.bytes_of_index(documents))
        build.known.embed(documents, partial(build.tell, "embedding"))
        embedded, too_long = build.known.embedded, build.known.too_long
        generation = build.write(generations, files, unread, roots, readers)
        generations.make_live(generation)
        with written(settings.folder, "The new index is live all the same."):
            kept = generations.keep_last(settings.keep)
            db.forget_all_but(document for manifest in kept for document in manifest.documents)
        with suppress(VectorServerError):  # the next build removes them
            if not generations.has_newer():
                remove_unused(settings, kept)
        report = _report(generation.manifest, there, started)
        return replace(report, embedded=embedded, changed=True, too_long=too_long)


def read_documents(
    paths: Iterable[str | Path],
    settings: IndexSettings,
    db: PassagesWriter,
    embedder: Embedder | None = None,
) -> tuple[IndexedFile, ...]:
    """Put into a database of the caller's what a build would index; the index is not touched.

    Args:
        paths: files, and folders with all below them.
        settings: where the index lives and how it is made.
        db: takes the documents that the live generation has not.
        embedder: instead of the one that the settings name.

    Raises:
        NothingToIndexError, DocumentError: as of `build_index`.
    """
    there = survey(paths)
    embedder = embedder or SentenceTransformerEmbedder(settings.embedder, settings.folder)
    live = _usable(Generations(settings.folder), settings, embedder)
    with Parser() as parser:
        build = _Build(settings, embedder, db, parser, _say_nothing)
        return build.load(there, states_of(there), live)[0]


def is_current(paths: Iterable[str | Path], settings: IndexSettings | None = None) -> bool:
    """Whether a build of these files and folders would change nothing.

    Raises:
        IndexingError: there are no files.
    """
    settings = settings or IndexSettings()
    roots = _resolved(paths)
    states = states_of(survey(roots))
    embedder = SentenceTransformerEmbedder(settings.embedder, settings.folder)
    live = _usable(Generations(settings.folder), settings, embedder)
    return live is not None and _is_of(live, roots, states, settings)


@dataclass(frozen=True)
class _Build:
    """The steps of one build, and what they all need."""

    settings: IndexSettings
    embedder: Embedder
    db: PassagesWriter
    parser: Parser
    tell: Progress

    @cached_property
    def known(self) -> KnownVectors:
        return KnownVectors(self.db, self.embedder)

    def load(
        self,
        there: Survey,
        states: dict[str, str],
        live: Generation | None,
        others: Sequence[IndexedFile] = (),
    ) -> tuple[tuple[IndexedFile, ...], tuple[UnreadFile, ...]]:
        """Put the documents into the database; what the live index has is not read again.

        What cannot be read keeps the place that it has in the live index. The others are there.
        """
        before = {f.source: f for f in live.manifest.files} if live else {}
        loaded: list[IndexedFile] = []
        failed = list(there.failed)
        for done, file in enumerate(there.files, 1):
            known = before.get(file.source)
            try:
                same = known if known and known.sha256 == states[file.source] else None
                loaded.append(replace(same, kept=False) if same else self._load_one(file))
            except DocumentError as error:
                failed.append(FailedFile(file.source, reason(file, error)))
            self.tell("reading", done, len(there.files))
        if not loaded and not others:
            raise nothing_read(failed)
        kept = of_before(before.values(), failed)
        files = sorted([*loaded, *kept, *others], key=lambda file: file.source)
        return tuple(files), tuple(unread_file(each, states, kept) for each in failed)

    def _load_one(self, file: SourceFile) -> IndexedFile:
        data = read_file(file.path)
        side = read_file(file.side) if file.side else None
        made_by = f"{self.settings.chunking}/{self.embedder.fingerprint}"
        document = load_document(file, data, made_by, side, self.parser)
        chunks = split_document(document, self.settings)
        if not self.settings.recipe.headings:
            document = replace(document, title="")
            chunks = [replace(chunk, headings=()) for chunk in chunks]
        self.db.add_document(document, chunks, self.embedder.fingerprint)
        return IndexedFile(file.source, hash_of(data, side), document.id, missing=document.missing)

    def write(
        self,
        generations: Generations,
        files: tuple[IndexedFile, ...],
        unread: tuple[UnreadFile, ...],
        roots: Sequence[Path],
        readers: int,
    ) -> Generation:
        """Write a generation and check it; it is finished then, but not live."""
        self.tell("writing", 0, 1)
        folder = generations.new_folder()
        documents = [file.document for file in files]
        keys = self.db.chunk_keys(documents)  # chunk id -> vector key
        vectors = self.db.stacked(list(keys.values()))
        with vectors_written(folder):
            collection = put_vectors(self.settings, folder, list(keys), vectors)
        np.save(folder / FOREIGN, foreign_vectors(self.known, vectors))
        self.db.seal(folder / PASSAGES, documents)
        texts = (text for _, text in self.db.chunks_to_embed(documents))
        Keywords.build(texts, self.settings.recipe.stems).save(folder / "keywords")
        manifest = Manifest(
            built=now(),
            embedder=self.embedder.fingerprint,
            chunking=self.settings.chunking,
            roots=tuple(_relative(root, self.settings.folder) for root in roots),
            files=files,
            unread=unread,
            chunk_ids=tuple(keys),
            sentences=self.db.count_sentences(documents),
            calibration=None,
            hashes={},
            collection=collection,
            server=self.settings.chroma_url if collection else "",
            places=tuple(map(str, roots)),
        )
        with closing(self._opened(Generation(folder, manifest))) as opened:
            self._check(opened, keys)
            asked = self.db.questions_asked(documents)
            sentences = opened.db.sampled_sentences(KEYWORD_QUESTIONS)
            calibration = calibrate(opened.search, self.known, asked, sentences)
        self.db.seal_questions(folder / PASSAGES)
        self.tell("writing", 1, 1)
        return generations.finish(folder, replace(manifest, calibration=calibration), readers)

    def _opened(self, generation: Generation) -> OpenGeneration:
        return OpenGeneration(generation, self.settings)

    def _check(self, opened: OpenGeneration, keys: Mapping[str, str]) -> None:
        """Compare some vectors with those that were written."""
        sample = spread(list(keys), CHECKED_CHUNKS)
        if not opened.search.holds(sample, self.db.stacked([keys[chunk] for chunk in sample])):
            raise IndexDamagedError(
                "The new index does not hold the vectors of its passages; the one before it stays "
                "live. Build again: careerbot index"
            )


def _usable(
    generations: Generations, settings: IndexSettings, embedder: Embedder
) -> Generation | None:
    """The live generation, if it is whole and made the way the settings ask for."""
    try:
        live = generations.live()
    except IndexOpenError:  # none yet, or a damaged one: build from the documents
        return None
    return _made_alike([live], settings, embedder)


def _made_alike(
    generations: Sequence[Generation], settings: IndexSettings, embedder: Embedder
) -> Generation | None:
    """The first one that was made the way the settings ask for."""
    asked = (embedder.fingerprint, settings.chunking)
    made = ((each, (each.manifest.embedder, each.manifest.chunking)) for each in generations)
    return next((each for each, how in made if how == asked), None)


def _is_of(
    live: Generation, roots: Sequence[Path], states: dict[str, str], settings: IndexSettings
) -> bool:
    """Whether a build of these would change nothing, not even where the files are looked for."""
    same = live.manifest.roots == tuple(_relative(root, settings.folder) for root in roots)
    return same and live.manifest.holds(states) and is_in_place(live, settings)


def _resolved(paths: Iterable[str | Path]) -> list[Path]:
    return list(dict.fromkeys(Path(path).expanduser().resolve() for path in paths))


def _relative(root: Path, folder: Path) -> str:
    """A path that still holds when the project is moved as a whole."""
    try:
        return os.path.relpath(root, folder)
    except ValueError:  # on another drive
        return str(root)


def _say_nothing(doing: str, done: int, total: int) -> None:
    pass


def _report(manifest: Manifest, there: Survey, started: float) -> BuildReport:
    return BuildReport(
        documents=len(manifest.files),
        chunks=len(manifest.chunk_ids),
        sentences=manifest.sentences,
        embedded=0,
        seconds=time.monotonic() - started,
        changed=False,
        failed=manifest.failed,
        notices=(*map(str, manifest.incomplete), *there.left_out),
    )
