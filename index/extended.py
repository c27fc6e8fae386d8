"""An index of the same guides and a few files more, in a place of its own."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from index.build import BuildReport, Progress, build_index
from index.generations import Generations
from index.history import indexed_paths
from index.reader import Index


def extend(
    index: Index, files: Sequence[Path], home: Path, progress: Progress | None = None
) -> BuildReport:
    """Build an index of what another one was made of and some files; only these are embedded.

    Args:
        index: the other one; it is not touched.
        files: files and folders.
        home: where the new one goes.
        progress: as in `build_index`.

    Raises:
        IndexingError: as of `build_index`; for one, the guides are not where they were.
    """
    settings = replace(index.settings, home=home, keep=1, chroma_url="")
    if Generations(settings.folder).live_name() is None:
        _copy_live(index, settings.folder)
    paths = [*indexed_paths(index.settings), *files]
    return build_index(paths, settings, progress=progress, embedder=index.embedder)


def _copy_live(index: Index, folder: Path) -> None:
    """What is live is where a build takes from what is known already."""
    live = Generations(index.settings.folder).live_or_whole(lambda generation: generation)
    copied = Generations(folder)
    with copied.lock():
        to = copied.new_folder()
        shutil.copytree(live.folder, to, dirs_exist_ok=True)
        copied.make_live(replace(live, folder=to.rename(to.parent / live.folder.name)))
