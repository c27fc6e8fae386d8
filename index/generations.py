"""Generations of an index: folders written once, a pointer to the live one, copies for readers.

    index/
      passages.db            what builds have read and embedded (index.passages_db)
      current                the pointer: name and manifest hash of the live generation
      rolled-back            there while an older generation was made live on purpose
      build.lock             held by the one build that may run
      owner                  whose the collections in a Chroma server are (index.vectors.places)
      generations/000001/    chroma/, keywords/, passages.db, manifest.json, manifest.sha256

A build writes a new folder, checks it and only then replaces the pointer; after that nothing writes
to the folder again. A reader checks every file's hash before Chroma sees it, and opens a copy of
its own, because Chroma writes to what it opens. Where the live generation is damaged, the newest
one that is whole is opened in its place, and says so.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import TypeVar

from filelock import FileLock, Timeout

from index.calibration import Calibration
from index.embeddings import file_hash
from index.errors import IndexBusyError, IndexDamagedError, IndexMissingError
from index.reading.sources import FailedFile

Opened = TypeVar("Opened")
SCHEMA = 2
MANIFEST, MANIFEST_HASH = "manifest.json", "manifest.sha256"
_REBUILD = "Build it again: careerbot index"


@dataclass(frozen=True)
class IndexedFile:
    """A file as it was when the generation was built.

    Attributes:
        sha256: of the file, and of the one beside it.
        document: id of the document made of it.
        kept: it could not be read since, or the folder that it is in.
        missing: the parts of it that could not be read, each with the reason.
    """

    source: str
    sha256: str
    document: str
    kept: bool = False
    missing: Sequence[str] = ()


@dataclass(frozen=True)
class UnreadFile:
    """A file or folder that could not be read when the generation was built.

    Attributes:
        state: its SHA-256, or why there is none; as long as it is the same, nothing has changed.
        reason: what is wrong, and what to do.
        kept: the generation holds what it said when it could be read last.
    """

    source: str
    state: str
    reason: str
    kept: bool


@dataclass(frozen=True)
class Manifest:
    """What a generation holds and how it was made.

    Attributes:
        built: when, in UTC, ISO 8601.
        embedder, chunking: fingerprints; what was built with others must be built anew.
        roots: the files and folders that were given, relative to the index folder if need be.
        files: the files, in the order of their documents in the index.
        unread: what should be in the index and could not be read.
        chunk_ids: in the order of the keyword index.
        calibration: what tells answerable from foreign questions here (index.calibration).
        collection, server: where its vectors are, if they are in a Chroma server; its address is
            that of the build, and readers may know it by another.
        hashes: SHA-256 of every other file of the generation, by its path in the folder.
    """

    built: str
    embedder: str
    chunking: str
    roots: tuple[str, ...]
    files: tuple[IndexedFile, ...]
    chunk_ids: tuple[str, ...]
    sentences: int
    calibration: Calibration | None
    hashes: dict[str, str]
    schema: int = SCHEMA
    unread: tuple[UnreadFile, ...] = ()
    collection: str = ""
    server: str = ""

    @property
    def documents(self) -> list[str]:
        """Ids of the documents, in order."""
        return [file.document for file in self.files]

    @property
    def failed(self) -> tuple[FailedFile, ...]:
        """What is in `unread`, as people are told of it."""
        return tuple(FailedFile(file.source, file.reason, file.kept) for file in self.unread)

    @property
    def incomplete(self) -> tuple[FailedFile, ...]:
        """The files of which a part could not be read; the rest of each is in the index."""
        return tuple(FailedFile.in_part(f.source, f.missing) for f in self.files if f.missing)

    def holds(self, states: dict[str, str]) -> bool:
        """Whether it was built from exactly these files (source -> SHA-256, or why none)."""
        read = {file.source: file.sha256 for file in self.files if not file.kept}
        return states == read | {file.source: file.state for file in self.unread}


@dataclass(frozen=True)
class Generation:
    """A finished generation: its folder and its manifest.

    Attributes:
        notice: why it stands in for the live one; empty where it is the live one.
    """

    folder: Path
    manifest: Manifest
    notice: str = ""


class Generations:
    """The generations below one index folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pointer = folder / "current"
        self._generations = folder / "generations"
        self._held = folder / "rolled-back"

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Be the one build of this index.

        Raises:
            IndexBusyError: another one is running; says which.
        """
        self._generations.mkdir(parents=True, exist_ok=True)
        holder = self._folder / "build.holder"
        try:
            with FileLock(self._folder / "build.lock", timeout=0):
                holder.write_text(f"process {os.getpid()}, since {now()}")
                yield
        except Timeout as error:
            who = holder.read_text() if holder.is_file() else "another process"
            raise IndexBusyError(
                f"The index {self._folder} is being built by {who}. Wait for it, then try again."
            ) from error

    def live_name(self) -> str | None:
        """What the pointer says: changes when, and only when, another generation went live."""
        try:
            return self._pointer.read_text(encoding="utf-8")
        except (FileNotFoundError, NotADirectoryError):
            return None

    def demand_any(self) -> None:
        """Raises IndexMissingError: there has never been a build here."""
        if self.live_name() is None and not self._folders():
            raise IndexMissingError(
                f"There is no index in {self._folder.parent}. Build one: careerbot index"
            )

    def live(self) -> Generation:
        """The live generation, every file of it compared with its hash.

        Raises:
            IndexMissingError: there is none.
            IndexDamagedError: a file is missing or is not what the build wrote.
        """
        self.demand_any()
        name, _, digest = (self.live_name() or "").partition(" ")
        if not name.isdigit():
            raise IndexDamagedError(f"{self._pointer} names no generation. {_REBUILD}")
        return _whole(self._generations / name, digest.strip())

    def live_or_whole(self, opened: Callable[[Generation], Opened]) -> Opened:
        """The live generation, or the newest whole one where the live one is damaged.

        Args:
            opened: opens a generation whose files are whole; what it returns is returned.

        Raises:
            IndexMissingError: there is none.
            IndexDamagedError: none is whole.
        """
        try:
            return opened(self.live())
        except IndexDamagedError as error:
            damage = error
        for generation in self.whole():
            notice = (
                f"The index is damaged, so answers come from the one built "
                f"{generation.manifest.built[:16].replace('T', ' ')} UTC. {damage}"
            )
            with suppress(IndexDamagedError):  # the first damage is the one to tell of
                return opened(replace(generation, notice=notice))
        raise damage

    def whole(self) -> Iterator[Generation]:
        """The generations that are what their builds wrote, newest first."""
        for folder in self._folders():
            try:
                generation = _whole(folder)
            except IndexDamagedError:  # what is sought is the rest
                continue
            yield generation

    def roots(self) -> tuple[str, ...]:
        """What the newest generation was made of, as far as its manifest can be read at all.

        Raises:
            IndexDamagedError: there are generations, and no manifest says so.
        """
        for folder in self._folders():
            try:
                return tuple(json.loads((folder / MANIFEST).read_bytes())["roots"])
            except (OSError, ValueError, KeyError, TypeError):  # an older one may still say
                continue
        if self._folders():
            raise IndexDamagedError(
                f"The index in {self._folder} is damaged, and what it was made of is lost. Name "
                "the folders again: careerbot index FOLDER"
            )
        return ()

    def manifests(self) -> Iterator[Manifest]:
        """The manifests that can be read, newest first."""
        for folder in self._folders():
            with suppress(IndexDamagedError):
                yield _read_manifest(folder)

    def roll_back(self, opens: Callable[[Generation], bool]) -> Generation:
        """Make the newest whole generation before the live one live; builds go on from there.

        Args:
            opens: whether a generation whose files are whole can be opened.

        Raises:
            IndexMissingError: there is no index.
            IndexDamagedError: no generation before it is whole.
        """
        self.demand_any()
        live = (self.live_name() or "").partition(" ")[0]
        for generation in self.whole():
            is_before = not live.isdigit() or int(generation.folder.name) < int(live)
            if is_before and opens(generation):
                self.make_live(generation)
                self._held.write_text(f"from {live or 'nothing'}, {now()}\n", encoding="utf-8")
                return generation
        raise IndexDamagedError(
            "There is no generation before this one that is whole. Build again: careerbot index"
        )

    def rolled_back(self) -> bool:
        """Whether the live generation was chosen by `roll_back`, and no build came after."""
        return self._held.exists()

    def _folders(self) -> list[Path]:
        """The folders of finished generations, newest first."""
        return sorted(self._generations.glob("[0-9]*[0-9]/"), reverse=True)

    def remove_unfinished(self) -> None:
        """Remove what killed builds left."""
        for leftover in self._generations.glob("*.building"):
            shutil.rmtree(leftover)

    def new_folder(self) -> Path:
        """An empty folder for the next generation; what killed builds left is removed."""
        live = (self.live_name() or "").partition(" ")[0]
        self.remove_unfinished()
        numbers = [int(path.name) for path in self._generations.iterdir() if path.name.isdigit()]
        number = max([*numbers, int(live or 0)]) + 1
        # A name of its own, since Chroma remembers folders that it could not open.
        folder = self._generations / f"{number:06}.{token_hex(4)}.building"
        folder.mkdir()
        return folder

    def finish(self, folder: Path, manifest: Manifest) -> Generation:
        """Write the manifest and make everything durable; the generation is not live yet."""
        manifest = replace(manifest, hashes=_hashes(folder))
        (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
        (folder / MANIFEST_HASH).write_text(file_hash(folder / MANIFEST), encoding="utf-8")
        for path in [*sorted(folder.rglob("*")), folder]:
            _sync(path)
        final = folder.with_name(folder.name.partition(".")[0])
        folder.rename(final)
        _sync(final.parent)
        return Generation(final, manifest)

    def make_live(self, generation: Generation) -> None:
        """Replace the pointer, which no reader ever sees half written."""
        digest = file_hash(generation.folder / MANIFEST)
        draft = self._pointer.with_suffix(".draft")
        draft.write_text(f"{generation.folder.name} {digest}\n", encoding="utf-8")
        _sync(draft)
        os.replace(draft, self._pointer)
        self._held.unlink(missing_ok=True)
        _sync(self._folder)

    def keep_last(self, number: int) -> list[Manifest]:
        """Remove all but the newest whole generations; returns the manifests of those kept."""
        kept: list[Manifest] = []
        for folder in self._folders():
            try:
                manifest = _read_manifest(folder)
            except IndexDamagedError:  # of no use to anyone; the live one was written just now
                shutil.rmtree(folder)
                continue
            if len(kept) < number:
                kept.append(manifest)
            else:
                shutil.rmtree(folder)
        return kept


def now() -> str:
    """The present moment in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _read_manifest(folder: Path, digest: str | None = None) -> Manifest:
    path = folder / MANIFEST
    try:
        data = path.read_bytes()
        if digest is not None and hashlib.sha256(data).hexdigest() != digest:
            raise IndexDamagedError(f"{path} is not what the build wrote. {_REBUILD}")
        fields = json.loads(data)
        if fields.get("schema") != SCHEMA:
            raise IndexDamagedError(
                f"{path} is of schema {fields.get('schema')}, not {SCHEMA}. {_REBUILD}"
            )
        fields["files"] = tuple(IndexedFile(**file) for file in fields["files"])
        fields["unread"] = tuple(UnreadFile(**file) for file in fields.get("unread", ()))
        fields["roots"] = tuple(fields["roots"])
        fields["chunk_ids"] = tuple(fields["chunk_ids"])
        return Manifest(**fields)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise IndexDamagedError(f"{path} cannot be read: {error}. {_REBUILD}") from error


def _whole(folder: Path, digest: str | None = None) -> Generation:
    """A generation, every file of it compared with its hash; `digest` is that of its manifest.

    Raises:
        IndexDamagedError: a file is missing or is not what the build wrote.
    """
    beside = folder / MANIFEST_HASH
    try:
        written = beside.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise IndexDamagedError(f"{beside} cannot be read: {error}. {_REBUILD}") from error
    if digest is not None and written != digest:
        raise IndexDamagedError(f"{beside} is not what the build wrote. {_REBUILD}")
    manifest = _read_manifest(folder, written)
    found = _hashes(folder)
    for name in sorted(found.keys() | manifest.hashes.keys()):
        if found.get(name) != manifest.hashes.get(name):
            raise IndexDamagedError(f"{folder / name} is not what the build wrote. {_REBUILD}")
    return Generation(folder, manifest)


def _hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): file_hash(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in (MANIFEST, MANIFEST_HASH)
    }


def _sync(path: Path) -> None:
    """Put a file or folder on the disk, so that it is still there after a power cut."""
    if path.is_dir() and os.name == "nt":  # Windows cannot open folders, and needs not
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
