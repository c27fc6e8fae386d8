"""What changed between two states of an index, passage by passage."""

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rapidfuzz.fuzz import ratio

from index.build import read_documents
from index.embeddings import Embedder
from index.errors import IndexMissingError
from index.generations import Generations
from index.manifest import Generation, IndexedFile
from index.passages_db import PASSAGES, PassagesDb
from index.passages_writer import PassagesWriter
from index.settings import IndexSettings

SAME = 50.0  # least likeness, of 100, at which a passage is a changed one and not another


@dataclass(frozen=True)
class PassageChange:
    """A passage that is not as it was.

    Attributes:
        source: the file that it stands in.
        section: its innermost heading; empty above the first.
        before, after: its text; empty where there was none, or is none.
        id: of the passage as it was before; of the new one where there was none.
    """

    how: Literal["added", "changed", "removed"]
    source: str
    section: str
    before: str
    after: str
    id: str


@dataclass(frozen=True)
class _Held:
    """A passage of one of the two states."""

    id: str
    source: str
    section: str
    text: str

    @property
    def says(self) -> tuple[str, str]:
        return self.section, self.text


def pending_changes(
    paths: Iterable[str | Path],
    settings: IndexSettings | None = None,
    embedder: Embedder | None = None,
) -> list[PassageChange]:
    """What a build of these files and folders would change. Nothing is embedded or written.

    Args:
        paths: files, and folders with all below them.
        settings: where the index lives and how it is made.
        embedder: instead of the one that the settings name.

    Raises:
        IndexMissingError: there is no index to compare with.
        IndexDamagedError: no generation of it is whole.
        NothingToIndexError, DocumentError: as of `build_index`.
    """
    settings = settings or IndexSettings()
    live = Generations(settings.folder).live_or_whole(lambda generation: generation)
    with (
        tempfile.TemporaryDirectory(prefix="careerbot-diff-") as scratch,
        closing(PassagesWriter(Path(scratch) / PASSAGES)) as db,
    ):
        db.create()
        files = read_documents(paths, settings, db, embedder)
        known = set(live.manifest.documents)
        fresh = [file for file in files if file.document not in known]
        staying = {file.document for file in files} & known
        gone = [file for file in live.manifest.files if file.document not in staying]
        return _compare(_of_generation(live, gone), list(_held(db, fresh)))


def last_changes(settings: IndexSettings | None = None) -> list[PassageChange]:
    """What the last build changed: the live generation beside the one before it.

    Raises:
        IndexMissingError: there is no index, or no generation before the live one.
        IndexDamagedError: the live generation is not whole.
    """
    generations = Generations((settings or IndexSettings()).folder)
    live = generations.live()
    for before in generations.whole():
        if before.folder.name < live.folder.name:
            kept = set(live.manifest.documents) & set(before.manifest.documents)
            return _compare(
                *(
                    _of_generation(
                        each, [file for file in each.manifest.files if file.document not in kept]
                    )
                    for each in (before, live)
                )
            )
    raise IndexMissingError("There has been one build only, so there is nothing to compare with.")


def _of_generation(generation: Generation, files: Sequence[IndexedFile]) -> list[_Held]:
    with closing(PassagesDb(generation.folder / PASSAGES, sealed=True)) as db:
        return list(_held(db, files))


def _held(db: PassagesDb, files: Sequence[IndexedFile]) -> Iterator[_Held]:
    for file in files:
        text = db.document(file.document).text
        for chunk in db.chunks([file.document]):
            section = chunk.headings[-1] if chunk.headings else ""
            yield _Held(chunk.id, file.source, section, text[chunk.start : chunk.end])


def _compare(before: Sequence[_Held], after: Sequence[_Held]) -> list[PassageChange]:
    """What is said in one of them alone, paired within a file; what only moved is left out."""
    gone, come = _not_in(before, after), _not_in(after, before)
    changes = []
    for old, new in _pairs(gone, come):
        held = new or old
        assert held is not None
        how: Literal["added", "changed", "removed"] = "changed"
        if not (old and new):
            how = "removed" if old else "added"
        changes.append(
            PassageChange(
                how,
                held.source,
                held.section,
                old.text if old else "",
                new.text if new else "",
                (old or held).id,
            )
        )
    return sorted(changes, key=lambda change: change.source)


def _not_in(these: Sequence[_Held], those: Sequence[_Held]) -> list[_Held]:
    there = Counter(held.says for held in those)
    left = []
    for held in these:
        if there[held.says]:
            there[held.says] -= 1
        else:
            left.append(held)
    return left


def _pairs(
    gone: Sequence[_Held], come: Sequence[_Held]
) -> Iterator[tuple[_Held | None, _Held | None]]:
    """Each passage that came beside the one that it was, if it was one; then those that went."""
    by_file: dict[str, list[_Held]] = {}
    for old in gone:
        by_file.setdefault(old.source, []).append(old)
    for new in come:
        left = by_file.get(new.source, [])
        likeness = [ratio(old.text, new.text) for old in left]
        if likeness and max(likeness) >= SAME:
            yield left.pop(likeness.index(max(likeness))), new
        else:
            yield None, new
    for left in by_file.values():
        for old in left:
            yield old, None
