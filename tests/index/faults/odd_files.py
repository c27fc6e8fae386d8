"""Damage each file of a home, one at a time and in every way, and try every door.

    python -m tests.index.faults.odd_files [--readers] [--every-bit]

A home with two generations, where the older one says cold and the live one warm. Each small file of
it has bits flipped; each file of it is taken away, made unreadable, or has a folder, a pipe or a
link put in its place. Prints one line of JSON: how often each door answered, failed by name, or
failed in another way, and a line for each of the last on standard error. `--readers` tries the
functions that read a file, which are quick, and not the doors that people use.
"""

import argparse
import io
import json
import os
import shutil
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import (
    AbstractContextManager,
    ExitStack,
    contextmanager,
    redirect_stderr,
    redirect_stdout,
)
from functools import partial
from pathlib import Path
from unittest.mock import patch

from bot import Advisor, Settings
from bot.cli.doctor import examine
from bot.cli.index import status
from bot.errors import CareerBotError
from bot.page.door.accounts import Accounts
from bot.page.server import _bring_up_to_date, _health
from bot.saved.feedback import Feedback, evaluation_questions, keep
from index import (
    Generations,
    Index,
    IndexSettings,
    SentenceTransformerEmbedder,
    build_index,
    roll_back,
)
from index.embeddings import OFFICIAL_SHA256
from index.vectors.places import _mark
from tests.doubles.fakes import CHEAP, GUIDES, PASSWORD, WordEmbedder, write_guides

LONGEST = 60  # seconds that one door may take
QUESTION = "How are apples stored?"


class Home:
    """A home folder that can be put back as it was.

    Args:
        scratch: an empty folder.
    """

    def __init__(self, scratch: Path) -> None:
        self.guides = write_guides(scratch / "guides")
        self.folder = scratch / "home"
        self._kept = scratch / "kept"
        settings = IndexSettings(home=self.folder)
        build_index([self.guides], settings, embedder=WordEmbedder())
        build_index([self.guides], settings, embedder=WordEmbedder())
        warm = GUIDES["apples.md"].replace("cold", "warm")
        (self.guides / "apples.md").write_text(warm)
        build_index([self.guides], settings, embedder=WordEmbedder())
        accounts = Accounts(self.folder, CHEAP)
        accounts.add("ada", PASSWORD)
        accounts.new_token("ada")
        keep(self.folder, Feedback("Like", "q", (), "answered", "quotes", (("a", "b"),), "x"))
        (self.index / "verified-model.json").write_text("[]")
        (self.index / "owner").write_text(f"{'0' * 16} 1\n")
        shutil.copytree(self.folder, self._kept)
        self._states = _states(self.folder)

    @property
    def index(self) -> Path:
        return self.folder / "index"

    @property
    def settings(self) -> Settings:
        return Settings(home=str(self.folder), model="none")

    @property
    def live(self) -> Path:
        return self.index / "generations" / "000002"

    def put_back(self) -> None:
        """As it was; what no one touched is left."""
        there, kept = _states(self.folder), self._states
        if there == kept:
            return
        for name in sorted(there, reverse=True):
            if there[name] != kept.get(name):
                remove(self.folder / name)
        for name in sorted(name for name in kept if there.get(name) != kept[name]):
            path, whole = self.folder / name, self._kept / name
            if whole.is_dir():
                path.mkdir()
            else:
                shutil.copy2(whole, path)
        self._states = _states(self.folder)

    def small_files(self) -> list[Path]:
        """The files beside the generations, and the manifests."""
        beside = [path for path in self.index.iterdir() if path.is_file()]
        own = [path for path in self.folder.iterdir() if path.is_file()]
        manifests = [self.live / name for name in ("manifest.json", "manifest.sha256")]
        return sorted([*own, *(p for p in beside if p.suffix != ".db"), *manifests])

    def files_of_live(self) -> list[Path]:
        return sorted(path for path in self.live.rglob("*") if path.is_file())


def _states(folder: Path) -> dict[str, tuple[int, ...]]:
    """What tells whether each thing in a folder was touched."""
    found = {}
    inside = [""]
    while inside:
        beginning = inside.pop()
        with os.scandir(folder / beginning) as entries:
            for entry in entries:
                about = entry.stat(follow_symlinks=False)
                is_folder = entry.is_dir(follow_symlinks=False)
                changing = (0, 0) if is_folder else (about.st_mtime_ns, about.st_size)
                found[beginning + entry.name] = (about.st_mode, about.st_ino, *changing)
                if is_folder:
                    inside.append(f"{beginning}{entry.name}/")
    return found


