"""What an index was made of, and the way back to what it was before."""

from pathlib import Path

from index.errors import written
from index.generations import Generations
from index.manifest import Manifest
from index.open_generation import opens
from index.settings import IndexSettings


def indexed_paths(settings: IndexSettings | None = None) -> list[Path]:
    """The files and folders that the index was made of; none where there has never been a build.

    Raises:
        IndexDamagedError: it is so damaged that nothing says.
    """
    return Generations((settings or IndexSettings()).folder).roots()


def roll_back(settings: IndexSettings | None = None) -> Manifest:
    """Go back to the generation before the live one; returns what that holds.

    It stays live until the next build that is asked for by name.

    Raises:
        IndexMissingError: there is no index.
        IndexDamagedError: no generation before the live one is whole.
        IndexBusyError: a build is running.
        IndexingError: its vectors are in a server that cannot be asked.
    """
    settings = settings or IndexSettings()
    folder = settings.folder
    generations = Generations(folder)
    generations.demand_any()
    with written(folder), generations.lock():
        return generations.roll_back(lambda generation: opens(generation, settings)).manifest


def is_rolled_back(settings: IndexSettings | None = None) -> bool:
    """Whether the index was rolled back, and nothing built since."""
    return Generations((settings or IndexSettings()).folder).rolled_back()
