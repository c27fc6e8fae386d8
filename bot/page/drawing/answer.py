"""Answers and their sources -> HTML; all text of documents, people and models is escaped."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.next_questions import Choice
from bot.page.drawing.html import lines, one_line, plain, tag
from bot.page.drawing.model_markdown import inline_html
from bot.page.words import ENGLISH, Words
from bot.types import Answer, Passage, Sentence, Turn
from bot.wording.quoting import ITEM, PARAGRAPH
from index import normalise

LOST = "The connection was lost before the answer was there."
NO_SOURCES = "The passages that an answer rests on appear here."
SURROUNDINGS = 200  # characters shown before and after a passage
GRADES = {
    "answered": "Answered from the guides",
    "partly": "Answered in part",
    "not_in_sources": "Not in the guides",
    "small_talk": "",
}
ROLES = {"system": "Rules", "human": "You and the passages", "ai": "Careerbot before"}
SUPPORT = {
    "reworded": "In other words than the guide’s: compare the quote.",
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


def reply_html(exchange: Exchange, turn: int, words: Words = ENGLISH) -> str:
    """The reply, in one line: a blank line would end the HTML for Gradio's Markdown.

    Once it is finished its class says so, and page.js has screen readers say it.

    Args:
        exchange: the question and what there is of its answer.
        turn: its place in the conversation, from 0.
        words: of the page; what guides and models say stays as it is.
    """
    if exchange.problem:
        problem = tag("p", "problem", plain(words.of(exchange.problem)))
        again = _again_html(exchange, turn, words) if exchange.problem == LOST else ""
        return one_line(tag("div", "finished", problem) + again)
    if exchange.choices:
        return one_line(_choices_html(exchange, turn, words))
    if exchange.answer is None:
        return tag("div", "streaming", lines(exchange.text)) if exchange.text else "…"
    answer = exchange.answer
    said = GRADES[answer.grade]
    parts = [tag("p", f"grade {answer.grade}", plain(words(said)))] if said else []
    preface = words.of(answer.preface)
    if answer.sentences:
        parts += [tag("p", "", plain(preface))] if preface else []
        parts.append(_sentences_html(answer, turn, words))
    else:
        parts.append(tag("p", "", lines(preface)))
    parts += [tag("p", "notice", plain(words.of(notice))) for notice in answer.notices]
    if answer.because:
        parts.append(tag("p", "because", plain(because(answer.because, words))))
    parts.append(_seen_html(answer, words))
    finished = tag("div", "finished", "".join(parts))
    copying = _copying_html(turn, words) if answer.sentences else ""
    return one_line(finished + copying + _following_html(exchange.following, turn, words))


def because(facts: Sequence[str], words: Words = ENGLISH) -> str:
    """Which facts of a profile an answer was chosen by."""
    said = words(" and that ").join(words.of(fact) for fact in facts)
    return words("Chosen because you said that {}.", said)


def _following_html(questions: Sequence[str], turn: int, words: Words) -> str:
    """Questions to go on with, as buttons by which page.js asks them."""
    if not questions:
        return ""
    buttons = "".join(
        f'<li><button type="button" class="next" id="next-{turn}-{place}">'
        f"{plain(question)}</button></li>"
        for place, question in enumerate(questions)
    )
    title = tag("p", "", plain(words("The guides also answer:")))
    return tag("div", "following", f"{title}<ul>{buttons}</ul>")


def _copying_html(turn: int, words: Words) -> str:
    """A button by which page.js copies the answer; Gradio's own would copy the HTML."""
    return f'<button type="button" class="copy" id="copy-{turn}">{plain(words("Copy"))}</button>'


def _again_html(exchange: Exchange, turn: int, words: Words) -> str:
    """A button that asks the question once more."""
    button = _next_html(f"again-{turn}", words("Ask it again"), exchange.question)
    return tag("div", "following", f"<ul>{button}</ul>")


def _next_html(name: str, title: str, question: str) -> str:
    """A button by which page.js asks a question, other than by its title."""
    return (
        f'<li><button type="button" class="next" id="{name}">'
        f'{plain(title)}<span class="ask" hidden="">{plain(question)}</span></button></li>'
    )


