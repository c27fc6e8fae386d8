"""Answers and their sources -> HTML; all text of documents, people and models is escaped."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.clarifying import Choice
from bot.extractive import ITEM, PARAGRAPH
from bot.page.html import lines, one_line, plain, tag
from bot.page.model_markdown import inline_html
from bot.types import Answer, Passage, Sentence, Turn
from index import normalise

LOST = "The connection was lost before the answer was there."
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
    "changed": "The guide has changed since.",
}


@dataclass(frozen=True)
class Exchange:
    """A question and, once it is there, its answer.

    Attributes:
        text: what has been streamed so far.
        cards: the answer's sources as HTML, made once: their documents may change afterwards.
        problem: why there is no answer.
        following: what could be asked next.
        choices: what the question may mean; it is asked back, and not answered yet.
    """

    question: str
    text: str = ""
    answer: Answer | None = None
    cards: str = ""
    problem: str = ""
    following: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()

    def gives_way_to(self, question: str) -> bool:
        """Whether a question takes the place of this one: it says what was meant by it, or asks it
        anew after the connection was lost.
        """
        same = normalise(question).split() == normalise(self.question).split()
        return bool(self.choices) or (self.problem == LOST and same)

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
    return tag("div", "asked", plain(question))


def reply_html(exchange: Exchange, turn: int) -> str:
    """The reply, in one line: a blank line would end the HTML for Gradio's Markdown.

    Once it is finished its class says so, and page.js has screen readers say it.
    """
    if exchange.problem:
        problem = tag("div", "finished", tag("p", "problem", plain(exchange.problem)))
        return one_line(problem + (_again_html(exchange, turn) if exchange.problem == LOST else ""))
    if exchange.choices:
        return one_line(_choices_html(exchange, turn))
    if exchange.answer is None:
        return tag("div", "streaming", lines(exchange.text)) if exchange.text else "…"
    answer = exchange.answer
    said = GRADES[answer.grade]
    parts = [tag("p", f"grade {answer.grade}", said)] if said else []
    if answer.sentences:
        parts += [tag("p", "", plain(answer.preface))] if answer.preface else []
        written = answer.model != "quotes"  # a quote is shown as it stands in its document
        parts.append(_sentences_html(answer.sentences, turn, _markdown if written else plain))
    else:
        parts.append(tag("p", "", lines(answer.preface)))
    parts += [tag("p", "notice", plain(notice)) for notice in answer.notices]
    if answer.because:
        parts.append(tag("p", "because", plain(because(answer.because))))
    parts.append(_seen_html(answer))
    finished = tag("div", "finished", "".join(parts))
    return one_line(finished + _following_html(exchange.following, turn))


def because(facts: Sequence[str]) -> str:
    """Which facts of a profile an answer was chosen by."""
    return f"Chosen because you said that {' and that '.join(facts)}."


def _following_html(questions: Sequence[str], turn: int) -> str:
    """Questions to go on with, as buttons by which page.js asks them."""
    if not questions:
        return ""
    buttons = "".join(
        f'<li><button type="button" class="next" id="next-{turn}-{place}">'
        f"{plain(question)}</button></li>"
        for place, question in enumerate(questions)
    )
    return tag("div", "following", f"{tag('p', '', 'The guides also answer:')}<ul>{buttons}</ul>")


def _again_html(exchange: Exchange, turn: int) -> str:
    """A button that asks the question once more."""
    button = _next_html(f"again-{turn}", "Ask it again", exchange.question)
    return tag("div", "following", f"<ul>{button}</ul>")


def _next_html(name: str, title: str, question: str) -> str:
    """A button by which page.js asks a question, other than by its title."""
    return (
        f'<li><button type="button" class="next" id="{name}">'
        f'{plain(title)}<span class="ask" hidden="">{plain(question)}</span></button></li>'
    )


def _choices_html(exchange: Exchange, turn: int) -> str:
    """What a question may mean, as buttons that each hold the question that they ask."""
    asked = [(choice.title, choice.question) for choice in exchange.choices]
    asked.append(("Just answer", exchange.question))
    buttons = "".join(
        _next_html(f"choice-{turn}-{place}", title, question)
        for place, (title, question) in enumerate(asked)
    )
    back = tag("p", "", "Which do you mean? Press one, or type another.")
    return tag("div", "finished", back) + tag("div", "following", f"<ul>{buttons}</ul>")


def _seen_html(answer: Answer) -> str:
    """Everything that was sent to a language model, folded away; nothing where nothing was."""
    if not answer.prompt:
        return ""
    messages = "".join(
        f"{tag('dt', '', plain(ROLES[role]))}{tag('dd', '', lines(text))}"
        for role, text in answer.prompt
    )
    searched = tag("dt", "", "Searched for") + "".join(
        tag("dd", "searched", plain(text)) for text in answer.searched
    )
    summary = tag("summary", "", "What the model saw")
    return tag("details", "seen", f"{summary}<dl>{messages}{searched}</dl>")


def sources_html(exchanges: Sequence[Exchange]) -> str:
    """The panel beside the chat: the newest answer's sources open, older ones folded away."""
    parts: list[str] = []
    for exchange in reversed(exchanges):
        if exchange.cards:
            newest = " open" if not parts else ""
            summary = tag("summary", "", plain(exchange.question))
            parts.append(f'<details class="turn"{newest}>{summary}{exchange.cards}</details>')
    if not parts:
        return tag("p", "empty", "The passages that an answer rests on appear here.")
    return one_line("".join(parts))


