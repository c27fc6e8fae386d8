"""Answers and their sources -> HTML; all text of documents, people and models is escaped."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.extractive import ITEM, PARAGRAPH
from bot.page.model_markdown import inline_html
from bot.types import Answer, Passage, Sentence, Turn
from index import normalise

SURROUNDINGS = 200  # characters shown before and after a passage
GRADES = {
    "answered": "Answered from the guides",
    "partly": "Answered in part",
    "not_in_sources": "Not in the guides",
    "small_talk": "",
}
ROLES = {"system": "Rules", "human": "You and the passages", "ai": "Careerbot before"}
SUPPORT = {
    "weak": "The passage says something near to this, but not quite this.",
    "unsupported": "No passage bears this out.",
}


@dataclass(frozen=True)
class Exchange:
    """A question and, once it is there, its answer.

    Attributes:
        text: what has been streamed so far.
        cards: the answer's sources as HTML, made once: their documents may change afterwards.
        problem: why there is no answer.
    """

    question: str
    text: str = ""
    answer: Answer | None = None
    cards: str = ""
    problem: str = ""

    @property
    def turns(self) -> tuple[Turn, ...]:
        """What the advisor needs to know of it for a follow-up."""
        if self.answer is None:
            return ()
        cited = {c.number for sentence in self.answer.sentences for c in sentence.citations}
        shown = tuple(self.answer.passages[number - 1].id for number in sorted(cited))
        return (
            Turn("user", self.question),
            Turn("assistant", self.answer.text, shown),
        )


def asked_html(question: str) -> str:
    """A question as it was typed."""
    return _tag("div", "asked", _text(question))


def reply_html(exchange: Exchange, turn: int) -> str:
    """The reply, in one line: a blank line would end the HTML for Gradio's Markdown."""
    if exchange.problem:
        return _tag("p", "problem", _text(exchange.problem))
    if exchange.answer is None:
        return _tag("div", "streaming", _lines(exchange.text)) if exchange.text else "…"
    answer = exchange.answer
    said = GRADES[answer.grade]
    parts = [_tag("p", f"grade {answer.grade}", said)] if said else []
    if answer.sentences:
        parts += [_tag("p", "", _text(answer.preface))] if answer.preface else []
        written = answer.model != "quotes"  # a quote is shown as it stands in its document
        parts.append(_sentences_html(answer.sentences, turn, _markdown if written else _text))
    else:
        parts.append(_tag("p", "", _lines(answer.preface)))
    parts += [_tag("p", "notice", _text(notice)) for notice in answer.notices]
    parts.append(_seen_html(answer))
    return _one_line("".join(parts))


def _seen_html(answer: Answer) -> str:
    """Everything that was sent to a language model, folded away; nothing where nothing was."""
    if not answer.prompt:
        return ""
    messages = "".join(
        f"{_tag('dt', '', _text(ROLES[role]))}{_tag('dd', '', _lines(text))}"
        for role, text in answer.prompt
    )
    searched = _tag("dt", "", "Searched for") + "".join(
        _tag("dd", "searched", _text(text)) for text in answer.searched
    )
    summary = _tag("summary", "", "What the model saw")
    return _tag("details", "seen", f"{summary}<dl>{messages}{searched}</dl>")


def sources_html(exchanges: Sequence[Exchange]) -> str:
    """The panel beside the chat: the newest answer's sources open, older ones folded away."""
    parts: list[str] = []
    for exchange in reversed(exchanges):
        if exchange.cards:
            newest = " open" if not parts else ""
            summary = _tag("summary", "", _text(exchange.question))
            parts.append(f'<details class="turn"{newest}>{summary}{exchange.cards}</details>')
    if not parts:
        return _tag("p", "empty", "The passages that an answer rests on appear here.")
    return _one_line("".join(parts))


def _sentences_html(sentences: Sequence[Sentence], turn: int, as_html: Callable[[str], str]) -> str:
    html = ""
    in_list = False
    for sentence in sentences:
        if sentence.lead == ITEM:
            html += "</li><li>" if in_list else "<ul><li>"
            in_list = True
        elif sentence.lead == PARAGRAPH:
            html += "</li></ul>" if in_list else "<br><br>"
            in_list = False
        html += _sentence_html(sentence, turn, as_html(sentence.text))
    return _tag("div", "answer", html + ("</li></ul>" if in_list else ""))


def _sentence_html(sentence: Sentence, turn: int, text: str) -> str:
    numbers = dict.fromkeys(citation.number for citation in sentence.citations)
    marks = "".join(
        f'<a class="cite" href="#source-{turn}-{number}" aria-label="Source {number}">{number}</a>'
        for number in numbers
    )
    doubt = SUPPORT.get(sentence.support)
    flag = f'<span class="doubt" title="{doubt}">{doubt}</span>' if doubt else ""
    return f'<span class="sentence {sentence.support}">{text}</span>{marks}{flag} '


def cards_html(answer: Answer, turn: int, document_text: Callable[[str], str]) -> str:
    """The passages that an answer cites, each in its surroundings, the quotes marked."""
    spans: dict[int, list[tuple[int, int]]] = {}
    for sentence in answer.sentences:
        for citation in sentence.citations:
            spans.setdefault(citation.number, []).append((citation.start, citation.end))
    cards = ""
    for number in sorted(spans):
        passage = answer.passages[number - 1]
        text = document_text(passage.document)
        cards += (
            f'<article class="source" id="source-{turn}-{number}" tabindex="-1">'
            f'<h3><span class="number">{number}</span> {_text(passage.title)}</h3>'
            f"{_tag('p', 'where', _text(_where(passage)))}"
            f"{_tag('blockquote', '', _highlighted(text, passage, spans[number]))}</article>"
        )
    return cards


def _where(passage: Passage) -> str:
    dated = f"checked {passage.updated}" if passage.updated else "undated"
    until = f"valid until {passage.valid_until}" if passage.valid_until else ""
    return " · ".join(part for part in (passage.section, passage.source, dated, until) if part)


def _highlighted(text: str, passage: Passage, spans: Sequence[tuple[int, int]]) -> str:
    """The passage in its surroundings, the quotes marked."""
    first = min([passage.start, *(start for start, _ in spans)])
    last = max([passage.end, *(end for _, end in spans)])
    begin = at = _between_words(text, max(0, first - SURROUNDINGS))
    close = _between_words(text, min(len(text), last + SURROUNDINGS))
    html = "… " if begin else ""
    for start, end in sorted(set(spans)):
        start = max(start, at)
        html += f"{_lines(text[at:start])}<mark>{_lines(text[start:end])}</mark>"
        at = max(at, end)
    return html + _lines(text[at:close]) + (" …" if close < len(text) else "")


def _between_words(text: str, position: int) -> int:
    """The next place, from a position on, where a word ends; the position itself at both ends."""
    while 0 < position < len(text) and not text[position].isspace():
        position += 1
    return position


def _lines(text: str) -> str:
    return re.sub(r"\n+", "<br>", _text(text))


def _markdown(text: str) -> str:
    return inline_html(text, _text)


def _text(text: str) -> str:
    """Text that means nothing but itself, in HTML and in the Markdown that Gradio reads it as."""
    return re.sub(r"[^\w\s,;:?'’“”–…·]", lambda found: f"&#{ord(found[0])};", normalise(text))


def _one_line(html: str) -> str:
    return html.replace("\n", " ")


def _tag(name: str, kind: str, content: str) -> str:
    attribute = f' class="{kind}"' if kind else ""
    return f"<{name}{attribute}>{content}</{name}>"
