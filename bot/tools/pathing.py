"""The way from where somebody is to a goal, along what the guides say of each other."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from heapq import heappop, heappush
from itertools import pairwise

from bot.career.claims import find_sentence
from bot.errors import UnknownSubjectError
from bot.tools.results import Arrow, Path, Step, items
from bot.tools.sources import Sources
from bot.tools.standing import SOON, standing
from bot.tools.statements import statements
from bot.tools.subjects import (
    Subject,
    all_in,
    candidates,
    exams_of,
    file_of,
    subject_of,
)
from bot.types import Block, Row, Sentence
from bot.wording.quoting import Quote
from index import GuideOutline

# What a step along an arrow costs: what both ends say is the surest; what only the start says of
# its goal is less so, since a guide knows best who comes to it; what no sentence says, least.
BOTH, GOAL_SAYS, START_SAYS, NO_SENTENCE = 0.9, 1.0, 2.2, 2.5
LONGEST = 6  # steps
STATIONS = ("role", "path", "certification")
LABEL, WHY, SAID, DISSENT = "Steps", "Why", "How people get in", "A source says otherwise"
_LESS = re.compile(r"\b(?:only recommended|recommended|not required|optional|unnecessary)\b", re.I)
_ONE = re.compile(r"\bone\b", re.IGNORECASE)
ENTRY = ("entry", "before")


@dataclass(frozen=True)
class _Edge:
    kind: str
    cost: float
    guide: GuideOutline | None = None  # whose sentence it is
    sentence: str = ""


def path(start: str, goal: str, said: str, of: Sources) -> Path:
    """The way to a goal.

    Args:
        start: where somebody is: a role, an exam, or anything else.
        goal: a role, path or exam.
        said: what somebody says of themselves; exams that they hold are no steps any more.
        of: what is read.
    """
    title = f"From {start} to {goal}"
    try:
        goals = candidates(goal, of.outline, of.documents)
    except UnknownSubjectError as error:
        return Path("path", title, of.today.isoformat(), notices=(str(error),), missing=(goal,))
    return _Walk(of, said).path(title, start, goals)


class _Walk:
    def __init__(self, of: Sources, said: str) -> None:
        self._of = of
        self._done = _held(said, of)
        self._left_out: list[str] = []
        self._edges = dict(_edges(of))
        self._said = said

    def path(self, title: str, start: str, goals: Sequence[Subject]) -> Path:
        origin = self._origin(start, goals)
        way, goal = self._cheapest(origin, goals)
        stations = [guide for guide in map(self._of.by_file, way) if guide]
        exams, to_pass = self._exams(goal)
        listed = self._with_exams(stations, to_pass)
        steps = tuple(self._step(subject, origin, goals) for subject in listed)
        arrows = tuple(self._arrows(way, listed))
        dissent = tuple(self._dissent(arrows))
        missing = () if origin else (start,)
        own = tuple(self._own_words(start, goal)) if not origin else ()
        blocks = _blocks(steps, arrows, own, dissent)
        notices = []
        if not origin:
            notices.append(f"The guides are not about {start!r}; this is how people get in.")
        elif not any(arrow.end == goal.file and arrow.start in way for arrow in arrows):
            notices.append("The guides name no way from there to here.")
        if self._left_out:
            notices.append(f"Not taken as steps: {'; '.join(dict.fromkeys(self._left_out))}.")
        return Path(
            tool="path",
            title=title,
            today=self._of.today.isoformat(),
            blocks=blocks,
            passages=self._of.numbering.passages,
            notices=tuple(notices),
            missing=missing,
            steps=steps,
            arrows=arrows,
            exams=tuple(exam.name for exam in exams),
            done=tuple(self._done),
            left_out=tuple(dict.fromkeys(self._left_out)),
            dissent=dissent,
        )

    def _origin(self, start: str, goals: Sequence[Subject]) -> list[Subject]:
        """Where somebody is; of people without work, where the guides let beginners start."""
        try:
            return candidates(start, self._of.outline, self._of.documents)
        except UnknownSubjectError:
            if re.search(r"\bno\b|\bwithout\b|\bnone\b|\bnothing\b", start, re.IGNORECASE):
                before = [self._of.by_file(n) for n in goals[0].guide.about.get("builds_on") or ()]
                firsts = [guide for guide in before if guide]
                return [subject_of(guide) for guide in firsts[:1]]
            return []

    def _cheapest(
        self, origin: Sequence[Subject], goals: Sequence[Subject]
    ) -> tuple[list[str], Subject]:
        """The way that is said the surest; exams on it that end soon are gone around."""
        ends = {subject.file for subject in (*origin, *goals)}
        costs = {
            (a, b): edge.cost
            for (a, b), edge in self._edges.items()
            if self._is_station(a, ends) and self._is_station(b, ends)
        }
        while found := list(_ways(costs, origin, goals)):
            _, way, goal = min(found, key=lambda each: each[0])
            over = {name for name in way[1:-1] if not self._can_pass(name)}
            if not over:
                return way, goal
            costs = {pair: cost for pair, cost in costs.items() if not over & set(pair)}
        alone = [begin.file for begin in origin if begin.file != goals[0].file][:1]
        return [*alone, goals[0].file], goals[0]

    def _is_station(self, name: str, ends: set[str]) -> bool:
        """Whether a way may lead through a guide."""
        guide = self._of.by_file(name)
        return guide is not None and (guide.kind in STATIONS or name in ends)

    def _can_pass(self, name: str) -> bool:
        guide = self._of.by_file(name)
        return guide is not None and (
            guide.kind != "certification" or self._is_live(subject_of(guide))
        )

    def _is_live(self, exam: Subject) -> bool:
        stands = standing(exam, self._of.aside())
        soon = self._of.today + timedelta(days=SOON)
        if stands.is_over or stands.ends_by(soon) or stands.status == "retired":
            self._left_out.append(f"{exam.name} ({stands.status})")
            return False
        return True

    def _exams(self, goal: Subject) -> tuple[list[Subject], list[Subject]]:
        """The exams that go with the goal, and those of them that are steps to it: the first one
        that leads there, with what it requires before it.
        """
        if goal.exam:
            return [goal], []
        codes = [str(code) for code in goal.guide.about.get("certifications") or ()]
        going = [exam for exam in (self._exam(code) for code in codes) if exam]
        own = [exam for exam in going if (exam.file, goal.file) in self._edges]
        steps = [exam for exam in own if self._is_live(exam)][:1]
        for exam in list(steps):
            for (a, b), edge in self._edges.items():
                guide = self._of.by_file(a)
                if b == exam.file and edge.kind == "required" and guide:
                    steps.insert(0, subject_of(guide))
        live = steps or [exam for exam in going if self._is_live(exam)]
        return live, [exam for exam in steps if exam.guide.kind == "certification"]

    def _exam(self, code: str) -> Subject | None:
        for guide in self._of.outline.guides:
            if code in exams_of(guide):
                return subject_of(guide, code)
        return None

    def _with_exams(
        self, stations: Sequence[GuideOutline], exams: Sequence[Subject]
    ) -> list[Subject]:
        """The stations, with the exams that are not held yet right before the goal."""
        listed = [subject_of(guide) for guide in stations]
        there = {subject.file for subject in listed}
        new = [e for e in exams if e.name not in self._done and e.file not in there]
        between = [s for s in listed[1:-1] if s.name not in self._done]
        first = listed[:1] if len(listed) > 1 else []
        return [*first, *between, *new, *listed[-1:]]

    def _step(self, subject: Subject, origin: Sequence[Subject], goals: Sequence[Subject]) -> Step:
        """A station with how people get there; of the goal by all guides that have its name."""
        why: list[Sentence] = []
        if subject.file not in {each.file for each in origin}:
            named = goals if subject.file in {each.file for each in goals} else [subject]
            told = [self._of.told(each, aspect) for each in named for aspect in ENTRY]
            why = [self._of.quoted(quotes[-1]) for quotes in told if quotes]
        return Step(subject.file, subject.name, subject.guide.kind, tuple(why))

    def _arrows(self, way: Sequence[str], steps: Sequence[Subject]) -> Iterator[Arrow]:
        """The arrows along the way, and those of the exams on it; none that nobody declares."""
        files = [subject.file for subject in steps]
        exams = [subject.file for subject in steps if subject.guide.kind == "certification"]
        pairs = [*pairwise(each for each in way if each in files)]
        pairs += [(a, b) for a in exams for b in files[files.index(a) + 1 :]]
        for pair in dict.fromkeys(pairs):
            if edge := self._edges.get(pair):
                yield self._arrow(*pair, edge)

    def _arrow(self, a: str, b: str, edge: _Edge) -> Arrow:
        if edge.guide is None:
            return Arrow(a, b, "related")
        document = self._of.documents(edge.guide.document)
        span = find_sentence(document.text, edge.sentence)
        if span is None:
            return Arrow(a, b, "related")
        hit = self._of.hit(edge.guide, span)
        return Arrow(a, b, edge.kind, self._of.quoted(Quote(hit, span.start, span.end)))

    def _dissent(self, arrows: Sequence[Arrow]) -> Iterator[Sentence]:
        """What one source says against a condition."""
        for arrow in arrows:
            if arrow.kind != "required":
                continue
            for name in (arrow.end, arrow.start):
                guide = self._of.by_file(name)
                for quote in self._of.sentences(guide) if guide else ():
                    if _LESS.search(quote.text) and _ONE.search(quote.text):
                        yield self._of.quoted(quote)
                        return

    def _own_words(self, start: str, goal: Subject) -> Iterator[Sentence]:
        """Sentences of the goal's guide that name what somebody comes from."""
        told = list(re.findall(r"[\w-]{4,}", start.lower()))
        number = 0
        for quote in self._of.sentences(goal.guide):
            if number < 2 and any(re.search(rf"\b{w}", quote.text, re.I) for w in told):
                number += 1
                yield self._of.quoted(quote)


