"""A guide opened at the passage that a sentence rests on, as the dialog that page.js shows."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from bot.page.drawing.answer import Exchange, dates, where
from bot.page.drawing.guide_text import text_html
from bot.page.drawing.html import one_line, plain, tag
from bot.page.drawing.surroundings import NOTHING, SHORT_ID, Around, around_html
from bot.page.words import ENGLISH, Words
from bot.types import Answer, Citation
from index import CareerBotError, GuideOutline, Outline, StoredDocument

# What page.js sends when a number or a source is pressed: the id of its button, and a count that
# makes every press another one.
_PRESSED = re.compile(r"(?:cite|from)-(\d{1,6})-(\d{1,6})-(\d{1,6}) (\d{1,9})")
_SEEN = re.compile(rf"see-([0-9a-f]{{{SHORT_ID}}}) (\d{{1,9}})")
CHANGED = "The index no longer holds this guide as it was; this is the passage alone."


@dataclass(frozen=True)
class Pressed:
    """A citation whose number somebody pressed, and how many they had pressed."""

    answer: Answer
    citation: Citation
    count: int


def pressed_citation(pressed: str, exchanges: Sequence[Exchange]) -> Pressed | None:
    """The citation whose number somebody pressed, of their own conversation; none for anything
    else that a browser may send.

    Args:
        pressed: what page.js sent.
        exchanges: their conversation.
    """
    found = _PRESSED.fullmatch(pressed)
    if not found:
        return None
    turn, place, number, count = (int(group) for group in found.groups())
    answer = exchanges[turn].answer if turn < len(exchanges) else None
    if answer is None or place >= len(answer.sentences):
        return None
    for citation in answer.sentences[place].citations:
        if citation.number == number:
            return Pressed(answer, citation, count)
    return None


def pressed_guide(pressed: str, outline: Outline) -> tuple[GuideOutline, int] | None:
    """The guide that somebody chose from a list, and how many they had pressed; none for anything
    else that a browser may send.

    Args:
        pressed: what page.js sent.
        outline: the guides that they may open.
    """
    found = _SEEN.fullmatch(pressed)
    if not found:
        return None
    for guide in outline.guides:
        if guide.document.startswith(found[1]):
            return guide, int(found[2])
    return None


def guide_html(
    pressed: Pressed,
    document_text: Callable[[str], str],
    headings: Collection[str] = (),
    words: Words = ENGLISH,
    surroundings: Around = NOTHING,
) -> str:
    """The whole guide in one line of HTML, the quote marked.

    Args:
        pressed: whose quote is marked; its count tells this dialog from an equal one before.
        document_text: id of a document -> its text.
        headings: which lines of the guide are headings.
        words: of the page.
        surroundings: what the guide rests on, and the guides next to it.
    """
    citation = pressed.citation
    passage = pressed.answer.passages[citation.number - 1]
    try:
        text, first = document_text(citation.document), 0
        notice = ""
    except CareerBotError:
        text, first = passage.text, passage.start
        notice = tag("p", "notice", plain(words(CHANGED)))
    body = text_html(text, (citation.start - first, citation.end - first), headings)
    said = _Said(citation.title, where(passage, words), pressed.count)
    return _dialog(said, notice, body + around_html(surroundings, words), words)


def whole_guide_html(
    document: StoredDocument,
    count: int,
    headings: Collection[str],
    words: Words,
    surroundings: Around,
) -> str:
    """A guide of which nothing is quoted; see `guide_html`."""
    said = _Said(document.title, dates(document.updated, document.valid_until, words), count)
    body = text_html(document.text, (0, 0), headings)
    return _dialog(said, "", body + around_html(surroundings, words), words)


@dataclass(frozen=True)
class _Said:
    """What the head of a dialog says, and which dialog it is."""

    title: str
    where: str
    count: int


def _dialog(said: _Said, notice: str, body: str, words: Words) -> str:
    title = plain(said.title)
    label, close = (plain(words(text)) for text in ("Close the guide", "Close"))
    close = f'<button type="button" class="close" aria-label="{label}">{close}</button>'
    head = tag("h2", "", title) + close + tag("p", "where", plain(said.where))
    parts = tag("header", "", head) + notice + tag("div", "text", body)
    opening = f'<dialog class="guide" id="guide-{said.count}" aria-label="{title}">'
    return one_line(f"{opening}{parts}</dialog>")
