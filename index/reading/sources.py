"""Folders -> the files to be indexed, each read with care: what is there may be anything."""

import errno
import hashlib
import os
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path

from pathspec import GitIgnoreSpec

from index.errors import DocumentError, NothingToIndexError
from index.reading.characters import visible

FORMATS = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".epub": "epub",
    ".pptx": "pptx",
    ".xlsx": "xlsx",
    ".odt": "odt",
    ".csv": "csv",
}
# Documents all the same, which are left out and said to be; files of other kinds are not mentioned.
OTHER_FORMATS = frozenset(
    """.doc .docm .dot .dotx .rtf .ods .odp .xls .xlsm .ppt .pptm .pps .ppsx .rst .adoc
    .org .tex .pages .numbers .key .wpd .wps .mobi .azw3 .fb2 .djvu .xps .mht .mhtml .eml .msg
    .tsv .xhtml""".split()  # noqa: SIM905
)
LOCK = "~$"  # begins the name of a file that Word keeps beside one that is open
IGNORE = ".careerbotignore"  # in a folder that is given: what to leave out, as .gitignore says it
SIDE = ".yaml"  # of a file beside a document that says what front matter would
LARGEST = 100 * 2**20  # bytes of a file
_BLOCK = 2**20


@dataclass(frozen=True)
class SourceFile:
    """A file to be indexed.

    Attributes:
        source: names it for people: its path below the folders given.
        side: a file beside it that holds its front matter.
    """

    path: Path
    source: str
    side: Path | None = None

    @property
    def format(self) -> str:
        """The name of its format, by its ending."""
        return FORMATS[self.path.suffix.lower()]


@dataclass(frozen=True)
class FailedFile:
    """A file or folder that could not be read.

    Attributes:
        source: names it for people; that of a folder ends with "/".
        reason: what is wrong, and what to do.
        kept: the index still holds what it said when it could be read last.
    """

    source: str
    reason: str
    kept: bool = False

    @classmethod
    def in_part(cls, source: str, missing: Sequence[str]) -> "FailedFile":
        """A file that was read but for some parts."""
        return cls(source, f"{'; '.join(missing)}. The rest is in the index.")

    def __str__(self) -> str:
        kept = " Its text of before is kept." if self.kept else ""
        return f"{self.source}: {self.reason}{kept}"


@dataclass
class Survey:
    """What there is in the folders given.

    Attributes:
        files: in the order of their names.
        failed: what should be read and cannot be.
        others: how many documents there are of formats that are not read, by their ending.
        locks: how many files there are that Word keeps while a document is open.
    """

    files: list[SourceFile] = field(default_factory=list)
    failed: list[FailedFile] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)
    locks: int = 0

    @property
    def left_out(self) -> tuple[str, ...]:
        """What was left out, as people are told of it."""
        said = []
        if count := self.others.total():
            named = ", ".join(f"{n} {ending}" for ending, n in sorted(self.others.items()))
            said.append(f"{_files(count)} of other formats {_be(count)} left out: {named}.")
        if self.locks:
            said.append(
                f"{_files(self.locks)} of Word's own {_be(self.locks)} left out: {LOCK}..., kept "
                "while a document is open."
            )
        return tuple(said)


def survey(paths: Iterable[str | Path]) -> Survey:
    """List the documents in files and folders, and what cannot be looked into.

    Args:
        paths: files, or folders that are searched with all folders below them. Hidden files and
            folders are left out, and what the patterns in a file `.careerbotignore` at the top of
            a folder name; links are not followed out of the folder that they are in.

    Raises:
        NothingToIndexError: a path does not exist, or there is no document in any of them.
    """
    roots = list(dict.fromkeys(Path(path).expanduser().resolve() for path in paths))
    walk = _Walk()
    for root, name in zip(roots, root_names(roots), strict=True):
        walk.add_root(root, name)
    found = walk.found()
    if not found.files and not found.failed:
        named = ", ".join(visible(root.as_posix()) for root in roots) or "no folder"
        others = "".join(f"{each} " for each in found.left_out)
        raise NothingToIndexError(
            f"There are no documents in {named}: careerbot reads {', '.join(FORMATS)} files. "
            f"{others}The index is left as it was."
        )
    return found


