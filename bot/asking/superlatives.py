"""What a question wants ranked, and by what: "cheapest exam", "hardest certification".

Only what guides state as figures can be ranked. Of the rest it is said that nothing ranks it.
"""

import re
from dataclasses import dataclass

_THING = (
    r"(?:\w+[\w+-]*\s+){0,3}?(?:exams?|certs?|certifications?|certificates?|jobs?|roles?|paths?|"
    r"careers?|skills?|one|countr(?:y|ies)|cit(?:y|ies)|compan(?:y|ies)|work|field|specialism)\b"
)
# Words of a superlative -> kind of the typed fact that it is measured by, largest first or not.
_BY: tuple[tuple[str, str, bool], ...] = (
    (r"cheapest|least expensive|lowest[- ]priced", "price", False),
    (r"most expensive|dearest|priciest", "price", True),
    (r"hardest|toughest|most difficult", "hours", True),
    (r"easiest|simplest|least difficult", "hours", False),
    (r"quickest|fastest|least time[- ]consuming", "hours", False),
    (r"longest", "length", True),
    (r"shortest", "length", False),
)
_OTHER = re.compile(
    r"\b((?:(?:least|most) (?!(?:of|people|companies|employers|jobs|likely|part)\b)\w+)|safest|"
    r"happiest|coolest|friendliest|greatest|worst)\s+" + _THING,
    re.IGNORECASE,
)
_RANKED_ELSEWHERE = re.compile(r"\b(?:least|most)\s+(?:paid|paying|earn\w*)", re.IGNORECASE)


@dataclass(frozen=True)
class Superlative:
    """What is wanted ranked.

    Attributes:
        words: as the question says it, such as "least stressful".
        kind: of the typed facts that rank it; empty if none do.
        largest_first: the order.
    """

    words: str
    kind: str = ""
    largest_first: bool = True

    @property
    def exact(self) -> bool:
        """Whether the facts measure what is asked; hours of study only hint at what is hard."""
        return self.kind in ("price", "length")


def superlative_in(text: str) -> Superlative | None:
    """The superlative of a question; none if it has none, or one of pay, which is another form."""
    for cue, kind, largest_first in _BY:
        if found := re.search(rf"\b({cue})\s+(?:{_THING}|way\b)", text, re.IGNORECASE):
            return Superlative(found[1].lower(), kind, largest_first)
    other = _OTHER.search(text)
    if other is None or _RANKED_ELSEWHERE.search(other[0]):
        return None
    return Superlative(other[1].lower())
