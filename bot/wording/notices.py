"""What the reader should know about an answer."""

import re
from collections.abc import Sequence
from datetime import date

from bot.finding.evidence import Slot
from bot.types import Passage, Sentence

PARTLY = "The guides touch on this, but may not hold all that you ask. What they say:"
NOT_IN_SOURCES = "The guides say nothing about this, so I would rather not answer."
KIND = (
    "That sounds like a lot to carry, and your health comes before any career plan. Please talk "
    "to someone you trust or to a doctor; if you are in danger, call your local emergency number."
)
IN_ENGLISH = "The guides are in English, and I search them best in English: please ask again in it."

_DISTRESS = re.compile(
    r"\b(panic attacks?|burn(t|ed)? ?out|burnout|suicid\w*|kill(ing)? (myself|me)|end it all|"
    r"can'?t (go on|cope|take it)|nervous breakdown|mental breakdown|depress(ed|ion)|"
    r"self[- ]harm|hopeless|crying (every|at)|want to die|anxiety attacks?)\b",
    re.IGNORECASE,
)
# Words that are no English ones.
_GERMAN = re.compile(
    r"\b(ich|und|nicht|welche[rsn]?|wie|kann|eine?n?|für|oder|mit|bin|ist|der|das|muss|soll|möchte|"
    r"werden|noch|zuerst|lohnt|sich|auf|zu|machen|dem|mein\w*|wird|auch|bei|von|viel|gibt|wann|"
    r"warum|ohne|nach|werde|mir|wir)\b",
    re.IGNORECASE,
)
_LEAST_GERMAN = 3  # of these words


def before_all_else(question: str) -> str:
    """One kind sentence for someone who writes of panic, burnout or worse; else empty."""
    return KIND if _DISTRESS.search(question) else ""


def other_language(question: str) -> str:
    """What to say to a question in German, which the guides are not written in; else empty."""
    return IN_ENGLISH if len(_GERMAN.findall(question)) >= _LEAST_GERMAN else ""


def partly(slots: Sequence[Slot]) -> str:
    """Say what is missing: whole questions that the guides say nothing about, or some of one."""
    unanswered = [slot.found.question for slot in slots if slot.grade == "not_in_sources"]
    if unanswered:
        named = " ".join(f"“{question}”" for question in dict.fromkeys(unanswered))
        return f"The guides say nothing about: {named} On the rest they say:"
    missing = list(dict.fromkeys(slot.missing for slot in slots if slot.missing))
    if missing:
        return f"The guides do not hold {'; nor '.join(missing)}. What they do say:"
    return PARTLY


def doubts(sentences: Sequence[Sentence]) -> str:
    """How much of what a model wrote is marked as unsupported; empty when nothing is."""
    doubtful = sum(sentence.support == "unsupported" for sentence in sentences)
    if not doubtful:
        return ""
    verb, it = ("isn't", "it is") if doubtful == 1 else ("aren't", "they are")
    counted = f"{doubtful} of {len(sentences)} sentences {verb}"
    return f"{counted} supported by the guides; {it} marked."


def past_dates(
    passages: Sequence[Passage], sentences: Sequence[Sentence], today: date
) -> tuple[str, ...]:
    """A caution for each guide cited whose time-bound statements held until a day now past."""
    cited = {citation.number for sentence in sentences for citation in sentence.citations}
    past = {
        passage.title: passage.valid_until
        for number, passage in enumerate(passages, 1)
        if number in cited and passage.valid_until and passage.valid_until < today.isoformat()
    }
    return tuple(
        f"“{title}” holds statements that were true until {day}; check them with their source."
        for title, day in past.items()
    )
