"""Answers that people kept, beside an index that has changed since."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bot.errors import SavedAnswerError
from index import PassageChange


def touched(answers: Iterable[Path], changes: Iterable[PassageChange]) -> Iterator[str]:
    """The sentences of saved answers that cite a passage which changed or was removed.

    Args:
        answers: files as `careerbot ask --json` writes them.
        changes: of the index.

    Yields:
        A line for each: the file, the sentence, and what became of its passage.

    Raises:
        SavedAnswerError: a file is not such an answer.
    """
    became = {change.id: change for change in changes if change.how != "added"}
    for path in answers:
        for sentence, passage in _cited(path):
            if change := became.get(passage):
                where = " > ".join(part for part in (change.source, change.section) if part)
                yield f'{path}: "{sentence}" cites {where}, which was {change.how}.'


def _cited(path: Path) -> Iterator[tuple[str, str]]:
    """Each sentence of a saved answer with the ids of the passages that it cites."""
    try:
        answer: dict[str, list[dict[str, Any]]] = json.loads(path.read_bytes())
        ids = [passage["id"] for passage in answer["passages"]]
        cited = [
            (sentence["text"], [ids[mark["number"] - 1] for mark in sentence["citations"]])
            for sentence in answer["sentences"]
        ]
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise SavedAnswerError(
            f"{path} is not an answer that was saved ({type(error).__name__}: {error}). Save one: "
            'careerbot ask "QUESTION" --json > FILE'
        ) from error
    for text, passages in cited:
        for passage in dict.fromkeys(passages):
            yield text, passage
