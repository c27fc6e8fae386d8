"""The measures on question sets of others, each on an index of its own."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
from tqdm import tqdm

from bot.advisor import Advisor
from index import (
    Embedder,
    Index,
    IndexSettings,
    SentenceTransformerEmbedder,
    Vectors,
    build_index,
    fit,
    spread,
)
from tests.evals.cases import Case, Gold
from tests.evals.evaluate import Outcome, documents, right_ranks, run
from tests.evals.measures import Measure, ndcg, recall, share_below
from tests.evals.public_sets import PublicSet, read_public_set
from tests.evals.tutorial import run_tutorial

FOREIGN = 200  # questions of other articles asked to an index of one
SWITCHES = 1000  # questions asked after one about something else, at most


class Remembering(Embedder):
    """An embedder that keeps the vectors of a run, for indexes that share texts."""

    def __init__(self, embedder: SentenceTransformerEmbedder) -> None:
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}
        self.fingerprint = embedder.fingerprint

    def encode(self, texts: Sequence[str]) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self._embedder.encode(new), strict=True))
        return np.stack([self._known[text] for text in texts])

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self.encode(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]

    def is_word(self, word: str) -> bool:
        return self._embedder.is_word(word)


def public_measures(name: str, data: Path, embedder: Embedder) -> list[Measure]:
    """All that is measured on one of `PUBLIC_SETS`.

    Raises:
        CasesError: its files are not there, or packages are missing.
    """
    whole = read_public_set(name, data)
    return _MEASURES[name](whole, embedder)


def _squad(whole: PublicSet, embedder: Embedder) -> list[Measure]:
    return [
        *_on_the_whole(whole, embedder, switches=True),
        *_refusal("another article's", _halves(whole), embedder),
        *_refusal("one document, another's", whole.groups(), embedder),
    ]


def _clapnq(whole: PublicSet, embedder: Embedder) -> list[Measure]:
    return [
        *_on_the_whole(whole, embedder, switches=True),
        *_refusal("another passage's", whole.groups(), embedder),
    ]


def _mtrag(whole: PublicSet, embedder: Embedder) -> list[Measure]:
    cases = [case for case in whole.cases if case.earlier]
    joined = [replace(c, question=f"{c.earlier[-1]} {c.question}", earlier=()) for c in cases]
    alone = [replace(case, earlier=()) for case in cases]
    with _opened(whole, embedder) as advisor:
        return [
            *_retrieval("follow-ups", _run("conversations", advisor, cases)),
            *_retrieval("the last turn alone", _run("last turns", advisor, alone))[1:2],
            *_retrieval("joined to the one before", _run("joined turns", advisor, joined))[1:2],
            *_retrieval("tutorial", _run_tutorial(advisor, embedder, cases))[1:2],
        ]


_MEASURES: dict[str, Callable[[PublicSet, Embedder], list[Measure]]] = {
    "squad": _squad,
    "clapnq": _clapnq,
    "mtrag": _mtrag,
}


def _on_the_whole(whole: PublicSet, embedder: Embedder, switches: bool) -> list[Measure]:
    cases = [case for case in whole.cases if case.kind == "answerable"]
    embedder.encode([case.question for case in cases])
    with _opened(whole, embedder) as advisor:
        outcomes = _run("questions", advisor, cases)
        measured = _retrieval("documents", outcomes) + _quoted(outcomes)
        measured += _retrieval("tutorial", _run_tutorial(advisor, embedder, cases))
        if switches:
            measured.append(_lost_after_a_switch(advisor, cases))
    return measured


def _lost_after_a_switch(advisor: Advisor, cases: Sequence[Case]) -> Measure:
    """recall@5 of a question alone, less that of the same after one on another document."""
    asked = spread(cases, SWITCHES)
    others = [asked[(number + len(asked) // 2) % len(asked)] for number in range(len(asked))]
    switched = [
        replace(case, earlier=(other.question,)) for case, other in zip(asked, others, strict=True)
    ]
    before, after = (
        [_recall(outcome, 5) for outcome in _run(doing, advisor, each)]
        for doing, each in (("questions alone", asked), ("after a switch", switched))
    )
    lost = tuple(b - a for b, a in zip(before, after, strict=True))
    return Measure("recall@5 lost after a topic switch", lost)


def _refusal(whose: str, groups: dict[str, PublicSet], embedder: Embedder) -> list[Measure]:
    """Each group is indexed by itself and asked its own questions and those of the others."""
    off_topic: list[float] = []
    near: list[float] = []
    own_refused: list[float] = []
    foreign_refused: list[float] = []
    for name, group in tqdm(groups.items(), desc=f"refusing {whose} questions"):
        others = [case for other, each in groups.items() if other != name for case in each.cases]
        foreign = [case for case in others if case.kind == "answerable"]
        foreign = spread(foreign, FOREIGN) if len(groups) > 2 else foreign
        own = [case for case in group.cases if case.kind == "answerable"]
        misses = [case for case in group.cases if case.kind == "near miss"]
        embedder.encode([case.question for case in own + misses + foreign])
        with _opened(group, embedder) as advisor:
            fits = [_fits(advisor, cases) for cases in (own, foreign, misses)]
            bound = advisor.index.calibration["refuse_below"]
        off_topic += share_below(fits[1], fits[0])
        near += share_below(fits[2], fits[0])
        own_refused += [float(each < bound) for each in fits[0]]
        foreign_refused += [float(each < bound) for each in fits[1]]
    return [
        Measure(f"{whose} questions refused at 95 % kept", tuple(off_topic)),
        Measure(f"near misses refused at 95 % kept ({whose})", tuple(near)),
        Measure(f"{whose} questions below the calibrated bound", tuple(foreign_refused)),
        Measure(f"its own questions below the calibrated bound ({whose})", tuple(own_refused)),
    ]


def _fits(advisor: Advisor, cases: Sequence[Case]) -> list[float]:
    calibration = advisor.index.calibration
    return [fit(o.signals, calibration) for o in run(advisor, cases) if o.signals is not None]


def _halves(whole: PublicSet) -> dict[str, PublicSet]:
    """The groups in two halves, every second one in each."""
    names = list(whole.groups())
    half_of = {name: str(number % 2) for number, name in enumerate(names)}
    halved = tuple(replace(each, group=half_of[each.group]) for each in whole.documents)
    return PublicSet(halved, whole.cases).groups()


def _retrieval(name: str, outcomes: Sequence[Outcome]) -> list[Measure]:
    measured = [
        Measure(f"{name}: recall@{k}", tuple(_recall(outcome, k) for outcome in outcomes))
        for k in (1, 5, 10)
    ]
    gains = tuple(ndcg(_ranks(o), 10, len(_documents_of(o.case))) for o in outcomes)
    return [*measured, Measure(f"{name}: nDCG@10", gains)]


def _recall(outcome: Outcome, k: int) -> float:
    return recall(_ranks(outcome), k, len(_documents_of(outcome.case)))


def _ranks(outcome: Outcome) -> list[int]:
    return right_ranks(_documents_of(outcome.case), [documents(each) for each in outcome.found])


def _documents_of(case: Case) -> list[Gold]:
    return [Gold(source) for source in dict.fromkeys(gold.source for gold in case.golds)]


def _quoted(outcomes: Sequence[Outcome]) -> list[Measure]:
    return [
        Measure(
            f"gold sentence among the best {number}",
            tuple(
                float(any(p.quotes(g) for p in o.quoted[:number] for g in o.case.golds))
                for o in outcomes
            ),
        )
        for number in (1, 2, 3)
    ]


def _run(doing: str, advisor: Advisor, cases: Sequence[Case]) -> list[Outcome]:
    return list(tqdm(run(advisor, cases), desc=doing, total=len(cases)))


def _run_tutorial(advisor: Advisor, embedder: Embedder, cases: Sequence[Case]) -> list[Outcome]:
    outcomes = run_tutorial(advisor.index.documents(), embedder, cases)
    return list(tqdm(outcomes, desc="tutorial", total=len(cases)))


@contextmanager
def _opened(group: PublicSet, embedder: Embedder) -> Iterator[Advisor]:
    """An advisor on an index of the documents, which is gone afterwards."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "documents"
        folder.mkdir()
        group.write(folder)
        settings = IndexSettings(home=scratch)
        build_index([folder], settings, embedder=embedder)
        with Advisor(Index(settings, embedder)) as advisor:
            yield advisor
