"""Is there room on the disk for what is to be written? Asked before it is."""

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from index.errors import DiskFullError

SPARE = 2 * 2**20  # bytes, for what no estimate counts: journals, blocks that are half filled


def lack_of_room(needs: Iterable[tuple[Path, int]]) -> str:
    """Which disk is too full, how much is needed and how much is free; empty where all is well.

    Args:
        needs: folders, which need not exist yet, each with the bytes that go there; what goes to
            one disk is added up.
    """
    by_disk: Counter[int] = Counter()
    places: dict[int, Path] = {}
    for folder, size in needs:
        there = next(path for path in (folder, *folder.parents) if path.exists())
        disk = os.stat(there).st_dev
        by_disk[disk] += size
        places.setdefault(disk, there)
    for disk, size in by_disk.items():
        free = shutil.disk_usage(places[disk]).free
        if free < size + SPARE:
            return (
                f"Disk full: about {_megabytes(size + SPARE)} are needed on the disk of "
                f"{places[disk]}, and {_megabytes(free)} are free."
            )
    return ""


def demand_room(folder: Path, size: int, copy: int = 0) -> None:
    """See that a build has room.

    Args:
        folder: of the index.
        size: bytes that are written there.
        copy: bytes of the copy that the new index is checked on.

    Raises:
        DiskFullError: it has not.
    """
    if lack := lack_of_room([(folder, size), (Path(tempfile.gettempdir()), copy)]):
        raise DiskFullError(
            f"{lack} The index is as it was. Make room, then build again: careerbot index"
        )


def size_of(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _megabytes(size: int) -> str:
    return f"{size / 2**20:,.1f} MB"
