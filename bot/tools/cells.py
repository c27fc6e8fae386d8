"""The rows of comparisons and cards: what the guides state of subjects, aspect by aspect."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import zip_longest

from bot.career.claims import Claim
from bot.career.tables import labels_of, telling_sentence
from bot.tools.results import AspectRow
from bot.tools.sources import NOTHING, Sources
from bot.tools.subjects import Subject, exams_of, named_in
from bot.types import Sentence
from bot.wording.quoting import Quote, elements_of
from index import name_key

MOST_TOPICS = 10
OTHER = "other"  # the aspect of a row that tells none
# Aspect -> the kinds of typed facts that tell it, with the label of their rows.
KINDS = {
    "length": {"length": "Length, each source", "questions": "Questions"},
    "score": {"score": "Pass mark, each source"},
    "price": {"price": "Price, each source"},
    "preparation": {"hours": "Hours of study", "weeks": "Weeks of study"},
    "renewal": {"renewal": "Renewal, each source"},
    "before": {"experience": "Experience"},
    "pay": {},
    "outlook": {},
}
_ONE_UNIT = ("length", "score", "price")  # whose units guides word in several ways
RANKS = ("Heaviest topic", "Second topic", "Third topic")
_CONDITION = re.compile(r"\b(?:must|require|ask for|needed|education|before)\b", re.IGNORECASE)
_RENEWAL = re.compile(r"renewal", re.IGNORECASE)


def rows_of(
    subjects: Sequence[Subject],
    aspects: Sequence[str],
    of: Sources,
    only: Collection[str] | None = None,
) -> list[AspectRow]:
    """The rows of a table: of each aspect what a guide says at a glance, then the typed facts.

    Args:
        subjects: a column each.
        aspects: those that come first.
        of: what is read.
        only: aspects that have rows; all if none is named.
    """
    kinds = [subject.guide.kind == "certification" for subject in subjects]
    labels = labels_of(kinds)
    shown = [aspect for aspect in aspects if aspect in labels]
    shown += [aspect for aspect in labels if aspect not in shown]
    shown = [aspect for aspect in shown if only is None or aspect in only]
    rows: list[AspectRow] = []
    for aspect in shown:
        told = AspectRow(aspect, labels[aspect], tuple(_told(s, aspect, of) for s in subjects))
        typed = [row(of) for row in _typed(subjects, aspect, of) if _adds(row(of.aside()), told)]
        own = [row for row in (told, *typed) if any(cell.citations for cell in row.cells)]
        differs = _differs(subjects, aspect, of, told)
        rows += [replace(row, differs=differs) for row in own]
    return rows if len(rows) > 1 or len(subjects) < 2 else [*rows, *_by_heading(subjects, of)]


def _by_heading(subjects: Sequence[Subject], of: Sources) -> Iterator[AspectRow]:
    """Guides that tell no aspect: the first sentence below each heading that two of them have."""
    told: dict[str, dict[int, Quote]] = {}
    names: dict[str, str] = {}
    for column, subject in enumerate(subjects):
        for section, hit in of.sections(subject.guide):
            first = [quote for element in elements_of(hit)[:1] for quote in element.quotes[:1]]
            if section.headings and first:
                key = name_key(section.heading)
                names.setdefault(key, section.heading)
                told.setdefault(key, {}).setdefault(column, first[0])
    for key, quotes in told.items():
        if len(quotes) > 1:
            cells = (of.quoted(quotes[n]) if n in quotes else NOTHING for n in range(len(subjects)))
            yield AspectRow(OTHER, names[key], tuple(cells))


def _adds(row: AspectRow, told: AspectRow) -> bool:
    """Whether a row of typed facts has a figure that the value at a glance does not show."""
    return any(
        cell.citations
        and not set(re.findall(r"\d+", cell.text)) <= set(re.findall(r"\d+", said.text))
        for cell, said in zip(row.cells, told.cells, strict=True)
    )


def facts(subject: Subject, aspect: str, of: Sources) -> dict[str, list[Claim]]:
    """Kind -> the typed facts of a subject on an aspect."""
    kinds = {"contents": ("weight",), "status": ("end", "launch", "status")}
    wanted = kinds.get(aspect) or tuple(KINDS.get(aspect, {}))
    found: dict[str, list[Claim]] = {}
    for kind in wanted:
        found[kind] = [c for c in of.claims(subject, kind) if _tells(c, kind, aspect, subject, of)]
    if aspect == "before":  # hours of a course that is a condition, and none of study
        hours = [c for c in of.claims(subject, "hours") if not is_study(c, subject, of)]
        found["experience"] = found.get("experience", []) + hours
    return found


def is_study(claim: Claim, subject: Subject, of: Sources) -> bool:
    """Whether hours are those of preparing for the exam, and no condition of it."""
    narrower = of.qualifier(claim, subject)
    return not (narrower and _CONDITION.search(f"{narrower} {claim.quote.text}"))


def _tells(claim: Claim, kind: str, aspect: str, subject: Subject, of: Sources) -> bool:
    about = str(claim.about.get("subject") or "")
    if kind == "questions":
        return not _RENEWAL.search(about)
    if kind == "hours" and aspect == "preparation":
        return is_study(claim, subject, of)
    return True


def _told(subject: Subject, aspect: str, of: Sources) -> Sentence:
    """What a guide says at a glance; else its first typed fact, or a sentence of a section."""
    if told := of.told(subject, aspect):
        cell = of.quoted(told[0])
        more = tuple(of.numbering.citation(quote) for quote in told[1:])
        return replace(cell, citations=cell.citations + more)
    if any(facts(subject, aspect, of).values()):
        return NOTHING  # the rows below have it
    if not subject.is_main:
        return NOTHING
    quote = telling_sentence(subject.guide, aspect, of.documents)
    named = named_in(quote.text, exams_of(subject.guide)) if quote else []
    if quote is None or (named and subject.exam not in named):
        return NOTHING
    return of.quoted(quote)


def _typed(
    subjects: Sequence[Subject], aspect: str, of: Sources
) -> Iterator[Callable[[Sources], AspectRow]]:
    """The rows of typed facts, each made when it is known that it is shown."""
    stated = [facts(subject, aspect, of) for subject in subjects]
    if aspect == "contents":
        ranked = [_heaviest(each.get("weight", [])) for each in stated]
        for number, row in enumerate(zip_longest(*ranked)):
            label = RANKS[number] if number < len(RANKS) else f"Topic {number + 1}"
            yield partial(_row, aspect, label, row, True)
        return
    for kind, label in KINDS.get(aspect, {}).items():
        for row in zip_longest(*(each.get(kind, []) for each in stated)):
            yield partial(_row, aspect, label, row, False)


def _row(
    aspect: str, label: str, claims: Sequence[Claim | None], whole: bool, of: Sources
) -> AspectRow:
    """A row of claims: of each its figure, or the whole row or sentence."""
    cells = (
        (of.quoted(claim.quote) if whole else of.figure(claim)) if claim else NOTHING
        for claim in claims
    )
    return AspectRow(aspect, label, tuple(cells))


def _heaviest(claims: Sequence[Claim]) -> list[Claim]:
    """One claim for each row that states a weight, or several, heaviest first."""
    ranked = sorted(claims, key=lambda claim: -claim.value)
    return list({claim.quote.text: claim for claim in reversed(ranked)}.values())[::-1][
        :MOST_TOPICS
    ]


def _differs(subjects: Sequence[Subject], aspect: str, of: Sources, told: AspectRow) -> bool | None:
    """Whether all say something, and not the same: by typed facts if all have some."""
    if len(subjects) < 2:
        return None
    by_unit = aspect not in _ONE_UNIT
    values = [
        {
            (kind, claim.about["value"], claim.about.get("unit") if by_unit else None)
            for kind, own in each.items()
            for claim in own
            if by_unit or kind == aspect
        }
        for each in (facts(subject, aspect, of) for subject in subjects)
    ]
    if all(values):
        return any(own != values[0] for own in values)
    if all(cell.citations for cell in told.cells):
        return len({cell.text.casefold() for cell in told.cells}) > 1
    return None