def _ways(
    costs: Mapping[tuple[str, str], float], origin: Sequence[Subject], goals: Sequence[Subject]
) -> Iterator[tuple[float, list[str], Subject]]:
    """The cheapest way from each start to each goal, with its cost."""
    for begin in origin:
        for goal in goals:
            way = _cheapest_way(costs, begin.file, goal.file)
            if 1 < len(way) <= LONGEST:
                yield sum(costs[pair] for pair in pairwise(way)), way, goal


def _cheapest_way(costs: Mapping[tuple[str, str], float], start: str, end: str) -> list[str]:
    """By Dijkstra's algorithm; nothing if there is no way."""
    queue: list[tuple[float, list[str]]] = [(0.0, [start])]
    done: set[str] = set()
    while queue:
        cost, way = heappop(queue)
        if way[-1] == end:
            return way
        if way[-1] not in done:
            done.add(way[-1])
            for (a, b), more in costs.items():
                if a == way[-1] and b not in done:
                    heappush(queue, (cost + more, [*way, b]))
    return []


def _edges(of: Sources) -> Iterator[tuple[tuple[str, str], _Edge]]:
    """All arrows between guides, the surest of each pair."""
    best: dict[tuple[str, str], _Edge] = {}
    sayers: dict[tuple[str, str], set[str]] = {}
    for guide in of.outline.guides:
        name = file_of(guide)
        for order in ("builds_on", "leads_to"):
            for other in guide.about.get(order) or ():
                pair = (other, name) if order == "builds_on" else (name, other)
                best.setdefault(pair, _Edge("related", NO_SENTENCE))
        for each in guide.about.get("relations") or ():
            goal_says = each["order"] == "builds_on"
            pair = (each["to"], name) if goal_says else (name, each["to"])
            sayers.setdefault(pair, set()).add(each["order"])
            cost = GOAL_SAYS if goal_says else START_SAYS
            if len(sayers[pair]) > 1:
                cost = BOTH
            edge = _Edge(each["kind"], cost, guide, each["sentence"])
            before = best.get(pair)
            if before is None or _rank(edge) < _rank(before):
                best[pair] = edge
            else:
                best[pair] = replace(before, cost=min(cost, before.cost))
    yield from best.items()


