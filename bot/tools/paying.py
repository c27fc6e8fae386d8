"""What roles pay in places, as official and other figures count occupations."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from bot.asking.places import places_in
from bot.career.claims import Claim, claims_of
from bot.career.paying import pay as pay_table
from bot.tools.results import Pay, PayRow
from bot.tools.sources import Sources
from bot.tools.subjects import Subject, file_of
from bot.types import Block
from index import GuideOutline, name_key

COUNTS = "These figures count occupations, never certificates."
WORK = ("role", "path")
_ORDER = ("median", "mean", "range", "entry", "p75", "p25", "p90", "p10")


def pay(subjects: Sequence[Subject], places: Sequence[str], of: Sources) -> Pay:
    """What the work of subjects pays; of an exam, the roles that it leads to.

    Args:
        subjects: roles, paths or exams.
        places: countries, regions or cities; every place that is held if none is named.
        of: what is read.
    """
    rows: list[tuple[str, Claim]] = []
    missing: list[str] = []
    for place in places or [""]:
        there = [
            (file_of(role), claim)
            for subject in subjects
            for role in _work_of(subject, of)
            for claim in _paid(role, place, of)
        ]
        rows += there
        if place and not any(_is_there(claim, place) for _, claim in there):
            missing.append(place)
    claims = list({id(claim.about): claim for _, claim in rows}.values())
    table = pay_table(claims, of.numbering, everything=True)
    notices = [COUNTS, *(f"No official figure is held for {place}." for place in missing)]
    named = " and ".join(subject.name for subject in subjects)
    return Pay(
        tool="pay",
        title=f"Pay: {named}" + (f" in {', '.join(places)}" if places else ""),
        today=of.today.isoformat(),
        blocks=(Block("table", table.label or COUNTS, columns=table.columns, rows=table.rows),)
        if claims
        else (),
        passages=of.numbering.passages,
        notices=tuple(notices if claims else notices[1:]),
        missing=tuple(f"pay in {place}" for place in missing),
        rows=tuple(_rows(rows, of)),
        not_held=tuple(missing),
    )


def _work_of(subject: Subject, of: Sources) -> list[GuideOutline]:
    """The guide of a role; of an exam, those of the roles it leads to that hold pay."""
    if subject.guide.kind != "certification":
        return [subject.guide]
    ahead = [of.by_file(name) for name in subject.guide.about.get("leads_to") or ()]
    return [guide for guide in ahead if guide and guide.kind in WORK]


def _paid(role: GuideOutline, place: str, of: Sources) -> list[Claim]:
    """The figures of a role in a place: of its own guide, then others' of the same occupation."""
    own = of.stated(role, "pay")
    occupations = {_occupation(claim) for claim in own}
    codes = {str(claim.about.get("occupation_code")) for claim in own} - {"None"}
    found: dict[tuple[str, ...], Claim] = {}
    for claim in (*own, *_elsewhere(role, occupations, codes, of)):
        if place and not _covers(claim, place):
            continue
        about = claim.about
        key = (
            _occupation(claim),
            str(about.get("place")),
            str(about.get("measure")),
            str(about["value"]).rstrip("0").rstrip("."),
        )
        found.setdefault(key, claim)
    return _nearest(list(found.values()), place)


def _elsewhere(
    role: GuideOutline, occupations: set[str], codes: set[str], of: Sources
) -> Iterator[Claim]:
    def counts_it(about: dict[str, Any]) -> bool:
        named = name_key(str(about.get("subject") or "")) in occupations
        return named or str(about.get("occupation_code")) in codes

    for guide in of.outline.guides:
        if guide is role or guide.kind in (*WORK, "certification"):
            continue
        yield from claims_of(guide, ["pay"], of.documents, counts_it)


def _occupation(claim: Claim) -> str:
    return name_key(str(claim.about.get("subject") or claim.guide.name))


def _nearest(claims: list[Claim], place: str) -> list[Claim]:
    """The figures of the place itself; else of the region that holds it."""
    exact = [claim for claim in claims if _is_there(claim, place)]
    return exact if exact or not place else claims


def _is_there(claim: Claim, place: str) -> bool:
    """Whether a figure is of the place that was named, and not of one that holds it."""
    own = name_key(str(claim.about.get("place") or ""))
    key = name_key(place)
    countries = {name_key(country) for country in places_in(place)}
    if key in countries or _is_country(place):
        return own in (key, *countries)
    return re.search(rf"\b{re.escape(key)}\b", own) is not None


def _covers(claim: Claim, place: str) -> bool:
    if _is_there(claim, place):
        return True
    region = _regions().get(name_key(place))
    return region is not None and _is_there(claim, region)


def _is_country(place: str) -> bool:
    found = places_in(place)
    return any(name_key(country) == name_key(place) or len(place) <= 3 for country in found)


@lru_cache(maxsize=1)
def _regions() -> dict[str, str]:
    """City -> the region that it lies in."""
    listed = yaml.safe_load(files("bot.tools").joinpath("regions.yaml").read_text("utf-8"))
    return {name_key(city): region for region, cities in listed.items() for city in cities}


def _rows(paid: Sequence[tuple[str, Claim]], of: Sources) -> Iterator[PayRow]:
    """A row for each role, occupation, place, year and source."""
    groups: dict[tuple[str, ...], list[tuple[str, Claim]]] = {}
    for role, claim in paid:
        about = claim.about
        fields = (about.get(each) for each in ("place", "as_of", "source", "unit"))
        key = (role, _occupation(claim), *(str(each or "") for each in fields))
        groups.setdefault(key, []).append((role, claim))
    for (role, _, place, as_of, source, unit), own in groups.items():
        claims = {str(claim.about.get("measure") or "figure"): claim for _, claim in own}
        first = next((claims[each] for each in _ORDER if each in claims), own[0][1])
        yield PayRow(
            role=role,
            occupation=str(first.about.get("subject") or first.guide.name),
            code=str(first.about.get("occupation_code") or ""),
            place=place,
            as_of=as_of,
            source=source,
            unit=unit,
            figures=tuple((name, of.numbering.quoted(c.figure)) for name, c in claims.items()),
            value=first.value,
        )
