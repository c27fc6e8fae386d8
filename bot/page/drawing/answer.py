"""Answers and their sources -> HTML; all text of documents, people and models is escaped."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.next_questions import Choice
from bot.page.drawing.blocks import blocks_html
from bot.page.drawing.html import lines, one_line, plain, tag
from bot.page.drawing.surroundings import sources_list_html
from bot.page.words import ENGLISH, Words
from bot.types import Answer, Passage, Turn
from index import Outline, normalise

NOT_CHECKED = "This was not finished, and not checked against the guides:"
LOST = "The connection was lost before the answer was there."
NO_SOURCES = "The passages behind an answer appear here."
OWN = "your documents/"  # files that somebody sent stand in this folder
SURROUNDINGS = 200  # characters shown before and after a passage
GRADES = {
    "answered": "Answered from the guides",
    "partly": "Answered in part",
    "not_in_sources": "Not in the guides",
    "small_talk": "",
}
ROLES = {"system": "Rules", "human": "You and the passages", "ai": "Careerbot before"}
PLAIN_FORMS = ("paragraph", "yes or no")  # of answers that no plainer one stands behind


@dataclass(frozen=True)
class Exchange:
    """A question and, once it is there, its answer.

    Attributes:
        text: what has been streamed so far.
        cards: the answer's sources as HTML, made once: their documents may change afterwards.
        doing: what is done just now, as long as there is no answer.
        found: what it is going to be written from, as soon as that is known.
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
    doing: str = ""
    found: tuple[Passage, ...] = ()

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


def reply_html(exchange: Exchange, turn: int, words: Words = ENGLISH, newest: bool = True) -> str:
    """The reply, in one line: a blank line would end the HTML for Gradio's Markdown.

    Once it is finished its class says so, and page.js has screen readers say it.

    Args:
        exchange: the question and what there is of its answer.
        turn: its place in the conversation, from 0.
        words: of the page; what guides and models say stays as it is.
        newest: whether it is the last one, which offers how to go on.
    """
    if exchange.problem:
        return one_line(_problem_html(exchange, turn, words))
    if exchange.choices:
        return one_line(_choices_html(exchange, turn, words))
    if exchange.answer is None:
        return one_line(_under_way_html(exchange, words))
    answer = exchange.answer
    said = GRADES[answer.grade]
    parts = [tag("p", f"grade {answer.grade}", plain(words(said)))] if said else []
    parts.append(_from_html(answer, turn, words))
    parts += _preface_html(answer, turn, words)
    if answer.blocks:
        parts.append(blocks_html(answer, turn, words))
    if missing := unsaid(answer, words):
        parts.append(tag("p", "missing", plain(words("Not in the guides: {}", missing))))
    parts += [tag("p", "notice", plain(words.of(notice))) for notice in answer.notices]
    if answer.because:
        parts.append(tag("p", "because", plain(because(answer.because, words))))
    parts.append(_seen_html(answer, words))
    finished = tag("div", "finished", "".join(parts))
    offers = _offers_html(answer, turn, words, newest)
    following = _following_html(exchange.following, turn, words) if newest else ""
    return one_line(finished + offers + following)


def _under_way_html(exchange: Exchange, words: Words) -> str:
    """An answer that is not finished: what is done, from what, and what is written so far. Each
    stands where the finished answer has its like, so that nothing moves.
    """
    doing = tag("p", "grade doing", plain(exchange.doing or words("One moment")))
    titles = dict.fromkeys((passage.title, passage.updated) for passage in exchange.found)
    items = "".join(
        f'<li><span class="found">{plain(title)}{_dated_html(updated, words)}</span></li>'
        for title, updated in titles
    )
    sources = tag("ul", "from", items) if items else ""
    return doing + sources + (_written_html("streaming", exchange.text) if exchange.text else "")


def _from_html(answer: Answer, turn: int, words: Words) -> str:
    """The guides that an answer cites, each with its numbers: buttons that open it at the first."""
    first: dict[int, int] = {}
    for place, sentence in enumerate(answer.sentences):
        for citation in sentence.citations:
            first.setdefault(citation.number, place)
    guides: dict[str, list[int]] = {}
    for number in sorted(first):
        guides.setdefault(answer.passages[number - 1].document, []).append(number)
    items = ""
    for numbers in guides.values():
        passage = answer.passages[numbers[0] - 1]
        opened = f"{turn}-{first[numbers[0]]}-{numbers[0]}"
        shown = ", ".join(map(str, numbers[:3])) + (" …" if len(numbers) > 3 else "")
        title = f"{tag('span', 'numbers', plain(shown))} {plain(passage.title)}"
        items += (
            f'<li><button type="button" class="from" id="from-{opened}">{title}'
            f"{_dated_html(passage.updated, words)}</button></li>"
        )
    return tag("ul", "from", items) if items else ""


