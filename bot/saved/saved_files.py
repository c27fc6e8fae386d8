"""The quotes in files that were saved as Markdown or as a calendar; nothing in them is believed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.errors import SavedAnswerError
from bot.tools.calendar_file import events_of

_SPAN = re.compile(
    r"^> \\\[\d+\\\] .*?, \w+ (?P<start>\d+)–(?P<end>\d+) [\w ]+? (?P<document>[0-9a-f]{12})$"
)
_ESCAPED = re.compile(r"\\(?=[\\`*_\[\]<>#|~&+=.)-])|(?<=\d)\\(?=[.)])")


@dataclass(frozen=True)
class SavedQuote:
    """A quote as a file has it.

    Attributes:
        text: the quote.
        source, title: of its guide; empty where the file does not say.
        start, end: where it stands, as they are written.
        document: id of the version of the document, or how it begins.
    """

    text: str
    source: str = ""
    title: str = ""
    start: str = ""
    end: str = ""
    document: str = ""


def in_calendar(data: bytes, name: str) -> Iterator[SavedQuote]:
    """The quotes of a plan's calendar."""
    for event in events_of(data, name):
        fields = (event.source, event.title, event.start, event.end, event.document)
        yield SavedQuote(event.quote or event.summary, *fields)


def in_markdown(data: bytes, name: str) -> Iterator[SavedQuote]:
    """The quotes of a conversation or result saved as Markdown, each with its span below it."""
    lines: list[str] = []
    found = False
    for line in data.decode("utf-8", errors="replace").split("\n"):
        if span := _SPAN.match(line):
            found = True
            text = "\n".join(_ESCAPED.sub("", each) for each in lines)
            yield SavedQuote(text.strip(), "", "", span["start"], span["end"], span["document"])
            lines = []
        elif line.startswith(">"):
            lines.append(line.removeprefix(">").removeprefix(" "))
        else:
            lines = []
    if not found:
        raise SavedAnswerError(
            f"{name} holds no quotes. Save a conversation on the page, or a result of a tool with "
            "--markdown, and name it."
        )
