"""Answers that people kept, beside an index that has changed since."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bot.errors import SavedAnswerError
from bot.tools.calendar_file import events_of
from index import PassageChange


def touched(answers: Iterable[Path], changes: Iterable[PassageChange]) -> Iterator[str]:
    """The sentences of saved answers, and the events of plans, whose quotes changed or are gone.

    Args:
        answers: files as `careerbot ask --json` and the tools write them, or a plan's calendar.
        changes: of the index.

    Yields:
        A line for each: the file, the sentence, and what became of its passage.

    Raises:
        SavedAnswerError: a file is not such an answer.
    """
    gone = [change for change in changes if change.how != "added"]
    became = {change.id: change for change in gone}
    for path in answers:
        if path.suffix.lower() == ".ics":
            yield from _events(path, gone)
            continue
        for sentence, passage, source, quote in _cited(path):
            if change := became.get(passage) or _of_quote(source, quote, gone):
                yield f'{path}: "{sentence}" cites {_where(change)}, which was {change.how}.'


def _events(path: Path, gone: Iterable[PassageChange]) -> Iterator[str]:
    """The events of a calendar whose quotes do not stand any more."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SavedAnswerError(f"{path} cannot be read: {error.strerror}.") from error
    for event in events_of(data, str(path)):
        if change := _of_quote(event.source, event.quote, gone):
            named = f"{event.summary} ({event.day})"
            yield f'{path}: "{named}" rests on {_where(change)}, which was {change.how}.'


def _of_quote(source: str, quote: str, gone: Iterable[PassageChange]) -> PassageChange | None:
    """The change that took a quote away; none if it still stands."""
    for change in gone:
        if change.source == source and quote in change.before and quote not in change.after:
            return change
    return None


def _where(change: PassageChange) -> str:
    return " > ".join(part for part in (change.source, change.section) if part)


def _cited(path: Path) -> Iterator[tuple[str, str, str, str]]:
    """Each sentence of a saved answer with the passages that it cites, their files and quotes."""
    try:
        answer: dict[str, list[dict[str, Any]]] = json.loads(path.read_bytes())
        ids = [passage["id"] for passage in answer["passages"]]
        cited = [
            (
                sentence["text"],
                [
                    (ids[mark["number"] - 1], str(mark.get("source")), str(mark.get("quote")))
                    for mark in sentence["citations"]
                ],
            )
            for sentence in answer["sentences"]
        ]
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise SavedAnswerError(
            f"{path} is not an answer that was saved ({type(error).__name__}: {error}). Save one: "
            'careerbot ask "QUESTION" --json > FILE'
        ) from error
    for text, marks in cited:
        once = {passage: (source, quote) for passage, source, quote in reversed(marks)}
        for passage in dict.fromkeys(passage for passage, _, _ in marks):
            yield text, passage, *once[passage]
