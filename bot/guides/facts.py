"""The facts that guides rest on: how sure each is, and every figure in it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.guides.figures import figures
from bot.guides.guide import Guide, Problem, row_of, seen
from index import plain_yaml

FACTS = "facts.yaml"

_ISO = re.compile(r"\b\d{4}-\d\d-\d\d\b")


@dataclass(frozen=True)
class Fact:
    """What a fact holds.

    Attributes:
        confidence: A official, B secondary, C general.
        figures: every figure of it, in the spelling of `bot.guides.figures`.
    """

    confidence: str
    figures: frozenset[str]


def read_facts(folder: Path) -> dict[str, Fact]:
    """The facts of a folder of guides by id; none if it has no `facts.yaml`."""
    path = folder / FACTS
    if not path.is_file():
        return {}
    facts = plain_yaml(path.read_text(encoding="utf-8"))
    return {
        identity: Fact(fact["confidence"], frozenset(fact["figures"]))
        for identity, fact in facts.items()
    }


def figure_problems(guide: Guide, facts: Mapping[str, Fact]) -> Iterator[Problem]:
    """Facts that do not exist, and figures of the body that are in no fact of the guide."""
    if not facts:
        return
    file, about = guide.path.name, guide.about
    for identity in about.facts:
        if identity not in facts:
            at = guide.field_line("facts", identity)
            yield Problem(file, at, f"fact {identity} is not in {FACTS}.")
    held = held_by(guide, facts)
    for number, line in guide.lines:
        plain = row_of(line) if line.startswith("|") else seen(line)
        for figure in sorted(figures(plain) - held):
            yield Problem(file, number, f"the figure {figure!r} is in none of the facts it names.")
    for number, text in _shown(guide):
        for figure in sorted(figures(text) - held):
            said = f"the figure {figure!r} of {text!r} is in none of the facts it names."
            yield Problem(file, number, said)


def held_by(guide: Guide, facts: Mapping[str, Fact]) -> set[str]:
    """The figures that a guide may state: those of its facts, and the exams it names."""
    held: set[str] = set()
    for identity in guide.about.facts:
        if identity in facts:
            held |= facts[identity].figures
    held |= {part for figure in held for part in parts(figure)}
    return held | {exam.upper() for exam in guide.about.exams + guide.about.certifications}


def parts(figure: str) -> set[str]:
    """What may be said of a figure with less: the month or year of a date, the ends of a span."""
    found = {part for part in figure.split() if part.isdigit()}
    if whole := re.fullmatch(r"\d+ ([a-z]+ \d{4})", figure):
        found.add(whole[1])
    if span := re.fullmatch(r"((\d\d)\d\d)-(\d\d)", figure):
        found |= {span[1], span[2] + span[3]}
    return found


def spelt_out(text: str) -> str:
    """A text with dates such as 2026-11-30 as "30 November 2026"."""
    return _ISO.sub(lambda found: f"{date.fromisoformat(found[0]):%-d %B %Y}", text)


def _shown(guide: Guide) -> Iterator[tuple[int, str]]:
    """What is shown of the front matter beside sentences of the body, each with its line."""
    about = guide.about
    yield guide.field_line("summary"), about.summary or ""
    for position, glance in enumerate(about.at_a_glance):
        yield guide.item_line("at_a_glance", position), glance.value
    for position, stated in enumerate(about.stated):
        shown = (stated.unit, stated.place, spelt_out(stated.as_of or ""), stated.source)
        yield guide.item_line("stated", position), "; ".join(filter(None, shown))
