"""What can go wrong with a question. The rest of the tree is drawn in `index.errors`.

CareerBotError
├── QuestionError               the question cannot be answered as it was put
│   ├── QuestionEmptyError      there is nothing in it
│   ├── QuestionTooLongError    it is longer than MOST_CHARACTERS
│   ├── PreferenceError         it was asked for in a way that there is not
│   └── ToolError               a career tool cannot do what was asked; `bot.tools`
│       └── UnknownSubjectError no guide is about what was named
├── ModelError                  the language model cannot be used, or failed; `bot.models`
├── SavedAnswerError            a file does not hold an answer; `bot.saved.touched`
├── DocumentsError              somebody's own documents cannot be taken; `bot.page.own_documents`
├── AccountError                an account cannot be saved, or there is none; `bot.page.door`
├── KeptTalkError               what a browser kept cannot be read; `bot.page.browser_copy`
└── FeedbackError               feedback cannot be kept or read; `bot.saved.feedback`
"""

from index import CareerBotError as CareerBotError


class QuestionError(CareerBotError):
    """The question cannot be answered as it was put."""


class QuestionEmptyError(QuestionError):
    """There is nothing in the question."""


class QuestionTooLongError(QuestionError):
    """The question is longer than anything reads."""


class PreferenceError(QuestionError):
    """Nobody can be answered in the way that was asked for."""


class ToolError(QuestionError):
    """A career tool was asked for something that it cannot do."""


class UnknownSubjectError(ToolError):
    """No guide is about what was named."""


class ModelError(CareerBotError):
    """The language model could not be set up, or it failed; the quoted answer is there anyway."""


class SavedAnswerError(CareerBotError):
    """A file does not hold an answer as `careerbot ask --json` prints it."""


class DocumentsError(CareerBotError):
    """Somebody's own documents cannot be taken."""


class AccountError(CareerBotError):
    """An account cannot be added, changed or read."""


class KeptTalkError(CareerBotError):
    """What a browser kept of a conversation cannot be read."""


class FeedbackError(CareerBotError):
    """What somebody thought of an answer cannot be kept, or what was kept cannot be read."""
