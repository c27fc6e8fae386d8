"""What somebody says of themselves, clause by clause: had, denied, planned, or somebody else's.

Only wording decides, and what is no clear denial, plan or hearsay counts as said: nobody's skills
are guessed from it, their own words are shown beside each line.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from index import words

Standing = Literal["has", "denied", "planned", "only seen", "another's", "expired"]

LONGEST = 60_000  # characters of a résumé that are read
_SENTENCES = re.compile(r"(?<=[.!?;])\s+|\n+|[•·▪]\s*")
_CLAUSES = re.compile(r",\s+|\s+but\s+|\s+[–—-]\s+|\s+though\s+|\s+however\s+", re.IGNORECASE)
_LISTED = re.compile(r"\s+(?:and|&|or|nor|und|oder)\s+", re.IGNORECASE)
# Two negations, or one that says how much somebody does it.
_NO_DENIAL = re.compile(
    r"\b(?:would(?:n['’]t| not) say (?:that )?I (?:do(?:n['’]t| not)|have(?:n['’]t| not)|lack)|"
    r"not (?:a|one) (?:day|week) without|never (?:a|one) (?:day|week) without|not only|"
    r"no problem(?:s)? with|can(?:['’]t|not) say I (?:do(?:n['’]t| not)|have(?:n['’]t| not)))\b",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"\b(?:no|not|never|none|nothing|without|lack(?:s|ing)?|zero|neither|nor|"
    r"(?:do|does|did|have|has|had|is|am|are|was|were|ca|could|would|wo)n['’]t|cannot|"
    r"kein\w*|nicht|nie)\b",
    re.IGNORECASE,
)
_PLANS = re.compile(
    r"\b(?:plan(?:s|ned|ning)?|want(?:s|ed)? to|would (?:like|love)|['’]d (?:like|love)|"
    r"hop(?:e|ing)|going to|intend\w*|next (?:year|month|spring|summer|autumn|winter)|"
    r"interested in|(?:am|['’]m|currently|still) (?:learning|studying)|to learn|soon|"
    r"aim(?:ing)? (?:to|for)|"
    r"preparing for)\b",
    re.IGNORECASE,
)
_ONLY_SEEN = re.compile(
    r"\b(?:only|just) (?:seen|read|heard|watched)\b|\bread (?:about|on)\b|\bseen in a demo\b|"
    r"\bin theory\b|\bheard (?:of|about)\b|\bhave only\b",
    re.IGNORECASE,
)
_ANOTHERS = re.compile(
    r"^\W*(?:my|our|the|a|another) (?:colleagues?|boss|manager|team ?lead|provider|consultants?|"
    r"supplier|friend|partner|admin(?:istrator)?s?|msp|security team|network team|team)\b|"
    r"\b(?:is|are|was|were) done by\b|\bsomebody else\b|\bsomeone else\b",
    re.IGNORECASE,
)
_EXPIRED = re.compile(
    r"\b(?:expired|lapsed|ran out|no longer valid|not valid any)\b", re.IGNORECASE
)
# What begins something new, so that a denial before it does not reach it.
_OF_ITS_OWN = re.compile(
    r"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten) (?:years?|months?)\b|"
    r"\b(?:daily|every|since|yes|a bit|some|strong|good|know|used?|run|led|did|have|hold|passed|"
    r"work\w*|managed?)\b",
    re.IGNORECASE,
)
_VERB_FIRST = re.compile(r"^\W*(?:and\s+)?(?:I|we)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Statement:
    """A clause of what somebody said.

    Attributes:
        text: the clause, word for word.
        standing: whether they have it.
    """

    text: str
    standing: Standing

    @property
    def has(self) -> bool:
        """Whether they say that they have it, know it or do it."""
        return self.standing == "has"


def statements(text: str) -> list[Statement]:
    """What a text says of its writer, in its order."""
    found: list[Statement] = []
    for sentence in _SENTENCES.split(text[:LONGEST]):
        found += _of_sentence(sentence)
    return found


def _of_sentence(sentence: str) -> Iterator[Statement]:
    others = _ANOTHERS.search(sentence) is not None
    whole = _expired_in_brackets(sentence)
    before: Standing = "has"
    for clause in _CLAUSES.split(whole):
        clause = clause.strip(" .,:;!?\t")
        if not clause:
            continue
        standing: Standing = "another's" if others else _standing(clause)
        bare = not _OF_ITS_OWN.search(clause) and not _VERB_FIRST.search(clause)
        if standing == "has" and before != "has" and bare and len(clause.split()) <= 4:
            standing = before  # "never used Sentinel, Defender": the list goes on
        before = standing
        yield Statement(clause, standing)


def _expired_in_brackets(sentence: str) -> str:
    """Commas within brackets part nothing."""
    return re.sub(r"\([^)]*\)", lambda found: found[0].replace(",", ";"), sentence)


def _standing(clause: str) -> Standing:
    if _NO_DENIAL.search(clause):
        return "has"
    if _EXPIRED.search(clause):
        return "expired"
    if _ONLY_SEEN.search(clause):
        return "only seen"
    if _DENIES.search(clause):
        return "denied"
    if _PLANS.search(clause):
        return "planned"
    return "has"


def phrases(statement: Statement) -> list[str]:
    """The things that a clause lists: "DNS and licences" is two."""
    return [part.strip() for part in _LISTED.split(statement.text) if part.strip()]


def about(said: Sequence[Statement], thing: str) -> list[Statement]:
    """The clauses that name a thing: all its words, or the one that is its name."""
    stems = set(words(thing))
    if not stems:
        return []
    return [each for each in said if stems <= set(words(each.text))]