def _dated_html(updated: str, words: Words) -> str:
    return tag("span", "dated", plain(dates(updated, "", words)))


def preface_lines(answer: Answer, words: Words = ENGLISH) -> list[str]:
    """What stands before an answer, paragraph by paragraph, without the list of its topics."""
    topics = "\n".join(f"- {topic}" for topic in answer.topics)
    missing = "; nor ".join(answer.missing)
    named = words("; nor ").join(words.of(part) for part in answer.missing)
    paragraphs = [part for part in answer.preface.split("\n\n") if part not in ("", topics)]
    return [words.of(part.replace(missing, named) if missing else part) for part in paragraphs]


def unsaid(answer: Answer, words: Words = ENGLISH) -> str:
    """What is missing of an answer, as far as its preface does not say so."""
    unsaid = (part for part in dict.fromkeys(answer.missing) if part not in answer.preface)
    return "; ".join(words.of(part) for part in unsaid)


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


def _offers_html(answer: Answer, turn: int, words: Words, newest: bool) -> str:
    """Buttons of page.js: one copies the answer, since Gradio's own would copy the HTML; one asks
    for the last answer in paragraphs.
    """
    offers = [("copy", "Copy")] if answer.blocks else []
    if newest and answer.form not in PLAIN_FORMS:
        offers.append(("plain", "Plain answer instead"))
    return "".join(
        f'<button type="button" class="offer {name}" id="{name}-{turn}">'
        f"{plain(words(title))}</button> "
        for name, title in offers
    )


def _problem_html(exchange: Exchange, turn: int, words: Words) -> str:
    """Why there is no answer, below what a model had written of it, which nobody checked."""
    written = ""
    if exchange.text:
        written = tag("p", "notice", plain(words(NOT_CHECKED)))
        written += _written_html("unfinished", exchange.text)
    problem = tag("p", "problem", plain(words.of(exchange.problem)))
    again = ""
    if exchange.problem == LOST:
        button = _next_html(f"again-{turn}", words("Ask again"), exchange.question)
        again = tag("div", "following", f"<ul>{button}</ul>")
    return written + tag("div", "finished", problem) + again


def _written_html(kind: str, text: str) -> str:
    """What a model has written so far, without its marks of emphasis."""
    return tag("div", kind, lines(text.replace("**", "")))


def _preface_html(answer: Answer, turn: int, words: Words) -> list[str]:
    """What stands before an answer; topics as buttons that ask about them."""
    parts = [tag("p", "", lines(part)) for part in preface_lines(answer, words)]
    if answer.grade == "not_in_sources" and answer.topics:
        buttons = "".join(
            _next_html(f"topic-{turn}-{place}", topic, topic)
            for place, topic in enumerate(answer.topics)
        )
        parts.append(tag("div", "following", f"<ul>{buttons}</ul>"))
    return parts


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


def cards_html(
    answer: Answer,
    turn: int,
    document_text: Callable[[str], str],
    words: Words = ENGLISH,
    outline: Outline | None = None,
) -> str:
    """The passages that an answer cites, each in its surroundings, the quotes marked.

    Args:
        answer: whose passages they are.
        turn: its place in the conversation, from 0.
        document_text: id of a document -> its text.
        words: of the page.
        outline: of the live guides, which name the pages that they rest on.
    """
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
            f"{tag('blockquote', '', _highlighted(text, passage, spans[number]))}"
            f"{_official_html(passage.document, outline)}</article>"
        )
    return cards


def _official_html(document: str, outline: Outline | None) -> str:
    guide = outline.by_document.get(document) if outline else None
    return sources_list_html(guide.about.get("sources", ())) if guide else ""


def where(passage: Passage, words: Words = ENGLISH) -> str:
    """Section and dates of a passage; of a document of one's own its file as well."""
    own = passage.source if passage.source.startswith(OWN) else ""
    dated = dates(passage.updated, passage.valid_until, words)
    return " · ".join(part for part in (passage.section, own, dated) if part)


def dates(updated: str, valid_until: str, words: Words = ENGLISH) -> str:
    """When a guide was last checked, and how long its statements hold; ISO 8601, or empty."""
    dated = words("checked {}", updated) if updated else words("undated")
    return f"{dated} · {words('valid until {}', valid_until)}" if valid_until else dated


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
