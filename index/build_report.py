"""What a build did: values only."""

from dataclasses import dataclass

from index.reading.sources import FailedFile


@dataclass(frozen=True)
class BuildReport:
    """What a build did.

    Attributes:
        documents, chunks, sentences: how many are in the index now.
        embedded: how many texts of the documents were embedded; those known from before were not.
        seconds: wall time.
        changed: whether another generation went live.
        too_long: of the texts embedded, how many the model does not read to their end; a smaller
            chunk_size helps.
        failed: the files and folders that could not be read, each with its reason; the rest is in
            the index.
        notices: what was read in part only, and what was left out.
    """

    documents: int
    chunks: int
    sentences: int
    embedded: int
    seconds: float
    changed: bool
    too_long: int = 0
    failed: tuple[FailedFile, ...] = ()
    notices: tuple[str, ...] = ()
