"""Who may read an index: those who may read all that it was made of."""

import os
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path

from index.reading.sources import SourceFile

ALL = stat.S_IRGRP | stat.S_IROTH  # bits of a file that its group, and all others, may read


def readers_of(files: Iterable[SourceFile], roots: Sequence[Path]) -> int:
    """Who but the owner may read every file: some of the bits of `ALL`.

    Args:
        files: with what lies beside them.
        roots: the files and folders that hold them; what is above these says nothing.
    """
    readers = ALL
    folders: set[Path] = set()
    for file in files:
        for path in (file.path, file.side):
            if path and path.exists():
                readers &= path.stat().st_mode
        folders.update(each for each in file.path.parents if _is_below(each, roots))
    for folder in folders:
        readers &= folder.stat().st_mode << 2  # who may enter it
    return readers


def restrict(place: Path, readers: int) -> None:
    """Take a file, or a folder with all in it, from those who may not read what it was made of.

    Args:
        place: of the index.
        readers: as of `readers_of`; no one is let in who was not before.
    """
    if os.name == "nt" or not place.exists():  # there files are as private as their folder
        return
    inside = place.rglob("*") if place.is_dir() else ()
    for path in (place, *inside):
        mode = stat.S_IMODE(path.lstat().st_mode)
        allowed = stat.S_IRWXU | readers | (readers >> 2 if path.is_dir() else 0)
        if mode & ~allowed and not path.is_symlink():
            path.chmod(mode & allowed)


def open_to(folder: Path, readers: int) -> None:
    """Let into a new folder those who may read it, as far as they are let into the one above."""
    if os.name != "nt":
        above = stat.S_IMODE(folder.parent.stat().st_mode)
        folder.chmod(stat.S_IRWXU | above & (readers | readers >> 2))


def _is_below(folder: Path, roots: Sequence[Path]) -> bool:
    return any(folder == root or root in folder.parents for root in roots)
