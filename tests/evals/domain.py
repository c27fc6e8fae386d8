"""The measures of the project's own questions, from what was answered."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from bot.advisor import Advisor
from bot.types import Answer, Grade
from index import fit
from tests.evals.cases import Case, Gold
from tests.evals.evaluate import Outcome, Place, right_ranks, run
from tests.evals.measures import Measure, found_within, ndcg, share_below

EXPECTED: dict[str, Grade] = {
    "answerable": "answered",
    "follow-up": "answered",
    "false premise": "answered",
    "out of scope": "not_in_sources",
    "small talk": "small_talk",
}
GRADES: tuple[Grade, ...] = ("answered", "partly", "not_in_sources")


def measures(outcomes: Sequence[Outcome], advisor: Advisor) -> list[Measure]:
    """All that is measured on a half of the questions."""

    def of(*kinds: str) -> list[Outcome]:
        return [outcome for outcome in outcomes if outcome.case.kind in kinds]

    return [
        *retrieval("answerable", of("answerable")),
        *retrieval("follow-ups", of("follow-up")),
        _lost_after_a_switch(of("follow-up"), advisor),
        *quoting(of("answerable", "follow-up")),
        Measure("gold sentence in the answer", _all(_cites_gold, of("answerable", "follow-up"))),
        *grades(outcomes),
        Measure(
            "false premises: a contradicting passage is quoted",
            _all(_cites_gold, of("false premise")),
        ),
        Measure("small talk answered as such", _all(_as_expected, of("small talk"))),
        Measure("quotes that are exact spans of a live document", exactness(outcomes, advisor)),
        Measure("CPU for an answer", tuple(o.cpu * 1000 for o in outcomes), "ms"),
        Measure("wall time for an answer", tuple(o.wall * 1000 for o in outcomes), "ms"),
    ]


def _lost_after_a_switch(follow_ups: Sequence[Outcome], advisor: Advisor) -> Measure:
    """How often the conversation before it keeps a new matter's passage out of the first 3."""
    switched = [outcome for outcome in follow_ups if outcome.case.style == "switch"]
    alone = run(advisor, [replace(outcome.case, earlier=()) for outcome in switched])

    def score(outcome: Outcome) -> float:
        return _mean_over_parts(outcome, lambda ranks, _: found_within(ranks, 3))

    lost = tuple(score(b) - score(a) for b, a in zip(alone, switched, strict=True))
    return Measure("right passage in the first 3 lost after a topic switch", lost)


def found(outcomes: Sequence[Outcome]) -> list[Measure]:
    """What can be measured of a search that grades and quotes nothing."""
    return [
        *retrieval("answerable", [o for o in outcomes if o.case.kind == "answerable"]),
        *retrieval("follow-ups", [o for o in outcomes if o.case.kind == "follow-up"]),
    ]


def summary(outcomes: Sequence[Outcome], advisor: Advisor) -> list[Measure]:
    """The few measures by which recipes are compared."""
    answerable = [o for o in outcomes if o.case.kind == "answerable"]
    follow_ups = [o for o in outcomes if o.case.kind == "follow-up"]
    foreign = [o for o in outcomes if o.case.kind == "out of scope"]
    fits, foreign_fits = (
        [fit(o.signals, advisor.index.calibration) for o in each if o.signals]
        for each in (answerable, foreign)
    )
    top = retrieval("answerable", answerable)
    return [
        replace(top[1], name="answerable, first 3"),
        replace(top[-1], name="nDCG@10"),
        replace(retrieval("", follow_ups, [3])[0], name="follow-ups, first 3"),
        replace(quoting(answerable)[2], name="gold among the best 3 sentences"),
        Measure("out of scope refused at 95 % kept", tuple(share_below(foreign_fits, fits))),
    ]


