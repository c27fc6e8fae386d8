"""Ask the questions of tests/evals, or those of a public set, and measure.

python -m tests.evals [--half held] [--write] [--json NEW.json] [--compare OLD.json]
python -m tests.evals --set squad --data FOLDER
python -m tests.evals --ablation
"""

import argparse
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tqdm import tqdm

from bot.advisor import Advisor
from bot.settings import Settings
from index import (
    DEFAULT_EMBEDDER,
    CareerBotError,
    Embedder,
    Index,
    IndexSettings,
    Recipe,
    SentenceTransformerEmbedder,
    build_index,
)
from tests.conftest import PROJECT
from tests.evals import domain, report
from tests.evals.cases import Case, CasesError, Half, domain_cases
from tests.evals.evaluate import run
from tests.evals.measures import Measure
from tests.evals.public import Remembering, public_measures
from tests.evals.tutorial import run_tutorial

CASES = PROJECT / "tests" / "evals"
RESULTS = CASES / "RESULTS.md"
DOMAIN: Mapping[Half, str] = {"held": "The guides, held half", "work": "The guides, working half"}
PUBLIC = {"squad": "SQuAD 2.0", "clapnq": "CLAPnq", "mtrag": "MTRAG"}
BEGIN, END = (
    "<!-- evaluation: python -m tests.evals --half held --write -->",
    "<!-- end of evaluation -->",
)
HEADLINE = (
    "The held half of the project's own questions, which nothing was tuned on. Written by "
    "`python -m tests.evals --half held --write`; the other tables by the same command with "
    "another `--half`, with `--ablation`, or with `--set` and `--data`."
)
ABLATION = "What each part is worth, on the working half"
ABLATIONS: Mapping[str, IndexSettings] = {
    "all of it": IndexSettings(),
    **{
        f"without {what}": IndexSettings(recipe=replace(Recipe(), **{part: False}))
        for part, what in {
            "headings": "headings before the text",
            "asked": "the questions that people ask",
            "dense": "vectors of chunks",
            "keywords": "keywords",
            "sentences": "vectors of sentences",
            "stems": "stemming",
            "spelling": "mending of misspelt words",
            "trust": "less trust in few words",
            "follow_ups": "mixing with the turn before",
            "parts": "a search for each of several questions",
        }.items()
    },
    "fused by reciprocal ranks": IndexSettings(recipe=Recipe(scaled=False)),
    "chunks of 1000/200 characters": IndexSettings(chunk_size=1000, chunk_overlap=200),
}


def main() -> None:
    """Run what the command line names."""
    parser = argparse.ArgumentParser(prog="python -m tests.evals", description=__doc__)
    parser.add_argument(
        "--set",
        action="append",
        choices=["domain", *PUBLIC],
        help="which questions; may be given several times; else the project's own",
    )
    parser.add_argument("--data", metavar="FOLDER", type=Path, help="where public sets are")
    parser.add_argument(
        "--half",
        choices=["work", "held"],
        default="work",
        help="of the project's own questions; the held half is for the table only",
    )
    parser.add_argument("--ablation", action="store_true", help="what each part is worth")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the results")
    parser.add_argument("--compare", metavar="OLD.json", type=Path, help="show what changed")
    parser.add_argument("--write", action="store_true", help=f"put the tables into {RESULTS.name}")
    try:
        print(evaluate(parser.parse_args(), Settings.from_environment(os.environ)))
    except CareerBotError as error:
        parser.error(str(error))


def evaluate(given: argparse.Namespace, settings: Settings) -> str:
    """Run what the command line names; returns what to print.

    Raises:
        CasesError: a set, or what to compare with, cannot be read.
    """
    old = report.read_json(given.compare) if given.compare else None
    sections: dict[str, Sequence[Measure]] = {}
    for name in given.set or ["domain"]:
        if name == "domain":
            sections |= domain_sections(given.half, settings)
        else:
            sections |= public_sections(name, _folder(given.data))
    parts = [f"## {name}\n\n{report.table(each)}" for name, each in sections.items()]
    if given.ablation:
        ablation = ablation_table(settings)
        parts.append(f"## {ABLATION}\n\n{ablation}")
    if given.write:
        write_down(sections)
        if given.ablation:
            report.write_section(RESULTS, ABLATION, ablation)
    if given.json:
        given.json.write_text(report.as_json(sections), encoding="utf-8")
    if old is not None:
        parts.append(f"## Compared with {given.compare}\n\n{report.compare(old, sections)}")
    return "\n\n".join(parts)


def _folder(data: Path | None) -> Path:
    if data is None:
        raise CasesError("Say where the public sets lie: --data FOLDER")
    return data


def domain_sections(half: Half, settings: Settings) -> dict[str, Sequence[Measure]]:
    """Measure the project's own questions, and the tutorial on the same."""
    cases = [case for case in domain_cases(CASES) if case.half == half]
    embedder = SentenceTransformerEmbedder(settings.embedder)
    with _advisor(IndexSettings(), settings, embedder) as advisor:
        outcomes = list(
            tqdm(run(advisor, cases, answers=True), desc=DOMAIN[half], total=len(cases))
        )
        measured = domain.measures(outcomes, advisor)
        found = list(run_tutorial(advisor.index.documents(), embedder, _with_gold(cases)))
    return {DOMAIN[half]: measured, f"{DOMAIN[half]}: tutorial": domain.found(found)}


def ablation_table(settings: Settings) -> str:
    """What each part of the recipe is worth, on the working half."""
    cases = [case for case in domain_cases(CASES) if case.half == "work"]
    embedder = Remembering(SentenceTransformerEmbedder(settings.embedder))
    rows: list[str] = []
    for name, made in tqdm(ABLATIONS.items(), desc="ablations"):
        with _advisor(made, settings, embedder) as advisor:
            measured = domain.summary(list(run(advisor, cases)), advisor)
        if not rows:
            rows = [
                f"| recipe | {' | '.join(measure.name for measure in measured)} |",
                f"|---|{'---|' * len(measured)}",
            ]
        rows.append(f"| {name} | {' | '.join(report.shown(measure) for measure in measured)} |")
    return "\n".join(rows)


def public_sections(name: str, data: Path) -> dict[str, Sequence[Measure]]:
    """Measure a question set of others."""
    embedder = Remembering(SentenceTransformerEmbedder(DEFAULT_EMBEDDER))
    return {PUBLIC[name]: public_measures(name, data, embedder)}


def write_down(sections: Mapping[str, Sequence[Measure]]) -> None:
    """Put the tables into `RESULTS`, and the first of them into docs/measurements.md."""
    held = sections.get(DOMAIN["held"])
    if held:
        first = report.headline(held, sections[f"{DOMAIN['held']}: tutorial"])
        report.write_section(RESULTS, "Headline", f"{HEADLINE}\n\n{first}")
        report.write_between(PROJECT / "docs" / "measurements.md", BEGIN, END, first)
    for name, measures in sections.items():
        report.write_section(RESULTS, name, report.table(measures))


def _with_gold(cases: Sequence[Case]) -> list[Case]:
    return [case for case in cases if case.kind in ("answerable", "follow-up")]


@contextmanager
def _advisor(made: IndexSettings, settings: Settings, embedder: Embedder) -> Iterator[Advisor]:
    """An advisor on the project's guides, indexed beside the live index in a way of its own."""
    left_out = made.chunking.replace("/", "-")
    made = replace(made, home=Path(settings.home) / "evals" / left_out)
    build_index([PROJECT / "corpus"], made, embedder=embedder)
    with Advisor(Index(made, embedder), settings) as advisor:
        yield advisor


if __name__ == "__main__":
    main()
