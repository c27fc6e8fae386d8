"""The files of a build beside those of the index before it: the same, changed, unread or gone."""

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from index.errors import DocumentError, EmptiedFolderError
from index.manifest import IndexedFile, Manifest, UnreadFile
from index.reading.characters import visible
from index.reading.sources import (
    FailedFile,
    SourceFile,
    Survey,
    hash_file,
    joint_hash,
    root_names,
)


def demand_documents(roots: Sequence[Path], there: Survey, before: Manifest | None) -> None:
    """See that no folder that held documents has lost all of them.

    Args:
        roots: the files and folders that are indexed.
        there: what is in them.
        before: of the index that is there.

    Raises:
        EmptiedFolderError: one has; its disk may not be there, so this is not taken for a deletion.
    """
    now = [file.source for file in there.files] + [each.source for each in there.failed]
    then = [file.source for file in before.files] if before else []
    for root, name in zip(roots, root_names(roots), strict=True):
        called = unicodedata.normalize("NFC", visible(Path(name).as_posix()))
        if (lost := _count_below(called, then)) and not _count_below(called, now):
            raise EmptiedFolderError(
                f"{visible(root.as_posix())} holds no documents now, and {lost} of it are in the "
                "index, which is left as it was. Is its disk there? To take them out of the index: "
                "careerbot index --allow-empty"
            )


def _count_below(root: str, sources: Iterable[str]) -> int:
    return sum(source == root or source.startswith(f"{root}/") for source in sources)


def states_of(there: Survey) -> dict[str, str]:
    """What tells whether something changed: each file's hash, or why there is none."""
    states = {failed.source: failed.reason for failed in there.failed}
    for file in there.files:
        try:
            states[file.source] = hash_file(file)
        except DocumentError as error:
            states[file.source] = str(error)
    return states


def hash_of(data: bytes, side: bytes | None) -> str:
    """The hash of a document, and of the file beside it."""
    return joint_hash(
        hashlib.sha256(data).hexdigest(), "" if side is None else hashlib.sha256(side).hexdigest()
    )


def reason(file: SourceFile, error: DocumentError) -> str:
    """Why a file cannot be read, on one line and without its name, which stands before it."""
    lines = [line.removeprefix(f"{file.source}: ") for line in str(error).split("\n")]
    return "; ".join(visible(line) for line in lines)


def of_before(before: Iterable[IndexedFile], failed: Sequence[FailedFile]) -> list[IndexedFile]:
    """What the live index holds of files, and of folders, that cannot be read now."""
    files = {each.source for each in failed}
    folders = tuple(source for source in files if source.endswith("/"))
    return [
        replace(file, kept=True)
        for file in before
        if file.source in files or file.source.startswith(folders)
    ]


def unread_file(
    failed: FailedFile, states: dict[str, str], kept: Sequence[IndexedFile]
) -> UnreadFile:
    """A file or folder that failed, with what tells whether that has changed."""
    is_folder = failed.source.endswith("/")
    is_kept = any(
        file.source == failed.source or (is_folder and file.source.startswith(failed.source))
        for file in kept
    )
    return UnreadFile(failed.source, states[failed.source], failed.reason, is_kept)


def nothing_read(failed: Sequence[FailedFile]) -> DocumentError:
    """The error of a build for which no file could be read."""
    named = "\n".join(str(each) for each in failed)
    return DocumentError(
        f"{named}\nNothing could be read, so the index is left as it was. Fix or remove these, "
        "then build again."
    )
