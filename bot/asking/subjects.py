"""Which guides a question is about: exact names first, then names spelt nearly so."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from index import GuideOutline, Outline, name_key

LEAST_LETTERS = 6  # of a name that may be misspelt
ALIKE = 90  # per cent; how like a name a run of words must be to be it, misspelt
MOST_WORDS = 8  # of a name

_WORD = re.compile(r"[\w+.]+")
_EXCLUDED = re.compile(
    r"\b(?:not|except|but not|other than|rather than|instead of|hate|nothing with)\s+"
    r"(?:the |an? |any |in |doing )?$",
    re.IGNORECASE,
)
_HAS = re.compile(
    r"\b(?:(?:i|we)(?:['’]ve| have)?(?: just| already| recently| currently)?|and|,|i['’]ve)\s+"
    r"(?:already |just )?(?:have|hold|holding|passed|got|earned|done|did|own|finished|completed|"
    r"(?:am|was) certified in)\s+(?:the |my |an? |done )?(?:[\w+-]+(?:,| and|, and| &) ?){0,3}$",
    re.IGNORECASE,
)
_LACKS = re.compile(r"\b(?:no|without|never|lack|lacking)\s+(?:an? |any |the )?$", re.IGNORECASE)
_ORIGIN = re.compile(r"\b(?:from|out of|off)\s+(?:an? |the |being an? )?$", re.IGNORECASE)
_GOAL = re.compile(
    r"\b(?:to|into|become|becoming|towards|toward|being|as)\s+(?:be(?:come)?\s+)?(?:a|an|the|my)?\s*"
    r"(?:junior |senior |good )?$",
    re.IGNORECASE,
)
_HAS_AFTER = re.compile(r"\s*(?:certified|under my belt|in (?:20\d\d|the bag))", re.IGNORECASE)


@dataclass(frozen=True)
class Named:
    """A guide that a text names, and where: `text[start:end]`.

    Attributes:
        excluded: the person does not want it.
        has: the person has it already.
        lacking: the person has none: "no degree" is a circumstance, and no subject.
        origin: the person wants to get away from there.
        goal: the person wants to get there.
    """

    guide: GuideOutline
    start: int
    end: int
    excluded: bool = False
    has: bool = False
    lacking: bool = False
    origin: bool = False
    goal: bool = False


def subjects_in(text: str, outline: Outline) -> list[Named]:
    """The guides that a text names, in the order of the text; longer names win.

    A name that several guides have names none of them.

    Args:
        text: a question, on one line.
        outline: of the live guides.
    """
    names = outline.named
    words = [(match.start(), match.end()) for match in _WORD.finditer(text.replace("-", " "))]
    keys = [name_key(text[start:end]) for start, end in words]
    longest = min(MOST_WORDS, max((name.count(" ") + 1 for name in names), default=0))
    found: list[Named] = []
    at = 0
    while at < len(keys):
        for length in range(min(longest, len(keys) - at), 0, -1):
            guide = _guide_called(" ".join(keys[at : at + length]), outline, length)
            if guide is not None:
                start, end = words[at][0], words[at + length - 1][1]
                excluded = _EXCLUDED.search(text[:start]) is not None
                has = _HAS.search(text[:start]) is not None or _HAS_AFTER.match(text[end:])
                goal = _GOAL.search(text[:start]) is not None
                lacking = _LACKS.search(text[:start]) is not None
                origin = _ORIGIN.search(text[:start]) is not None
                flags = (excluded, bool(has), lacking, origin, goal)
                found.append(Named(guide, start, end, *flags))
                at += length - 1
                break
        at += 1
    once = {named.guide.document: named for named in reversed(found)}
    return [named for named in found if once[named.guide.document] is named]


def titles_of(guides: Iterable[GuideOutline]) -> str:
    """Guides as a person would list them."""
    shown = [guide.name for guide in guides]
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def _guide_called(run: str, outline: Outline, length: int) -> GuideOutline | None:
    names = outline.named
    spaced = re.sub(r"^([a-z]+)(\d+)$", r"\1 \2", run)  # a code written as one word
    for key in (run, run.removesuffix("s"), run.replace(" ", ""), spaced):
        if guide := names.get(key):
            return guide
    if len(run) < LEAST_LETTERS or length > 4 or re.search(r"[\d+]", run):
        return None  # codes differ by a digit, so they are never guessed
    alike = outline.names_in_letters.get(length, ())
    nearest = process.extractOne(run, alike, scorer=fuzz.ratio, score_cutoff=ALIKE)
    return names[nearest[0]] if nearest and len(nearest[0]) >= LEAST_LETTERS else None
