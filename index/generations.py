"""Generations of an index: folders written once, a pointer to the live one, copies for readers.

    index/
      passages.db            what builds have read and embedded (index.passages_db)
      current                the pointer: name and manifest hash of the live generation
      rolled-back            there while an older generation was made live on purpose
      build.lock             held by the one build that may run
      owner                  whose the collections in a Chroma server are (index.vectors.places)
      generations/000001/    chroma/, keywords/, passages.db, manifest.json, manifest.sha256

A build writes a new folder, checks it and only then replaces the pointer; after that nothing writes
to the folder again. A reader checks every file's hash before Chroma sees it, and opens a copy of
its own, because Chroma writes to what it opens. Where the live generation is damaged, the newest
one that is whole is opened in its place, and says so.
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import TypeVar

from filelock import FileLock, Timeout

from index.errors import (
    IndexBusyError,
    IndexDamagedError,
    IndexingError,
    IndexMissingError,
    IndexNewerError,
)
from index.files import (
    file_hash,
    put_aside,
    read_note,
    remove,
    sync,
    write_note,
)
from index.manifest import (
    MANIFEST,
    MANIFEST_HASH,
    REBUILD,
    Generation,
    Manifest,
    hashes,
    read_manifest,
    roots_said,
    whole,
    written_digest,
)
from index.odd_notes import HELD, HOLDER, LOCK, put_odd_aside
from index.privacy import ALL, open_to, restrict

Opened = TypeVar("Opened")
_NAME = re.compile(r"\d{1,12}", re.ASCII)


class Generations:
    """The generations below one index folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pointer = folder / "current"
        self._generations = folder / "generations"
        self._held = folder / HELD

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Be the one build of this index.

        Raises:
            IndexBusyError: another one is running; says which.
            IndexingError: there is a link that leads nowhere in the place of a folder.
        """
        self._make_folders()
        put_odd_aside(self._folder)
        lock, holder = self._folder / LOCK, self._folder / HOLDER
        held = FileLock(lock, timeout=0)
        try:
            held.acquire()
        except Timeout as error:
            raise IndexBusyError(
                f"The index {self._folder} is being built by {_holder(holder)}. Wait for it, then "
                "try again."
            ) from error
        except OSError as error:  # someone else's, perhaps, who holds it: it is not put aside
            raise IndexingError(
                f"{lock} cannot be opened: {error.strerror}. Let yourself read and write it; if "
                "no build is running, remove it."
            ) from error
        try:
            write_note(holder, f"process {os.getpid()}, since {now()}")
            yield
        finally:
            held.release()

    def _make_folders(self) -> None:
        for folder in (self._folder, self._generations):
            if folder.is_symlink() and not folder.is_dir():
                # What it leads to may be on a disk that is not there just now.
                raise IndexingError(
                    f"{folder} is a link that leads to no folder. Bring back what it leads to, or "
                    "remove it, then build again: careerbot index"
                )
            if os.path.lexists(folder) and not folder.is_dir():
                put_aside(folder)
            folder.mkdir(parents=True, exist_ok=True)

    def live_name(self) -> str | None:
        """What the pointer says: changes when, and only when, another generation went live."""
        try:
            return read_note(self._pointer)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:  # which is damage, and names no generation
            return f"unreadable ({error.strerror})"

    def _live_number(self) -> int | None:
        name = (self.live_name() or "").partition(" ")[0]
        return int(name) if _NAME.fullmatch(name) else None

    def demand_any(self) -> None:
        """Raises IndexMissingError: there has never been a build here."""
        if self.live_name() is None and not self._folders():
            raise IndexMissingError(
                f"There is no index in {self._folder.parent}. Build one: careerbot index"
            )

    def live(self) -> Generation:
        """The live generation, every file of it compared with its hash.

        Raises:
            IndexMissingError: there is none.
            IndexDamagedError: a file is missing or is not what the build wrote.
        """
        self.demand_any()
        said = self.live_name() or ""
        name, _, digest = said.partition(" ")
        if not _NAME.fullmatch(name):
            why = f": it is {said}" if said.startswith("unreadable") else ""
            raise IndexDamagedError(f"{self._pointer} names no generation{why}. {REBUILD}")
        return whole(self._generations / name, digest.strip())

    def live_or_whole(self, opened: Callable[[Generation], Opened]) -> Opened:
        """The live generation, or the newest whole one where the live one is damaged.

        Args:
            opened: opens a generation whose files are whole; what it returns is returned.

        Raises:
            IndexMissingError: there is none.
            IndexDamagedError: none is whole.
        """
        try:
            return opened(self.live())
        except IndexDamagedError as error:
            damage = error
        for generation in self.whole():
            notice = (
                f"The index is damaged, so answers come from the one built "
                f"{generation.manifest.built[:16].replace('T', ' ')} UTC. {damage}"
            )
            with suppress(IndexDamagedError):  # the first damage is the one to tell of
                return opened(replace(generation, notice=notice))
        raise damage

    def whole(self) -> Iterator[Generation]:
        """The generations that are what their builds wrote, newest first."""
        for folder in self._folders():
            try:
                generation = whole(folder)
            except IndexDamagedError:  # what is sought is the rest
                continue
            yield generation

    def roots(self) -> list[Path]:
        """What the newest generation was made of, as far as its manifest can be read at all.

        Raises:
            IndexDamagedError: there are generations, and no manifest says so.
        """
        folders = self._folders()
        found = []
        for folder in folders:
            with suppress(OSError, ValueError, RecursionError):  # an older one may still say
                found.append([self._root(*each) for each in _pairs(*roots_said(folder))])
        if not found and folders:
            raise IndexDamagedError(
                f"The index in {self._folder} is damaged, and what it was made of is lost. Name "
                "the folders again: careerbot index FOLDER"
            )
        # If a bit of a name is wrong, an older one knows it.
        there = (roots for roots in found if all(root.exists() for root in roots))
        return next(there, found[0] if found else [])

    def _root(self, root: str, place: str) -> Path:
        """Where a root is now: the project may have been moved, or the home copied out of it."""
        path = (self._folder / root).resolve()
        return Path(place) if place and not path.exists() and Path(place).exists() else path

    def manifests(self) -> Iterator[Manifest]:
        """The manifests that are what their builds wrote, newest first."""
        for folder in self._folders():
            with suppress(IndexDamagedError):
                yield read_manifest(folder, written_digest(folder))

    def last_manifest(self) -> Manifest | None:
        """The manifest of the live generation, or the newest one that is what its build wrote."""
        name, _, digest = (self.live_name() or "").partition(" ")
        if _NAME.fullmatch(name):
            with suppress(IndexDamagedError):
                return read_manifest(self._generations / name, digest.strip())
        return next(self.manifests(), None)

    def damaged(self) -> list[str]:
        """What is wrong with each generation that is not what its build wrote."""
        wrong = []
        for folder in self._folders():
            try:
                whole(folder)
            except IndexNewerError:
                continue
            except IndexDamagedError as error:
                wrong.append(str(error))
        return wrong

    def has_newer(self) -> bool:
        """Whether there is a generation that a newer version of careerbot wrote."""
        for folder in self._folders():
            try:
                read_manifest(folder, written_digest(folder))
            except IndexNewerError:
                return True
            except IndexDamagedError:  # what is sought is the rest
                continue
        return False

    def roll_back(self, opens: Callable[[Generation], bool]) -> Generation:
        """Make the newest whole generation before the live one live; builds go on from there.

        Args:
            opens: whether a generation whose files are whole can be opened.

        Raises:
            IndexMissingError: there is no index.
            IndexDamagedError: no generation before it is whole.
        """
        self.demand_any()
        live = self._live_number()
        for generation in self.whole():
            is_before = live is None or int(generation.folder.name) < live
            if is_before and opens(generation):
                # First, since it means nothing as long as the pointer names another generation.
                write_note(self._held, _line(generation))
                write_note(self._pointer, _line(generation))
                return generation
        raise IndexDamagedError(
            "There is no generation before this one that is whole. Build again: careerbot index"
        )

    def rolled_back(self) -> bool:
        """Whether the live generation was chosen by `roll_back`, and no build came after."""
        try:
            held = read_note(self._held).split()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError:  # it is there; undoing a rollback is worse than keeping to it
            return True
        live = (self.live_name() or "").split()
        # A kill may leave the note of a generation that is not live; one bit makes no such note.
        is_of_another = len(held) == len(live) == 2 and all(map(str.__ne__, held, live))
        return not is_of_another

    def _folders(self) -> list[Path]:
        """The folders of finished generations, newest first.

        Raises:
            IndexDamagedError: it cannot be seen which there are.
        """
        try:
            with os.scandir(self._generations) as entries:
                found = [each.name for each in entries if _NAME.fullmatch(each.name)]
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise IndexDamagedError(
                f"{self._generations} cannot be read: {error}. Make it readable, or put it aside "
                "and build again: careerbot index"
            ) from error
        return [self._generations / name for name in sorted(found, key=int, reverse=True)]

    def remove_unfinished(self) -> None:
        """Remove what killed builds left."""
        for leftover in self._generations.glob("*.building"):
            remove(leftover)

    def new_folder(self) -> Path:
        """An empty folder for the next generation; what killed builds left is removed."""
        self.remove_unfinished()
        numbers = [int(folder.name) for folder in self._folders()]
        number = max([*numbers, self._live_number() or 0]) + 1
        # A name of its own, since Chroma remembers folders that it could not open.
        folder = self._generations / f"{number:06}.{token_hex(4)}.building"
        folder.mkdir(mode=0o700)
        return folder

    def finish(self, folder: Path, manifest: Manifest, readers: int = ALL) -> Generation:
        """Write the manifest and make everything durable; the generation is not live yet.

        Args:
            folder: of the generation.
            manifest: without the hashes.
            readers: who but the owner may read it, as of `index.privacy`.
        """
        manifest = replace(manifest, hashes=hashes(folder))
        (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
        (folder / MANIFEST_HASH).write_text(file_hash(folder / MANIFEST), encoding="utf-8")
        restrict(folder, readers)
        open_to(folder, readers)
        for path in [*sorted(folder.rglob("*")), folder]:
            sync(path)
        final = folder.with_name(folder.name.partition(".")[0])
        folder.rename(final)
        sync(final.parent)
        return Generation(final, manifest)

    def make_live(self, generation: Generation) -> None:
        """Replace the pointer, which no reader ever sees half written."""
        write_note(self._pointer, _line(generation))
        remove(self._held)
        sync(self._folder)

    def settle(self, number: int) -> None:
        """Say of the live generation that a build would make the same, and remove what is damaged.

        Args:
            number: of generations that are kept.
        """
        remove(self._held)
        self.keep_last(number)

    def keep_last(self, number: int) -> list[Manifest]:
        """Remove all but the newest whole generations; returns the manifests of those kept.

        The live one stays in any case, and what a newer version of careerbot wrote.
        """
        kept: list[Manifest] = []
        live = self._live_number()
        for folder in self._folders():
            try:
                manifest = whole(folder).manifest
            except IndexNewerError:
                continue
            except IndexDamagedError:  # of no use to anyone
                if int(folder.name) != live:
                    _discard(folder)
                continue
            if len(kept) < number or int(folder.name) == live:
                kept.append(manifest)
            else:
                _discard(folder)
        return kept


def now() -> str:
    """The present moment in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _line(generation: Generation) -> str:
    """What a pointer to a generation says."""
    return f"{generation.folder.name} {file_hash(generation.folder / MANIFEST)}\n"


def _holder(path: Path) -> str:
    try:
        return read_note(path) or "another process"
    except OSError:  # it may be about to say so
        return "another process"


def _pairs(roots: tuple[str, ...], places: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Each root with its place; older generations have none."""
    known = len(places) == len(roots)
    yield from ((root, places[n] if known else "") for n, root in enumerate(roots))


def _discard(folder: Path) -> None:
    """Remove a generation; where the disk does not let us, it is given another name."""
    try:
        remove(folder)
    except OSError:
        put_aside(folder)