@contextmanager
def words_everywhere() -> Iterator[None]:
    """No model is loaded, whoever opens an index."""
    rooms = ("index.build", "index.reader", "bot.cli.doctor")
    with ExitStack() as patches:
        for room in rooms:
            embedder = f"{room}.SentenceTransformerEmbedder"
            patches.enter_context(patch(embedder, lambda *_: WordEmbedder()))
        yield


# ---- damages: each takes a path, and gives the undoing of what is not in the file system


@contextmanager
def refused(path: Path, error: int) -> Iterator[None]:
    """Whoever opens a file is told that it cannot be read; links lead to it as well."""
    opens = {"os.open": os.open, "io.open": io.open, "builtins.open": open}

    def refusing(opened):
        def open_(file, *args, **more):
            if isinstance(file, str | os.PathLike) and os.path.abspath(file) == str(path):
                raise OSError(error, os.strerror(error), str(path))
            return opened(file, *args, **more)

        return open_

    patches = [patch(name, refusing(opened)) for name, opened in opens.items()]
    for each in patches:
        each.start()
    try:
        yield
    finally:
        for each in patches:
            each.stop()


def remove(path: Path) -> None:
    is_folder = path.is_dir() and not path.is_symlink()
    shutil.rmtree(path) if is_folder else path.unlink(missing_ok=True)


@contextmanager
def replaced(path: Path, make: Callable[[Path], None]) -> Iterator[None]:
    remove(path)
    make(path)
    yield


def full_folder(path: Path) -> None:
    path.mkdir()
    (path / "x").write_text("x")


def to_itself(path: Path) -> None:
    path.symlink_to(path.name)


ODD: dict[str, Callable[[Path], AbstractContextManager[None]]] = {
    "missing": lambda p: replaced(p, lambda _: None),
    "empty": lambda p: replaced(p, lambda p: p.write_bytes(b"")),
    "not text": lambda p: replaced(p, lambda p: p.write_bytes(b"\xff\xfe\x00" * 30)),
    "digits": lambda p: replaced(p, lambda p: p.write_bytes(b"9" * 5000)),
    "other digits": lambda p: replaced(p, lambda p: p.write_text("\u0662\u00b2 x", "utf-8")),
    "denied": lambda p: refused(p, 13),
    "broken disk": lambda p: refused(p, 5),
    "folder": lambda p: replaced(p, full_folder),
    "pipe": lambda p: replaced(p, os.mkfifo),
    "link to nothing": lambda p: replaced(p, lambda p: p.symlink_to("/nothing/there")),
    "link to itself": lambda p: replaced(p, to_itself),
    "link to a folder": lambda p: replaced(p, lambda p: p.symlink_to("/usr")),
}


