"""Measure careerbot and write the table in docs/measurements.md: make bench.

Every figure is the median of several runs of the real thing on the real corpus; the whole of each
run is counted, imports included, unless the row says otherwise.
"""

import os
import platform
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from bot import Advisor, Settings
from bot.project import build_with_progress
from index import build_index
from tests.bench import side_by_side
from tests.bench.load import rows as load_rows

PROJECT = Path(__file__).parents[2]
MEASUREMENTS = PROJECT / "docs" / "measurements.md"
BEGIN, END = "<!-- benchmark: make bench -->", "<!-- end of benchmark -->"
RUNS = 5
SIDE_BY_SIDE = (
    "The same work beside LangChain's tutorial, by turns in one run; medians. The tutorial finds "
    "passages and no more:"
)
QUESTIONS = [
    "What could I do after MS-102?",
    "what does a trainer need?",
    "Which certifications suit somebody who likes policy?",
    "how much does a security analyst earn?",
    "what is the capital of Mongolia?",
]
FIRST_ANSWER = (
    "import sys, bot; bot.Advisor.open(sys.argv[1]).ask('What are sensitivity labels for?')"
)


def main() -> None:
    """Measure everything and put the table into docs/measurements.md."""
    with tempfile.TemporaryDirectory() as scratch:
        settings = Settings(home=scratch)
        rows = [("build the index of the guides, from nothing", *timed(lambda: fresh_build(), 3))]
        build_with_progress([settings.corpus_folder], settings)
        rows += [
            ("build it again, nothing changed", *timed(lambda: rebuild(settings), RUNS)),
            ("from `careerbot serve` to the page", *timed(lambda: serve(settings), RUNS)),
            ("from starting Python to the first answer", *timed(lambda: answer(settings), RUNS)),
            ("one question, once warm", *questions(settings)),
            *tools(settings),
        ]
        under_load = load_rows(settings)
        size = index_size(settings)
    beside = "\n".join(side_by_side.table())
    table = "\n".join(
        [
            "| what | wall, median of runs | CPU | runs |",
            "|---|---|---|---|",
            *(
                f"| {name} | {show(wall)} | {show(cpu)} | {runs} |"
                for name, wall, cpu, runs in rows
            ),
            *under_load,
        ]
    )
    text = MEASUREMENTS.read_text(encoding="utf-8")
    filled = f"{BEGIN}\n{table}\n\n{SIDE_BY_SIDE}\n\n{beside}\n\n{size}; {machine()}\n{END}"
    found = re.subn(f"{BEGIN}.*{END}", lambda _: filled, text, flags=re.DOTALL)
    assert found[1] == 1, "docs/measurements.md has no place for the table"
    MEASUREMENTS.write_text(found[0], encoding="utf-8")
    print(filled)


def timed(action: Callable[[], None], runs: int) -> tuple[float, float, int]:
    """Median wall and CPU seconds of an action, its child processes included."""
    walls, cpus = [], []
    for _ in range(runs):
        wall, cpu = time.perf_counter(), cpu_seconds()
        action()
        walls.append(time.perf_counter() - wall)
        cpus.append(cpu_seconds() - cpu)
    return statistics.median(walls), statistics.median(cpus), runs


def cpu_seconds() -> float:
    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def run(*command: str, **environment: str) -> None:
    subprocess.run(
        [sys.executable, *command],
        cwd=PROJECT,
        env={**os.environ, **environment},
        check=True,
        capture_output=True,
    )


def fresh_build() -> None:
    with tempfile.TemporaryDirectory() as empty:
        run("-m", "bot", "index", CAREERBOT_HOME=empty)


def rebuild(settings: Settings) -> None:
    assert not build_index([settings.corpus_folder], settings.index).changed


def serve(settings: Settings) -> None:
    """Start the page, fetch it, end it."""
    environment = {**os.environ, "CAREERBOT_HOME": settings.home, "CAREERBOT_PORT": "7999"}
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "serve"],
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        address = re.search(r"http://\S+", process.stdout.readline())
        assert address
        urllib.request.urlopen(address[0]).read()
        process.kill()


def answer(settings: Settings) -> None:
    run("-c", FIRST_ANSWER, settings.home)


def questions(settings: Settings) -> tuple[float, float, int]:
    with Advisor.open(settings=settings) as advisor:
        for question in QUESTIONS:
            advisor.ask(question)
        turns = iter(QUESTIONS * 10)
        return timed(lambda: advisor.ask(next(turns)) and None, len(QUESTIONS) * 10)


def tools(settings: Settings) -> list[tuple[str, float, float, int]]:
    """A row for each career tool, once warm."""
    with Advisor.open(settings=settings) as advisor:
        calls: dict[str, Callable[[], object]] = {
            "compare": lambda: advisor.compare(["SC-200", "SC-300", "SC-401", "SC-500"]),
            "path": lambda: advisor.path("help desk technician", "cloud solutions architect"),
            "pay": lambda: advisor.pay(["systems administrator"], ["Germany", "Canada", "Dallas"]),
            "exam": lambda: advisor.exam("Security+"),
            "plan": lambda: advisor.plan("SC-300", 6),
            "gap": lambda: advisor.gap("PowerShell daily, no Intune", "endpoint administrator"),
            "fit": lambda: advisor.fit("I like explaining things and hate travelling"),
        }
        rows = []
        for name, call in calls.items():
            call()
            rows.append((f"the tool {name}, once warm", *timed(lambda: call() and None, RUNS)))  # noqa: B023
        return rows


def show(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


def index_size(settings: Settings) -> str:
    report = build_index([settings.corpus_folder], settings.index)
    files = [path for path in settings.index.folder.rglob("*") if path.is_file()]
    megabytes = sum(path.stat().st_size for path in files) / 1e6
    return (
        f"{report.documents} guides, {report.chunks} passages, {report.sentences} sentences, "
        f"{megabytes:.0f} MB"
    )


def machine() -> str:
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {platform.system()}, "
        f"Python {platform.python_version()}, {time.strftime('%d %B %Y', time.gmtime())}."
    )


if __name__ == "__main__":
    main()
