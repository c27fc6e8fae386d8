"""Roles and paths beside what somebody likes and dislikes, each in the guides' own words.

Nothing is scored for the reader: roles are in order of how near their words come, and what speaks
against one is said with it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from bot.career.claims import find_sentence
from bot.tools.results import Because, Fit, Fitting, items
from bot.tools.sources import Sources
from bot.tools.subjects import SUBJECTS, file_of, subject_of
from bot.types import Block
from bot.wording.quoting import Quote
from index import GuideOutline, Index, Section, name_key, words

NEAR, CLEARLY = 0.4, 0.5  # cosine from which a sentence is on what was said, and surely is
SAID_SO = 0.5  # of a sentence that says outright for whom a role is, in words of its own
MORE_WORDS = 0.12  # for each telling word that both have
MOST_ROLES, MOST_QUOTES = 5, 2
FOR, AGAINST = "Speaks for it, because you said", "Speaks against it, because you said"
ASKS = "What do you like to do at work, and what would you rather not do?"
_ASPECTS = {"suits", "downsides"}
# A sentence that sends somebody elsewhere.
_TURNS_AWAY = re.compile(
    r"\bif (?:you|your|somebody)\b.*\b(?:elsewhere|happier|too little|better later|further from|"
    r"another|choose|not be|server work)\b|\bthink twice\b",
    re.IGNORECASE,
)
# One that is about where people go from there.
_LEADS_ON = re.compile(
    r"\b(?:look|compare|read) (?:at |the )|\b(?:often|sometimes) become\b|\b(?:leads? to|come|next "
    r"(?:posts|steps)|move on|grow towards)\b|\?$",
    re.IGNORECASE,
)
_FOR_WHOM = re.compile(
    r"\b(?:if you|people who|those who|for (?:people|support|administrators)|who like)\b", re.I
)
_CLAUSES = re.compile(
    r"(?<=[.!?;])\s+|,\s+|\s+(?:and|but)\s+(?=(?:I|hate|don['’]t|not|love|like|thanks|many)\b)",
    re.IGNORECASE,
)
_DISLIKES = re.compile(
    r"\b(?:hate|dislike|don['’]t (?:like|want)|can['’]t (?:do|stand|bear)|cannot|never|tired of|"
    r"drives? me mad|annoys?|no (?:need|interest)|without|avoid|rather not)\b",
    re.IGNORECASE,
)
_EXCLUDED = re.compile(
    r"\b(?:not|no|nothing (?:in|with)|except|anything but)\s+(?:in |about |with )?"
    r"([\w-]+(?:\s[\w-]+)?)\s*(?:!|please|$)",
    re.IGNORECASE,
)
_NEGATED = re.compile(r"\b(?:not|no|never|nobody|nothing|without|few|seldom|rarely|hardly)\b", re.I)
_COMMON = frozenset(
    re.findall(
        r"\S+",
        "like love hate want work working job people thing things year years good much every "
        "day new role help make time ",
    )
)


@dataclass(frozen=True)
class _Clause:
    text: str
    dislike: bool
    stems: frozenset[str]


@dataclass
class _Met:
    """How near a role comes, with the quotes."""

    score: float = 0.0
    speaks_for: list[tuple[float, str, Quote]] = field(default_factory=list)
    speaks_against: list[tuple[float, str, Quote]] = field(default_factory=list)


def fit(index: Index, said: str, of: Sources) -> Fit:
    """Roles in the order in which what they say of themselves meets what somebody said.

    Args:
        index: embeds what was said, and has the vectors of the guides' sentences.
        said: what somebody likes and dislikes.
        of: what is read.
    """
    clauses, excluded = _read(said)
    work = [g for g in of.outline.guides if g.kind in SUBJECTS[1:] and not _is_of(g, excluded)]
    met = _meet(index, clauses, work)
    for document, clause, score, quote in _said_outright(clauses, work, of):
        one = met.setdefault(document, _Met())
        (one.speaks_against if clause.dislike else one.speaks_for).append(
            (score, clause.text, quote)
        )
    for one in met.values():
        one.score = _total(one.speaks_for, clauses) - _total(one.speaks_against, clauses)
    ranked = sorted(met.items(), key=lambda each: -each[1].score)
    shown = [(d, m) for d, m in ranked if m.speaks_for][:MOST_ROLES]
    against = [(d, m) for d, m in ranked if m.speaks_against and not m.speaks_for]
    shown += sorted(against, key=lambda each: each[1].score)[: MOST_ROLES - 1]
    roles = tuple(_fitting(of.outline.by_document[d], m, of) for d, m in shown)
    return Fit(
        tool="fit",
        title="What fits: " + " ".join(said.split())[:120],
        today=of.today.isoformat(),
        blocks=tuple(_blocks(roles)),
        passages=of.numbering.passages,
        notices=() if roles else (ASKS,),
        roles=roles,
        asks_back="" if roles else ASKS,
    )


def _read(said: str) -> tuple[list[_Clause], set[str]]:
    """The clauses of what was said, and what is to be left out."""
    excluded = set()
    clauses = []
    for part in _CLAUSES.split(said):
        text = re.sub(r"^(?:and|but)\s+", "", part.strip(" .,;!?"), flags=re.IGNORECASE)
        if found := _EXCLUDED.fullmatch(part.strip()):
            excluded.add(name_key(found[1]))
            continue
        stems = (
            frozenset(each for each in words(text) if each.isalnum() and len(each) > 1) - _common()
        )
        if stems:
            clauses.append(_Clause(text, _DISLIKES.search(text) is not None, stems))
    return clauses, excluded


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """Words that say little of what somebody likes, by their stems."""
    return frozenset(words(" ".join(_COMMON)))


def _is_of(guide: GuideOutline, excluded: set[str]) -> bool:
    """Whether a guide is about something that is to be left out."""
    about = name_key(f"{guide.title} {' '.join(guide.names)}")
    return any(re.search(rf"\b{re.escape(each)}\b", about) for each in excluded)


def _meet(
    index: Index, clauses: Sequence[_Clause], work: Sequence[GuideOutline]
) -> dict[str, _Met]:
    if not clauses:
        return {}
    query = index.query(clauses[0].text)
    rest = [clause.text for clause in clauses[1:]]
    vectors = np.stack([query.vector, *(index.embed(rest) if rest else ())])
    sections = [s for g in work for s in g.sections if _ASPECTS & set(s.aspects)]
    hits = index.whole(sections, query)
    met: dict[str, _Met] = {}
    for section, hit in zip(sections, hits, strict=True):
        if not hit.sentences:
            continue
        cosines = np.stack([each.vector for each in hit.sentences]) @ vectors.T
        for row, sentence in enumerate(hit.sentences):
            quote = Quote(hit, sentence.start, sentence.end)
            for column, clause in enumerate(clauses):
                if cosines[row, column] < NEAR:
                    continue
                one = met.setdefault(section.document, _Met())
                _weigh(one, clause, quote, float(cosines[row, column]), section)
    return met


def _said_outright(
    clauses: Sequence[_Clause], work: Sequence[GuideOutline], of: Sources
) -> Iterator[tuple[str, _Clause, float, Quote]]:
    """Sentences that say for whom a role is, by the words that they share with what was said:
    those of its own guide at a glance, and those by which another guide sends people to it.
    """
    by_file = {file_of(guide): guide.document for guide in work}
    for guide in work:
        for clause in clauses:
            yield from _own_words(guide, clause, of)
        for each in guide.about.get("relations") or ():
            to = by_file.get(each["to"])
            if to and each["order"] == "leads_to" and _FOR_WHOM.search(each["sentence"]):
                yield from _sent_there(guide, each["sentence"], to, clauses, of)


def _own_words(
    guide: GuideOutline, clause: _Clause, of: Sources
) -> Iterator[tuple[str, _Clause, float, Quote]]:
    listed = " ".join(str(each) for each in guide.about.get("suits") or ())
    for aspect in ("day", "downsides") if clause.dislike else ("suits", "day"):
        quotes = of.told(subject_of(guide), aspect)
        own = " ".join(quote.text for quote in quotes)
        more = listed if aspect == "suits" else ""
        if quotes and (shared := _telling(clause, f"{own} {more}")):
            yield guide.document, clause, SAID_SO + MORE_WORDS * shared, quotes[-1]


def _sent_there(
    guide: GuideOutline, sentence: str, to: str, clauses: Sequence[_Clause], of: Sources
) -> Iterator[tuple[str, _Clause, float, Quote]]:
    for clause in clauses:
        shared = 0 if clause.dislike else _telling(clause, sentence)
        if shared and (quote := _sentence(guide, sentence, of)):
            yield to, clause, SAID_SO + MORE_WORDS * shared, quote


def _telling(clause: _Clause, text: str) -> int:
    """How many words they share, if those are more than half of the clause's."""
    shared = _shared(clause, text)
    return shared if 2 * shared > len(clause.stems) else 0


