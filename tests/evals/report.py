"""Measures as a table, as JSON, against older ones, and in `tests/evals/RESULTS.md`."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.evals.cases import CasesError
from tests.evals.measures import Measure

Sections = Mapping[str, Sequence[Measure]]

HEADLINE = (
    "answerable: a right passage in the first 3",
    "answerable: a right passage in the first 10",
    "follow-ups: a right passage in the first 3",
    "gold sentence in the answer",
    "answerable questions refused",
    "out of scope refused",
    "near misses not graded answered",
    "near misses and out of scope answered",
    "quotes that are exact spans of a live document",
)
_HEAD = "| measure | value | 95 % interval | n |\n|---|---|---|---|"


def table(measures: Sequence[Measure]) -> str:
    """A Markdown table, one line a measure."""
    return "\n".join([_HEAD, *(_line(measure) for measure in measures if measure.size)])


def _line(measure: Measure) -> str:
    low, high = measure.interval
    interval = f"{shown(measure, low)} to {shown(measure, high)}"
    return f"| {measure.name} | {shown(measure)} | {interval} | {measure.size} |"


def shown(measure: Measure, value: float | None = None) -> str:
    """A value of a measure as it is printed."""
    value = measure.mean if value is None else value
    return f"{value:.1f} {measure.unit}" if measure.unit else f"{value:.3f}"


def as_json(sections: Sections) -> str:
    """All measures with what every question scored, for `read_json` and `compare`."""
    return json.dumps(
        {
            name: [
                {
                    "name": measure.name,
                    "mean": measure.mean,
                    "interval": measure.interval,
                    "size": measure.size,
                    "unit": measure.unit,
                    "values": [round(value, 4) for value in measure.values],
                }
                for measure in measures
                if measure.size
            ]
            for name, measures in sections.items()
        },
        indent=1,
    )


def read_json(path: Path) -> dict[str, list[Measure]]:
    """What `as_json` wrote.

    Raises:
        CasesError: it is not there, or something else.
    """
    try:
        sections: dict[str, list[dict[str, Any]]] = json.loads(path.read_text(encoding="utf-8"))
        return {
            name: [Measure(m["name"], tuple(m["values"]), m["unit"]) for m in measures]
            for name, measures in sections.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CasesError(
            f"{path} does not hold earlier results ({error!r}); write some: "
            "python -m tests.evals --json FILE"
        ) from error


def compare(old: Sections, new: Sections) -> str:
    """What changed, and whether by more than noise: the interval of the differences leaves 0 out.

    Differences are taken question by question where both have the same number of them.
    """
    lines = ["| measure | old | new | change, 95 % interval | |", "|---|---|---|---|---|"]
    for section, measures in new.items():
        before = {measure.name: measure for measure in old.get(section, ())}
        for now in measures:
            then = before.get(now.name)
            if then is None or not then.size or not now.size:
                continue
            lines.append(_change(f"{section}: {now.name}", then, now))
    return "\n".join(lines)


def _change(name: str, then: Measure, now: Measure) -> str:
    values = f"| {name} | {shown(then)} | {shown(now)} |"
    if then.size != now.size:
        return f"{values} of {then.size} and {now.size} questions | not comparable |"
    paired = zip(now.values, then.values, strict=True)
    difference = Measure(name, tuple(new - old for new, old in paired), now.unit)
    low, high = difference.interval
    beyond = (
        "" if low <= 0 <= high else "better" if (difference.mean > 0) != bool(now.unit) else "worse"
    )
    interval = f"{shown(difference, low)} to {shown(difference, high)}"
    return f"{values} {shown(difference)} ({interval}) | {beyond} |"


def headline(ours: Sequence[Measure], tutorial: Sequence[Measure]) -> str:
    """The few measures that a reader wants first, beside the tutorial's where it has them."""
    theirs = {measure.name: measure for measure in tutorial}
    lines = ["| measure | careerbot | tutorial | questions |", "|---|---|---|---|"]
    for measure in ours:
        if measure.name in HEADLINE:
            other = theirs.get(measure.name)
            beside = shown(other) if other else "–"
            lines.append(f"| {measure.name} | {shown(measure)} | {beside} | {measure.size} |")
    return "\n".join(lines)


def write_between(path: Path, begin: str, end: str, body: str) -> None:
    """Put a text between two marks in a file.

    Raises:
        CasesError: the marks are not there.
    """
    text = path.read_text(encoding="utf-8")
    before, found, rest = text.partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise CasesError(f"{path} has no place for the table: {begin} ... {end}")
    path.write_text(f"{before}{begin}\n{body}\n{end}{after}", encoding="utf-8")


def write_section(path: Path, name: str, body: str) -> None:
    """Put a section into a Markdown file, in place of the one of that name if there is one."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    section = f"## {name}\n\n{body.strip()}\n"
    pattern = re.compile(rf"^## {re.escape(name)}\n.*?(?=^## |\Z)", re.M | re.S)
    if pattern.search(text):
        text = pattern.sub(lambda _: section + "\n", text).rstrip() + "\n"
    else:
        text = f"{text.rstrip()}\n\n{section}" if text else section
    path.write_text(text, encoding="utf-8")
