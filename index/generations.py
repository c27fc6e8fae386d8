"""Generations of an index: folders written once, a pointer to the live one, copies for readers.

    index/
      passages.db            texts and vectors by content hash (index.passages_db)
      current                the pointer: name and manifest hash of the live generation
      build.lock             held by the one build that may run
      generations/000001/    chroma/, keywords/, manifest.json

A build writes a new folder, checks it and only then replaces the pointer; after that nothing writes
to the folder again. A reader checks every file's hash before Chroma sees it, and opens a copy of
its own, because Chroma writes to what it opens.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from index.calibration import Calibration
from index.embeddings import file_hash
from index.errors import IndexBusyError, IndexDamagedError, IndexMissingError

SCHEMA = 1
MANIFEST = "manifest.json"
_SCRATCH = "careerbot-"
_REBUILD = "Build it again: careerbot index"


@dataclass(frozen=True)
class IndexedFile:
    """A file as it was when the generation was built.

    Attributes:
        sha256: of the file.
        document: id of the document made of it.
        digest: of what is kept of that document (`PassagesDb.digest`).
    """

    source: str
    sha256: str
    document: str
    digest: str


@dataclass(frozen=True)
class Manifest:
    """What a generation holds and how it was made.

    Attributes:
        built: when, in UTC, ISO 8601.
        embedder, chunking: fingerprints; what was built with others must be built anew.
        roots: the files and folders that were given, relative to the index folder if need be.
        files: the files, in the order of their documents in the index.
        chunk_ids: in the order of the keyword index.
        calibration: what tells answerable from foreign questions here (index.calibration).
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

    @property
    def documents(self) -> list[str]:
        """Ids of the documents, in order."""
        return [file.document for file in self.files]

    def holds(self, hashes: dict[str, str]) -> bool:
        """Whether it was built from exactly these files (source -> SHA-256)."""
        return hashes == {file.source: file.sha256 for file in self.files}


@dataclass(frozen=True)
class Generation:
    """A finished generation: its folder and its manifest."""

    folder: Path
    manifest: Manifest


class Generations:
    """The generations below one index folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pointer = folder / "current"
        self._generations = folder / "generations"

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

    def demand_live_name(self) -> str:
        """What the pointer says.

        Raises:
            IndexMissingError: there is no live generation.
        """
        name = self.live_name()
        if name is None:
            raise IndexMissingError(
                f"There is no index in {self._folder.parent}. Build one: careerbot index"
            )
        return name

    def live(self) -> Generation:
        """The live generation, every file of it compared with its hash.

        Raises:
            IndexMissingError: there is none.
            IndexDamagedError: a file is missing or is not what the build wrote.
        """
        generation = self.live_unchecked()
        _check_hashes(generation.folder, generation.manifest)
        return generation

    def live_unchecked(self) -> Generation:
        """The live generation, its manifest whole, the files it names not looked at.

        Raises:
            IndexMissingError: there is none.
            IndexDamagedError: the manifest is missing or is not what the build wrote.
        """
        name, _, digest = self.demand_live_name().partition(" ")
        folder = self._generations / name
        return Generation(folder, _read_manifest(folder, digest.strip()))

    def new_folder(self) -> Path:
        """An empty folder for the next generation; what killed builds left is removed."""
        live = (self.live_name() or "").partition(" ")[0]
        for leftover in self._generations.glob("*.building"):
            shutil.rmtree(leftover)
        numbers = [int(path.name) for path in self._generations.iterdir() if path.name.isdigit()]
        number = max([*numbers, int(live or 0)]) + 1
        folder = self._generations / f"{number:06}.building"
        folder.mkdir()
        return folder

    def finish(self, folder: Path, manifest: Manifest) -> Generation:
        """Write the manifest and make everything durable; the generation is not live yet."""
        manifest = replace(manifest, hashes=_hashes(folder))
        (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
        for path in [*sorted(folder.rglob("*")), folder]:
            _sync(path)
        final = folder.with_suffix("")
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
        _sync(self._folder)

    def keep_last(self, number: int) -> list[Manifest]:
        """Remove all but the newest whole generations; returns the manifests of those kept."""
        kept: list[Manifest] = []
        for folder in sorted(self._generations.glob("[0-9]*[0-9]/"), reverse=True):
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


@contextmanager
def scratch_copy(generation: Generation) -> Iterator[Path]:
    """A copy of a generation's Chroma folder that its reader may write to; removed at the end."""
    _sweep()
    prefix = f"{_SCRATCH}{os.getpid()}-"
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as scratch:
        yield Path(shutil.copytree(generation.folder / "chroma", Path(scratch) / "chroma"))


def _sweep() -> None:
    """Remove the copies of readers that were killed."""
    for left in Path(tempfile.gettempdir()).glob(f"{_SCRATCH}[0-9]*-*"):
        process = left.name.removeprefix(_SCRATCH).partition("-")[0]
        if process.isdigit() and not _runs(int(process)):
            shutil.rmtree(left, ignore_errors=True)


def _runs(process: int) -> bool:
    if os.name == "nt":  # there a signal of 0 would end it
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's
        return True
    return True


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
        fields["roots"] = tuple(fields["roots"])
        fields["chunk_ids"] = tuple(fields["chunk_ids"])
        return Manifest(**fields)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise IndexDamagedError(f"{path} cannot be read: {error}. {_REBUILD}") from error


def _check_hashes(folder: Path, manifest: Manifest) -> None:
    found = _hashes(folder)
    for name in sorted(found.keys() | manifest.hashes.keys()):
        if found.get(name) != manifest.hashes.get(name):
            raise IndexDamagedError(f"{folder / name} is not what the build wrote. {_REBUILD}")


def _hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): file_hash(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
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
