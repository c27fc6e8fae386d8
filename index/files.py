"""Files of the index itself: read whatever stands in their place, and replaced as a whole.

A pipe in the place of a file would wait for someone to write to it, and a folder, or a link that
leads nowhere, is no file either. All of these are unreadable, and an OSError says so.
"""

import errno
import hashlib
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import FileIO
from pathlib import Path

MOST_OF_A_NOTE = 2**16  # bytes; what is longer is none of ours
_NO_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.EBADF)  # a disk that cannot sync folders


@contextmanager
def regular_file(path: Path) -> Iterator[FileIO]:
    """A file to read from.

    Raises:
        OSError: it cannot be read, or is no regular file.
    """
    flags = os.O_RDONLY
    for name in ("O_NONBLOCK", "O_BINARY", "O_CLOEXEC"):  # Windows has some, others the rest
        flags |= getattr(os, name, 0)
    with closing(FileIO(os.open(path, flags))) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "it is no regular file", str(path))
        yield file


def read_note(path: Path) -> str:
    """A short text; bytes that are no text are shown as they are, and equal nothing we write.

    Raises:
        OSError: it cannot be read, is no regular file, or is too long for a note.
    """
    with regular_file(path) as file:
        data = file.read(MOST_OF_A_NOTE + 1) or b""
    if len(data) > MOST_OF_A_NOTE:
        raise OSError(errno.EFBIG, "it is too long", str(path))
    return data.decode("ascii", "backslashreplace")


def write_note(path: Path, text: str) -> None:
    """Put a short text in the place of what is there; no reader ever sees it half written."""
    draft = path.with_name(f"{path.name}.draft")
    remove(draft)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(draft, flags, 0o666), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    if path.is_dir() and not path.is_symlink():
        put_aside(path)
    os.replace(draft, path)
    sync(path.parent)


def file_hash(path: Path) -> str:
    """SHA-256 of a regular file.

    Raises:
        OSError: it cannot be read, or is none.
    """
    with regular_file(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_file_or_free(path: Path) -> bool:
    """Whether a file can be written in this place: a regular one is there, or nothing is."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return not path.is_symlink()
    except OSError:  # a link to itself
        return False


def put_aside(path: Path) -> None:
    """Free a place; what stood there is kept beside it, in the place of what was put there last."""
    aside = path.with_name(f"{path.name}.damaged")
    remove(aside)
    path.rename(aside)


def remove(path: Path) -> None:
    """Remove whatever is in a place: a folder with all that is in it, a file, a link, a pipe."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Put a file or folder on the disk, so that it is still there after a power cut."""
    is_folder = path.is_dir()
    if is_folder and os.name == "nt":  # Windows cannot open folders, and needs not
        return
    handle = os.open(path, os.O_RDONLY if is_folder else os.O_RDWR)
    try:
        os.fsync(handle)
    except OSError as error:
        # Some disks of networks and containers keep folders in order in their own way.
        if not (is_folder and error.errno in _NO_SYNC):
            raise
    finally:
        os.close(handle)
