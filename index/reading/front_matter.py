"""The YAML block at the head of a guide: its schema, and errors that name file and field.

A file that says what `kind` of guide it is must follow the whole schema. Without `kind` it is
somebody's own document, or another tool's: the fields that fit are used, any others left alone.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from difflib import get_close_matches
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, StringConstraints, ValidationError

from index.errors import DocumentError
from index.reading.characters import shortened, visible
from index.reading.plain_yaml import plain_yaml
from index.typed_facts import Glance, Line, Name, Relation, Stated

Heading = Annotated[str, StringConstraints(strip_whitespace=True)]
Kind = Literal["path", "certification", "role", "decision", "topic"]
Status = Literal["current", "beta", "retiring", "retired"]

_FENCED = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\A\+\+\+[ \t]*\n.*?^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_FIELD = re.compile(r"^[\w\"'-][^:\n]*:(?:\s|\Z)|^#|^- |^[{\[&!]", re.MULTILINE)  # any line of YAML
_PAIR = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_LONGEST = 100_000  # characters of a block
_MOST_PROBLEMS = 20  # named in one message
_REQUIRED_OF_GUIDES = ("title", "summary", "updated", "sources")
_REQUIRED_OF_ROLES = ("suits", "builds_on", "leads_to", "certifications", "skills")
_REQUIRED_OF_KIND = {
    "path": _REQUIRED_OF_ROLES,
    "role": _REQUIRED_OF_ROLES,
    "certification": ("exams", "level", "status", "builds_on", "leads_to"),
}


class Source(BaseModel):
    """Where a guide's facts come from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Line
    address: Line
    date: Line | Annotated[date, Field(strict=True)]


class FrontMatter(BaseModel):
    """What a guide says about itself.

    Attributes:
        collection: which guides it belongs to; see `index.collections`.
        updated: the day its author last checked it.
        valid_until: the last day on which its time-bound statements hold.
        review_by: the day by which somebody should check it again.
        suits: completes "suits people who ..."; paths and roles.
        builds_on, leads_to: file names, without ending, of the guides before and after it.
        certifications: by the names that certifications' guides give in `exams`.
        exams, level, status, replaced_by: of a certification; `exams` are the names it goes by.
        ends_here: nothing follows, and that is meant so.
        facts: ids of the facts it rests on.
        asked: heading of a section ("" before the first) -> questions that the section answers, in
            people's own words. They are searched, and never shown.
        also_called: abbreviations, old names and everyday words by which people mean its subject.
        at_a_glance: short values for a table, each with the sentence that says it.
        stated: its figures in typed form, each with the sentence that says it.
        relations: of `builds_on` and `leads_to`, those that a sentence states.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    title: Line | None = None
    kind: Kind | None = None
    collection: Line | None = None
    summary: Annotated[Line, StringConstraints(max_length=300)] | None = None
    updated: date | None = None
    valid_until: date | None = None
    review_by: date | None = None
    suits: tuple[Line, ...] = ()
    builds_on: tuple[Name, ...] = ()
    leads_to: tuple[Name, ...] = ()
    certifications: tuple[Line, ...] = ()
    skills: tuple[Line, ...] = ()
    exams: tuple[Line, ...] = ()
    level: Line | None = None
    status: Status | None = None
    replaced_by: tuple[Name, ...] = ()
    ends_here: bool = False
    facts: tuple[Line, ...] = ()
    sources: tuple[Source, ...] = ()
    asked: dict[Heading, tuple[Line, ...]] = Field(default_factory=dict)
    also_called: tuple[Line, ...] = ()
    at_a_glance: tuple[Glance, ...] = ()
    stated: tuple[Stated, ...] = ()
    relations: tuple[Relation, ...] = ()
    _left_out: tuple[str, ...] = PrivateAttr(default=())

    @property
    def left_out(self) -> tuple[str, ...]:
        """The fields of somebody's own document that mean something else there."""
        return self._left_out


