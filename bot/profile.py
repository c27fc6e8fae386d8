"""What somebody says of themselves: what is remembered of it, and what it changes in an answer.

A profile changes which passages and sentences are taken first, never what they say, and never how
an answer is graded.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

from bot.finding.consult import Part
from bot.finding.grading import figure_asked
from bot.types import LONGEST_FACT, NOBODY, Profile
from bot.wording.quoting import best_sentences
from index import Hit, Index, Vectors, normalise, words

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
# Facts that a passage can be about. Years and hours only help a model to word the answer.
BEARING = ("certifications", "interests", "goals", "role", "organisation", "place")

PULL = 0.3  # added to the score of what is about a fact; passages score from 0 to 1
CLOSE = 0.6  # of the best passage's score, for another one to be pulled before it
ABOUT = 0.55  # cosine from which a sentence is about a fact though it has other words

_CODE = r"[A-Z]{2,4}-?\d{2,4}"
_CERTIFICATE = rf"(?-i:{_CODE}\b|[A-Z]{{3,6}}\b|(?:Security|Network|A|Server|Cloud)\+)"
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


@dataclass(frozen=True)
class Leaning:
    """Questions with what was found for them, in the order in which it bears on somebody.

    Attributes:
        facts: chunk -> what of the profile it is about, in words.
    """

    parts: Sequence[Part]
    facts: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def because(self, cited: Iterable[str]) -> tuple[str, ...]:
        """What of the profile the chunks are about that were cited, each once."""
        return tuple(dict.fromkeys(fact for chunk in cited for fact in self.facts.get(chunk, ())))


def lean(index: Index, parts: Sequence[Part], profile: Profile) -> Leaning:
    """Take passages and sentences that are about somebody as if they scored `PULL` more.

    Only those of passages that are not much worse than the best; and of questions whose answer may
    depend on who asks. What answers a question best stays first.

    Args:
        index: embeds the facts.
        parts: questions with what was found for them, best first; their grades stay.
        profile: who asks.
    """
    facts = _Facts(index, profile)
    if not facts:
        return Leaning(parts)
    about: dict[str, list[str]] = {}
    return Leaning([replace(part, hits=facts.pull(part, about)) for part in parts], about)


class _Facts:
    """The facts of a profile that passages can be about."""

    def __init__(self, index: Index, profile: Profile) -> None:
        self._facts = list(_each(profile))
        self._words = [set(words(fact)) for _, fact in self._facts]
        if self._facts:
            self._vectors = index.embed([fact for _, fact in self._facts])

    def __bool__(self) -> bool:
        return bool(self._facts)

    def pull(self, part: Part, about: dict[str, list[str]]) -> tuple[Hit, ...]:
        """The hits of a question, those about a fact moved up; `about` is told which."""
        if not part.hits or not _PERSONAL.search(part.question) or figure_asked(part.question):
            return part.hits  # the answer is the same for everybody
        close = [hit for hit in part.hits if hit.score >= CLOSE * part.hits[0].score]
        pulled = set()
        for hit in close:
            for sentence in hit.sentences:
                met = self._met(hit.document.text[sentence.start : sentence.end], sentence.vector)
                if met:
                    pulled.add(id(sentence))
                    about.setdefault(hit.chunk.id, []).extend(met)
        if not pulled:
            return part.hits
        # What answers best is pulled as well, so that it stays where it was.
        pulled |= {id(sentence) for _, sentence in best_sentences(part.question, close, 1)}
        moved = {hit.chunk.id: any(id(each) in pulled for each in hit.sentences) for hit in close}
        ranked = sorted(part.hits, key=lambda h: -h.score - PULL * moved.get(h.chunk.id, False))
        return tuple(_pulled(hit, pulled) for hit in ranked)

    def _met(self, text: str, vector: Vectors) -> list[str]:
        """The facts that a sentence is about, in words."""
        held = set(words(text))
        cosines = self._vectors @ vector
        return [
            said(name, fact)
            for (name, fact), its, cosine in zip(self._facts, self._words, cosines, strict=True)
            # Codes of exams are all alike to an embedding.
            if (its and its <= held) or (cosine >= ABOUT and not re.search(_CODE, fact))
        ]


def _pulled(hit: Hit, about: Collection[int]) -> Hit:
    sentences = tuple(
        replace(each, cosine=each.cosine + PULL) if id(each) in about else each
        for each in hit.sentences
    )
    return replace(hit, sentences=sentences)


def _each(profile: Profile) -> Iterator[tuple[str, str]]:
    """The facts of a profile one by one: a list of three certifications is three."""
    for name in BEARING:
        for fact in re.split(r",| and ", getattr(profile, name)):
            if fact.strip():
                yield name, fact.strip()


def _stated(name: str, pattern: str, message: str) -> str:
    found = re.search(pattern, message, 0 if name == "place" else re.IGNORECASE)
    if not found:
        return ""
    if name == "certifications":
        return _fact(", ".join(dict.fromkeys(re.findall(_CERTIFICATE, found[1]))))
    return _fact(_END.split(found[1])[0]) if name in _FREE else _fact(found[1])


# A question whose answer may depend on who asks.
_PERSONAL = re.compile(r"\b(I|me|my|we|us|our|ich|mir|mich|mein\w*|wir|uns|next|which)\b", re.I)
_FREE = ("role", "interests", "goals")  # of whatever words; where they end must be guessed


def _fact(text: object) -> str:
    """A fact as it is kept: on one line, and short."""
    if not isinstance(text, str):
        return ""
    return " ".join(normalise(text[: 2 * LONGEST_FACT]).split()).strip(" ,.")[:LONGEST_FACT]
