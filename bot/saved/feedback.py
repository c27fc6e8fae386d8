"""What people thought of answers: kept in the home folder, and turned into evaluation questions."""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock
from pydantic import TypeAdapter

from bot.errors import FeedbackError
from bot.types import Answer, Turn
from index import regular_file

LIKED = "Like"
# What the page offers. Gradio draws the first two as thumbs, and the rest as a list of reasons.
VERDICTS = (LIKED, "Dislike", "Wrong", "Not what I asked", "Out of date", "Hard to understand")
LARGEST = 20 * 2**20  # bytes; a page that is open to many must not fill the disk
FILE = "feedback.jsonl"


@dataclass(frozen=True)
class Feedback:
    """What somebody thought of an answer. It does not say who.

    Attributes:
        verdict: one of `VERDICTS`.
        earlier: what they had asked before in the conversation, oldest first.
        cited: source and quote of each citation of the answer.
        at: the day, ISO 8601.
    """

    verdict: str
    question: str
    earlier: tuple[str, ...]
    grade: str
    model: str
    cited: tuple[tuple[str, str], ...]
    at: str


_KEPT = TypeAdapter(Feedback)


def feedback_on(answer: Answer, history: Sequence[Turn], verdict: str) -> Feedback:
    """What is kept of a verdict.

    Args:
        answer: what it is about.
        history: the conversation before that.
        verdict: one of `VERDICTS`.

    Raises:
        FeedbackError: it is none of them.
    """
    if verdict not in VERDICTS:
        raise FeedbackError(f"An answer cannot be called {verdict[:40]!r}, only {VERDICTS}.")
    cited = {(c.source, c.quote): None for s in answer.sentences for c in s.citations}
    return Feedback(
        verdict=verdict,
        question=answer.question,
        earlier=tuple(turn.text for turn in history if turn.role == "user"),
        grade=answer.grade,
        model=answer.model,
        cited=tuple(cited),
        at=datetime.now(UTC).date().isoformat(),
    )


def keep(home: Path, feedback: Feedback) -> None:
    """Add it to what is kept, for the operator's eyes only.

    Raises:
        FeedbackError: it cannot be written, or there is too much of it.
    """
    path = home / FILE
    line = json.dumps(asdict(feedback), ensure_ascii=False) + "\n"
    try:
        home.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_suffix(".lock"), timeout=5):
            if path.exists() and path.stat().st_size + len(line.encode()) > LARGEST:
                raise FeedbackError(
                    f"{path} is full; export it (careerbot feedback export), then remove it."
                )
            # Not waiting: a pipe in its place would wait for someone to read from it.
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NONBLOCK", 0)
            handle = os.open(path, flags, 0o600)
            with os.fdopen(handle, "a", encoding="utf-8") as file:
                file.write(line)
    except OSError as error:
        raise FeedbackError(f"{path} cannot be written: {error}.") from error


def evaluation_questions(home: Path, liked: bool) -> Iterator[dict[str, Any]]:
    """What is kept, as lines of a question set of `careerbot eval`.

    Args:
        home: where it was kept.
        liked: those whose answer was liked, with the quotes that answered them; or the others,
            whose `answers` somebody must fill in.

    Raises:
        FeedbackError: there is none, or a line of it is broken; says which.
    """
    path = home / FILE
    try:
        with regular_file(path) as file:
            lines = file.read().rstrip(b"\n").split(b"\n")
    except FileNotFoundError as error:
        raise FeedbackError("Nobody has said anything yet on the page of this home.") from error
    except OSError as error:
        raise FeedbackError(f"{path} cannot be read: {error}. Put it aside.") from error
    for number, line in enumerate(lines, 1):
        if not line:
            continue
        try:
            kept = _KEPT.validate_json(line)
        except ValueError as error:
            why = str(error).partition("\n")[2] or error
            raise FeedbackError(f"{path}:{number}: this is no feedback: {why}.") from error
        if (kept.verdict == LIKED) == liked:
            answers = [{"guide": source, "quote": quote} for source, quote in kept.cited]
            yield {
                "question": kept.question,
                "style": "feedback" if liked else kept.verdict.lower(),
                "earlier": list(kept.earlier),
                "answers": answers if liked else [],
            }
