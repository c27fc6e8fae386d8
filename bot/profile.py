"""What people say of themselves: what is noticed in a message and remembered of it."""

import re
from collections.abc import Mapping
from dataclasses import asdict, replace

from bot.types import LONGEST_FACT, NOBODY, Profile
from index import normalise

# What is said of each fact, after "you said that" or "Shall I remember that".
SAID = {
    "role": "you work as {}",
    "years": "you have {} of experience",
    "certifications": "you hold {}",
    "interests": "you like {}",
    "goals": "you want to {}",
    "place": "you are in {}",
    "organisation": "you work for {}",
    "hours": "you have {} a week for study",
}

CODE = r"[A-Z]{2,4}-?\d{2,4}"  # of an exam
_CERTIFICATE = rf"(?-i:{CODE}\b|[A-Z]{{3,6}}\b|(?:Security|Network|A|Server|Cloud)\+)"
_NUMBER = r"(?:\d[\d.,]*k?|one|two|three|four|five|six|seven|eight|nine|ten|a few|several)"
_ARTICLE = r"(?:an?|the)\s+"
_STATEMENTS = {
    "role": [
        rf"\bI(?:['’]m| am)(?: now| currently)? {_ARTICLE}"
        r"(?!bit\b|little|lot\b|fan\b|complete)(.+)",
        rf"\bI(?:['’]m| am)? (?:now |currently )?work(?:ing)? as {_ARTICLE}(.+)",
        rf"\bmy (?:current )?(?:job|role|position) is (?:{_ARTICLE})?(.+)",
    ],
    "years": [rf"\bI(?:['’]ve| have).*?\b({_NUMBER}\+? years?)(?: of)?(?: \w+)? experience"],
    "certifications": [
        r"\bI(?:['’]ve| have)?(?: just| already| recently)? "
        r"(?:hold|have|passed|earned|got|am certified in) (?:the |my |both |an? )?"
        rf"({_CERTIFICATE}(?:(?:,| and|, and| &) {_CERTIFICATE})*)"
    ],
    "interests": [
        r"\bI(?: really| also| mostly)? (?:like|love|enjoy|prefer)(?: to)? (.+)",
        r"\bI(?:['’]m| am)(?: really| also| most)? interested in (.+)",
    ],
    "goals": [
        r"\bI\b[^.?!]*?(?:\b(?:want|would like|hope|plan|aim)|['’]d like) to "
        r"((?:become|be|move|work|go|specialise|specialize|get into|lead|run)\b.+)"
    ],
    "place": [
        r"\bI(?:['’]m| am| live| work)(?: based| living| working)? in "
        r"((?:the )?[A-Z][\w.-]*(?: [A-Z][\w.-]*)*)"
    ],
    "organisation": [
        r"\b(?:I work (?:for|at|in)|my employer is|we are|we['’]re) (?:an? )((?:\w+ ){0,3}"
        rf"(?:company|firm|school|university|hospital|charity|agency|msp)(?: (?:of|with) {_NUMBER}"
        r"(?: \w+)?)?)"
    ],
    "hours": [rf"\b({_NUMBER}(?: ?(?:-|to) ?{_NUMBER})? hours?) (?:a|per|each|every) week"],
}
# Where a fact ends and something else begins.
_END = re.compile(
    r"[.;:!?()\n,]|\b(?:and I|but|so|in (?:an?|the)|because|since|who|which|what|how|where|"
    r"when|with|for|after|at the moment|now|right now|and (?:want|would|have|hold|like|am))\b"
)


def of_stored(stored: object) -> Profile:
    """A profile as a browser kept it. That may be anything; what is no fact is left out."""
    if not isinstance(stored, Mapping):
        return NOBODY
    facts = {name: _fact(stored.get(name)) for name in SAID}
    return Profile(**facts)


def noticed(message: str, profile: Profile = NOBODY) -> dict[str, str]:
    """What a message says of the person that is not in their profile yet: field -> fact."""
    found = {}
    for name, patterns in _STATEMENTS.items():
        fact = next(filter(None, (_stated(name, pattern, message) for pattern in patterns)), "")
        if fact and fact.lower() not in getattr(profile, name).lower():
            found[name] = fact
    return found


def with_facts(profile: Profile, facts: Mapping[str, str]) -> Profile:
    """The profile with more facts; certifications, interests and goals are added to those there."""
    new = {}
    for name, fact in facts.items():
        before = getattr(profile, name) if name in ("certifications", "interests", "goals") else ""
        new[name] = _fact(", ".join(part for part in (before, fact) if part))
    return replace(profile, **new)


def said(name: str, fact: str) -> str:
    """A fact in words, such as "you like policy work"."""
    return SAID[name].format(fact)


def described(profile: Profile) -> str:
    """All that is known of somebody, for a language model; empty where nothing is."""
    return "; ".join(said(name, fact) for name, fact in asdict(profile).items() if fact)


def _stated(name: str, pattern: str, message: str) -> str:
    found = re.search(pattern, message, 0 if name == "place" else re.IGNORECASE)
    if not found:
        return ""
    if name == "certifications":
        return _fact(", ".join(dict.fromkeys(re.findall(_CERTIFICATE, found[1]))))
    return _fact(_END.split(found[1])[0]) if name in _FREE else _fact(found[1])


_FREE = ("role", "interests", "goals")  # of whatever words; where they end must be guessed


def _fact(text: object) -> str:
    """A fact as it is kept: on one line, and short."""
    if not isinstance(text, str):
        return ""
    return " ".join(normalise(text[: 2 * LONGEST_FACT]).split()).strip(" ,.")[:LONGEST_FACT]
