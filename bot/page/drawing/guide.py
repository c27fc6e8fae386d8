"""A guide opened at the passage that a sentence rests on, as the dialog that page.js shows."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from bot.page.drawing.answer import Exchange, where
from bot.page.drawing.html import lines, one_line, plain, tag
from bot.page.words import ENGLISH, Words
from bot.types import Answer, Citation
from index import CareerBotError

# What page.js sends when a number is pressed: the id of its button, and a count that makes every
# press another one.
_PRESSED = re.compile(r"cite-(\d{1,6})-(\d{1,6})-(\d{1,6}) (\d{1,9})")
_PARTS = re.compile(r"\S.*?(?=\n\n|\s*\Z)", re.DOTALL)
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


def guide_html(
    pressed: Pressed,
    document_text: Callable[[str], str],
    headings: Collection[str] = (),
    words: Words = ENGLISH,
) -> str:
    """The whole guide in one line of HTML, the quote marked.

    Args:
        pressed: whose quote is marked; its count tells this dialog from an equal one before.
        document_text: id of a document -> its text.
        headings: which lines of the guide are headings.
        words: of the page.
    """
    citation = pressed.citation
    passage = pressed.answer.passages[citation.number - 1]
    try:
        text, first = document_text(citation.document), 0
        notice = ""
    except CareerBotError:
        text, first = passage.text, passage.start
        notice = tag("p", "notice", plain(words(CHANGED)))
    title = plain(citation.title)
    label, close = (plain(words(text)) for text in ("Close the guide", "Close"))
    close = f'<button type="button" class="close" aria-label="{label}">{close}</button>'
    head = tag("h2", "", title) + close + tag("p", "where", plain(where(passage, words)))
    body = _marked(text, citation.start - first, citation.end - first, headings)
    parts = tag("header", "", head) + notice + tag("div", "text", body)
    opening = f'<dialog class="guide" id="guide-{pressed.count}" aria-label="{title}">'
    return one_line(f"{opening}{parts}</dialog>")


def _marked(text: str, start: int, end: int, headings: Collection[str]) -> str:
    html = ""
    for part in _PARTS.finditer(text):
        begin, close = part.span()
        a, b = (min(max(place, begin), close) for place in (start, end))
        mark = tag("mark", "", lines(text[a:b])) if a < b else ""
        inside = f"{lines(text[begin:a])}{mark}{lines(text[b:close])}"
        html += tag("h3" if part[0] in headings else "p", "", inside)
    return html
