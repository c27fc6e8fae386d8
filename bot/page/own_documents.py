"""Documents of one person: asked about beside the guides, as long as their conversation lasts."""

import shutil
import tempfile
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.advisor import Advisor
from bot.errors import DocumentsError
from index import BuildReport, Index, extend

MOST_FILES = 10  # of one person
MOST_PEOPLE = 16  # who have documents here at once; each has an index, on disk and in memory

_with_documents = threading.BoundedSemaphore(MOST_PEOPLE)


@dataclass(frozen=True)
class Added:
    """What became of a file: how many passages it has, or why it could not be read."""

    name: str
    passages: int = 0
    problem: str = ""


def became(names: Iterable[str], folder: Path, report: BuildReport, index: Index) -> list[Added]:
    """What became of files in a folder that was built from; those that cannot be read are removed.

    Args:
        names: of the files.
        folder: where they are.
        report: of the build.
        index: what was built.
    """
    passages = {each.source: each.passages for each in index.contents()}
    problems = {failed.source: failed.reason for failed in report.failed}
    added = []
    for name in names:
        source = f"{folder.name}/{name}"
        added.append(Added(name, passages.get(source, 0), problems.get(source, "")))
        if source in problems:
            (folder / name).unlink(missing_ok=True)
    return added


class OwnDocuments:
    """An advisor on the guides and somebody's own documents.

    Use it as a context manager, or `close()` it: it forgets them.

    Args:
        advisor: on the guides alone; it stays as it is.

    Raises:
        DocumentsError: too many people have documents here.
    """

    def __init__(self, advisor: Advisor) -> None:
        if not _with_documents.acquire(blocking=False):
            raise DocumentsError(
                "Too many people have documents here just now; try again later, or ask without."
            )
        self._guides = advisor
        self._place = tempfile.TemporaryDirectory(prefix="careerbot-own-")
        self._files = Path(self._place.name, "your documents")
        self._files.mkdir()
        self._home = Path(self._place.name, "home")
        self._busy = threading.Lock()
        self.advisor: Advisor = advisor

    def __enter__(self) -> "OwnDocuments":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def add(
        self, files: Sequence[Path], progress: Callable[[str, int, int], None] | None = None
    ) -> list[Added]:
        """Take files in; those there were before are kept.

        Args:
            files: they are copied.
            progress: as in `build_index`.

        Returns:
            What became of each file, the ones there were among them.

        Raises:
            DocumentsError: there are too many.
            IndexingError: the index could not be built; nothing changed.
        """
        with self._busy:
            there = {path.name for path in self._files.iterdir()}
            if len(there | {file.name for file in files}) > MOST_FILES:
                raise DocumentsError(f"At most {MOST_FILES} documents can be asked about at once.")
            for file in files:
                shutil.copyfile(file, self._files / file.name)
            report = extend(self._guides.index, [self._files], self._home, progress)
            if self.advisor is self._guides:
                guides = self._guides.index
                index = Index(replace(guides.settings, home=self._home), guides.embedder)
                self.advisor = Advisor(index, self._guides.settings)
            names = sorted(path.name for path in self._files.iterdir())
            return became(names, self._files, report, self.advisor.index)

    def close(self) -> None:
        """Forget the documents."""
        with self._busy:
            if self.advisor is not self._guides:
                self.advisor.close()
            self._place.cleanup()
            _with_documents.release()