@contextmanager
def flipped(path: Path, bit: int) -> Iterator[None]:
    data = bytearray(path.read_bytes())
    data[bit // 8] ^= 1 << bit % 8
    path.write_bytes(data)
    yield


# ---- doors


def asked(home: Home) -> str:
    with Advisor(Index(home.settings.index, WordEmbedder()), home.settings) as advisor:
        answer = advisor.ask(QUESTION)
        assert "rooms" in answer.text, answer.text
        return advisor.index.notice


def examined(home: Home) -> str:
    return "\n".join(str(each) for each in examine(home.settings) if each.fix)


def built(home: Home) -> str:
    build_index([home.guides], home.settings.index, embedder=WordEmbedder())
    return asked(home)


def checked(home: Home) -> str:
    with Advisor(Index(home.settings.index, WordEmbedder()), home.settings) as advisor:
        return str(_health(advisor, Accounts(home.folder)))


def let_in(home: Home) -> str:
    accounts = Accounts(home.folder, CHEAP)
    accounts.by_token("x")
    return str(accounts.by_password("ada", PASSWORD))


def status_said(home: Home) -> str:
    with patch.dict(os.environ, CAREERBOT_HOME=str(home.folder), CAREERBOT_MODEL="none"):
        status()
    return ""


def weights_checked(home: Home) -> str:
    with patch("index.embeddings.file_hash", lambda path: OFFICIAL_SHA256):
        return SentenceTransformerEmbedder(state=home.index).fingerprint


def locked(home: Home) -> str:
    with Generations(home.index).lock():
        return "held"


def rolled_back(home: Home) -> str:
    generations = Generations(home.index)
    return generations.roll_back(lambda generation: True).manifest.built


# Each is what several doors begin with; the word is what it must answer where it can.
READERS: dict[str, Callable[[Home], str]] = {
    "live or whole": lambda home: Generations(home.index).live_or_whole(lambda g: g).notice,
    "whole": lambda home: str(len([*Generations(home.index).whole()])),
    "made of": lambda home: str(Generations(home.index).roots()),
    "manifests": lambda home: str(len([*Generations(home.index).manifests()])),
    "rolled back": lambda home: str(Generations(home.index).rolled_back()),
    "roll back": rolled_back,
    "lock": locked,
    "owner": lambda home: _mark(home.index),
    "weights": weights_checked,
    "accounts": let_in,
    "feedback": lambda home: str(len([*evaluation_questions(home.folder, liked=True)])),
}
DOORS: dict[str, Callable[[Home], str]] = {
    "ask": asked,
    "status": status_said,
    "doctor": examined,
    "health": checked,
    "rollback": lambda home: str(roll_back(home.settings.index).built),
    "page": lambda home: _bring_up_to_date(home.settings),
    "index": built,
}
# Which of them read a file; those of other files need not be tried with each of its bits.
READ_BY = {
    "accounts.json": ("accounts",),
    "accounts.lock": ("accounts",),
    "feedback.jsonl": ("feedback",),
    "feedback.lock": ("feedback",),
    "build.holder": ("lock",),
    "build.lock": ("lock",),
    "owner": ("owner",),
    "verified-model.json": ("weights",),
    "current": ("live or whole", "made of", "rolled back", "roll back"),
    "manifest.json": ("live or whole", "made of", "manifests"),
    "manifest.sha256": ("live or whole", "made of", "manifests"),
}
NEVER_FAIL = ("live or whole", "lock", "owner", "weights", "ask", "health", "index")


class TooLongError(Exception):
    """A door waited."""


def _too_long(*_: object) -> None:
    raise TooLongError


def through(door: str, home: Home) -> tuple[str, str]:
    """What happened at a door: `well`, `named` (an error of careerbot's) or `raw`; and the text."""
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(LONGEST)
    quiet = io.StringIO()
    try:
        with redirect_stdout(quiet), redirect_stderr(quiet), words_everywhere():
            return "well", {**READERS, **DOORS}[door](home)
    except CareerBotError as error:
        return "named", f"{type(error).__name__}: {error}"
    except Exception as error:
        return "raw", f"{type(error).__name__}: {error}"
    finally:
        signal.alarm(0)


def is_unfit(door: str, how: str) -> bool:
    """Whether that should not have happened, as long as an older generation is whole."""
    return how == "raw" or (how == "named" and door in NEVER_FAIL)


Damage = Callable[[], AbstractContextManager[None]]


def odd_files(home: Home, files: Iterable[Path]) -> Iterator[tuple[str, Path, Damage]]:
    """Each file in each odd way."""
    for path in files:
        for name, odd in ODD.items():
            yield name, path, partial(odd, path)


def flipped_bits(files: Iterable[Path], step: int = 1) -> Iterator[tuple[str, Path, Damage]]:
    """Each file with each bit flipped, or each so-manieth."""
    for path in files:
        for bit in range(0, path.stat().st_size * 8, step):
            yield f"bit {bit}", path, partial(flipped, path, bit)


def try_all(
    home: Home, trials: Iterable[tuple[str, Path, Damage]], doors: Iterable[str]
) -> tuple[dict[str, Counter[str]], list[str]]:
    """What happened at each door, and each time that it should not have."""
    seen: dict[str, Counter[str]] = {door: Counter() for door in doors}
    unfit = []
    for name, path, damage in trials:
        for door in seen:
            with damage():
                how, said = through(door, home)
            home.put_back()
            seen[door][how] += 1
            if is_unfit(door, how):
                seen[door]["unfit"] += 1
                unfit.append(f"{name}, {path.relative_to(home.folder)}, {door}: {how} {said[:200]}")
    return seen, unfit


def every_bit_read(home: Home) -> tuple[Counter[str], list[str]]:
    """Flip each bit of each small file before what reads it; counts by file."""
    tried: Counter[str] = Counter()
    unfit = []
    for path in home.small_files():
        seen, wrong = try_all(home, flipped_bits([path]), READ_BY[path.name])
        tried[path.name] += max((sum(each.values()) for each in seen.values()), default=0)
        unfit += wrong
    return tried, unfit


def run(every_bit: bool, readers: bool) -> tuple[object, list[str]]:
    with tempfile.TemporaryDirectory() as scratch:
        home = Home(Path(scratch))
        if every_bit:
            return every_bit_read(home)
        files = dict.fromkeys([*home.small_files(), home.index / "passages.db"])
        trials = odd_files(home, files | dict.fromkeys(home.files_of_live()))
        return try_all(home, trials, READERS if readers else DOORS)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readers", action="store_true")
    parser.add_argument("--every-bit", action="store_true")
    given = parser.parse_args()
    seen, unfit = run(given.every_bit, given.readers)
    for each in unfit:
        print(each, file=sys.stderr)
    print(json.dumps(seen))
