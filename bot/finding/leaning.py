"""What somebody says of themselves changes which passages and sentences are taken first, never
what they say, and never how an answer is graded.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.finding.evidence import Found
from bot.finding.grading import figure_asked
from bot.profile import CODE, said
from bot.types import Profile
from bot.wording.quoting import best_sentences
from index import Hit, Index, Vectors, words

# Facts that a passage can be about. Years and hours only help a model to word the answer.
BEARING = ("certifications", "interests", "goals", "role", "organisation", "place")

PULL = 0.3  # added to the score of what is about a fact; passages score from 0 to 1
CLOSE = 0.6  # of the best passage's score, for another one to be pulled before it
ABOUT = 0.55  # cosine from which a sentence is about a fact though it has other words

# A question whose answer may depend on who asks.
_PERSONAL = re.compile(r"\b(I|me|my|we|us|our|ich|mir|mich|mein\w*|wir|uns|next|which)\b", re.I)


@dataclass(frozen=True)
class Leaning:
    """Questions with what was found for them, in the order in which it bears on somebody.

    Attributes:
        facts: chunk -> what of the profile it is about, in words.
    """

    found: Sequence[Found]
    facts: Mapping[str, Sequence[str]] = field(default_factory=dict)


def lean(index: Index, found: Sequence[Found], profile: Profile) -> Leaning:
    """Take passages and sentences that are about somebody as if they scored `PULL` more.

    Only those of passages that are not much worse than the best; and of questions whose answer may
    depend on who asks. What answers a question best stays first.

    Args:
        index: embeds the facts.
        found: questions with what was found for them, best first; their grades stay.
        profile: who asks.
    """
    facts = _Facts(index, profile)
    if not facts:
        return Leaning(found)
    about: dict[str, list[str]] = {}
    return Leaning([replace(each, hits=facts.pull(each, about)) for each in found], about)


class _Facts:
    """The facts of a profile that passages can be about."""

    def __init__(self, index: Index, profile: Profile) -> None:
        self._facts = list(_each(profile))
        self._words = [set(words(fact)) for _, fact in self._facts]
        if self._facts:
            self._vectors = index.embed([fact for _, fact in self._facts])

    def __bool__(self) -> bool:
        return bool(self._facts)

    def pull(self, part: Found, about: dict[str, list[str]]) -> tuple[Hit, ...]:
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
        scored = [
            replace(hit, score=hit.score + PULL * moved.get(hit.chunk.id, False))
            for hit in part.hits
        ]
        ranked = sorted(scored, key=lambda hit: -hit.score)
        return tuple(_pulled(hit, pulled) for hit in ranked)

    def _met(self, text: str, vector: Vectors) -> list[str]:
        """The facts that a sentence is about, in words."""
        held = set(words(text))
        cosines = self._vectors @ vector
        return [
            said(name, fact)
            for (name, fact), its, cosine in zip(self._facts, self._words, cosines, strict=True)
            # Codes of exams are all alike to an embedding.
            if (its and its <= held) or (cosine >= ABOUT and not re.search(CODE, fact))
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
