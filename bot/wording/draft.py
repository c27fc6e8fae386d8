"""What an answer says, before it is finished: values only."""

from dataclasses import dataclass

from bot.types import Block, Form, Passage, Sentence


@dataclass(frozen=True)
class Draft:
    """The blocks of an answer and the passages that their numbers name.

    Attributes:
        model: what wrote it: "quotes", or `provider:name`.
        preface: what comes before the blocks, in the program's words.
        notices: what the reader should know about it.
        missing: what was asked for and is not held, in words.
        because: what of the profile was used, in words.
    """

    blocks: tuple[Block, ...]
    passages: tuple[Passage, ...]
    model: str = "quotes"
    form: Form = "paragraph"
    preface: str = ""
    notices: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    because: tuple[str, ...] = ()

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences and cells that rest on something, in reading order."""
        return tuple(sentence for block in self.blocks for sentence in block.all_sentences)
