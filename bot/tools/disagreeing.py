"""Sources that do not agree: both sides quoted, each with its date, and no verdict."""

import re
from collections.abc import Iterator, Sequence

from bot.career.claims import Claim
from bot.tools.cells import facts
from bot.tools.results import Disagreement, items
from bot.tools.sources import Sources
from bot.tools.subjects import Subject
from bot.types import Block
from bot.wording.quoting import Quote

LABEL = "Sources disagree"
ASPECTS = ("status", "length", "score", "price", "preparation", "contents")
_OTHER_SIDE = re.compile(
    r"\b(?:one|another|a single|other) (?:page|list|site|source|training site|trainer|catalogue|"
    r"review\w*)\b|\btraining site (?:prints|gives|calls|says)\b|\bsources disagree\b|"
    r"\bcontradicts?\b|\bstands alone\b|\bon one list\b|\bagainst the others\b",
    re.IGNORECASE,
)
_BOTH_SIDES = re.compile(
    r"\bcontradicts?\b|\bor \d[\d–-]* on\b|\banother (?:page|site|list|source|trainer|review)\b|"
    r"\bagainst the others\b|; one (?:site|page|list) says\b",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
# Kind of a fact -> what a sentence must hold to be about such a fact.
_HOLDS = {
    "length": re.compile(r"\b\d+[ -](?:minutes|hours)|\b\d{2,3}\b(?=.*\b(?:list|page)s?\b)", re.I),
    "score": re.compile(r"\b\d{3}\b"),
    "price": re.compile(r"\d[\d,.]*\s(?:US )?(?:dollars|euros|pounds)", re.I),
    "hours": re.compile(r"\d+\s?(?:hours|weeks)", re.I),
    "weeks": re.compile(r"\bweeks\b", re.I),
    "end": re.compile(rf"\b\d{{1,2}} {_MONTH}", re.I),
    "status": re.compile(rf"\b{_MONTH}|\bbeta\b"),
    "weight": re.compile(r"\d+\s?(?:per cent|%)"),
}


def disagreements(subject: Subject, of: Sources) -> list[Disagreement]:
    """Where sources do not agree on a subject, in the order of `ASPECTS`."""
    found: list[Disagreement] = []
    for aspect in ASPECTS:
        told: set[frozenset[str]] = set()
        for kind, claims in facts(subject, aspect, of).items():
            for sides in (*_stated(claims, subject, of), *_in_words(kind, claims, of)):
                texts = frozenset(quote.text for quote in sides)
                if not any(texts <= other for other in told):
                    told.add(texts)
                    quoted = tuple(of.quoted(quote) for quote in sides)
                    found.append(Disagreement(subject.name, aspect, quoted))
    return found


def disagreement_blocks(apart: Sequence[Disagreement]) -> list[Block]:
    """Each disagreement as a list: a side an item."""
    return [
        Block("list", f"{LABEL}: {each.of}, {each.aspect}", items(each.sides)) for each in apart
    ]


def _stated(claims: Sequence[Claim], subject: Subject, of: Sources) -> Iterator[list[Quote]]:
    """Typed facts of the same thing with different values."""
    groups: dict[tuple[str, str, str], list[Claim]] = {}
    for claim in claims:
        about = claim.about
        if about["kind"] not in ("length", "score", "price", "hours", "weeks", "end"):
            continue
        narrower = of.qualifier(claim, subject)
        key = (about["kind"], str(about.get("place") or ""), narrower)
        groups.setdefault(key, []).append(claim)
    for own in groups.values():
        if len({str(claim.about["value"]) for claim in own}) > 1:
            yield list({claim.quote.text: claim.quote for claim in own}.values())


def _in_words(kind: str, claims: Sequence[Claim], of: Sources) -> Iterator[list[Quote]]:
    """A fact whose own sentence, or one of the next two, tells of a source that says otherwise."""
    holds = _HOLDS.get(kind)
    if holds is None:
        return
    for claim in claims:
        if claim.quote.text.startswith("Area") or _is_row(claim):
            continue
        for other in (claim.quote, *of.beside(claim.quote, 2)):
            told = _BOTH_SIDES if other == claim.quote else _OTHER_SIDE
            if told.search(other.text) and holds.search(other.text):
                yield [claim.quote] if other == claim.quote else [claim.quote, other]
                break


def _is_row(claim: Claim) -> bool:
    return str(claim.about["sentence"]).startswith("|")
