"""What a model thinks aloud before it answers is left out, in the forms that models use."""

import re

LONGEST_TAG = 60  # characters of a tag, which may arrive in pieces

_NAMES = r"(?:think(?:ing)?|thoughts?|reason(?:ing)?|reflection|scratchpad|antThinking|seed:think)"
_OPEN = re.compile(
    rf"<{_NAMES}(?:\s[^<>]*)?>|◁{_NAMES}▷|\[{_NAMES}\]|<\|{_NAMES}\|>"
    r"|<\|(?:begin_of_thought|START_THINKING|thought_begin|begin_of_think)\|>|<unused94>"
    r"|(?:<\|start\|>assistant)?<\|channel\|>\s*(?:analysis|commentary)[^<|]{0,40}<\|message\|>",
    re.IGNORECASE,
)
_CLOSE = re.compile(
    rf"</{_NAMES}\s*>|◁/{_NAMES}▷|\[/{_NAMES}\]|<\|/{_NAMES}\|>"
    r"|<\|(?:end_of_thought|END_THINKING|thought_end|end_of_think)\|>|<unused95>"
    r"|<\|channel\|>\s*final[^<|]{0,40}<\|message\|>|assistantfinal",
    re.IGNORECASE,
)
# What some put around the answer itself.
_AROUND = re.compile(
    r"</?(?:answer|response|final_answer|output)>"
    r"|<\|(?:begin_of_solution|end_of_solution|START_RESPONSE|END_RESPONSE|return|message|end)\|>"
    r"|<\|start\|>assistant",
    re.IGNORECASE,
)
_BEGINS_TAG = re.compile(
    r"<\|(?:start|channel)\|>[^<]{0,40}(?:<[^>]*)?\Z|[<◁\[][^>▷\]]*\Z|assistant(?:f|fi|fin|fina)?\Z",
    re.IGNORECASE,
)


class Thinking:
    """Leaves out of a stream what the model thinks, as far as it says so when it begins."""

    def __init__(self) -> None:
        self._held = ""
        self._thinks = False

    def see(self, text: str) -> str:
        """What of the text so far, and not yet given, is the answer."""
        self._held += text
        said = ""
        while found := (_CLOSE if self._thinks else _OPEN).search(self._held):
            said += "" if self._thinks else self._held[: found.start()]
            self._held = self._held[found.end() :]
            self._thinks = not self._thinks
        if self._thinks:
            self._held = self._held[-LONGEST_TAG:]
            return said
        begun = _BEGINS_TAG.search(self._held, max(0, len(self._held) - LONGEST_TAG))
        keep = begun.start() if begun else len(self._held)
        said, self._held = said + self._held[:keep], self._held[keep:]
        return said

    def end(self) -> str:
        """What was held back and turned out to be no tag."""
        held, self._held = self._held, ""
        return "" if self._thinks else held


def without_thinking(text: str) -> str:
    """The answer in all that a model wrote, also if only the end of its thinking is marked."""
    kept = ""
    while found := _OPEN.search(text):
        close = _CLOSE.search(text, found.end())
        before = text[: found.start()]
        text = text[close.end() :] if close else ""
        kept = f"{kept}{before}" if not _CLOSE.search(before) else before
    text = kept + text
    ends = list(_CLOSE.finditer(text))
    return _AROUND.sub("", text[ends[-1].end() :] if ends else text).strip("\n")
