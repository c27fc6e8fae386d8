"""Copies of Chroma folders for readers: Chroma writes to what it opens."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SCRATCH = "careerbot-"


@contextmanager
def scratch_copy(folder: Path) -> Iterator[Path]:
    """A copy of a Chroma folder that its reader may write to; removed at the end."""
    _sweep()
    prefix = f"{_SCRATCH}{os.getpid()}-"
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as scratch:
        yield Path(shutil.copytree(folder, Path(scratch) / "chroma"))


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
