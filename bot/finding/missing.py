"""What a question asks for by name that the sections found do not hold, in words."""

import re
from collections.abc import Sequence

from bot.asking.parts import Part
from bot.asking.places import is_part, places_in
from bot.asking.superlatives import Superlative, superlative_in
from bot.finding.evidence import FoundSection
from bot.types import Grade
from index import Outline, aspects_in, name_key, words

# Codes of exams, and names in capitals such as CEH; products with a capital are told by the search.
_NAMED = re.compile(
    r"\b(?:[A-Z]{2,3}-[A-Z]?\d{2,3}|[A-Z]{4,6}|(?:CEH|OSCP|RHCSA|LPI|AWS|GCP|SAP))\b"
)
_PAYS_BEST = re.compile(
    r"\b(?:highest|best|top|most)[- ]?(?:pay\w*|paid)\b.*\b(?:certs?|certific\w+|exams?)\b"
    r"|\b(?:certs?|certific\w+|exams?)\b.*\bpays? (?:the )?(?:most|best)\b",
    re.IGNORECASE,
)
_NO_NAMES = {"ADHD", "ASAP", "GCSE", "NHS", "EMEA", "HELP", "FAQ", "LGBT", "DACH", "IMHO", "TLDR"}
_DENIES = re.compile(r"\b(no|not|none|nor|without)\b.{0,40}\b(figure|held|found|published)", re.I)
# Currency -> how a question or a guide names it.
_CURRENCIES = {
    "euros": re.compile(r"€|\b(?:euros?|EUR)\b", re.IGNORECASE),
    "pounds": re.compile(r"£|\b(?:pounds?|GBP|quid)\b", re.IGNORECASE),
    "rupees": re.compile(r"₹|\b(?:rupees?|INR)\b", re.IGNORECASE),
    "Swiss francs": re.compile(r"\b(?:francs?|CHF)\b", re.IGNORECASE),
    "Canadian dollars": re.compile(r"\b(?:canadian dollars?|CAD)\b", re.IGNORECASE),
    "Australian dollars": re.compile(r"\b(?:australian dollars?|AUD)\b", re.IGNORECASE),
}
# The thing that a question asks for by name: "the pass rate", "how many tickets", "a receipt".
_THING_ASKED = re.compile(
    r"\b(?:what(?:['’]?s| is) the|how many|do i need an?|get an?)\s+(?P<thing>[a-z][\w -]{2,30}?)"
    r"(?=\s+(?:for|of|in|to|on|at|from|with|like|as|if|is|are|do|does|a|per|between|i|you|when)\b"
    r"|\s*[?.,;!]|$)",
    re.IGNORECASE,
)
_NO_THING = re.compile(
    r"(\w+est|best|actual|real|main|first|next|difference|point|way|deal|catch)$"
)
# Products by their names, where a name stands beside what shows that it is one.
_NAME = r"[A-Z][a-z][\w+#]+(?: [A-Z][\w+#]+)?"
_PRODUCT = re.compile(
    rf"\b(?P<before>{_NAME})(?= (?:admin|developer|consultant|engineer|exam|cert|job|role|course|"
    rf"analyst|architect|skills|experience)\w*)"
    rf"|\b(?:learn|into|about|know|using|study|with|in) (?P<after>{_NAME})"
)


def missing_of(
    part: Part, graded: Grade, sections: Sequence[FoundSection], outline: Outline
) -> str:
    """What is missing of a question, the weightiest first; empty if nothing is.

    A currency, and a thing asked for by name, are looked for only where the answer seems whole.

    Args:
        part: the question.
        graded: how far it seems to be answered.
        sections: best first, at least one.
        outline: of the live guides.
    """
    if places := places_lacking(part, sections):
        return f"figures on pay in {', '.join(places)}"
    wanted = superlative_in(part.text)
    if wanted and not wanted.exact and not _says(wanted, sections[0]):
        return f"which is the “{wanted.words}”"
    if _PAYS_BEST.search(part.text):
        return "what a certification pays, since its figures count occupations"
    if names := _names_lacking(part, sections, outline):
        return f"anything on {', '.join(names)}"
    if graded != "answered":
        return ""
    thing = _thing_lacking(part, sections)
    return _money_lacking(part, sections) or (f"the {thing}" if thing else "")


