"""An advisor on a few guides, and a page that asks it: there within a second."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot import Advisor, Settings
from bot.page import start
from index import Index, build_index
from tests.conftest import free_port
from tests.doubles.fakes import GUIDES, WordEmbedder, write_guides


@contextmanager
def small_advisor(
    folder: Path, guides: Mapping[str, str] = GUIDES, **settings: Any
) -> Iterator[Advisor]:
    """Index guides with an embedder that needs no model, and open an advisor on them.

    Args:
        folder: an empty one, for the guides and the index.
        guides: name of each file -> its text.
        settings: beside the home folder and a free port.
    """
    given = Settings(**{"home": str(folder / "home"), "port": free_port(), **settings})
    build_index([write_guides(folder / "g", guides)], given.index, embedder=WordEmbedder())
    with Advisor(Index(given.index, WordEmbedder()), given) as advisor:
        yield advisor


@contextmanager
def shown(advisor: Advisor) -> Iterator[str]:
    """The address of a page that asks an advisor."""
    page, address = start(advisor)
    try:
        yield address
    finally:
        page.close(verbose=False)