def _rank(edge: _Edge) -> tuple[bool, bool, float]:
    return edge.kind != "required", edge.kind == "related", edge.cost


def _held(said: str, of: Sources) -> list[str]:
    """The exams that somebody says they hold."""
    held = []
    for statement in statements(said):
        if statement.has:
            held += [subject.name for subject in all_in(statement.text, of.outline) if subject.exam]
    return list(dict.fromkeys(held))


def _blocks(
    steps: Sequence[Step],
    arrows: Sequence[Arrow],
    own: Sequence[Sentence],
    dissent: Sequence[Sentence],
) -> tuple[Block, ...]:
    names = {step.guide: step.name for step in steps}
    rows = [
        Row(f"{names[a.start]} → {names[a.end]} ({a.kind})", (a.says or _no_sentence(),))
        for a in arrows
    ]
    table = Block("table", LABEL, columns=("What says so",), rows=tuple(rows))
    why = [Block("list", f"{SAID}: {step.name}", items(step.why)) for step in steps if step.why]
    blocks = [table] if rows else []
    if own:
        blocks.append(Block("list", SAID, items(tuple(own))))
    blocks += why
    if dissent:
        blocks.append(Block("list", DISSENT, items(tuple(dissent))))
    return tuple(blocks)


def _no_sentence() -> Sentence:
    return Sentence("not stated", (), "supported")