def retrieval(
    name: str, outcomes: Sequence[Outcome], depths: Sequence[int] = (1, 3, 5, 10)
) -> list[Measure]:
    """Whether a right passage is among the first k; of two questions in one, each by itself."""

    def over_parts(score: Callable[[list[int], list[Gold]], float]) -> tuple[float, ...]:
        return tuple(_mean_over_parts(outcome, score) for outcome in outcomes)

    found = [
        Measure(
            f"{name}: a right passage in the first {k}",
            over_parts(lambda ranks, _, k=k: found_within(ranks, k)),  # type: ignore[misc]
        )
        for k in depths
    ]
    if len(depths) == 1:
        return found
    gain = over_parts(lambda ranks, golds: ndcg(sorted(set(ranks)), 10, len(golds)))
    return [*found, Measure(f"{name}: nDCG@10", gain)]


def _mean_over_parts(outcome: Outcome, score: Callable[[list[int], list[Gold]], float]) -> float:
    parts = outcome.case.parts
    return sum(score(right_ranks(golds, outcome.found), golds) for golds in parts) / len(parts)


def quoting(outcomes: Sequence[Outcome]) -> list[Measure]:
    """Whether a gold sentence is among the best 1, 2, 3 sentences."""
    return [
        Measure(
            f"gold sentence among the best {number}",
            tuple(_quotes(outcome, outcome.quoted[:number]) for outcome in outcomes),
        )
        for number in (1, 2, 3)
    ]


def _quotes(outcome: Outcome, places: Iterable[Place]) -> float:
    """For which share of the questions in a case one of the places is a gold."""
    places = list(places)
    parts = outcome.case.parts
    return sum(any(p.quotes(g) for p in places for g in golds) for golds in parts) / len(parts)


def _cites_gold(outcome: Outcome) -> float:
    return _quotes(
        outcome,
        (
            Place(each.source, each.start, each.end, each.quote)
            for sentence in _answer(outcome).sentences
            for each in sentence.citations
        ),
    )


def grades(outcomes: Sequence[Outcome]) -> list[Measure]:
    """Precision and recall of each grade, and the errors that hurt most."""
    graded = [(_expected(o.case), _answer(o).grade, o.case.kind) for o in outcomes]
    answerable = [given for _, given, kind in graded if kind in ("answerable", "follow-up")]
    near = [given for _, given, kind in graded if kind == "near miss"]
    foreign = [given for _, given, kind in graded if kind == "out of scope"]
    return [
        Measure("answerable questions refused", _are(answerable, "not_in_sources")),
        Measure("answerable questions graded partly", _are(answerable, "partly")),
        Measure("near misses not graded answered", _are(near, "partly", "not_in_sources")),
        Measure("out of scope refused", _are(foreign, "not_in_sources")),
        Measure("near misses and out of scope answered", _are(near + foreign, "answered")),
        *(
            measure
            for grade in GRADES
            for measure in (
                Measure(
                    f"{grade}: precision", _are([e for e, g, _ in graded if g == grade], grade)
                ),
                Measure(f"{grade}: recall", _are([g for e, g, _ in graded if e == grade], grade)),
            )
        ),
    ]


def exactness(outcomes: Sequence[Outcome], advisor: Advisor) -> tuple[float, ...]:
    """1 for each quote of each answer that stands at its span of a document in the live index; and
    the first quote of a sentence is the sentence itself, unless that was worked out.
    """
    live = {document.id: document.text for document in advisor.index.documents()}
    return tuple(
        float(
            (number > 0 or sentence.support == "worked_out" or each.quote == sentence.text)
            and live.get(each.document, "")[each.start : each.end] == each.quote != ""
        )
        for outcome in outcomes
        for sentence in _answer(outcome).sentences
        for number, each in enumerate(sentence.citations)
    )


def _expected(case: Case) -> str:
    return case.style if case.kind == "near miss" else EXPECTED[case.kind]


def _as_expected(outcome: Outcome) -> float:
    return float(_answer(outcome).grade == _expected(outcome.case))


def _are(given: Sequence[str], *wanted: str) -> tuple[float, ...]:
    return tuple(float(each in wanted) for each in given)


def _all(score: Callable[[Outcome], float], outcomes: Sequence[Outcome]) -> tuple[float, ...]:
    return tuple(score(outcome) for outcome in outcomes)


def _answer(outcome: Outcome) -> Answer:
    assert outcome.answer is not None
    return outcome.answer
