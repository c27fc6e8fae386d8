"""Run questions through an index, and measure what comes back."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from bot.advisor import DEFAULT, Advisor
from bot.asking.asked import read
from bot.finding.consult import search
from bot.finding.evidence import Found
from bot.types import Answer, Turn
from bot.wording.quoting import best_sentences
from index import Hit, Signals
from tests.evals.cases import Case, Gold

DEPTH = 30  # passages searched for, so that ten different documents are among them
PASSAGES = 6  # that an answer is made of


@dataclass(frozen=True)
class Place:
    """A span of a document that a search gave: `text[start:end]`."""

    source: str
    start: int
    end: int
    text: str

    def holds(self, gold: Gold) -> bool:
        """Whether it is of the gold's document and has its whole quote."""
        return PurePosixPath(self.source).name == gold.source and gold.quote in self.text

    def quotes(self, gold: Gold) -> bool:
        """Whether it is the gold, or a whole sentence of it where the gold is longer."""
        within = PurePosixPath(self.source).name == gold.source and self.text in gold.quote
        return within or self.holds(gold)


def right_ranks(golds: Sequence[Gold], found: Sequence[Sequence[Place]]) -> list[int]:
    """The best rank, from 1, of each gold in any of the lists; those in none are left out."""
    ranks = []
    for gold in golds:
        holding = [
            rank for places in found for rank, place in enumerate(places, 1) if place.holds(gold)
        ]
        ranks += [min(holding)] if holding else []
    return ranks


def documents(places: Iterable[Place]) -> list[Place]:
    """The best place of each document, in order."""
    best: dict[str, Place] = {}
    for place in places:
        best.setdefault(place.source, place)
    return list(best.values())


@dataclass(frozen=True)
class Outcome:
    """What came back for a case.

    Attributes:
        found: for each question in the message what was found for it, best first.
        signals: of the search, for refusal.
        quoted: the best sentences, best first.
        answer: what `Advisor.ask` gave, where it was asked.
        cpu, wall: seconds for the answer.
    """

    case: Case
    found: list[list[Place]]
    signals: Signals | None
    quoted: list[Place]
    answer: Answer | None = None
    cpu: float = 0.0
    wall: float = 0.0


def run(advisor: Advisor, cases: Sequence[Case], answers: bool = False) -> Iterator[Outcome]:
    """Ask each case after what its conversation said before it."""
    said: dict[tuple[str, ...], list[Turn]] = {(): []}
    for case in cases:
        history = _history(advisor, case.earlier, said)
        found = _found(advisor, case.question, history)
        outcome = Outcome(
            case,
            [[_place(hit) for hit in each.hits] for each in found if not each.assumed],
            found[0].signals,
            _quoted(found[0]),
        )
        yield _answered(advisor, outcome, history) if answers else outcome


def _found(advisor: Advisor, question: str, history: Sequence[Turn]) -> list[Found]:
    """The passages found for each question of a message, before sections are made of them."""
    index = advisor.index
    outline = index.outline()
    asked = read(question, history, DEFAULT, outline, index.settings.recipe.parts)
    return search(index, asked, DEPTH, outline)


def _history(
    advisor: Advisor, earlier: tuple[str, ...], said: dict[tuple[str, ...], list[Turn]]
) -> list[Turn]:
    if earlier not in said:
        before = _history(advisor, earlier[:-1], said)
        answer = advisor.ask(earlier[-1], before)
        shown = tuple(passage.id for passage in answer.passages)
        reply = Turn("assistant", answer.text, shown)
        said[earlier] = [*before, Turn("user", earlier[-1]), reply]
    return said[earlier]


def _answered(advisor: Advisor, outcome: Outcome, history: Sequence[Turn]) -> Outcome:
    cpu, wall = time.process_time(), time.perf_counter()
    answer = advisor.ask(outcome.case.question, history)
    return replace(
        outcome,
        answer=answer,
        cpu=time.process_time() - cpu,
        wall=time.perf_counter() - wall,
    )


def _place(hit: Hit) -> Place:
    return Place(hit.document.source, hit.chunk.start, hit.chunk.end, hit.text)


def _quoted(found: Found) -> list[Place]:
    hits = found.hits[:PASSAGES]
    best = best_sentences(found.question, hits, 3, good=0.0)
    return [
        Place(
            hits[number].document.source,
            sentence.start,
            sentence.end,
            hits[number].document.text[sentence.start : sentence.end],
        )
        for number, sentence in best
    ]