def _shared(clause: _Clause, text: str) -> int:
    return len(clause.stems & set(words(text)))


def _sentence(guide: GuideOutline, sentence: str, of: Sources) -> Quote | None:
    span = find_sentence(of.documents(guide.document).text, sentence)
    return Quote(of.hit(guide, span), span.start, span.end) if span else None


def _total(told: Sequence[tuple[float, str, Quote]], clauses: Sequence[_Clause]) -> float:
    """The best of each clause, added up."""
    return sum(
        max((score for score, text, _ in told if text == clause.text), default=0.0)
        for clause in clauses
    )


def _weigh(met: _Met, clause: _Clause, quote: Quote, cosine: float, section: Section) -> None:
    """Put a sentence where it speaks: what is liked and said to be there speaks for a role, what
    is disliked and there, or liked and not to be had there, against it.
    """
    shared = _shared(clause, quote.text)
    if cosine < (NEAR if shared else CLEARLY):
        return
    told = (cosine + MORE_WORDS * shared, clause.text, quote)
    turns_away = _TURNS_AWAY.search(quote.text) is not None
    hard = "downsides" in section.aspects and "suits" not in section.aspects
    if clause.dislike:
        if not _NEGATED.search(quote.text) or hard or turns_away:
            met.speaks_against.append(told)
    elif turns_away:
        met.speaks_against.append(told)
    elif not hard and not _LEADS_ON.search(quote.text):
        met.speaks_for.append(told)


def _fitting(guide: GuideOutline, met: _Met, of: Sources) -> Fitting:
    against = list(_because(met.speaks_against, of))
    if not against and met.speaks_for:
        told = of.told(subject_of(guide), "downsides")
        against = [Because("", of.quoted(quote)) for quote in told[-1:]]
    return Fitting(file_of(guide), guide.name, tuple(_because(met.speaks_for, of)), tuple(against))


def _because(told: Sequence[tuple[float, str, Quote]], of: Sources) -> Iterator[Because]:
    said: set[str] = set()
    for _, text, quote in sorted(told, key=lambda each: -each[0]):
        if len(said) < MOST_QUOTES and text not in said:
            said.add(text)
            yield Because(text, of.quoted(quote))


def _blocks(roles: Sequence[Fitting]) -> Iterator[Block]:
    for role in roles:
        for label, told in ((FOR, role.speaks_for), (AGAINST, role.speaks_against)):
            named = ", ".join(f"“{b.said}”" for b in told if b.said)
            said = f"{label} {named}" if named else "Also speaks against it"
            if told:
                quotes = tuple(each.quote for each in told)
                yield Block("list", f"{role.name}: {said}", items(quotes))
