"""A guide as it is written: its lines, its sentences, and where a sentence of it stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from index import DocumentError, FrontMatter, split_front_matter

WORD = re.compile(r"[\w'’-]+")

_LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]*)\)")
_MARKER = re.compile(r"^\s*(?:[-*]|\d+\.)\s+")
_EMPHASIS = re.compile(r"\*\*|`|(?<!\w)[*_](?=\w)|(?<=[\w.,])[*_](?!\w)")
_RULE = re.compile(r"\|[\s:|-]+\|?")
_END = re.compile(r"(?<=[.!?:])\s+")


@dataclass(frozen=True, order=True)
class Problem:
    """Something in a guide that must be fixed. Printed as `file:line: what`."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


@dataclass(frozen=True)
class Guide:
    """A guide as it is written."""

    path: Path
    text: str
    about: FrontMatter
    body: str

    @property
    def name(self) -> str:
        """What other guides call it in their front matter."""
        return self.path.stem

    @cached_property
    def lines(self) -> list[tuple[int, str]]:
        """The body's lines, with their numbers in the file."""
        before = self.text.count("\n") - self.body.count("\n")
        return list(enumerate(self.body.split("\n"), before + 1))

    @cached_property
    def links(self) -> list[tuple[int, str]]:
        """Where the links of the body lead, each with its line."""
        return [(number, to) for number, line in self.lines for _, to in _LINK.findall(line)]

    @cached_property
    def paragraphs(self) -> list[tuple[int, str]]:
        """Paragraphs and list items as they are read, each with its line."""
        return [(n, seen(line)) for n, line in self.lines if not line.startswith(("#", "|"))]

    @cached_property
    def sentences(self) -> list[tuple[int, str]]:
        """The sentences of the body, each with its line; headings and tables are left out."""
        return [
            (number, sentence)
            for number, paragraph in self.paragraphs
            for sentence in _END.split(paragraph)
            if sentence.strip()
        ]

    @cached_property
    def rows(self) -> list[tuple[int, str]]:
        """The rows of its tables, each with its line; cells are parted by " | "."""
        return [
            (number, row_of(line))
            for number, line in self.lines
            if line.startswith("|") and not _RULE.fullmatch(line.strip())
        ]

    def line_of(self, sentence: str) -> int:
        """The line on which a whole sentence, a run of them, or a table row stands; or 0."""
        if sentence.lstrip().startswith("|"):
            wanted = row_of(sentence)
            return next((number for number, row in self.rows if row == wanted), 0)
        wanted = seen(sentence)
        for number, text in self.paragraphs:
            if wanted in text and _is_whole(wanted, text):
                return number
        return 0

    def field_line(self, field: str, value: str = "") -> int:
        """The line of a front-matter field, or of a value in it."""
        at = 1
        for number, line in enumerate(self.text.split("\n"), 1):
            if line.startswith(f"{field}:"):
                at = number
            if at > 1 and number >= at and value in line:
                return number
        return at

    def item_line(self, field: str, position: int) -> int:
        """The line of an item in a front-matter list that has an item a line."""
        at = self.field_line(field)
        below = self.text.split("\n")[at:]
        items = [at + n for n, line in enumerate(below, 1) if re.match(r"\s*- ", line)]
        return items[position] if position < len(items) else at


def _is_whole(wanted: str, text: str) -> bool:
    return bool(re.search(rf"(?:^|(?<=[.!?:;]\s)){re.escape(wanted)}(?=\s|$)", text))


def seen(text: str) -> str:
    """A line of Markdown as it is read: without marker, links and emphasis."""
    plain = _EMPHASIS.sub("", _LINK.sub(r"\1", _MARKER.sub("", text)))
    return " ".join(plain.split())


def row_of(line: str) -> str:
    """A table row as it is read, its cells parted by " | "."""
    return " | ".join(seen(cell) for cell in line.strip().strip("|").split("|"))


def read_guides(folder: Path) -> tuple[list[Guide], list[Problem]]:
    """The guides of a folder that can be read, and what keeps others from being read."""
    guides: list[Guide] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        try:
            about, body = split_front_matter(text, path.name)
        except DocumentError as error:
            bare = Guide(path, text, FrontMatter(), text)
            problems += _unread(bare, str(error))
            continue
        guides.append(Guide(path, text, about, body))
    if not guides and not problems:
        problems.append(Problem(folder.name, 0, "there are no guides in this folder."))
    return guides, problems


def _unread(guide: Guide, error: str) -> Iterator[Problem]:
    file = guide.path.name
    for said in error.splitlines():
        field = re.search(r"field (\w+)(?:\.(\d+))?", said)
        line = 1
        if field:
            line = guide.field_line(field[1])
            line = guide.item_line(field[1], int(field[2])) if field[2] else line
        yield Problem(file, line, said.removeprefix(f"{file}: "))