def find_files(paths: Iterable[str | Path]) -> list[SourceFile]:
    """List the documents in files and folders, sorted by name: the files of `survey`."""
    return survey(paths).files


def read_file(path: Path) -> bytes:
    """Read a whole file.

    Raises:
        DocumentError: it cannot be read, is no file, or is larger than `LARGEST`.
    """
    with _opened(path) as file:
        return b"".join(_blocks(file))


def hash_file(file: SourceFile) -> str:
    """SHA-256 of a file, and of the one beside it, without holding either in memory.

    Raises:
        DocumentError: one of them cannot be read, is no file, or is larger than `LARGEST`.
    """
    return joint_hash(*(_hash(path) for path in (file.path, file.side) if path))


def joint_hash(document: str, side: str = "") -> str:
    """One hash of a document's hash and that of the file beside it; the first, if there is none."""
    return hashlib.sha256(f"{document} {side}".encode()).hexdigest() if side else document


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with _opened(path) as file:
        for block in _blocks(file):
            digest.update(block)
    return digest.hexdigest()


@contextmanager
def _opened(path: Path) -> Iterator[FileIO]:
    """A regular file. A pipe would wait for somebody to write to it, a device might never end."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        with closing(FileIO(os.open(path, flags | getattr(os, "O_CLOEXEC", 0)))) as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode):
                raise DocumentError("it is no regular file; remove it.")
            if about.st_size > LARGEST:
                raise DocumentError(_too_large(about.st_size))
            yield file
    except OSError as error:
        raise DocumentError(why_not(error)) from error


def _blocks(file: FileIO) -> Iterator[bytes]:
    size = 0
    while block := file.read(_BLOCK):
        size += len(block)
        if size > LARGEST:  # it grows, or lied
            raise DocumentError(_too_large(size))
        yield block


def _too_large(size: int) -> str:
    return (
        f"it has {size / 2**20:,.0f} MB, and {LARGEST // 2**20} MB are read at the most; split it."
    )


def why_not(error: OSError) -> str:
    """Why a file cannot be read, and what to do."""
    if error.errno in (errno.EACCES, errno.EPERM):
        return "it cannot be read: permission denied; let yourself read it."
    return f"it cannot be read: {error.strerror or error}."


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count:,} files"


def _be(count: int) -> str:
    return "is" if count == 1 else "are"


class _Walk:
    """A way through folders, however deep, that notes what cannot be looked into."""

    def __init__(self) -> None:
        self._root = self._named = Path()
        self._files: dict[Path, str] = {}  # with what it is called
        self._sides: dict[Path, str] = {}
        self._names: set[str] = set()
        self._failed: dict[str, FailedFile] = {}
        self._others: Counter[str] = Counter()
        self._locks = 0
        self._ignored = GitIgnoreSpec([])

    def add_root(self, root: Path, name: str) -> None:
        self._root, self._named = root, Path(name)
        if root.is_dir():
            self._ignored = self._patterns(root)
            folders = [root]
            while folders:
                folders += self._look_into(folders.pop(), root)
        elif root.suffix.lower() in FORMATS and root.exists():
            self._note(self._files, root)
            side = root.with_name(root.name + SIDE)
            if side.is_file():
                self._sides.setdefault(side, self._named.as_posix() + SIDE)
        else:
            wrong = "does not exist; name a folder or file of guides."
            if root.exists():
                wrong = f"is no document: careerbot reads {', '.join(FORMATS)} files."
            raise NothingToIndexError(f"{visible(root.as_posix())} {wrong}")

    def _patterns(self, root: Path) -> GitIgnoreSpec:
        path = root / IGNORE
        if not path.exists():
            return GitIgnoreSpec([])
        try:
            return GitIgnoreSpec.from_lines(read_file(path).decode().splitlines())
        except (DocumentError, ValueError) as error:
            raise NothingToIndexError(
                f"{visible(path.as_posix())} cannot be used: {error} Nothing was indexed, so that "
                "nothing is that should be left out."
            ) from error

    def found(self) -> Survey:
        sides = {side.with_suffix(""): side for side in self._sides}
        for document in sides.keys() - self._files.keys():
            reason = f"there is no {visible(document.name)} beside it; remove it, or rename it."
            self._failed_as(self._sides[sides[document]], reason)
        files = [
            SourceFile(path, self._files[path], sides.get(path)) for path in sorted(self._files)
        ]
        failed = [self._failed[source] for source in sorted(self._failed)]
        return Survey(files, failed, self._others, self._locks)

    def _look_into(self, folder: Path, root: Path) -> list[Path]:
        """Note the documents in a folder; returns the folders in it."""
        try:
            with os.scandir(folder) as entries:
                shown = [entry for entry in entries if not entry.name.startswith(".")]
            return [Path(entry.path) for entry in shown if self._is_folder(entry, root)]
        except OSError as error:
            self._fail(folder, why_not(error), "/")
            return []

    def _is_folder(self, entry: os.DirEntry[str], root: Path) -> bool:
        """Whether it is a folder to look into; a document is noted."""
        path = Path(entry.path)
        is_folder = entry.is_dir(follow_symlinks=False)  # a link may lead to itself
        if self._ignored.match_file(path.relative_to(root).as_posix() + "/" * is_folder):
            return False
        if entry.is_symlink() and not self._leads_inside(entry, root):
            return False
        if is_folder:
            return True
        if path.name.startswith(LOCK):
            self._locks += 1
        elif path.suffix.lower() in FORMATS and not entry.is_dir():
            self._note(self._files, path)
        elif path.suffix.lower() in OTHER_FORMATS and not entry.is_dir():
            self._others[path.suffix.lower()] += 1
        elif path.suffix == SIDE and path.with_suffix("").suffix.lower() in _WITH_SIDE:
            self._note(self._sides, path)
        return False

    def _leads_inside(self, entry: os.DirEntry[str], root: Path) -> bool:
        """Whether a link leads to something in the same folder; others are said, not followed."""
        path = Path(entry.path)
        try:
            target = path.resolve(strict=True)
        except (OSError, RuntimeError):  # RuntimeError: it leads to itself
            target = None
        if target is not None and target.is_relative_to(root):
            return True
        if path.suffix.lower() in FORMATS or (target is not None and target.is_dir()):
            where = "out of the folder; name its target instead" if target else "nowhere; remove it"
            self._fail(path, f"it is a link that leads {where}.")
        return False

    def _note(self, noted: dict[Path, str], path: Path) -> None:
        """A file that is below two roots is called as it is in the first of them."""
        if path not in noted:
            name = self._name(path)
            # Composed, as people type it; two names that differ in that only are kept apart.
            composed = unicodedata.normalize("NFC", name)
            noted[path] = name if composed in self._names else composed
            self._names.add(noted[path])

    def _fail(self, path: Path, reason: str, ending: str = "") -> None:
        self._failed_as(self._name(path) + ending, reason)

    def _failed_as(self, source: str, reason: str) -> None:
        self._failed[source] = FailedFile(source, reason)

    def _name(self, path: Path) -> str:
        # Names need not be text on every disk, and may hold line breaks.
        return visible((self._named / path.relative_to(self._root)).as_posix())


_WITH_SIDE = FORMATS.keys() - {".md", ".markdown"}


def root_names(roots: Sequence[Path]) -> list[str]:
    """What each root is called: its name, with as many folders above it as tell them all apart."""
    for parts in range(1, max((len(root.parts) for root in roots), default=1) + 1):
        names = ["/".join(part.strip("/\\:") for part in root.parts[-parts:]) for root in roots]
        if len(set(names)) == len(names):
            break
    return names
