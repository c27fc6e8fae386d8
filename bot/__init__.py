"""careerbot: career advice that shows, for every sentence, the passage it comes from.

    from bot import ask
    print(ask("What could I do after MS-102?").text)

Read `bot/advisor.py` first: it is the whole way from a question to an answer.
"""

from bot.advisor import Advisor
from bot.errors import (
    ModelError,
    PreferenceError,
    QuestionEmptyError,
    QuestionError,
    QuestionTooLongError,
)
from bot.project import ask
from bot.settings import Settings
from bot.types import (
    Answer,
    Citation,
    Grade,
    Passage,
    Piece,
    Preferences,
    Profile,
    Sentence,
    Support,
    Turn,
)
from index import CareerBotError

__all__ = [
    "Advisor",
    "Answer",
    "CareerBotError",
    "Citation",
    "Grade",
    "ModelError",
    "Passage",
    "Piece",
    "PreferenceError",
    "Preferences",
    "Profile",
    "QuestionEmptyError",
    "QuestionError",
    "QuestionTooLongError",
    "Sentence",
    "Settings",
    "Support",
    "Turn",
    "ask",
]
