"""What occupations pay, as a table: those that are asked about, in the places that are asked about.

No statistic counts certifications or products, so a question is matched to occupations: by the
codes that the guide of a role names as its own, then by the words of their names.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.asking.parts import Part
from bot.career.claims import Claim, Documents, claims_of
from bot.finding.evidence import FoundSection
from bot.types import Block, Row, Sentence
from bot.wording.citing import Numbering
from index import GuideOutline, words

MOST_ROWS = 10
MOST_OCCUPATIONS = 5  # that a section names, for its table to be about these
NOT_STATED = "not stated"
_NOTHING = Sentence(NOT_STATED, (), "supported")
# Measure of a figure on pay -> the heading of its column.
_MEASURES = {
    "p10": "One tenth earns less than",
    "p25": "A quarter earns less than",
    "median": "Median",
    "mean": "Mean",
    "range": "Range",
    "entry": "Entry",
    "p75": "A quarter earns more than",
    "p90": "One tenth earns more than",
    "None": "Figure",  # of which it is not said which point of the distribution it is
}
_MIDDLE = ("median", "mean", "range", "entry")
# Words of occupations that tell none of them from the others.
_OF_ALL = frozenset(
    words(
        "IT ICT computer information technology staff professionals specialists"
        " workers occupations jobs pay engineer role work technician systems"
    )
)
_REGIONAL = re.compile(r"\b(provinces?|states?|regions?|city|cities|cantons?|bundesl\w+)\b", re.I)
_YEAR = re.compile(r"20\d\d")
_PERIODS = {"year": 1.0, "month": 12.0, "week": 52.0}  # how many of them a year has
_OFFER = re.compile(
    r"(?P<sign>[£$€])?\s?(?P<amount>\d{1,3}(?:[.,]\d{3})+|\d{4,6}|\d{2,3}(?=\s?k\b))\s?(?P<k>k\b)?"
    r"(?:\s?(?:AUD|CAD|USD|EUR|GBP|CHF|dollars|euros?|pounds|francs|quid))?"
    r"(?:\s?(?:an?|per|/|im)\s?(?P<period>year|annum|month|monat|jahr|week))?",
    re.IGNORECASE,
)
_SIGNS = {"£": "pounds", "$": "dollars", "€": "euros"}
_SPOKEN = {"annum": "year", "jahr": "year", "monat": "month"}


def claims_on_pay(guides: Iterable[GuideOutline], part: Part, documents: Documents) -> list[Claim]:
    """The figures on pay of guides, of the places that a question names or of all; not what a rule
    demands. Of a question of regions, those of the country's regions as well.
    """
    claims = [claim for guide in guides for claim in claims_of(guide, ["pay"], documents)]
    received = [claim for claim in claims if claim.about.get("measure")]
    if not part.places:
        return received
    parts = tuple(said.title() for said in part.places.values())
    regional = _REGIONAL.search(part.text) is not None
    return [
        claim
        for claim in received
        if claim.about.get("place") in part.places
        or str(claim.about.get("place")).startswith(parts)
        or (regional and any(country in claim.guide.title for country in part.places))
    ]


def asked_about(
    claims: Sequence[Claim], part: Part, best: FoundSection, documents: Documents
) -> list[Claim]:
    """The figures of the occupations that a question is about: of those that the guide of a role
    names as its own, else of those in the section that answers, else of those that it names.
    """
    roles = [guide for guide in part.subjects if guide.kind in ("role", "path")]
    everywhere = replace(part, places={})
    own = _codes(claims_on_pay(roles, everywhere, documents))
    of_roles = {guide.document for guide in roles}
    found = [
        claim
        for claim in claims
        if claim.guide.document in of_roles or claim.about.get("occupation_code") in own
    ]
    if found:
        return found
    asked = set(words(part.text)) | {word for guide in roles for word in words(guide.name)}
    named = [claim for claim in claims if _is_named(claim, asked - _OF_ALL)]
    if regions := [claim for claim in named if claim.about.get("place") not in part.places]:
        return regions
    text = best.hit.document.text[best.section.start : best.section.end]
    middle = [claim for claim in claims if claim.about.get("measure") in _MIDDLE]
    told = [c for c in middle if len(c.figure.text) > 4 and c.figure.text.split()[0] in text]
    told = [claim for claim in told if claim in named] or told
    occupations = {_counted(claim) for claim in told}
    if told and len(occupations) <= MOST_OCCUPATIONS:
        return [claim for claim in claims if _counted(claim) in occupations]
    return named


def _codes(claims: Iterable[Claim]) -> set[str]:
    return {
        str(each.about["occupation_code"]) for each in claims if "occupation_code" in each.about
    }


def _is_named(claim: Claim, asked: set[str]) -> bool:
    """Whether more than half of the telling words of an occupation are asked for."""
    own = set(words(_occupation(claim))) - _OF_ALL
    met = sum(any(w == a or (len(a) > 4 and w.startswith(a)) for a in asked) for w in own)
    return bool(own) and 2 * met > len(own)


def pay(claims: Sequence[Claim], numbering: Numbering, everything: bool = False) -> Block:
    """What occupations pay: a row for each occupation and place, those in one unit highest first.

    What all rows share, such as the country and the source, stands above the table.

    Args:
        claims: of kind pay.
        numbering: of the answer's passages.
        everything: all rows and columns, and not only those that an answer has room for.
    """
    coded = {_occupation(c).lower(): _counted(c) for c in claims if "occupation_code" in c.about}
    groups: dict[tuple[str, str, str], dict[str, Claim]] = {}
    for claim in claims:
        what, place, year = _key(claim)
        key = (coded.get(_occupation(claim).lower(), what), place, year)
        groups.setdefault(key, {}).setdefault(str(claim.about.get("measure")), claim)
    units = [_unit(next(iter(own.values()))) for own in groups.values()]
    ranked = sorted(
        groups.values(),
        key=lambda own: (units.index(_unit(next(iter(own.values())))), -_middle(own)),
    )[: None if everything else MOST_ROWS]
    least = 1 if everything else len(ranked) / 3
    measures = [m for m in _MEASURES if sum(m in own for own in ranked) >= least]
    about = [_about(next(iter(own.values()))) for own in ranked]
    shared = [part for part in (about[0] if about else []) if all(part in each for each in about)]
    rows = []
    for own, parts in zip(ranked, about, strict=True):
        if not set(measures) & set(own):
            continue
        cells = (
            numbering.quoted(own[each].figure) if each in own else _NOTHING for each in measures
        )
        named = [_named(next(iter(own.values()))), *(part for part in parts if part not in shared)]
        rows.append(Row(", ".join(named), tuple(cells)))
    columns = tuple(_MEASURES[each] for each in measures)
    return Block("table", ", ".join(shared), columns=columns, rows=tuple(rows))


def offer_beside(text: str, claims: Sequence[Claim], numbering: Numbering) -> Sentence | None:
    """An amount that someone names, beside the median of the occupation they ask about.

    Args:
        text: the question.
        claims: of the occupations and the place that it is about, the nearest first.
        numbering: of the answer's passages.

    Returns:
        A sentence worked out from the quoted median; none if there is no amount, no median of one
        occupation, or another currency.
    """
    of_medians = [each for each in claims if each.about.get("measure") == "median"]
    # Of several of one occupation, the plainest name: not "full-time and part-time".
    medians = {_key(c): c for c in sorted(of_medians, key=lambda c: -len(_occupation(c)))}
    offer = _OFFER.search(text)
    if not offer or len(medians) != 1:
        return None
    (median,) = medians.values()
    unit = re.search(r"(dollars|euros|pounds|francs)\b.*\b(year|month|week)\b", _unit(median))
    sign = _SIGNS.get(offer["sign"] or "")
    if not unit or (sign and sign != unit[1]) or not (offer["k"] or offer["sign"] or offer[2]):
        return None
    amount = float(re.sub(r"[.,]", "", offer["amount"])) * (1000 if offer["k"] else 1)
    said = (offer["period"] or "year").lower()
    period = _SPOKEN.get(said, said)
    same = amount * _PERIODS[period] / _PERIODS[unit[2]]
    share = round(100 * (same / median.value - 1))
    side = f"{abs(share)} per cent {'above' if share > 0 else 'below'}" if share else "level with"
    turned = "" if period == unit[2] else f", which is {same:,.0f} a {unit[2]},"
    return Sentence(
        f"Your {amount:,.0f} a {period}{turned} is {side} the median of {median.value:,.0f} "
        f"{unit[1]} a {unit[2]} ({_occupation(median)}, {median.about.get('place')}).",
        (numbering.citation(median.figure),),
        "worked_out",
    )


def _occupation(claim: Claim) -> str:
    return str(claim.about.get("subject") or claim.guide.name)


def _named(claim: Claim) -> str:
    code = claim.about.get("occupation_code")
    name = _occupation(claim)
    return f"{name[:1].upper()}{name[1:]}" + (f" ({code})" if code else "")


def _counted(claim: Claim) -> str:
    """What a statistic counts: its code, or else its name."""
    return str(claim.about.get("occupation_code") or _occupation(claim).lower())


def _key(claim: Claim) -> tuple[str, str, str]:
    """Occupation, place and year: two guides that state one figure state it once."""
    about = claim.about
    years = _YEAR.findall(str(about.get("as_of") or ""))
    return _counted(claim), str(about.get("place") or ""), years[-1] if years else ""


def _unit(claim: Claim) -> str:
    return str(claim.about.get("unit") or "").removesuffix(", gross")


def _about(claim: Claim) -> list[str]:
    about = claim.about
    parts = (about.get("place"), about.get("as_of"), _unit(claim), about.get("source"))
    return [str(part) for part in parts if part]


def _middle(own: dict[str, Claim]) -> float:
    return next((own[each].value for each in (*_MIDDLE, *_MEASURES) if each in own), 0.0)
