"""What to ask next: questions that guides answer, and one question back if it is unclear which
guide is meant: "Is the exam hard?" - which exam?
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice, zip_longest

from bot.asking.asked import read
from bot.finding.consult import search
from bot.types import Answer, Preferences
from index import Hit, Index, words

SUGGESTED = 3
SAME_WORDS = 0.6  # share of words from which two questions ask the same

MOST_WORDS = 3  # of a question that may need asking back, stop words left out
COMMON = 4  # guides that have a word in their headings, from which on it names none of them
LEAST_CHOICES, MOST_CHOICES = 3, 5
SEARCHED = 12  # passages
NEARLY_AS_GOOD = 0.6  # of the best passage's score

_CODE = re.compile(r"[a-z]+-?\d")  # of an exam: names it, however often
_ASKS_WHICH = re.compile(
    r"\s*(which|whom?|what (kind|sort|certification|exam|role|job|path))\b", re.I
)


def suggested(index: Index, answer: Answer, asked: Sequence[str]) -> tuple[str, ...]:
    """At most `SUGGESTED` questions that go on from an answer.

    They are headings of the guides that it rests on, or of those that come nearest; a heading that
    is asked is answered by its own section, so nothing is searched.

    Args:
        index: whose guides.
        answer: what was just said.
        asked: what was asked in the conversation so far.
    """
    said = [set(words(question)) for question in (*asked, answer.question)]
    new = (each for each in _headings(index, answer) if not _asks_the_same(each, said))
    return tuple(islice(new, SUGGESTED))


def _headings(index: Index, answer: Answer) -> Iterator[str]:
    """Headings that are questions, of each guide in turn, but for those of what was quoted."""
    citations = [citation for sentence in answer.sentences for citation in sentence.citations]
    cited = {citation.section.rpartition(" > ")[2] for citation in citations}
    sections = index.sections()
    titles = dict.fromkeys([*(citation.title for citation in citations), *answer.topics])
    questions = [
        [section for section in sections.get(title, ()) if section.endswith("?")]
        for title in titles
    ]
    in_turn = chain.from_iterable(zip_longest(*questions))
    return (each for each in dict.fromkeys(in_turn) if each and each not in cited)


def _asks_the_same(question: str, said: Iterable[set[str]]) -> bool:
    own = set(words(question))
    return any(len(own & other) >= SAME_WORDS * len(own | other) for other in said)


@dataclass(frozen=True)
class Choice:
    """What may be meant, by the title of a guide, and the question with that in it."""

    title: str
    question: str


def choices(index: Index, question: str, preferences: Preferences) -> tuple[Choice, ...]:
    """What a question may mean; nothing if it is clear, or if it does not matter.

    It is asked back of a short question that names nothing that a guide is about, when the
    passages that answer it best are each about something else.

    Args:
        index: whose guides may answer it.
        question: on one line, the first of a conversation or one that stands by itself.
        preferences: which collections to search.
    """
    asked = set(words(question))
    if not 0 < len(asked) <= MOST_WORDS or _ASKS_WHICH.match(question):
        return ()
    subjects = _Subjects(index.sections())
    if subjects.named_in(asked):
        return ()
    outline = index.outline(preferences.collections)
    message = read(question, (), preferences, outline)
    (found, *others) = search(index, message, SEARCHED, outline)
    if others or found.grade == "not_in_sources" or not subjects.is_about_its_own(found.hits[0]):
        return ()
    close = [hit for hit in found.hits if hit.score >= NEARLY_AS_GOOD * found.hits[0].score]
    exams = {guide.document for guide in outline.guides if guide.kind == "certification"}
    own = [h for h in close if h.document.id in exams or subjects.is_about_its_own(h)]
    titles = dict.fromkeys(hit.document.title for hit in own)
    each = [Choice(title, f"{title}: {question}") for title in titles][:MOST_CHOICES]
    return tuple(each) if len(each) >= LEAST_CHOICES else ()


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
