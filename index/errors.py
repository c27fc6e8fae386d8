"""What can go wrong with an index. Each message says what happened and what to do.

    CareerBotError                  every error that careerbot raises on purpose
    ├── SettingError                a setting is misspelt or impossible
    ├── IndexingError               a build could not be done; the index before it is untouched
    │   ├── DocumentError           no file could be read, or their front matter is wrong
    │   ├── NothingToIndexError     no documents were found
    │   ├── EmptiedFolderError      a folder that held documents holds none, and no one said it may
    │   ├── IndexBusyError          another build holds the lock
    │   └── DiskFullError           there is no room for it on the disk
    ├── IndexOpenError              an index could not be opened
    │   ├── IndexMissingError       there is none in this folder
    │   ├── IndexDamagedError       its files are not what the build wrote
    │   │   └── IndexNewerError     a newer version of careerbot wrote them
    │   └── IndexMismatchError      it was built with another embedding model, or elsewhere
    ├── VectorServerError           the Chroma server that holds the vectors cannot be asked
    ├── EmbeddingError              the embedding model is missing, or not the official one
    └── CrossEncoderError           a reranker or checker is missing, or is none

`bot.errors` hangs its own branches on the same tree.
"""

import errno
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class CareerBotError(Exception):
    """The root of every error that careerbot raises on purpose."""


class SettingError(CareerBotError):
    """A setting is misspelt or has a value that cannot be."""


class IndexingError(CareerBotError):
    """A build could not be done; whatever was live before still is."""


class DocumentError(IndexingError):
    """One or more files could not be turned into documents."""


class NothingToIndexError(IndexingError):
    """The folders given hold no documents; an index is never emptied this way."""


class EmptiedFolderError(IndexingError):
    """A folder whose documents are in the index holds none now; its disk may not be there."""


class IndexBusyError(IndexingError):
    """Another build of the same index is running."""


class DiskFullError(IndexingError):
    """There is no room on the disk for what a build writes."""


class IndexOpenError(CareerBotError):
    """An index could not be opened."""


class IndexMissingError(IndexOpenError):
    """There is no index in the folder."""


class IndexDamagedError(IndexOpenError):
    """The files of a generation are not the files that its build wrote."""


class IndexNewerError(IndexDamagedError):
    """A generation was written by a newer version of careerbot; it is never removed."""


class IndexMismatchError(IndexOpenError):
    """The index was built with another embedding model than the one set, or for a server."""


class VectorServerError(CareerBotError):
    """The Chroma server is away, hangs, refuses, or is none; nothing is known of the index then.

    Args:
        message: what happened and what to do.
        fix: the command that may fix it.
    """

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.fix = fix


class EmbeddingError(CareerBotError):
    """The embedding model cannot be loaded, or is not the one it says it is."""


class CrossEncoderError(CareerBotError):
    """The reranker or checker that is set cannot be loaded, or is not one."""


LITTLE = 2**20  # bytes; with no more left, an error that says nothing else is of a full disk
# Not every library keeps the number of an error: SQLite, Chroma, quotas and NumPy, in this order.
_FULL = re.compile(r"disk is full|no space left|quota|requested and \d+ written", re.IGNORECASE)


def is_full(error: BaseException) -> bool:
    """Whether something could not be written because the disk is full."""
    number = error.errno if isinstance(error, OSError) else None
    return number in (errno.ENOSPC, errno.EDQUOT) or bool(_FULL.search(str(error)))


def not_written(what: str, error: BaseException, then: str, full: bool = False) -> IndexingError:
    """The error to raise for a write that failed.

    Args:
        what: was to be written.
        error: what was raised.
        then: how things are now, in a sentence.
        full: whether the disk is full, although the error does not say so.
    """
    if full or is_full(error):
        return DiskFullError(
            f"Disk full: {what} could not be written ({error}). {then} Make room on the disk, then "
            "build again: careerbot index"
        )
    return IndexingError(f"{what} could not be written: {error}. {then}")


@contextmanager
def vectors_written(folder: Path) -> Iterator[None]:
    """Say of an error of Chroma, which may not tell of a full disk, what it means.

    Args:
        folder: takes the vectors.
    """
    try:
        yield
    except CareerBotError:
        raise
    except Exception as error:  # those of Chroma have no class in common
        full = shutil.disk_usage(folder).free < LITTLE
        raise not_written("The vectors", error, "The index is as it was.", full) from error


@contextmanager
def written(folder: Path, then: str = "The one before it is as it was.") -> Iterator[None]:
    """Say of a write that fails what it means for the index.

    Args:
        folder: of the index.
        then: how things are when it fails, in a sentence.
    """
    try:
        yield
    except VectorServerError as error:
        raise IndexingError(f"{error} The index is as it was.") from error
    except OSError as error:
        raise not_written(f"The index in {folder}", error, then) from error
