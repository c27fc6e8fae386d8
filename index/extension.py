"""An index of all that another one holds and a few files more, in a place of its own."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from index.build import Progress, build_index
from index.build_report import BuildReport
from index.generations import Generations
from index.reader import Index


def extend(
    index: Index, files: Sequence[Path], home: Path, progress: Progress | None = None
) -> BuildReport:
    """Build an index of what another one holds and some files; only these are read and embedded.

    Args:
        index: the other one; it is not touched.
        files: files and folders.
        home: where the new one goes.
        progress: as in `build_index`.

    Raises:
        IndexingError: as of `build_index`.
    """
    settings = replace(index.settings, home=home, keep=1, chroma_url="", chroma_token="")
    live = Generations(index.settings.folder).live_or_whole(lambda generation: generation)
    return build_index(files, settings, progress=progress, embedder=index.embedder, beside=live)
