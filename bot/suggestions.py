"""What to ask next: questions that the guides are known to answer, and that were not just asked."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, zip_longest

import numpy as np

from bot.finding.consult import consult
from bot.types import Answer
from index import Index

TRIED = 6  # candidates that are searched; each takes as long as a question
ALREADY = 0.85  # cosine of a question that says the same as one asked before


def suggested(index: Index, answer: Answer, asked: Sequence[str], number: int) -> tuple[str, ...]:
    """Questions that go on from an answer, each searched and found to be answered.

    They are headings of the guides that the answer rests on, or of those that come nearest.

    Args:
        index: where they are searched.
        answer: what was just said.
        asked: what was asked in the conversation so far.
        number: how many are wanted at the most.
    """
    candidates = list(islice(_candidates(index, answer), TRIED))
    if not candidates:
        return ()
    vectors = index.embed([*candidates, *asked, answer.question])
    likeness = vectors[: len(candidates)] @ vectors[len(candidates) :].T
    new = [c for c, like in zip(candidates, likeness, strict=True) if np.max(like) < ALREADY]
    return tuple(islice((question for question in new if _answered(index, question)), number))


def _candidates(index: Index, answer: Answer) -> Iterator[str]:
    """Headings that are questions, of each guide in turn, but for those of what was quoted."""
    citations = [citation for sentence in answer.sentences for citation in sentence.citations]
    cited = {citation.section for citation in citations}
    sections = index.sections()
    titles = dict.fromkeys([*(citation.title for citation in citations), *answer.topics])
    questions = [
        [section for section in sections.get(title, ()) if _stands_alone(section, cited)]
        for title in titles
    ]
    return _each_once(chain.from_iterable(zip_longest(*questions)))


def _stands_alone(section: str, cited: Iterable[str]) -> bool:
    return section.endswith("?") and section not in cited


def _each_once(questions: Iterable[str | None]) -> Iterator[str]:
    return iter(dict.fromkeys(question for question in questions if question))


def _answered(index: Index, question: str) -> bool:
    """Whether it is answered, asked by itself, and by the section that has it as its heading."""
    (part, *others) = consult(index, question, (), 1)
    found = part.hits[0].section if part.hits else ""
    return not others and part.grade == "answered" and found == question
