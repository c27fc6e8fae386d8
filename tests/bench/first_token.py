"""What does the program add to the time until a language model's first word?

    python -m tests.bench.first_token

A question is asked straight of a server on loopback and through the advisor, in turns; the server
takes as long for its first word each time. The index has 20,000 passages, made as in
`tests.bench.growth`.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bot.advisor import Advisor
from bot.models.providers import create
from bot.settings import Settings
from index import Index, IndexSettings, build_index
from tests.bench.benchmark import machine
from tests.bench.growth import Scattered, write
from tests.conftest import PROJECT
from tests.doubles.model_servers import OpenAIServer
from tests.evals.cases import domain_cases

SIZE = 20_000
ASKED = 60


def main() -> None:
    """Measure and print."""
    questions = [c.question for c in domain_cases(PROJECT / "tests" / "evals") if not c.earlier]
    embedder = Scattered(questions[:300])
    with tempfile.TemporaryDirectory() as scratch, OpenAIServer().running() as server:
        write(Path(scratch) / "docs", SIZE)
        made = IndexSettings(home=scratch)
        report = build_index([Path(scratch) / "docs"], made, embedder=embedder)
        settings = Settings(home=scratch, model="openai:test", model_url=server.url)
        model = create("openai:test", settings)
        with Advisor(Index(made, embedder), settings) as advisor:
            answered = [q for q in questions if advisor.ask(q).prompt][: ASKED + 5]
            # Both are given the same prompt, so that the server has as much to read.
            prompts = {question: list(advisor.ask(question).prompt) for question in answered}
            straight, through = [], []
            for question in answered:
                straight.append(first(lambda q=question: model.stream(prompts[q])))
                through.append(first(lambda q=question: advisor.stream(q)))
    added = [b - a for a, b in zip(straight[5:], through[5:], strict=True)]  # the first are warm-up
    print(machine())
    print(f"{report.chunks:,} passages, {len(added)} questions, time to the first word:")
    for name, seconds in (("the server's", straight[5:]), ("ours", through[5:]), ("added", added)):
        print(f"{name}: median {statistics.median(seconds) * 1000:.1f} ms")


def first(stream: Callable[[], object]) -> float:
    """Seconds until the first word; the rest is read, so that the next question finds quiet."""
    started = time.perf_counter()
    found = 0.0
    for piece in stream():  # type: ignore[attr-defined]
        if not found and (getattr(piece, "text", "") or getattr(piece, "content", "")):
            found = time.perf_counter() - started
    return found


if __name__ == "__main__":
    main()