def _choices_html(exchange: Exchange, turn: int, words: Words) -> str:
    """What a question may mean, as buttons that each hold the question that they ask."""
    asked = [(choice.title, choice.question) for choice in exchange.choices]
    asked.append((words("Just answer"), exchange.question))
    buttons = "".join(
        _next_html(f"choice-{turn}-{place}", title, question)
        for place, (title, question) in enumerate(asked)
    )
    back = tag("p", "", plain(words("Which do you mean? Press one, or type another.")))
    return tag("div", "finished", back) + tag("div", "following", f"<ul>{buttons}</ul>")


def _seen_html(answer: Answer, words: Words) -> str:
    """Everything that was sent to a language model, folded away; nothing where nothing was."""
    if not answer.prompt:
        return ""
    messages = "".join(
        f"{tag('dt', '', plain(words(ROLES[role])))}{tag('dd', '', lines(text))}"
        for role, text in answer.prompt
    )
    searched = tag("dt", "", plain(words("Searched for"))) + "".join(
        tag("dd", "searched", plain(text)) for text in answer.searched
    )
    summary = tag("summary", "", plain(words("What the model saw")))
    return tag("details", "seen", f"{summary}<dl>{messages}{searched}</dl>")


def sources_html(exchanges: Sequence[Exchange], words: Words = ENGLISH) -> str:
    """The panel beside the chat: the newest answer's sources open, older ones folded away."""
    parts: list[str] = []
    for exchange in reversed(exchanges):
        if exchange.cards:
            newest = " open" if not parts else ""
            summary = tag("summary", "", plain(exchange.question))
            parts.append(f'<details class="turn"{newest}>{summary}{exchange.cards}</details>')
    if not parts:
        return tag("p", "empty", plain(words(NO_SOURCES)))
    return one_line("".join(parts))


def _sentences_html(answer: Answer, turn: int, words: Words) -> str:
    # A quote is shown as it stands in its document.
    by_model = answer.model != "quotes"
    html = ""
    in_list = False
    for place, sentence in enumerate(answer.sentences):
        if sentence.lead == ITEM:
            html += "</li><li>" if in_list else "<ul><li>"
            in_list = True
        elif sentence.lead == PARAGRAPH:
            html += "</li></ul>" if in_list else "<br><br>"
            in_list = False
        html += _sentence_html(sentence, f"{turn}-{place}", _text_html(sentence, by_model), words)
    return tag("div", "answer", html + ("</li></ul>" if in_list else ""))


def _sentence_html(sentence: Sentence, place: str, text: str, words: Words) -> str:
    quotes = {citation.number: citation.quote for citation in reversed(sentence.citations)}
    marks = "".join(
        _mark_html(f"{place}-{number}", quotes[number], words) for number in sorted(quotes)
    )
    doubt = SUPPORT.get(sentence.support)
    flag = tag("span", "doubt", plain(words(doubt))) if doubt else ""
    return f'<span class="sentence {sentence.support}">{text}</span>{marks}{flag} '


def _mark_html(place: str, quote: str, words: Words) -> str:
    """A sentence's number, and the quote that page.js shows beside it.

    Gradio's sanitiser leaves a button its id, class and label, and takes all else; so the id says
    which citation it is (see `bot.page.drawing.guide`), and page.js adds the rest.
    """
    number = place.rpartition("-")[2]
    label = plain(words("Source {}", number))
    attributes = f'class="cite" id="cite-{place}" aria-label="{label}"'
    button = f'<button type="button" {attributes}>{number}</button>'
    return f'{button}<span class="quote" id="quote-{place}" hidden="">{plain(quote)}</span>'


def cards_html(
    answer: Answer, turn: int, document_text: Callable[[str], str], words: Words = ENGLISH
) -> str:
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
            f"{tag('p', 'where', plain(where(passage, words)))}"
            f"{tag('blockquote', '', _highlighted(text, passage, spans[number]))}</article>"
        )
    return cards


def where(passage: Passage, words: Words = ENGLISH) -> str:
    """Section, file and dates of a passage."""
    updated, valid_until = passage.updated, passage.valid_until
    dated = words("checked {}", updated) if updated else words("undated")
    until = words("valid until {}", valid_until) if valid_until else ""
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


def _text_html(sentence: Sentence, by_model: bool) -> str:
    return inline_html(sentence.text, plain, sentence.support if by_model else "unsupported")
