"""Files that people send, put beside others: no name breaks anything, none replaces another."""

import shutil
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from filecmp import cmp
from pathlib import Path

from index import FORMATS, BuildReport, Index

LONGEST_NAME = 100  # characters, its ending among them
_APART = str.maketrans("\\/:", "___")  # what parts folders on some system
_LOST = "it did not arrive; send it again."
_OTHER = f"careerbot reads {', '.join(FORMATS)} files; save it as one of these."
_NO_TEXT = "there is no text in it that can be read."


@dataclass(frozen=True)
class Added:
    """What became of a file: how many passages it has, or why it could not be read."""

    name: str
    passages: int = 0
    problem: str = ""


def plain_name(name: str) -> str:
    """A file's name without what no one can see, what parts folders, and what hides files."""
    text = unicodedata.normalize("NFC", name).translate(_APART)
    seen = "".join(each for each in text if not unicodedata.category(each).startswith("C"))
    shown = " ".join(seen.split()).lstrip(".~$ ")
    stem, dot, ending = shown.rpartition(".")
    if not dot or not stem:
        stem, ending = "document", shown
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending[:LONGEST_NAME]}"


def put(files: Sequence[Path], folder: Path) -> tuple[dict[str, str], list[Added]]:
    """Copy files into a folder; one whose name is taken gets a number, unless it is the same.

    Args:
        files: what was sent.
        folder: where others may be.

    Returns:
        The names of those that are new there, each with the name that it came with; and those
        that cannot be taken.
    """
    fresh: dict[str, str] = {}
    refused = []
    for file in files:
        name = plain_name(file.name)
        if Path(name).suffix.lower() not in FORMATS:
            refused.append(Added(name, problem=_OTHER))
        elif not file.is_file():
            refused += [] if (folder / name).exists() else [Added(name, problem=_LOST)]
        elif free := _free_name(file, name, folder):
            shutil.copyfile(file, folder / free)
            fresh[free] = name
    return fresh, refused


def _free_name(file: Path, name: str, folder: Path) -> str:
    """What a file may be called in a folder; nothing if just this is there."""
    path, number = folder / name, 1
    while path.exists():
        if cmp(file, path, shallow=False):
            return ""
        number += 1
        path = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
    return path.name


def became(
    names: Iterable[str], fresh: dict[str, str], folder: Path, report: BuildReport, index: Index
) -> list[Added]:
    """What became of files in a folder that was built from. Of those that are new there, what
    cannot be read is removed again.

    Args:
        names: of the files.
        fresh: the names of those that are new, each with the name that it came with.
        folder: where they are.
        report: of the build.
        index: what was built.
    """
    passages = {each.source: each.passages for each in index.contents()}
    problems = {failed.source: failed.reason for failed in report.failed}
    added = []
    for name in sorted(names):
        source = f"{folder.name}/{name}"
        one = Added(name, passages.get(source, 0), problems.get(source, ""))
        if not one.passages and not one.problem:
            one = replace(one, problem=_NO_TEXT)
        if one.problem and name in fresh:
            one = replace(one, name=fresh[name])
            (folder / name).unlink(missing_ok=True)
        added.append(one)
    return added
