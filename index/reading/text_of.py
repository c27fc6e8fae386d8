"""The text of a file that somebody shows, without indexing it."""

from pathlib import Path

from index.errors import NothingToIndexError
from index.reading.documents import load_document
from index.reading.sources import find_files, read_file


def text_of(path: str | Path) -> str:
    """What a reader sees of a file of any format that can be indexed; nothing of it is kept.

    Raises:
        NothingToIndexError: there is no such file, or it is of another format.
        DocumentError: it cannot be read.
    """
    files = find_files([path]) if Path(path).is_file() else []
    if not files:
        raise NothingToIndexError(f"{path} is no file that can be read; name a PDF, DOCX or text.")
    return load_document(files[0], read_file(files[0].path)).text
