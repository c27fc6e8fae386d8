"""Documents of one person: asked about beside the guides, as long as their conversation lasts."""

import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.advisor import Advisor
from bot.errors import DocumentsError
from bot.page.own_documents.scratch import scratch
from bot.page.own_documents.sent_files import Added, became, put
from index import Index, extend

MOST_FILES = 10  # of one person
MOST_PEOPLE = 16  # who have documents here at once; each has an index, on disk and in memory
MOST_OF_ONE = 3  # conversations of one person that have documents at once

_with_documents = threading.BoundedSemaphore(MOST_PEOPLE)
_there: set["OwnDocuments"] = set()
_FULL = "Too many people have documents here just now; try again later, or ask without."


@dataclass(frozen=True)
class Sender:
    """Who sends documents.

    Attributes:
        person: the same in all pages of one account or browser; empty if that is not known.
        session: the page, as Gradio knows it; empty for what is no page.
    """

    person: str = ""
    session: str = ""


UNKNOWN = Sender()


class OwnDocuments:
    """An advisor on the guides and somebody's own documents.

    Use it as a context manager, or `close()` it: it forgets them.

    Args:
        advisor: on the guides alone; it stays as it is.
        sender: who sends them; one person has a few places, not all.

    Attributes:
        advisor: on the guides and the documents.
        talk: the id of the conversation that they belong to; empty as long as it has none.
        sessions: of the pages that hold that conversation.
        holder: what of them forgets the documents.
        closed: whether they are forgotten.
        were: what they were called then.
        used: when they were asked about last, by a clock that only goes forward.

    Raises:
        DocumentsError: too many people have documents here.
    """

    def __init__(self, advisor: Advisor, sender: Sender = UNKNOWN) -> None:
        person: str = sender.person
        if person and sum(own.person == person for own in list(_there)) >= MOST_OF_ONE:
            raise DocumentsError(
                f"You have documents in {MOST_OF_ONE} conversations already; end one of these, or "
                "ask without."
            )
        if not _with_documents.acquire(blocking=False):
            raise DocumentsError(_FULL)
        self._release = _with_documents.release
        self._guides = advisor
        self._place = tempfile.TemporaryDirectory(dir=scratch("own"), ignore_cleanup_errors=True)
        self._files = Path(self._place.name, "your documents")
        self._files.mkdir()
        self._home = Path(self._place.name, "home")
        self._busy = threading.Lock()
        self.advisor: Advisor = advisor
        self.person: str = person
        self.sessions = {sender.session}
        self.holder: object = None
        self.talk = ""
        self.closed = False
        self.were: tuple[str, ...] = ()
        self.used = time.monotonic()
        _there.add(self)

    def __enter__(self) -> "OwnDocuments":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def names(self) -> tuple[str, ...]:
        """What the documents are called, in alphabetical order."""
        return () if self.closed else tuple(sorted(path.name for path in self._files.iterdir()))

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
            DocumentsError: there are too many, or they were forgotten in the meantime.
            IndexingError: the index could not be built; nothing changed.
        """
        with self._busy:
            self._check_open()
            fresh, refused = put(files, self._files)
            try:
                if len(self.names) > MOST_FILES:
                    raise DocumentsError(
                        f"At most {MOST_FILES} documents can be asked about at once."
                    )
                return [*self._indexed(fresh, progress), *refused]
            except BaseException:
                for name in fresh:
                    (self._files / name).unlink(missing_ok=True)
                raise

    def remove(self, name: str) -> list[Added]:
        """Forget one document; says what is left.

        Raises:
            DocumentsError: there is none of that name, or all were forgotten in the meantime.
        """
        with self._busy:
            self._check_open()
            if name not in self.names:
                raise DocumentsError(f"There is no document {name[:64]!r} here.")
            (self._files / name).unlink()
            return self._indexed({}, None)

    def close(self) -> None:
        """Forget the documents."""
        with self._busy:
            if self.closed:
                return
            self.were, self.closed = self.names, True
            _there.discard(self)
            if self.advisor is not self._guides:
                self.advisor.close()
            self._place.cleanup()
            self._release()

    def now_used(self) -> Advisor:
        """The advisor on the documents, which are asked about now."""
        self.used = time.monotonic()
        return self.advisor

    def is_busy(self) -> bool:
        """Whether documents are being taken in."""
        return self._busy.locked()

    def _check_open(self) -> None:
        if self.closed:
            raise DocumentsError("The conversation was left in the meantime; send it again.")

    def _indexed(
        self, fresh: dict[str, str], progress: Callable[[str, int, int], None] | None
    ) -> list[Added]:
        self.used = time.monotonic()
        names = self.names
        if not names:
            if self.advisor is not self._guides:
                self.advisor.close()
                self.advisor = self._guides
            shutil.rmtree(self._home, ignore_errors=True)
            return []
        report = extend(self._guides.index, [self._files], self._home, progress)
        if self.advisor is self._guides:
            guides = self._guides.index
            index = Index(replace(guides.settings, home=self._home), guides.embedder)
            self.advisor = Advisor(index, self._guides.settings)
        self.used = time.monotonic()
        return became(names, fresh, self._files, report, self.advisor.index)


def of_conversation(person: str, talk: str) -> OwnDocuments | None:
    """The documents of a conversation, if they are there still.

    Args:
        person: whose they are; no one else gets them.
        talk: id of the conversation.
    """
    if not (person and talk):
        return None
    own = (own for own in list(_there) if (own.person, own.talk) == (person, talk))
    return next(own, None)


def all_there() -> list[OwnDocuments]:
    """All documents that are here now."""
    return list(_there)
