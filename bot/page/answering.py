"""A question on the page, with more and more of its answer."""

import asyncio
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

from bot.advisor import Advisor
from bot.page.drawing.answer import Exchange, cards_html
from bot.page.panels.about_you import profile_of
from bot.page.words import Words
from bot.types import Answer, Piece, Preferences, Turn
from index import CareerBotError

BETWEEN_UPDATES = 0.1  # seconds, while an answer is written
LONGEST_PIECE = 40  # characters that a model writes at once


@dataclass(frozen=True)
class Asked:
    """A question, the turns before it, how its answer is preferred, its place, its words, and
    whether it is to be answered in paragraphs.
    """

    question: str
    history: list[Turn]
    preferences: Sequence[Any]
    turn: int
    words: Words
    plainly: bool = False


async def exchanges_of(advisor: Advisor, asked: Asked) -> AsyncGenerator[Exchange, None]:
    """A question with more and more of its answer; at last with all of it, or a problem."""
    question, text, shown = asked.question, "", 0.0
    now = Exchange(question, doing=searching(advisor, asked.words))
    try:
        given = replace(preferences_of(*asked.preferences), plain=asked.plainly)
        async with aclosing(advisor.astream(question, asked.history, given)) as pieces:
            async for piece in pieces:
                text += piece.text if text else _begun(piece.text, asked.words)
                now = _doing(now, piece, asked.words)
                soon = piece.text and time.monotonic() - shown < BETWEEN_UPDATES
                if soon:
                    continue  # each update shows the whole conversation anew
                shown = time.monotonic()
                cards = await asyncio.to_thread(_cards, advisor, piece.answer, asked)
                yield replace(now, text=text, answer=piece.answer, cards=cards)
    except CareerBotError as error:
        yield Exchange(question, problem=str(error))


def _begun(text: str, words: Words) -> str:
    """The first piece of an answer; in our words, where it is the advisor's own and no model's."""
    said = text.removesuffix("\n\n")
    return words.of(said) + text[len(said) :] if len(said) > LONGEST_PIECE else text


def searching(advisor: Advisor, words: Words) -> str:
    """What is said while the passages are looked for."""
    return words("Searching {} guides", len(advisor.index.manifest.files))


def _doing(now: Exchange, piece: Piece, words: Words) -> Exchange:
    """The answer under way, and what a piece says of it."""
    if piece.found:
        return replace(now, found=piece.found, doing=words("Writing from what was found"))
    if piece.checking:
        return replace(now, doing=words("Checking {} sentences", piece.checking))
    return now


def _cards(advisor: Advisor, answer: Answer | None, asked: Asked) -> str:
    if answer is None:
        return ""
    outline = advisor.index.outline()
    return cards_html(answer, asked.turn, advisor.document_text, asked.words, outline)


def preferences_of(
    model: Any, passages: Any, detailed: Any, collections: Any, *facts: Any
) -> Preferences:
    """What the settings on the page say; a slider may say 6.0."""
    return Preferences(
        model=str(model or ""),
        passages=int(passages),
        detailed=bool(detailed),
        profile=profile_of(facts),
        collections=tuple(str(name) for name in collections or ()),
    )
