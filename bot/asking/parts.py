"""One question of a message, as it was understood: values only."""

from dataclasses import dataclass, field

from bot.types import Form
from index import GuideOutline


@dataclass(frozen=True)
class Part:
    """One question of a message.

    Attributes:
        text: the question as it is searched for; a follow-up with what it leaves out put in.
        subjects: the guides it is about, in order; empty if it names none.
        excluded: guides that it wants left out.
        aspects: what it wants to know, as of `index.aspects_in`; empty if no cue says.
        places: country -> how the text names it.
        again: it asks for more of what was said last.
        has: guides whose certification the person has already.
        here: guides of the work that the person does now.
        goal: the guide that the person wants to get to; none if the question does not say.
        of_them: it asks which of its subjects is the most of something.
        limited: a follow-up said what it does not want.
        adds: words that are searched for as well: what a profile says, or what an age means.
        because: what of a profile was put in, in words.
    """

    text: str
    subjects: tuple[GuideOutline, ...] = ()
    excluded: tuple[GuideOutline, ...] = ()
    aspects: tuple[str, ...] = ()
    form: Form = "paragraph"
    places: dict[str, str] = field(default_factory=dict)
    again: bool = False
    has: tuple[GuideOutline, ...] = ()
    here: tuple[GuideOutline, ...] = ()
    goal: GuideOutline | None = None
    of_them: bool = False
    limited: bool = False
    adds: str = ""
    because: tuple[str, ...] = ()

    @property
    def searched(self) -> str:
        """What is searched for."""
        return f"{self.text} {self.adds}".strip()
