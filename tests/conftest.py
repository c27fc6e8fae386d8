"""What all tests share: the real corpus indexed once, and no way out of this machine."""

import os
import socket
import sys
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from filelock import FileLock

from bot import Advisor, Settings
from index import BuildReport, IndexSettings, build_index
from tests.doubles.fakes import WordEmbedder, write_guides

PROJECT = Path(__file__).parent.parent
CORPUS = PROJECT / "corpus"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put files in an order in which nobody waits: one of those that need the guides' index comes
    first and makes it, the others last; pages in a browser, which take long, before short ones.
    """
    indexed = {item.path for item in items if "corpus_report" in getattr(item, "fixturenames", ())}
    first = min(indexed, default=None)
    items.sort(
        key=lambda item: (
            item.path != first,
            item.path in indexed,
            item.path.parent.name != "browser",
        )
    )


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let all tests be run as of another day, such as a year after each date in the guides."""
    parser.addoption(
        "--today", type=date.fromisoformat, metavar="DAY", help="as if today were 2027-12-01"
    )


@pytest.fixture(autouse=True, scope="session")
def another_day(request: pytest.FixtureRequest) -> Iterator[None]:
    """Have the product, and the tests, take the day that was given for today."""
    given = request.config.getoption("--today")

    class Day(date):
        @classmethod
        def today(cls) -> "Day":
            return cls(given.year, given.month, given.day)

    with pytest.MonkeyPatch.context() as patch:
        for module in modules_with_a_clock() if given else ():
            patch.setattr(module, "date", Day)
        yield


def modules_with_a_clock() -> list[ModuleType]:
    """All that ask which day it is: of the product, and of the tests that were collected."""
    found = []
    for part in ("bot", "index", "tests"):
        for path in (PROJECT / part).rglob("*.py"):
            name = ".".join(path.relative_to(PROJECT).with_suffix("").parts)
            asks = "date.today()" in path.read_text(encoding="utf-8")
            if asks and (part != "tests" or name in sys.modules):
                found.append(import_module(name))
    return [module for module in found if getattr(module, "date", None) is date]


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Let sockets reach this machine only."""
    connect = socket.socket.connect

    def only_here(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            assert isinstance(address, tuple)
            here = address[0] in ("::1", "localhost", "0.0.0.0") or address[0].startswith("127.")
            assert here, address
        connect(self, address)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", only_here)
        yield


def free_port() -> int:
    """A port that nobody listens on; tests run beside each other, so none has one of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder with the real corpus, indexed by the real embedder; all processes share it."""
    of_all = tmp_path_factory.getbasetemp()
    return (of_all.parent if "PYTEST_XDIST_WORKER" in os.environ else of_all) / "home"


@pytest.fixture(scope="session")
def corpus_report(home: Path) -> BuildReport:
    """What building the real corpus reported; the first process builds, others find it built."""
    with FileLock(home.with_suffix(".lock")):
        return build_index([CORPUS], IndexSettings(home=home))


@pytest.fixture(scope="session")
def advisor(home: Path, corpus_report: BuildReport) -> Iterator[Advisor]:
    """An advisor on the real corpus, without a language model."""
    assert corpus_report.documents
    with Advisor.open(settings=Settings(home=str(home), port=free_port())) as opened:
        yield opened


@pytest.fixture
def guides(tmp_path: Path) -> Path:
    """A folder with three small guides."""
    return write_guides(tmp_path / "guides")


@pytest.fixture
def settings(tmp_path: Path) -> IndexSettings:
    """Settings of an index that nobody else uses."""
    return IndexSettings(home=tmp_path / "home")


@pytest.fixture
def embedder() -> WordEmbedder:
    """An embedder that needs no model."""
    return WordEmbedder()
