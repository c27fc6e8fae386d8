"""What can go wrong with an index. Each message says what happened and what to do.

    CareerBotError                  every error that careerbot raises on purpose
    ├── SettingError                a setting is misspelt or impossible
    ├── IndexingError               a build could not be done; the index before it is untouched
    │   ├── DocumentError           no file could be read, or their front matter is wrong
    │   ├── NothingToIndexError     no documents were found
    │   └── IndexBusyError          another build holds the lock
    ├── IndexOpenError              an index could not be opened
    │   ├── IndexMissingError       there is none in this folder
    │   ├── IndexDamagedError       its files are not what the build wrote
    │   └── IndexMismatchError      it was built with another embedding model, or elsewhere
    ├── VectorServerError           the Chroma server that holds the vectors cannot be asked
    └── EmbeddingError              the embedding model is missing, or not the official one

`bot.errors` hangs its own branches on the same tree.
"""

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


class IndexBusyError(IndexingError):
    """Another build of the same index is running."""


class IndexOpenError(CareerBotError):
    """An index could not be opened."""


class IndexMissingError(IndexOpenError):
    """There is no index in the folder."""


class IndexDamagedError(IndexOpenError):
    """The files of a generation are not the files that its build wrote."""


class IndexMismatchError(IndexOpenError):
    """The index was built with another embedding model than the one set, or for a server."""


class VectorServerError(CareerBotError):
    """The Chroma server is away, hangs, refuses, or is none; nothing is known of the index then.

    Args:
        message: what happened and what to do.
        mend: the command that may mend it.
    """

    def __init__(self, message: str, mend: str) -> None:
        super().__init__(message)
        self.mend = mend


class EmbeddingError(CareerBotError):
    """The embedding model cannot be loaded, or is not the one it says it is."""


@contextmanager
def written(folder: Path) -> Iterator[None]:
    """Say of a write that fails what it means for the index."""
    try:
        yield
    except VectorServerError as error:
        raise IndexingError(f"{error} The index is as it was.") from error
    except OSError as error:
        raise IndexingError(
            f"The index in {folder} could not be written: {error}. The one before it is as it was."
        ) from error
