"""What a guide says of itself in typed form, each value with the sentence of a body it rests on."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, pattern=r"^[^\n]*$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Aspect = Literal[
    "what",
    "day",
    "suits",
    "downsides",
    "before",
    "contents",
    "length",
    "score",
    "price",
    "difficulty",
    "preparation",
    "renewal",
    "status",
    "replaced_by",
    "entry",
    "skills",
    "leads_to",
    "pay",
    "outlook",
    "jobs",
    "next_steps",
]
FactKind = Literal[
    "pay",
    "outlook",
    "weight",
    "length",
    "questions",
    "score",
    "price",
    "launch",
    "end",
    "status",
    "renewal",
    "hours",
    "weeks",
    "experience",
    "wait",
    "age",
    "share",
]
MEASURES_OF_PAY = ("median", "p10", "p25", "p75", "p90", "mean", "range", "entry")
LONGEST_VALUE = 90  # characters

_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_SPAN = re.compile(r"(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)")
_DAY = re.compile(r"\d{4}-\d\d(?:-\d\d)?")
_WORDS = re.compile(r"[a-z][a-z0-9 ,/'’-]{,59}")


def _short(value: str) -> str:
    if len(value) > LONGEST_VALUE:
        raise ValueError(f"has {len(value)} characters; {LONGEST_VALUE} at most")
    if value.endswith("."):
        raise ValueError("must not end with a full stop")
    return value


def _spelt(value: object) -> object:
    """Numbers and dates as YAML reads them, as text; anything else is left to the schema."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float | date):
        return str(value)
    return value.strip().replace("–", "-") if isinstance(value, str) else value


def _typed(value: str) -> str:
    if (span := _SPAN.fullmatch(value)) and float(span[1]) < float(span[2]):
        return value
    if _DAY.fullmatch(value):
        date.fromisoformat(value if len(value) > len("2026-11") else f"{value}-01")
        return value
    if not (_NUMBER.fullmatch(value) or _WORDS.fullmatch(value)):
        raise ValueError(
            "must be a number without separators, a span such as 20-25, a date such as 2026-11-30 "
            "or 2026-11, or words such as a status, in small letters"
        )
    return value


class Glance(BaseModel):
    """One value of a guide's table at a glance.

    Attributes:
        value: what the table shows, short and without a full stop.
        sentence: the sentence of the body that says it, links replaced by their text.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    aspect: Aspect
    value: Annotated[Line, AfterValidator(_short)]
    sentence: Line


class Stated(BaseModel):
    """One figure that a table can show.

    Attributes:
        fact: id of the fact it comes from.
        kind: what is stated.
        value: a number, a span such as "20-25", a date in ISO form (a day or a month), or, of
            kind status, a word.
        subject: of what, if it is not the guide's own subject.
        measure: which point of a distribution it is, or what an outlook counts.
        as_of: the day, month or year of which it is true.
        sentence: the sentence or table row of the body that says it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    fact: Line
    kind: FactKind
    value: Annotated[Line, BeforeValidator(_spelt), AfterValidator(_typed)]
    sentence: Line
    subject: Line | None = None
    unit: Line | None = None
    place: Line | None = None
    measure: Annotated[Line, StringConstraints(max_length=30)] | None = None
    occupation_code: Annotated[Line, BeforeValidator(_spelt)] | None = None
    as_of: Annotated[Line, BeforeValidator(_spelt)] | None = None
    source: Line | None = None
    confidence: Literal["A", "B", "C"] | None = None

    @field_validator("measure")
    @classmethod
    def _known_for_pay(cls, measure: str | None, info: ValidationInfo) -> str | None:
        if info.data.get("kind") == "pay" and measure and measure not in MEASURES_OF_PAY:
            raise ValueError(f"of pay must be one of {', '.join(MEASURES_OF_PAY)}")
        return measure


class Relation(BaseModel):
    """A step from one guide to another that a sentence of one of them states.

    Attributes:
        to: file name, without ending, of the other guide.
        order: which field of the front matter declares it.
        kind: whether the sentence makes it a condition or a recommendation.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    to: Name
    order: Literal["builds_on", "leads_to"]
    kind: Literal["required", "suggested"]
    sentence: Line