def _names_lacking(part: Part, sections: Sequence[FoundSection], outline: Outline) -> list[str]:
    """The exams and products named in a question that nothing near the top is about."""
    texts = " ".join(each.hit.text_with_headings for each in sections[:3])
    known = {name for guide in (*part.subjects, *part.has, *part.excluded) for name in guide.names}
    held = f" {name_key(texts)} "
    named = dict.fromkeys(match[0] for match in _NAMED.finditer(part.text))
    products = (match["before"] or match["after"] for match in _PRODUCT.finditer(part.text))
    named |= {
        name: None
        for name in products
        if not places_in(name) and not set(words(name)) <= outline.vocabulary
    }
    return [
        each
        for each in named
        if each not in _NO_NAMES
        and name_key(each) not in known
        and f" {name_key(each)} " not in held
        and not any(f" {name_key(each)} " in f" {name} " for name in known)
        and each not in part.places.values()
    ]


def _money_lacking(part: Part, sections: Sequence[FoundSection]) -> str:
    """The currency or place in which a price is asked for, if no section near the top has it."""
    if not {"price", "pay"} & set(part.aspects):
        return ""
    text = " ".join(each.hit.text_with_headings for each in sections[:3]).lower()
    asked = [name for name, cue in _CURRENCIES.items() if cue.search(part.text)]
    lacking = [f"an amount in {name}" for name in asked if not _CURRENCIES[name].search(text)]
    if "price" in part.aspects:
        places = [place for place in part.places if place.lower() not in text]
        lacking += [f"the price in {place}" for place in places]
    return lacking[0] if lacking else ""


def _thing_lacking(part: Part, sections: Sequence[FoundSection]) -> str:
    """What a question asks for by name, if no section near the top has the word."""
    found = _THING_ASKED.search(part.text)
    if not found:
        return ""
    head = found["thing"].split()[-1].lower()
    if _NO_THING.search(head):
        return ""
    stems = set(words(head))
    text = " ".join(each.hit.text_with_headings for each in sections[:3])
    named = aspects_in(head) or _is_named(head, part)
    return "" if not stems or named or stems & set(words(text)) else found["thing"].lower()


def _is_named(word: str, part: Part) -> bool:
    """Whether a word is part of the name of a guide that the question is about."""
    return any(name_key(word) in name.split() for guide in part.subjects for name in guide.names)


def _says(wanted: Superlative, best: FoundSection) -> bool:
    """Whether the section that answers best speaks of the superlative itself."""
    said = set(words(wanted.words)) - set(words("most least"))
    return said <= set(words(f"{best.section.heading} {best.hit.text}"))


def places_lacking(part: Part, sections: Sequence[FoundSection]) -> list[str]:
    """The places named in a question of pay that no section near the top is about."""
    if "pay" not in part.aspects:
        return []
    texts = [f"{each.section.title} 1. {each.hit.text}" for each in sections[:3]]
    return [
        (said.upper() if len(said) < 4 else said.title()) if is_part(said) else country
        for country, said in part.places.items()
        if not _holds(texts, country, said)
    ]


def _holds(texts: Sequence[str], country: str, said: str) -> bool:
    """Whether one of the texts is of a country, or of the part of it that was named."""
    wanted = said.lower() if is_part(said) else country.lower()
    sentences = [each for text in texts for each in re.split(r"(?<=[.!?])\s|\n", text)]
    return any(
        wanted in s.lower() and re.search(r"\d", s) and not _DENIES.search(s) for s in sentences
    )
