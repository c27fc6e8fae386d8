"""The folder of what people send to the page. It is gone with this process, however that ends.

It lies in the folder for temporary files, and as long as the process lives, it holds a lock in it.
What a process left that was killed is removed by the next one, and by others that run.
"""

import atexit
import os
import shutil
import tempfile
import time
from functools import cache
from pathlib import Path

from filelock import FileLock, Timeout

_PREFIX = "careerbot-own-"
_LOCK = ".lock"
_YOUNG = 10.0  # seconds in which a folder may be without its lock


def scratch(name: str) -> Path:
    """A folder within it; it is made where there is none.

    Args:
        name: of the folder.
    """
    folder = _of_this_process() / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def sweep() -> None:
    """Remove what processes left that are no longer there."""
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        if left.is_dir() and not left.is_symlink() and _is_left(left):
            shutil.rmtree(left, ignore_errors=True)


@cache
def _of_this_process() -> Path:
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    lock = FileLock(folder / _LOCK)
    lock.acquire()

    def remove() -> None:
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(remove)
    return folder


def _is_left(folder: Path) -> bool:
    """Whether no process holds its lock; what another user's process made is not ours to say."""
    lock = folder / _LOCK
    try:
        about = folder.stat()
        if hasattr(os, "getuid") and about.st_uid != os.getuid():
            return False
        if not lock.exists():
            return time.time() - about.st_mtime > _YOUNG
        with FileLock(lock, timeout=0):
            return True
    except (OSError, Timeout):
        return False
