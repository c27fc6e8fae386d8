"""Run the hand-made cases of the career tools: python -m tests.evals.tools

Prints a line for each case that is not right, with what is wrong, and how many are right for each
tool, with the processor time of one call once warm.
"""

import argparse
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from bot import Advisor, Settings
from bot.cli.terminal import as_text
from bot.errors import UnknownSubjectError
from bot.tools.results import Comparison, ExamCard, Fit, Gap, Pay, Plan, Result
from bot.tools.results import Path as Way
from bot.types import Sentence
from tests.evals.test_own_sets import records

Case = dict[str, Any]
Problems = Iterator[str]
MOST_CPU = 0.15  # seconds


def main() -> None:
    """Run all cases, or those named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", help="ids; all where none is named")
    named = parser.parse_args().cases
    right: dict[str, list[bool]] = defaultdict(list)
    spent: dict[str, list[float]] = defaultdict(list)
    with Advisor.open(settings=Settings.from_environment()) as advisor:
        run({"tool": "fit", "input": {"said": "I like maps", "today": "2026-11-29"}}, advisor)
        for case in records("tool_cases.jsonl"):
            if named and case["id"] not in named:
                continue
            started = time.process_time()
            result = run(case, advisor)
            spent[case["tool"]].append(time.process_time() - started)
            wrong = list(problems(case, result))
            right[case["tool"]].append(not wrong)
            for each in wrong:
                print(f"{case['id']} {case['tool']}: {each}")
    for tool, each in right.items():
        middle = sorted(spent[tool])[len(spent[tool]) // 2]
        most = max(spent[tool])
        line = f"{tool:14} {sum(each)} of {len(each)} right, {middle * 1000:.0f} ms CPU, most"
        print(line, f"{most * 1000:.0f} ms{' TOO MUCH' * (most > MOST_CPU)}", file=sys.stderr)
    every = [one for each in right.values() for one in each]
    print(f"{'all':14} {sum(every)} of {len(every)} right", file=sys.stderr)


def run(case: Case, advisor: Advisor) -> Result:
    """What a tool returns for a case; nothing with what is not held if a name is unknown."""
    given = case["input"]
    day = {"today": given["today"]}
    calls: dict[str, Callable[[], Result]] = {
        "compare": lambda: advisor.compare(given.get("subjects") or given["question"], **day),
        "path": lambda: advisor.path(given["from"], given["to"], said=given.get("said", ""), **day),
        "pay": lambda: advisor.pay(given["roles"], given["places"], **day),
        "card": lambda: advisor.exam(given["exam"], **day),
        "plan": lambda: advisor.plan(
            given["exam"],
            hours=given["hours_a_week"],
            until=given.get("by"),
            start=given.get("start"),
            pauses=given.get("pauses", ()),
            said=given.get("said", ""),
            **day,
        ),
        "have_and_lack": lambda: advisor.gap(
            given["said"], given["goal"], posting=given.get("posting", ""), **day
        ),
        "fit": lambda: advisor.fit(given["said"], **day),
    }
    try:
        return calls[case["tool"]]()
    except UnknownSubjectError as error:
        return Result(
            case["tool"], "", given["today"], notices=(str(error),), missing=(str(error),)
        )


def problems(case: Case, result: Result) -> Problems:
    """What is not as it was expected."""
    expected = case["expect"]
    yield from _of_all(expected, result)
    kinds: dict[type[Result], Callable[[Case, Any], Problems]] = {
        Comparison: _compared,
        ExamCard: _card,
        Pay: _pay,
        Way: _path,
        Plan: _plan,
        Gap: _gap,
        Fit: _fit,
    }
    check = kinds.get(type(result))
    if check:
        yield from check(expected, result)
    elif not expected.get("empty"):
        yield f"nothing came: {' '.join(result.notices)}"


def plain(text: str) -> str:
    """A text as texts are compared: dashes, spaces and capitals make no difference."""
    return re.sub(r"\s+", " ", re.sub(r"[‐‑–—−]", "-", text)).casefold()


def holds(text: str, part: str) -> bool:
    """Whether a text holds another one; a number not as a part of a longer one."""
    text, part = plain(text), plain(part)
    before = r"(?<![\d])" if part[:1].isdigit() else ""
    after = r"(?![\d])" if part[-1:].isdigit() else ""
    return re.search(before + re.escape(part) + after, text) is not None


def shown(result: Result) -> str:
    """All that a reader sees, the list of sources left out."""
    text = as_text(result.answer())
    lines = [line for line in text.split("\n") if not re.match(r"\[\d+\] .*\(.*\.md", line)]
    return "\n".join([result.title, *lines])


def with_quotes(result: Result) -> str:
    """The same, with the sentences that its cells open."""
    cited = [c.quote for sentence in result.sentences for c in sentence.citations]
    return "\n".join([shown(result), *cited])


def _of_all(expected: Case, result: Result) -> Problems:
    text, quoted = shown(result), with_quotes(result)
    worked = " ".join(s.text for s in result.sentences if s.support == "worked_out")
    missing = " | ".join(result.missing)
    said = (*expected.get("says", ()), *expected.get("holds", ()))
    yield from (f"{p!r} is shown" for p in expected.get("absent", ()) if holds(text, p))
    yield from (f"{p!r} is not said" for p in said if not holds(quoted, p))
    yield from _lacking("not_held", "said to be not held", missing, expected)
    yield from _lacking("worked_out", "worked out", worked, expected)
    if expected.get("empty") and not result.is_empty:
        yield "it is not empty"


def _lacking(key: str, what: str, text: str, expected: Case) -> Problems:
    """The parts that were expected under a key and that a text does not hold."""
    for part in expected.get(key, ()):
        if not holds(text, part):
            yield f"{part!r} is not {what}: {text[:300]}"


def _none_of(key: str, what: str, found: list[str], expected: Case) -> Problems:
    """What is wrong if one of several was expected, and none is there."""
    some = expected.get(key)
    if some and not any(holds(each, part) for each in found for part in some):
        yield f"none of {some} is {what}: {found}"


def _cell(result: Comparison | ExamCard, column: int, aspect: str) -> list[Sentence]:
    return [row.cells[column] for row in result.rows if row.aspect == aspect]


def _said(cells: list[Sentence]) -> str:
    return "\n".join([c.text for c in cells] + [q.quote for c in cells for q in c.citations])


def _cells(expected: Case, result: Comparison | ExamCard, names: list[list[str]]) -> Problems:
    for cell in expected.get("cells", ()):
        column = _column(cell["of"], names)
        found = _cell(result, column, cell["aspect"]) if column is not None else []
        right = [
            each
            for each in found
            if holds(_said([each]), cell["holds"])
            and any(f"/{cell['guide']}." in f"/{c.source}" for c in each.citations)
        ]
        if not right:
            told = [each.text for each in found]
            yield f"{cell['of']} {cell['aspect']} does not hold {cell['holds']!r}: {told}"
    for cell in expected.get("no_figure", ()):
        column = _column(cell["of"], names)
        told = " ".join(c.text for c in _cell(result, column or 0, cell["aspect"]))
        if re.search(r"\d", told):
            yield f"{cell['of']} {cell['aspect']} has a figure: {told}"
    for name in expected.get("no_hours", ()):
        told = " ".join(c.text for c in _cell(result, _column(name, names) or 0, "preparation"))
        if re.search(r"\d+\s*hours", told):
            yield f"{name} has hours: {told}"


def _column(name: str, names: list[list[str]]) -> int | None:
    return next((n for n, own in enumerate(names) if plain(name) in map(plain, own)), None)


def _compared(expected: Case, result: Comparison) -> Problems:
    names = [list(pair) for pair in zip(result.columns, result.guides, strict=True)]
    wanted = expected.get("columns", ())
    if len(wanted) != len(names) or any(_column(each, names) is None for each in wanted):
        yield f"the columns are {names}"
    yield from _cells(expected, result, names)
    for aspects, value in ((expected.get("same", ()), False), (expected.get("differs", ()), True)):
        for aspect in aspects:
            if not any(r.differs is value for r in result.rows if r.aspect == aspect):
                yield f"{aspect} is not marked as {'different' if value else 'the same'}"
    for aspect in expected.get("rows", ()):
        if not any(row.aspect == aspect for row in result.rows):
            yield f"there is no row {aspect}"
    for name, parts in expected.get("not_in_column", {}).items():
        column = _column(name, names) or 0
        told = " ".join(row.cells[column].text for row in result.rows)
        yield from (f"{name} holds {part}" for part in parts if holds(told, part))


def _card(expected: Case, result: ExamCard) -> Problems:
    yield from _cells(expected, result, [[result.exam, result.guide]])
    if not holds(result.status, expected.get("status", result.status)):
        yield f"the status is {result.status!r}"
    first = " ".join(sentence.text for sentence in result.first)
    for part in expected.get("first", ()):
        if not holds(first, part):
            yield f"{part!r} is not said first: {first}"
    for exam in expected.get("replaced_by", ()):
        if exam not in result.replaced_by:
            yield f"it is replaced by {result.replaced_by}"
    for values in expected.get("disagree", ()):
        sides = [" ".join(side.text for side in each.sides) for each in result.disagreements]
        if not any(all(holds(side, value) for value in values) for side in sides):
            yield f"{values} do not stand side by side: {sides}"


def _pay(expected: Case, result: Pay) -> Problems:
    for figure in expected.get("figures", ()):
        rows = [
            row
            for row in result.rows
            if row.role == figure["role"]
            and figure["place"].casefold() in row.place.casefold()
            and plain(figure["occupation"]) in plain(row.occupation)
            and any(holds(cell.text, figure["holds"]) for _, cell in row.figures)
        ]
        if not rows:
            held = [
                (r.role, r.place, r.occupation, [c.text for _, c in r.figures]) for r in result.rows
            ]
            yield f"no row has {figure}: {held}"
    if "figures" in expected and not expected["figures"] and result.rows:
        yield f"there are figures: {[row.occupation for row in result.rows]}"
    if set(result.not_held) != set(expected.get("not_held", result.not_held)):
        yield f"not held are {result.not_held}"


def _path(expected: Case, result: Way) -> Problems:
    steps = [step.guide for step in result.steps]
    yield from _in_order(expected.get("steps_in_order", ()), steps)
    there = {(a.start, a.end, a.kind) for a in result.arrows if a.says}
    for arrow in expected.get("arrows", ()):
        if (arrow["from"], arrow["to"], arrow["kind"]) not in there:
            yield f"there is no arrow {arrow}: {there}"
    yield from (f"{name} is a step" for name in expected.get("absent_steps", ()) if name in steps)
    yield from _lacking("done", "marked as done", " ".join(result.done), expected)
    yield from _lacking("exams", "among the exams", " ".join(result.exams), expected)
    yield from _none_of("exams_any", "among the exams", list(result.exams), expected)


def _in_order(wanted: list[list[str]], steps: list[str]) -> Problems:
    at = -1
    for some in wanted:
        later = [n for n, step in enumerate(steps) if step in some and n > at]
        if not later:
            yield f"none of {some} comes next in {steps}"
            return
        at = later[0]


def _plan(expected: Case, result: Plan) -> Problems:
    if "feasible" in expected and result.feasible is not expected["feasible"]:
        yield f"feasible is {result.feasible}"
    warned = " ".join(each.text for each in result.warnings)
    topics = [work.topic for week in result.weeks for work in week.work]
    yield from _lacking("warns", "warned of", warned, expected)
    yield from _lacking("topics", "a topic", " | ".join(dict.fromkeys(topics)), expected)
    order = expected.get("order", ())
    places = [n for part in order for n, topic in enumerate(topics) if holds(topic, part)]
    if places != sorted(places) or len(places) < len(order):
        yield f"the order is {topics}"
    yield from _days(expected, result)
    sums = " ".join(each.text for each in result.arithmetic)
    if expected.get("no_invented_hours") and "hours of study" in sums:
        yield f"hours of study are named: {sums}"


def _days(expected: Case, result: Plan) -> Problems:
    last = max((week.ends for week in result.weeks), default="")
    if last >= expected.get("ends_before", "9999") or last < expected.get("not_before", ""):
        yield f"it ends on {last}"
    if "ends_before" in expected and not last:
        yield "it has no weeks"
    first_off, last_off = expected.get("pause_kept", ("9999", ""))
    for week in result.weeks:
        if week.begins <= last_off and first_off <= week.ends:
            yield f"the week of {week.begins} is in the pause"


def _gap(expected: Case, result: Gap) -> Problems:
    for name in ("have", "lack"):
        told = [f"{item.name} | {item.said}" for item in getattr(result, name)]
        yield from _lacking(name, f"in {name}", "\n".join(told), expected)
        for part in expected.get(f"not_{name}", ()):
            if any(holds(each, part) for each in told):
                yield f"{part!r} is in {name}: {told}"
    if expected.get("lack") == [] and result.lack:
        yield f"something is lacking: {[item.name for item in result.lack]}"
    open_ = [item.name for item in result.unchecked]
    yield from _none_of("not_checked_any", "unchecked", open_, expected)
    if expected.get("exam", result.exam) != result.exam:
        yield f"the exam is {result.exam}"


def _fit(expected: Case, result: Fit) -> Problems:
    proposed = [role.guide for role in result.roles if role.speaks_for]
    against = [role.guide for role in result.roles if any(b.said for b in role.speaks_against)]
    told = [b.said for role in result.roles for b in (*role.speaks_for, *role.speaks_against)]
    yield from _one_of("for_any", "proposed", proposed, expected)
    yield from _one_of("against_any", "spoken against", against, expected)
    yield from _lacking("because", "repeated as a reason", "\n".join(told), expected)
    if set(proposed[:1]) & set(expected.get("not_first", ())):
        yield f"{proposed[0]} comes first"
    for name in set(expected.get("absent_roles", ())) & {role.guide for role in result.roles}:
        yield f"{name} occurs"
    if expected.get("says_against") and not any(role.speaks_against for role in result.roles):
        yield "nothing is said against any"


def _one_of(key: str, what: str, guides: list[str], expected: Case) -> Problems:
    """As `_none_of`, of names of guides, which must be equal."""
    if key in expected and not set(expected[key]) & set(guides):
        yield f"none of {expected[key]} is {what}: {guides}"


if __name__ == "__main__":
    main()
