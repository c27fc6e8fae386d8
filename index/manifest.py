"""What a generation holds and how it was made, and whether its files are what its build wrote."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from index.calibration import Calibration
from index.errors import IndexDamagedError, IndexNewerError
from index.files import file_hash, read_note, regular_file
from index.reading.sources import FailedFile

SCHEMA = 2
MANIFEST, MANIFEST_HASH = "manifest.json", "manifest.sha256"
REBUILD = "Build it again: careerbot index"


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
        places: where the roots were, for a home that is copied without them.
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
    places: tuple[str, ...] = ()

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


def read_manifest(folder: Path, digest: str) -> Manifest:
    """The manifest of a generation.

    Args:
        folder: of the generation.
        digest: SHA-256 of the manifest.

    Raises:
        IndexNewerError: a newer version of careerbot wrote it.
        IndexDamagedError: it cannot be read, or is not what the build wrote.
    """
    path = folder / MANIFEST
    try:
        data = _bytes(path)
        if hashlib.sha256(data).hexdigest() != digest:
            raise IndexDamagedError(f"{path} is not what the build wrote. {REBUILD}")
        given = json.loads(data)
        _check_schema(path, given.get("schema"))
        return _manifest(given)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise IndexDamagedError(f"{path} cannot be read: {error}. {REBUILD}") from error


def roots_said(folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a generation says that it was made of, whole or not: roots and places, as in `Manifest`.

    Raises:
        OSError, ValueError: its manifest does not say.
    """
    given = json.loads(_bytes(folder / MANIFEST))
    if not isinstance(given, dict):
        raise ValueError("it is no manifest")
    roots = _texts(given.get("roots"))
    if not roots:
        raise ValueError("it names no folder")
    return roots, _texts(given.get("places", []))


def written_digest(folder: Path) -> str:
    """The SHA-256 that stands beside the manifest of a generation.

    Raises:
        IndexDamagedError: it cannot be read.
    """
    beside = folder / MANIFEST_HASH
    try:
        return read_note(beside)
    except OSError as error:
        raise IndexDamagedError(f"{beside} cannot be read: {error}. {REBUILD}") from error


def whole(folder: Path, digest: str | None = None) -> Generation:
    """A generation, every file of it compared with its hash.

    Args:
        folder: of the generation.
        digest: that of its manifest, as the pointer has it.

    Raises:
        IndexNewerError: a newer version of careerbot wrote it.
        IndexDamagedError: a file is missing, cannot be read or is not what the build wrote.
    """
    written = written_digest(folder)
    if digest is not None and written != digest:
        raise IndexDamagedError(f"{folder / MANIFEST_HASH} is not what the build wrote. {REBUILD}")
    manifest = read_manifest(folder, written)
    try:
        found = hashes(folder)
    except OSError as error:
        raise IndexDamagedError(f"{folder} cannot be read: {error}. {REBUILD}") from error
    for name in sorted(found.keys() | manifest.hashes.keys()):
        if found.get(name) != manifest.hashes.get(name):
            raise IndexDamagedError(f"{folder / name} is not what the build wrote. {REBUILD}")
    return Generation(folder, manifest)


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of all files of a generation but those of the manifest, by their path in it.

    Raises:
        OSError: one cannot be read, or something in the folder is neither a file nor a folder.
    """
    return {
        path.relative_to(folder).as_posix(): file_hash(path)
        for path in sorted(folder.rglob("*"))
        if path.name not in (MANIFEST, MANIFEST_HASH) and (path.is_symlink() or not path.is_dir())
    }


def _bytes(path: Path) -> bytes:
    with regular_file(path) as file:
        return file.read()


def _check_schema(path: Path, schema: Any) -> None:
    if isinstance(schema, int) and schema > SCHEMA:
        raise IndexNewerError(
            f"{path} is of a newer version of careerbot (schema {schema}, not "
            f"{SCHEMA}). Install that version again, or build one for this: careerbot index"
        )
    if schema != SCHEMA:
        raise IndexDamagedError(f"{path} is of schema {schema}, not {SCHEMA}. {REBUILD}")


def _manifest(given: dict[str, Any]) -> Manifest:
    """Fields that this version does not know are left alone."""
    known = {each.name: given[each.name] for each in fields(Manifest) if each.name in given}
    known["files"] = tuple(IndexedFile(**file) for file in known["files"])
    known["unread"] = tuple(UnreadFile(**file) for file in known.get("unread", ()))
    for name in ("roots", "chunk_ids", "places"):
        known[name] = tuple(known.get(name, ()))
    return Manifest(**known)


def _texts(said: object) -> tuple[str, ...]:
    if not isinstance(said, list) or not all(isinstance(each, str) for each in said):
        raise ValueError("it holds no list of names")
    return tuple(said)
