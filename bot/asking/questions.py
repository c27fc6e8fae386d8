"""A message -> the questions in it, and what it takes for granted.

People ask two things at once, tell a story around their question, and build questions on what they
believe. Each of these is searched for by itself.
"""

import re
from collections.abc import Iterator

from bot.asking.follow_up import REFERS_BACK
from bot.errors import QuestionEmptyError, QuestionTooLongError
from index import normalise, split_sentences, words

MOST_CHARACTERS = 4000  # of a message
MOST_QUESTIONS = 3  # in one message
SHORT = 3  # words, stop words left out

_ASKS = (
    r"(?:what|how|which|when|who|whom|whose|where|why|do|does|did|is|are|was|were|can|could|should|"
    r"shall|would|will|has|have|may|might)"
)
_CONJUNCTION = re.compile(
    r"\s*(?:(?:and|also|or|but|so|then|plus|oh|ok|okay|hi|hello)[\s,]+)*", re.I
)
_QUESTION = re.compile(rf"^{_CONJUNCTION.pattern}{_ASKS}\b", re.I)
_REPORTED = re.compile(
    r"\b(?:asks?|asked|wonder(?:s|ing)?|want(?:s|ed)? to know|like to know|tell me)\b.{0,30}?"
    r"\b(?:what|how|which|when|who|where|why|whether|if)\b",
    re.I,
)
_SIGNS = (re.compile(r"\?\s*$"), _QUESTION, _REPORTED)
_NEXT_QUESTION = re.compile(
    rf"(?:[;,]?\s+(?:and|also|plus|oh and)\s+(?:also\s+)?|;\s+|,\s+)(?={_ASKS}\s+\w+\s+\w+)", re.I
)
_PREMISE = re.compile(
    r"(?:^|[.,;]\s+|\b(?:but|and|so)\s+)(?:since|as|because|given that|now that|seeing that|"
    r"considering(?: that)?|if)\s+(?P<after>[^,.?!;]{12,})"
    r"|(?P<before>[^.?!;]{12,}?),?\s+"
    r"(?:right|correct|isn'?t it|don'?t they|doesn'?t it|yes|no|true)\s*\?",
    re.I,
)


def cleaned(message: str) -> str:
    """A message as it is read: on one line, without what nobody can see.

    Raises:
        QuestionTooLongError, QuestionEmptyError: it is longer than `MOST_CHARACTERS`, or says
            nothing.
    """
    if len(message) > MOST_CHARACTERS:  # before anything reads it
        raise QuestionTooLongError(
            f"The question has {len(message):,} characters; at most {MOST_CHARACTERS:,} are read. "
            "Ask for one thing at a time, or shorten it."
        )
    text = visible(message)
    if not any(character.isalnum() for character in text):
        raise QuestionEmptyError("There is no question yet; ask something, in your own words.")
    return text


def visible(text: str) -> str:
    """Text on one line, without characters that nobody can see."""
    return " ".join(normalise(text.encode("utf-8", "ignore").decode()).split())


def questions_in(text: str) -> list[str]:
    """The questions of a message that stand by themselves, in order; the whole where there is one.

    What is said around a single question stays with it: it says what is meant.
    """
    found: list[str] = []
    for clause in _clauses(text):
        if not any(sign.search(clause) for sign in _SIGNS):
            continue
        if found and _leans_back(clause):
            found[-1] += " " + clause
        else:
            found.append(clause)
    return found[:MOST_QUESTIONS] if len(found) > 1 else [text]


def premise_in(text: str) -> str:
    """What a question takes for granted: after "since", before "right?"; empty where nothing."""
    found = _PREMISE.search(text)
    return (found["after"] or found["before"]).strip() if found else ""


def _leans_back(clause: str) -> bool:
    alone = _CONJUNCTION.sub("", clause, count=1)
    said = len(words(alone))
    # In a longer question "it" and "that" mostly mean something in the question itself.
    return said < 2 or (said <= SHORT and REFERS_BACK.search(alone) is not None)


def _clauses(text: str) -> Iterator[str]:
    for span in split_sentences(text, 0, len(text)):
        sentence = text[span.start : span.end]
        start = 0
        if _QUESTION.search(sentence):
            for found in _NEXT_QUESTION.finditer(sentence):
                yield sentence[start : found.start()]
                start = found.end()
        yield sentence[start:]
