"""The project's own index and settings: what `ask()`, the command line and the page start from."""

import atexit
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Never

from tqdm import tqdm

from bot.advisor import DEFAULT, Advisor
from bot.settings import Settings
from bot.tools.results import Comparison, ExamCard, Fit, Gap, Pay, Plan
from bot.tools.results import Path as Way
from bot.types import Answer, Preferences, Turn
from index import BuildReport, IndexMissingError, build_index, indexed_paths

_first = threading.Lock()


def ask(question: str, history: Sequence[Turn] = (), preferences: Preferences = DEFAULT) -> Answer:
    """Answer a question from the project's guides, with the settings of the environment.

    The first call opens the index, and builds it if there has never been one in the project.

    Args:
        question: at most 4,000 characters.
        history: the conversation before it, oldest turn first.
        preferences: which language model, how many passages, how much detail.

    Raises:
        CareerBotError: see `index.errors` and `bot.errors`; each says what to do.
    """
    return _shared().ask(question, history, preferences)


def compare(subjects: str | Sequence[str], aspects: Sequence[str] = ()) -> Comparison:
    """Two to four subjects side by side; as `Advisor.compare`, from the project's guides."""
    return _shared().compare(subjects, aspects)


def path(start: str, goal: str, said: str = "") -> Way:
    """The way to a goal; as `Advisor.path`, from the project's guides."""
    return _shared().path(start, goal, said=said)


def pay(roles: str | Sequence[str], places: str | Sequence[str] = ()) -> Pay:
    """What roles pay; as `Advisor.pay`, from the project's guides."""
    return _shared().pay(roles, places)


def exam(name: str) -> ExamCard:
    """The facts of an exam; as `Advisor.exam`, from the project's guides."""
    return _shared().exam(name)


def plan(exam: str, hours: float, until: str | date | None = None, said: str = "") -> Plan:
    """The weeks to an exam; as `Advisor.plan`, from the project's guides."""
    return _shared().plan(exam, hours, until, said=said)


def gap(said: str | Path, goal: str = "", posting: str | Path = "") -> Gap:
    """What somebody has and lacks; as `Advisor.gap`, from the project's guides."""
    return _shared().gap(said, goal, posting=posting)


def fit(said: str) -> Fit:
    """Roles that suit what somebody says; as `Advisor.fit`, from the project's guides."""
    return _shared().fit(said)


def open_or_build(settings: Settings) -> Advisor:
    """Open the index; if the project has none yet, build it from the project's guides.

    Raises:
        IndexMissingError: there is none, and `home` is a folder that was chosen.
    """
    try:
        return Advisor.open(settings=settings)
    except IndexMissingError:
        if settings.home != Settings.home:
            raise
        build_with_progress([settings.corpus_folder], settings)
        return Advisor.open(settings=settings)


def build_with_progress(
    paths: Iterable[str | Path],
    settings: Settings,
    tell: Callable[[str, int, int], None] | None = None,
    *,
    allow_empty: bool = False,
) -> BuildReport:
    """Build the index with a progress bar on standard error; files that failed are named there.

    Args:
        paths: files and folders.
        settings: of the project.
        tell: is told the same, as `progress` of `build_index`.
        allow_empty: as of `build_index`.
    """
    with ExitStack() as bars:
        shown: dict[str, tqdm[Never]] = {}

        def progress(doing: str, done: int, total: int) -> None:
            if doing not in shown:
                bars.close()
                shown[doing] = bars.enter_context(tqdm(total=total, desc=doing))
            shown[doing].update(done - shown[doing].n)
            if tell:
                tell(doing, done, total)

        report = build_index(paths, settings.index, progress=progress, allow_empty=allow_empty)
    for said in (*report.failed, *report.notices):
        print(f"careerbot: {said}", file=sys.stderr)
    return report


def guides_of(settings: Settings) -> list[str]:
    """Which files and folders the index is of: those that are set, or those it was made of."""
    indexed = [] if settings.corpus else [str(path) for path in indexed_paths(settings.index)]
    return indexed or [settings.corpus_folder]


def _shared() -> Advisor:
    """The advisor of all doors of this module."""
    with _first:  # several threads may ask first; one of them opens, or builds
        return _opened(Settings.from_environment())


@lru_cache(maxsize=1)
def _opened(settings: Settings) -> Advisor:
    advisor = open_or_build(settings)
    atexit.register(advisor.close)
    return advisor