def split_front_matter(text: str, file: str) -> tuple[FrontMatter, str]:
    """Separate a document's front matter from its body.

    Args:
        text: the whole file, lines ended by LF.
        file: how the file is named in errors.

    Returns:
        The front matter (empty where there is none) and the body.

    Raises:
        DocumentError: the block is not YAML, or a field is missing, misspelt or wrong.
    """
    found = _FENCED.match(text)
    if found is None:  # other tools write TOML, which says nothing that is used here
        return FrontMatter(), _TOML.sub("", text, count=1)
    block = found.group(1)
    if block.strip() and not _FIELD.search(block):  # prose between two rules
        return FrontMatter(), text
    fields = _parsed(block, file)
    front_matter = _validated(fields, file) if "kind" in fields else _of_other_tools(fields)
    return front_matter, text[found.end() :]


def read_front_matter(block: str, file: str) -> FrontMatter:
    """Read the YAML itself, without the lines of dashes around it.

    Args:
        block: the YAML.
        file: how the file that holds it is named in errors.

    Raises:
        DocumentError: it is not YAML, or a field is missing, misspelt or wrong.
    """
    return _validated(_parsed(block, file), file)


def _parsed(block: str, file: str) -> dict[str, object]:
    if len(block) > _LONGEST:
        raise DocumentError(
            f"{file}: the front matter has {len(block):,} characters; {_LONGEST:,} are read."
        )
    try:
        fields = plain_yaml(_PAIR.sub(_joined, block))
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date such as 2026-13-45
        why = visible(shortened(" ".join(str(error).split()), 300))
        raise DocumentError(f"{file}: the front matter is not valid YAML: {why}") from error
    if fields is None:
        return {}
    if not isinstance(fields, dict):
        raise DocumentError(f"{file}: the front matter must be a list of `field: value` lines.")
    return {str(name): value for name, value in fields.items()}


def _joined(pair: re.Match[str]) -> str:
    """One character that a JSON tool wrote as two."""
    high, low = int(pair[1], 16), int(pair[2], 16)
    return chr(0x10000 + ((high - 0xD800) << 10) + low - 0xDC00)


def _plain_title(fields: dict[str, object]) -> dict[str, object]:
    """A title that YAML takes for a number or a date is a title."""
    title = fields.get("title")
    if isinstance(title, int | float | date) and not isinstance(title, bool):
        return fields | {"title": str(title)}
    return fields


def _of_other_tools(fields: dict[str, object]) -> FrontMatter:
    """The fields that are as they are here; other tools use some for something else.

    A date with a time is a date; a single text is a list of one.
    """
    fields = _plain_title(fields)
    fitting: dict[str, object] = {}
    for name in FrontMatter.model_fields.keys() & fields.keys():
        for form in _forms(fields[name]):
            try:
                FrontMatter.model_validate({name: form})
            except ValidationError:
                continue
            fitting[name] = form
            break
    front_matter = FrontMatter.model_validate(fitting)
    left_out = FrontMatter.model_fields.keys() & fields.keys() - fitting.keys()
    front_matter._left_out = tuple(sorted(left_out))
    return front_matter


def _forms(value: object) -> Iterator[object]:
    yield value
    if isinstance(value, datetime):
        yield value.date()
    if isinstance(value, str):
        yield [value]


def _validated(fields: dict[str, object], file: str) -> FrontMatter:
    problems = []
    if "kind" in fields:
        problems += _missing(fields) + _unknown(fields)
    try:
        front_matter = FrontMatter.model_validate(fields)
    except ValidationError as error:
        for issue in error.errors():
            field = _echoed(".".join(str(part) for part in issue["loc"]))
            problems.append(f"{field}: {issue['msg']} (found {_echoed(repr(issue['input']))})")
    if len(problems) > _MOST_PROBLEMS:
        problems[_MOST_PROBLEMS:] = [f"...: and {len(problems) - _MOST_PROBLEMS} problems more"]
    if problems:
        raise DocumentError("\n".join(f"{file}: front matter field {each}" for each in problems))
    return front_matter


def _missing(fields: dict[str, object]) -> list[str]:
    required = _REQUIRED_OF_GUIDES + _REQUIRED_OF_KIND.get(str(fields["kind"]), ())
    return [f"{name}: missing" for name in required if fields.get(name) is None]


def _unknown(fields: dict[str, object]) -> list[str]:
    known = list(FrontMatter.model_fields)
    problems = []
    for name in fields:
        if name not in known:
            close = get_close_matches(name[:80], known, n=1)
            hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(known)}"
            problems.append(f"{_echoed(name)}: unknown; {hint}")
    return problems


def _echoed(text: str) -> str:
    return visible(shortened(text))
