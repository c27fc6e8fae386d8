"""The tools as functions of an advisor, and the one registry that all other doors read."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from bot.errors import PreferenceError, ToolError
from bot.tools.carding import card
from bot.tools.comparing import compare
from bot.tools.fit import fit
from bot.tools.gap import gap, gap_to_posting
from bot.tools.pathing import path
from bot.tools.paying import pay
from bot.tools.planning import Hours, next_monday, plan
from bot.tools.results import Comparison, ExamCard, Fit, Gap, Pay, Plan, Result, Week
from bot.tools.results import Path as Way
from bot.tools.sources import Sources
from bot.tools.statements import LONGEST
from bot.tools.subjects import Subject, all_in, found
from index import Index, normalise, text_of

LONGEST_NAME = 200  # characters
MOST_NAMES = 8


class CareerTools:
    """The career tools on one index; an `Advisor` is one.

    Attributes:
        index: where everything comes from.
    """

    index: Index

    def compare(
        self,
        subjects: str | Sequence[str],
        aspects: Sequence[str] = (),
        *,
        today: str = "",
        collections: Collection[str] = (),
    ) -> Comparison:
        """Two to four exams or roles side by side, each cell quoted from the guides or not stated.

        Args:
            subjects: names or codes, such as SC-200; or one question that names them.
            aspects: those that come first, such as "price".
            today: the day to answer on, ISO 8601; empty for the real one.
            collections: as in `Preferences`.

        Raises:
            ToolError: too few or too many are named, or one that no guide is about.
        """
        with self._read(today, collections) as of:
            if isinstance(subjects, str):
                return compare(all_in(_text(subjects), of.outline), aspects, of)
            return compare(self._subjects(subjects, of), aspects, of)

    def path(
        self,
        start: str,
        goal: str,
        *,
        said: str = "",
        today: str = "",
        collections: Collection[str] = (),
    ) -> Way:
        """The way from a job or exam to a goal; each arrow opens the sentence that states it.

        Args:
            start: where somebody is.
            goal: where they want to get.
            said: what they say of themselves; exams that they hold are no steps.
            today: as in `compare`.
            collections: as in `compare`.
        """
        with self._read(today, collections) as of:
            return path(_name(start), _name(goal), _text(said), of)

    def pay(
        self,
        roles: str | Sequence[str],
        places: str | Sequence[str] = (),
        *,
        today: str = "",
        collections: Collection[str] = (),
    ) -> Pay:
        """What the work of roles pays in places, by the occupation that statistics count.

        Args:
            roles: roles, or exams that lead to some.
            places: countries, regions or cities; all that are held if none is named.
            today: as in `compare`.
            collections: as in `compare`.
        """
        with self._read(today, collections) as of:
            named = [roles] if isinstance(roles, str) else roles
            where = [places] if isinstance(places, str) else places
            return pay(self._subjects(named, of), [_name(p) for p in _few(where)], of)

    def exam(self, exam: str, *, today: str = "", collections: Collection[str] = ()) -> ExamCard:
        """The facts of one exam: how it stands today, contents, length, price, renewal.

        Args:
            exam: its name or code.
            today: as in `compare`.
            collections: as in `compare`.
        """
        with self._read(today, collections) as of:
            return card(found(_name(exam), of.outline, of.documents), of)

    def plan(
        self,
        exam: str,
        hours: float,
        until: str | date | None = None,
        *,
        start: str | date | None = None,
        pauses: Sequence[Sequence[str | date]] = (),
        said: str = "",
        kept: Sequence[Week] = (),
        today: str = "",
        collections: Collection[str] = (),
    ) -> Plan:
        """A study plan in weeks: the hours somebody has, shared by the weights that are quoted.

        Args:
            exam: its name or code.
            hours: in a week.
            until: the day to be ready by, ISO 8601.
            start: the first day; the next Monday if none is named.
            pauses: first and last days without study.
            said: what somebody says of themselves, such as a certification that still runs.
            kept: weeks of an earlier plan that stay as they are.
            today: as in `compare`.
            collections: as in `compare`.
        """
        with self._read(today, collections) as of:
            begin = _day(start) or next_monday(of.today)
            if any(len(pause) != 2 for pause in pauses):
                raise ToolError("A pause is two days: its first and its last one.")
            off = tuple((_demand(first), _demand(last)) for first, last in _few(pauses))
            time = Hours(float(hours), begin, _day(until), off)
            subject = found(_name(exam), of.outline, of.documents)
            return plan(subject, time, of, _text(said), kept)

    def gap(
        self,
        said: str | Path,
        goal: str = "",
        *,
        posting: str | Path = "",
        today: str = "",
        collections: Collection[str] = (),
    ) -> Gap:
        """What somebody has and lacks for a goal or an advertised job, by their own words.

        Args:
            said: their words, or the file of a résumé; read in memory and kept nowhere.
            goal: a role, path or exam.
            posting: the text or the file of an advertisement, instead of a goal.
            today: as in `compare`.
            collections: as in `compare`.
        """
        with self._read(today, collections) as of:
            words = _text(said)
            if not (goal or posting):
                raise ToolError("Name a goal, such as a role or an exam, or give a posting.")
            if posting:
                return gap_to_posting(_text(posting), words, of)
            return gap(found(_name(goal), of.outline, of.documents), words, of)

    def fit(self, said: str, *, today: str = "", collections: Collection[str] = ()) -> Fit:
        """Roles whose own words meet what somebody likes, and what speaks against each.

        Args:
            said: what somebody likes and dislikes at work.
            today: as in `compare`.
            collections: as in `compare`.
        """
        with self._read(today, collections) as of:
            return fit(self.index, _text(said), of)

    def _subjects(self, names: Sequence[str], of: Sources) -> list[Subject]:
        return [found(_name(name), of.outline, of.documents) for name in _few(names)]

    @contextmanager
    def _read(self, today: str, collections: Collection[str]) -> Iterator[Sources]:
        """The guides of one generation, on a day."""
        if unknown := set(collections) - set(self.index.collections() if collections else ()):
            raise PreferenceError(f"There is no collection {', '.join(sorted(unknown))} to ask.")
        with self.index.steady():
            outline = self.index.outline(collections)
            yield Sources(outline, cache(self.index.document), _day(today) or date.today())


@dataclass(frozen=True)
class CompareAsked:
    """What `compare` is asked."""

    subjects: tuple[str, ...]
    aspects: tuple[str, ...] = ()
    today: str = ""
    collections: tuple[str, ...] = ()


@dataclass(frozen=True)
class PathAsked:
    """What `path` is asked."""

    start: str
    goal: str
    said: str = ""
    today: str = ""
    collections: tuple[str, ...] = ()


@dataclass(frozen=True)
class PayAsked:
    """What `pay` is asked."""

    roles: tuple[str, ...]
    places: tuple[str, ...] = ()
    today: str = ""
    collections: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExamAsked:
    """What `exam` is asked."""

    exam: str
    today: str = ""
    collections: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlanAsked:
    """What `plan` is asked."""

    exam: str
    hours: float
    until: str | None = None
    start: str | None = None
    pauses: tuple[tuple[str, str], ...] = ()
    said: str = ""
    today: str = ""
    collections: tuple[str, ...] = ()


@dataclass(frozen=True)
class GapAsked:
    """What `gap` is asked."""

    said: str
    goal: str = ""
    posting: str = ""
    today: str = ""
    collections: tuple[str, ...] = ()


@dataclass(frozen=True)
class FitAsked:
    """What `fit` is asked."""

    said: str
    today: str = ""
    collections: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tool:
    """One tool of the registry.

    Attributes:
        says: what it does, in one sentence.
        asked: the type of its arguments.
    """

    name: str
    asked: type[Any]
    says: str = field(default="")

    def run(self, tools: CareerTools, asked: Any) -> Result:
        """What the tool returns for its arguments."""
        method: Callable[..., Result] = getattr(tools, self.name)
        return method(**vars(asked))


def _tool(name: str, asked: type[Any]) -> Tool:
    said = getattr(CareerTools, name).__doc__ or ""
    return Tool(name, asked, " ".join(said.split("\n\n")[0].split()))


TOOLS = {
    name: _tool(name, asked)
    for name, asked in {
        "compare": CompareAsked,
        "path": PathAsked,
        "pay": PayAsked,
        "exam": ExamAsked,
        "plan": PlanAsked,
        "gap": GapAsked,
        "fit": FitAsked,
    }.items()
}


def _name(text: str) -> str:
    name = " ".join(normalise(text[: LONGEST_NAME + 1]).split())
    if not name or len(name) > LONGEST_NAME:
        raise ToolError(f"A name has 1 to {LONGEST_NAME} characters, such as SC-300.")
    return name


def _text(said: str | Path) -> str:
    text = text_of(said) if isinstance(said, Path) else said
    if len(text) > LONGEST:
        raise ToolError(f"That has {len(text):,} characters; at most {LONGEST:,} are read.")
    return normalise(text)


def _few(names: Sequence[Any]) -> Sequence[Any]:
    if len(names) > MOST_NAMES:
        raise ToolError(f"{len(names)} are named; at most {MOST_NAMES} can be.")
    return names


def _day(day: str | date | None) -> date | None:
    if not day or isinstance(day, date):
        return day or None
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise ToolError(f"{day!r} is no day; write one such as 2027-03-31.") from None


def _demand(day: str | date) -> date:
    found_day = _day(day)
    if found_day is None:
        raise ToolError("A pause needs a first and a last day, such as 2027-02-15.")
    return found_day