def _sentences_html(sentences: Sequence[Sentence], turn: int, as_html: Callable[[str], str]) -> str:
    html = ""
    in_list = False
    for place, sentence in enumerate(sentences):
        if sentence.lead == ITEM:
            html += "</li><li>" if in_list else "<ul><li>"
            in_list = True
        elif sentence.lead == PARAGRAPH:
            html += "</li></ul>" if in_list else "<br><br>"
            in_list = False
        html += _sentence_html(sentence, f"{turn}-{place}", as_html(sentence.text))
    return tag("div", "answer", html + ("</li></ul>" if in_list else ""))


def _sentence_html(sentence: Sentence, place: str, text: str) -> str:
    quotes = {citation.number: citation.quote for citation in reversed(sentence.citations)}
    marks = "".join(_mark_html(f"{place}-{number}", quotes[number]) for number in sorted(quotes))
    doubt = SUPPORT.get(sentence.support)
    flag = f'<span class="doubt">{doubt}</span>' if doubt else ""
    return f'<span class="sentence {sentence.support}">{text}</span>{marks}{flag} '


def _mark_html(place: str, quote: str) -> str:
    """A sentence's number, and the quote that page.js shows beside it.

    Gradio's sanitiser leaves a button its id, class and label, and takes all else; so the id says
    which citation it is (see `bot.page.guide`), and page.js adds the rest.
    """
    number = place.rpartition("-")[2]
    button = (
        f'<button type="button" class="cite" id="cite-{place}" aria-label="Source {number}">'
        f"{number}</button>"
    )
    return f'{button}<span class="quote" id="quote-{place}" hidden="">{plain(quote)}</span>'


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
            f'<h3><span class="number">{number}</span> {plain(passage.title)}</h3>'
            f"{tag('p', 'where', plain(where(passage)))}"
            f"{tag('blockquote', '', _highlighted(text, passage, spans[number]))}</article>"
        )
    return cards


def where(passage: Passage) -> str:
    """Section, file and dates of a passage."""
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
        html += f"{lines(text[at:start])}<mark>{lines(text[start:end])}</mark>"
        at = max(at, end)
    return html + lines(text[at:close]) + (" …" if close < len(text) else "")


def _between_words(text: str, position: int) -> int:
    """The next place, from a position on, where a word ends; the position itself at both ends."""
    while 0 < position < len(text) and not text[position].isspace():
        position += 1
    return position


def _markdown(text: str) -> str:
    return inline_html(text, plain)
