"""Waiting for guides to change, whatever becomes of their folders meanwhile."""

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from watchfiles import Change, watch

QUIET = 1600  # milliseconds without a further change before a build
LOOK = 1000  # milliseconds after which a watch says whether it goes on
SLOW = 30.0  # seconds between looks at every file: some disks tell no one of a change

_State = dict[str, tuple[int, int, int]]


def when_changed(paths: Iterable[str | Path]) -> Iterator[None]:
    """Wait for files to change, again and again; changes that come together count once. The first
    time is at once, for what changed before the watch began.

    The system watches folders, not their names. So when a folder is replaced, removed, made again,
    or a link to it is switched, the watch begins anew.
    """
    roots = [Path(path).expanduser() for path in paths]
    while True:
        places = _places(roots)
        there = [root for root, place in zip(roots, places, strict=True) if place]
        if there:
            yield from _changes(roots, there, places)
        else:
            yield
            while _places(roots) == places:
                time.sleep(LOOK / 1000)


def _changes(
    roots: Sequence[Path], there: Sequence[Path], places: Sequence[object]
) -> Iterator[None]:
    """The changes below some folders, until one of them is another folder than it was."""
    state, looked = _State(), time.monotonic()
    begun = False
    for changes in watch(
        *there, debounce=QUIET, rust_timeout=LOOK, yield_on_timeout=True, raise_interrupt=True
    ):
        is_time = time.monotonic() - looked > SLOW
        if changes or is_time or not begun:
            before, state, looked = state, _state(roots), time.monotonic()
            if changes or before != state or not begun:
                begun = True
                yield
        gone = {Path(path) for change, path in changes if change is Change.deleted}
        if not gone.isdisjoint(roots) or _places(roots) != places:
            return


def _places(roots: Sequence[Path]) -> list[tuple[int, int] | None]:
    """Which folder on which disk each name leads to now."""
    return [_place(root) for root in roots]


def _place(root: Path) -> tuple[int, int] | None:
    try:
        about = root.stat()
    except OSError:  # it may come back
        return None
    return about.st_dev, about.st_ino


def _state(roots: Sequence[Path]) -> _State:
    """What tells whether a file has changed, for each."""
    found = _State()
    for root in roots:
        for folder, _, names in os.walk(root):
            for name in names:
                path = os.path.join(folder, name)
                try:
                    about = os.stat(path)
                except OSError:  # gone meanwhile, or a link that leads nowhere
                    continue
                found[path] = (about.st_ino, about.st_mtime_ns, about.st_size)
    return found
