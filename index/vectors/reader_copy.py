"""Copies of Chroma folders for readers: Chroma writes to what it opens."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.disk_space import lack_of_room, size_of
from index.errors import IndexOpenError, is_full
from index.files import regular_file

_SCRATCH = "careerbot-"
_BLOCK = 2**20
_COPIED = (
    "An index is copied there before it is read. Make room, or set TMPDIR to a folder on another "
    "disk."
)


@contextmanager
def scratch_copy(folder: Path) -> Iterator[Path]:
    """A copy of a Chroma folder that its reader may write to; removed at the end.

    Raises:
        IndexOpenError: there is no room for it.
    """
    _sweep()
    place = tempfile.gettempdir()
    if lack := lack_of_room([(Path(place), size_of(folder))]):
        raise IndexOpenError(f"{lack} {_COPIED}")
    prefix = f"{_SCRATCH}{os.getpid()}-"
    try:
        scratch = tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True)
    except OSError as error:
        raise IndexOpenError(f"{place} cannot be written to: {error}. {_COPIED}") from error
    with scratch as there:
        yield Path(shutil.copytree(folder, Path(there) / "chroma", copy_function=_copy))


def _copy(source: str, target: str) -> None:
    try:
        with regular_file(Path(source)) as read, Path(target).open("wb") as write:
            shutil.copyfileobj(read, write, _BLOCK)
    except OSError as error:
        if is_full(error):
            raise IndexOpenError(f"Disk full: {target} could not be written. {_COPIED}") from error
        raise


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
