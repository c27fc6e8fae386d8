"""Which guides a question is about: exact names first, then names spelt nearly so."""

import re
from dataclasses import dataclass
from typing import Literal, get_args

from rapidfuzz import fuzz, process

from index import GuideOutline, Outline, name_key

LEAST_LETTERS = 6  # of a name that may be misspelt
ALIKE = 90  # per cent; how like a name a run of words must be to be it, misspelt
MOST_WORDS = 8  # of a name

_WORD = re.compile(r"[\w+.]+")
# How the person stands to what they name, told by the words before it or after it.
Standing = Literal["asked", "excluded", "lacking", "has", "here", "goal"]
STANDINGS: tuple[Standing, ...] = get_args(Standing)
_BEFORE: dict[Standing, re.Pattern[str]] = {
    "excluded": re.compile(
        r"\b(?:not|except|but not|other than|rather than|hate|nothing with)\s+"
        r"(?:the |an? |any |in |doing )?$",
        re.IGNORECASE,
    ),
    "lacking": re.compile(
        r"\b(?:no|without|never|lack|lacking)\s+(?:an? |any |the )?$", re.IGNORECASE
    ),
    "has": re.compile(
        r"\b(?:(?:i|we)(?:['’]ve| have)?(?: just| already| recently| currently)?|and|,|i['’]ve)\s+"
        r"(?:already |just )?(?:have|hold|holding|passed|got|earned|done|did|own|finished|completed"
        r"|(?:am|was) certified in)\s+(?:the |my |an? |done )?"
        r"(?:[\w+-]+(?:,| and|, and| &) ?){0,3}$",
        re.IGNORECASE,
    ),
    # Where the person is now: "from the help desk", "I'm a sysadmin", "6 years M365 admin".
    "here": re.compile(
        r"\b(?:(?<!differ )(?<!different )(?<!differs )from|out of|off|currently|i['’]?m|i am|bin|"
        r"been|was|worked?|working|employed|\d+\+? ?(?:years?|yrs?|months?))"
        r"(?: (?:an?|the|being|as|in|on|of|at|now|working|just|"
        r"still|senior|junior|only|our|solo|lead|doing|currently|experience))*\s+$",
        re.IGNORECASE,
    ),
    "goal": re.compile(
        r"\b(?:to|into|become|becoming|towards|toward|being|as|end up as|(?:want|land|get|for)"
        r"(?= an? [\w -]*$))\s+(?:be(?:come)?\s+)?(?:a|an|the|my)?\s*"
        r"(?:junior |senior |good |first )?$",
        re.IGNORECASE,
    ),
}
_AFTER: dict[Standing, re.Pattern[str]] = {
    "has": re.compile(r"\s*(?:certified|under my belt|in (?:20\d\d|the bag))", re.IGNORECASE),
    "here": re.compile(r",? (?:for )?\d+\+? ?(?:years?|yrs?)\b(?! ago)", re.IGNORECASE),
}


@dataclass(frozen=True)
class Named:
    """A guide that a text names, and where: `text[start:end]`.

    Attributes:
        standing: "excluded" if the person does not want it; "lacking" if they have none, so that it
            is a circumstance and no subject; "has" if they have it already; "here" if it is where
            they are now; "goal" if they want to get there; else "asked".
    """

    guide: GuideOutline
    start: int
    end: int
    standing: Standing = "asked"


def subjects_in(text: str, outline: Outline) -> list[Named]:
    """The guides that a text names, in the order of the text; longer names win.

    A name that several guides have names none of them.

    Args:
        text: a question, on one line.
        outline: of the live guides.
    """
    words = [(match.start(), match.end()) for match in _WORD.finditer(text.replace("-", " "))]
    keys = [name_key(text[start:end]) for start, end in words]
    longest = min(MOST_WORDS, outline.longest_name)
    found: list[Named] = []
    at = 0
    while at < len(keys):
        for length in range(min(longest, len(keys) - at), 0, -1):
            guide = _guide_called(" ".join(keys[at : at + length]), outline, length)
            if guide is not None:
                start, end = words[at][0], words[at + length - 1][1]
                standing = _standing(guide, text[:start], text[end:])
                found.append(Named(guide.narrowed(name_key(text[start:end])), start, end, standing))
                at += length - 1
                break
        at += 1
    once = {(each.guide.document, each.guide.name): each for each in reversed(found)}
    return [each for each in found if once[each.guide.document, each.guide.name] is each]


def _standing(guide: GuideOutline, before: str, after: str) -> Standing:
    told = [each for each, cue in _BEFORE.items() if cue.search(before)]
    told += [each for each, cue in _AFTER.items() if cue.match(after)]
    standing = told[0] if told else "asked"
    work = guide.kind in ("role", "path")  # one has an exam, and works in a role
    if standing == "here":
        return "here" if work else "asked"
    return "here" if standing == "has" and work else standing


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
