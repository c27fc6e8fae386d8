"""One question back, where the answer depends on it: "Is the exam hard?" - which exam?

It is asked of a short question that names nothing that a guide is about, when the passages that
answer it best are each about something else.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from bot.finding.consult import consult
from index import Hit, Index, words

MOST_WORDS = 3  # of a question that may need it, stop words left out
COMMON = 4  # guides that have a word in their headings, from which on it names none of them
LEAST_CHOICES, MOST_CHOICES = 3, 5
SEARCHED = 12  # passages
NEARLY_AS_GOOD = 0.75  # of the best passage's score

_CODE = re.compile(r"[a-z]+-?\d")  # of an exam: names it, however often
_ASKS_WHICH = re.compile(
    r"\s*(which|whom?|what (kind|sort|certification|exam|role|job|path))\b", re.I
)


@dataclass(frozen=True)
class Choice:
    """What may be meant, by the title of a guide, and the question with that in it."""

    title: str
    question: str


def choices(index: Index, question: str, collections: Collection[str] = ()) -> tuple[Choice, ...]:
    """What a question may mean; nothing where it is clear, or where it does not matter.

    Args:
        index: whose guides may answer it.
        question: on one line, the first of a conversation or one that stands by itself.
        collections: which to search; all where none is named.
    """
    asked = set(words(question))
    if not 0 < len(asked) <= MOST_WORDS or _ASKS_WHICH.match(question):
        return ()
    subjects = _Subjects(index.sections())
    if subjects.named_in(asked):
        return ()
    (part, *others) = consult(index, question, (), SEARCHED, collections)
    if others or part.grade == "not_in_sources" or not subjects.is_about_its_own(part.hits[0]):
        return ()
    close = [hit for hit in part.hits if hit.score >= NEARLY_AS_GOOD * part.hits[0].score]
    titles = dict.fromkeys(h.document.title for h in close if subjects.is_about_its_own(h))
    found = [Choice(title, f"{title}: {question}") for title in titles]
    found = list(islice((each for each in found if _found(index, each, collections)), MOST_CHOICES))
    return tuple(found) if len(found) >= LEAST_CHOICES else ()


class _Subjects:
    """What guides are about: words of their titles that few headings have.

    Args:
        sections: title of each guide -> its headings.
    """

    def __init__(self, sections: Mapping[str, Sequence[str]]) -> None:
        headings = Counter(
            word for own in sections.values() for word in {w for s in own for w in words(s)}
        )
        self._titles = {title: set(words(title)) for title in sections}
        in_titles = {word for its in self._titles.values() for word in its}
        self._words = {w for w in in_titles if _CODE.match(w) or headings[w] < COMMON}

    def named_in(self, asked: set[str]) -> bool:
        """Whether a question names a subject, by a word of its own or by two of a title."""
        return (
            not asked.isdisjoint(self._words)
            or any(_CODE.match(word) for word in asked)
            or any(len(asked & title) > 1 for title in self._titles.values())
        )

    def is_about_its_own(self, hit: Hit) -> bool:
        """Whether the heading of a passage names what its guide is about."""
        own = self._titles[hit.document.title] & self._words
        return not own.isdisjoint(words(hit.section))


def _found(index: Index, choice: Choice, collections: Collection[str]) -> bool:
    """Whether the guide answers it, at least in part."""
    (part, *others) = consult(index, choice.question, (), 1, collections)
    refused = part.grade == "not_in_sources"
    return not others and not refused and part.hits[0].document.title == choice.title
