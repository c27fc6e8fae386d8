"""The project's own index and settings: what `ask()`, the command line and the page start from."""

import atexit
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path
from typing import Never

from tqdm import tqdm
from watchfiles import watch

from bot.advisor import DEFAULT, Advisor
from bot.settings import Settings
from bot.types import Answer, Preferences, Turn
from index import BuildReport, IndexMissingError, build_index, indexed_paths

QUIET = 1600  # milliseconds without a further change before a build
LOOK = 1000  # milliseconds after which a watch says whether it goes on
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
    with _first:  # several threads may ask first; one of them opens, or builds
        advisor = _opened(Settings.from_environment())
    return advisor.ask(question, history, preferences)


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
        build_with_progress([settings.corpus], settings)
        return Advisor.open(settings=settings)


def build_with_progress(
    paths: Iterable[str | Path],
    settings: Settings,
    tell: Callable[[str, int, int], None] | None = None,
) -> BuildReport:
    """Build the index with a progress bar on standard error; files that failed are named there.

    Args:
        paths: of the guides.
        settings: where the index is.
        tell: is told the same, as in `build_index`.
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

        report = build_index(paths, settings.index, progress=progress)
    for said in (*report.failed, *report.notices):
        print(f"careerbot: {said}", file=sys.stderr)
    return report


def when_changed(paths: Iterable[str | Path]) -> Iterator[None]:
    """Wait for files to change, again and again; changes that come together count once. The first
    time is at once, for what changed before the watch began.
    """
    roots = [Path(path).expanduser() for path in paths]
    begun = False
    for changes in watch(
        *roots, debounce=QUIET, rust_timeout=LOOK, yield_on_timeout=True, raise_interrupt=True
    ):
        if changes or not begun:
            begun = True
            yield


def guides_of(settings: Settings) -> list[str]:
    """Which files and folders the index is of: those it was made of, or those that are set."""
    chosen = settings.corpus != Settings.corpus
    indexed = [] if chosen else [str(path) for path in indexed_paths(settings.index)]
    return indexed or [settings.corpus]


@lru_cache(maxsize=1)
def _opened(settings: Settings) -> Advisor:
    advisor = open_or_build(settings)
    atexit.register(advisor.close)
    return advisor
