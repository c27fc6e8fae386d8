"""The chat: what is on the page, and what happens when somebody asks."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import gradio as gr

from bot.accounts import Accounts
from bot.advisor import DEFAULT, Advisor
from bot.errors import FeedbackError
from bot.feedback import LIKED, VERDICTS, feedback_on, keep
from bot.page.about_you import AboutYou, profile_of
from bot.page.brand import heading_html
from bot.page.guide import guide_html, pressed_citation
from bot.page.html import plain
from bot.page.rendering import Exchange, asked_html, cards_html, reply_html, sources_html
from bot.questions import MOST_CHARACTERS
from bot.settings import NO_MODEL
from bot.types import MOST_PASSAGES, Answer, Preferences, Turn
from index import CareerBotError, spread

logger = logging.getLogger(__name__)

AT_ONCE = 16  # people answered at the same time; others wait their turn
WAITING = 64  # and no more than these wait
EXAMPLES = 6
BETWEEN_UPDATES = 0.1  # seconds, while an answer is written
LAST_PIECE = 0.3  # seconds in which what was under way when an answer was stopped has come in
HERE = Path(__file__).parent
# Every listener is private: the page has no API.
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}

ABOUT = "Every sentence of an answer shows the passage it comes from."


def build_page(advisor: Advisor, notice: str = "") -> gr.Blocks:
    """Put the page together.

    Args:
        advisor: who answers.
        notice: shown above the chat, such as that the index could not be brought up to date.
    """
    page: gr.Blocks
    look = advisor.settings
    with gr.Blocks(title=look.title, analytics_enabled=False, fill_height=True) as page:
        gr.Markdown(heading_html(look), elem_id="heading")
        if Accounts(Path(look.home)).names():
            gr.Button("Log out", link="logout", link_target="_self", size="sm", elem_id="way-out")
        if notice:
            gr.Markdown(notice, elem_classes="warning")
        conversation: gr.State = gr.State(Conversation())
        with gr.Row(elem_id="desk"):
            with gr.Column(scale=3, min_width=320):
                chat = gr.Chatbot(
                    label="Conversation",
                    placeholder=f"## {plain(look.welcome)}\n{ABOUT}",
                    examples=[{"text": question} for question in example_questions(advisor)],
                    height="62vh",
                    buttons=[],
                    feedback_options=VERDICTS,
                    allow_file_downloads=False,
                    latex_delimiters=[],
                    elem_id="chat",
                )
                offer = gr.Column()
                with gr.Row():
                    box = gr.Textbox(
                        placeholder="Ask a question",
                        label="Your question",
                        show_label=False,
                        max_length=10 * MOST_CHARACTERS,  # enough to be told that it is too much
                        autofocus=True,
                        scale=8,
                        min_width=240,
                        elem_id="question",
                    )
                    send = gr.Button("Ask", variant="primary", scale=1, min_width=80, elem_id="ask")
                    stop = gr.Button("Stop", scale=1, min_width=80, elem_id="stop")
            with gr.Column(scale=2, min_width=300, elem_id="sources"):
                gr.Markdown("## Sources")
                sources = gr.Markdown(sources_html([]), elem_id="passages")
        # Where page.js says which number was pressed, and where the guide comes for it to open.
        pressed = gr.Textbox(visible="hidden", label="Pressed", elem_id="pressed")
        guide = gr.Markdown(elem_id="guide")
        about_you = AboutYou()
        with offer:
            about_you.offer()
        preferences = _settings(advisor)
        state = gr.Markdown(elem_id="state")
        page.load(lambda: _state(advisor), None, state, api_visibility="private")
        page.load(
            lambda: gr.Dropdown(choices=_choices(advisor)),
            None,
            preferences[0],
            api_visibility="private",
        )
        about_you.connect(page, QUIET)
        asking = [conversation, *preferences, *about_you.facts]
        actions = Actions(advisor)
        pressed.change(  # its `input` waits for a key
            actions.open_guide,
            [pressed, conversation],
            guide,
            show_progress="hidden",
            api_visibility="private",
        )
        answering = _connect(actions, asking, [chat, sources], box, send, stop)
        for event in answering:
            about_you.listen(event, conversation, QUIET)
    page.queue(max_size=WAITING, default_concurrency_limit=AT_ONCE)
    return page


def _settings(advisor: Advisor) -> list[Any]:
    """How somebody likes to be answered: model, number of passages, detail. Theirs alone."""
    with gr.Accordion("Settings", open=False, elem_id="settings"):
        model = gr.Dropdown(
            choices=_choices(advisor),
            value="",
            label="Who words the answer",
            info="Every sentence is checked against the guides. A hosted model is sent your "
            "question, the conversation and the passages, and nothing before you choose it.",
            elem_id="model",
        )
        passages = gr.Slider(
            1, MOST_PASSAGES, DEFAULT.passages, step=1, label="Passages to answer from"
        )
        detailed = gr.Checkbox(DEFAULT.detailed, label="Answer in detail")
    return [model, passages, detailed]


def _choices(advisor: Advisor) -> list[tuple[str, str]]:
    """The models that are here, by the names that people see."""
    quotes = "Nobody: the guides are quoted"
    usual = advisor.settings.model
    first = quotes if usual in NO_MODEL else usual
    others = [name for name in advisor.models() if name != usual]
    if usual in NO_MODEL:
        others.remove("none")
    return [(first, ""), *((quotes if name == "none" else name, name) for name in others)]


def example_questions(advisor: Advisor) -> list[str]:
    """Questions that the guides answer, since they are their own headings; one a guide."""
    questions = []
    for sections in advisor.index.sections().values():
        asked = [section for section in sections if section.endswith("?")]
        questions += asked[:1]
    return spread(questions, EXAMPLES)


def _state(advisor: Advisor) -> str:
    manifest = advisor.index.manifest
    model = advisor.settings.model if not advisor.model_problem else advisor.model_problem
    answers = "quoting the guides, no language model" if model in NO_MODEL else model
    damage = f"{advisor.index.notice} · " if advisor.index.notice else ""
    return damage + (
        f"{len(manifest.files)} guides, {len(manifest.chunk_ids)} passages, "
        f"indexed {manifest.built[:16].replace('T', ' ')} UTC · answers by {answers}"
    )


Shown = tuple[list[gr.ChatMessage], str]  # chat, sources


@dataclass
class Conversation:
    """What one person has asked so far; lives on the server as long as their page.

    Attributes:
        interruptions: grows whenever an answer under way is no longer wanted; what such an answer
            still has to say is then not shown, however late its cancelling comes.
        asked_back: whether a question was asked back; that is done once at the most.
    """

    exchanges: list[Exchange] = field(default_factory=list)
    interruptions: int = 0
    asked_back: bool = False


class Actions:
    """What happens when somebody asks, asks again, stops or clears."""

    def __init__(self, advisor: Advisor) -> None:
        self._advisor = advisor

    async def ask(
        self, question: str, conversation: Conversation, *preferences: Any
    ) -> AsyncIterator[tuple[Any, *Shown]]:
        """Answer what stands in the box, and empty it, once: the next question may be typed there
        while the answer is written.
        """
        left: Any = ""
        async with aclosing(self._answer(question, conversation, preferences)) as answer:
            async for shown in answer:
                yield left, *shown
                left = gr.skip()

    async def ask_example(
        self, chosen: gr.SelectData, conversation: Conversation, *preferences: Any
    ) -> AsyncIterator[Shown]:
        """Answer an example question."""
        question = str(chosen.value["text"])
        async with aclosing(self._answer(question, conversation, preferences)) as answer:
            async for shown in answer:
                yield shown

    async def ask_again(
        self, conversation: Conversation, *preferences: Any
    ) -> AsyncIterator[Shown]:
        """Answer the last question anew."""
        if conversation.exchanges:
            question = conversation.exchanges.pop().question
            async with aclosing(self._answer(question, conversation, preferences)) as answer:
                async for shown in answer:
                    yield shown

    def stop(self, conversation: Conversation) -> Shown:
        """Say that an unfinished answer was stopped."""
        conversation.interruptions += 1
        exchanges = conversation.exchanges
        if exchanges and exchanges[-1].answer is None and not exchanges[-1].problem:
            stopped = "Stopped. Ask again when you like."
            exchanges[-1] = Exchange(exchanges[-1].question, problem=stopped)
        return _show(exchanges)

    def clear(self, conversation: Conversation) -> Shown:
        """Begin a new conversation."""
        conversation.interruptions += 1
        conversation.exchanges.clear()
        conversation.asked_back = False
        return _show([])

    async def open_guide(self, pressed: str, conversation: Conversation) -> str:
        """The guide behind a number of an answer, as a dialog; nothing for what is no number."""
        found = pressed_citation(pressed, conversation.exchanges)
        if found is None:
            return ""
        sections = await asyncio.to_thread(self._advisor.index.sections)
        headings = frozenset(sections.get(found.citation.title, ()))
        document_text = self._advisor.document_text
        return await asyncio.to_thread(guide_html, found, document_text, headings)

    async def go_on(self, conversation: Conversation) -> Any:
        """Say what could be asked next. An event of its own: the next question need not wait."""
        exchanges, mine = conversation.exchanges, conversation.interruptions
        if not exchanges or not (answer := exchanges[-1].answer):
            return gr.skip()
        history = [turn for exchange in exchanges[:-1] for turn in exchange.turns]
        following = await asyncio.to_thread(self._advisor.suggestions, answer, history)
        if conversation.interruptions != mine:
            return gr.skip()
        exchanges[-1] = replace(exchanges[-1], following=following)
        return _show(exchanges)

    async def judge(self, said: gr.LikeData, conversation: Conversation) -> None:
        """Keep what somebody thinks of an answer of theirs."""
        turn = said.index // 2 if isinstance(said.index, int) else -1
        exchanges = conversation.exchanges
        answer = exchanges[turn].answer if 0 <= turn < len(exchanges) else None
        if answer is None:
            return
        verdict = said.liked if isinstance(said.liked, str) else LIKED if said.liked else "Dislike"
        history = [each for exchange in exchanges[:turn] for each in exchange.turns]
        try:
            feedback = feedback_on(answer, history, verdict)
            await asyncio.to_thread(keep, Path(self._advisor.settings.home), feedback)
        except FeedbackError:
            logger.exception("what somebody thought of an answer could not be kept")
            gr.Warning("That could not be kept; the server's log says why.")
            return
        gr.Info("Thank you. That is kept on this server, without your name.")

    async def settle(self, conversation: Conversation) -> Shown:
        """Show the conversation once more: Gradio may have been busy with a last piece of an answer
        when it was stopped, and that piece may have come in after the stopping.
        """
        await asyncio.sleep(LAST_PIECE)
        return _show(conversation.exchanges)

    async def _answer(
        self, question: str, conversation: Conversation, preferences: Sequence[Any]
    ) -> AsyncGenerator[Shown, None]:
        conversation.interruptions += 1
        mine = conversation.interruptions
        if conversation.exchanges and conversation.exchanges[-1].choices:
            conversation.exchanges.pop()  # what is asked now says what was meant
        history = [turn for exchange in conversation.exchanges for turn in exchange.turns]
        turn = len(conversation.exchanges)
        conversation.exchanges.append(Exchange(question))
        yield _show(conversation.exchanges)
        asked_back = await self._asked_back(question, conversation)
        if conversation.interruptions != mine:
            return
        if asked_back:
            conversation.exchanges[turn] = asked_back
            yield _show(conversation.exchanges)
            return
        async with aclosing(self._exchanges(question, history, preferences, turn)) as exchanges:
            async for exchange in exchanges:
                if conversation.interruptions != mine:
                    return
                conversation.exchanges[turn] = exchange
                yield _show(conversation.exchanges)

    async def _asked_back(self, question: str, conversation: Conversation) -> Exchange | None:
        """The question with what it may mean, where that is to be asked first."""
        if conversation.asked_back or len(conversation.exchanges) > 1:
            return None
        try:
            choices = await asyncio.to_thread(self._advisor.clarifying, question)
        except CareerBotError:
            return None  # which answering it says as well
        conversation.asked_back = bool(choices)
        return Exchange(question, choices=choices) if choices else None

    async def _exchanges(
        self, question: str, history: list[Turn], preferences: Sequence[Any], turn: int
    ) -> AsyncGenerator[Exchange, None]:
        """A question with more and more of its answer; at last with all of it, or a problem."""
        text, shown = "", 0.0
        try:
            given = _preferences(*preferences)
            async with aclosing(self._advisor.astream(question, history, given)) as pieces:
                async for piece in pieces:
                    text += piece.text
                    if not piece.answer and time.monotonic() - shown < BETWEEN_UPDATES:
                        continue  # each update shows the whole conversation anew
                    shown = time.monotonic()
                    cards = await asyncio.to_thread(self._cards, piece.answer, turn)
                    yield Exchange(question, text, piece.answer, cards)
        except CareerBotError as error:
            yield Exchange(question, problem=str(error))
        except Exception:
            logger.exception("a question could not be answered")
            said = "Something went wrong here; the server's log says what. Please ask again."
            yield Exchange(question, problem=said)

    def _cards(self, answer: Answer | None, turn: int) -> str:
        return cards_html(answer, turn, self._advisor.document_text) if answer else ""


def _preferences(model: Any, passages: Any, detailed: Any, *facts: Any) -> Preferences:
    """What the settings on the page say; a slider may say 6.0."""
    return Preferences(str(model or ""), int(passages), bool(detailed), profile_of(facts))


def _show(exchanges: Sequence[Exchange]) -> Shown:
    messages = []
    for turn, exchange in enumerate(exchanges):
        if turn < len(exchanges) - 1:
            exchange = replace(exchange, following=())  # what to ask next is asked of the last
        messages.append(gr.ChatMessage(role="user", content=asked_html(exchange.question)))
        messages.append(gr.ChatMessage(content=reply_html(exchange, turn)))
    return messages, sources_html(exchanges)


def _connect(
    actions: Actions,
    asking: list[Any],
    shown: list[Any],
    box: gr.Textbox,
    send: gr.Button,
    stop: gr.Button,
) -> list[Any]:
    """Say what each control does; returns the events that answer."""
    chat, conversation, quiet = shown[0], asking[0], QUIET
    asked = gr.on([box.submit, send.click], actions.ask, [box, *asking], [box, *shown], **quiet)
    example = chat.example_select(actions.ask_example, asking, shown, **quiet)
    again = chat.retry(actions.ask_again, asking, shown, **quiet)
    for event in (asked, example, again):
        event.then(actions.go_on, conversation, shown, trigger_mode="always_last", **quiet)
    chat.like(actions.judge, conversation, None, **quiet)
    answering = [asked, example, again]
    stopping = [
        stop.click(actions.stop, conversation, shown, cancels=answering, **quiet),
        chat.clear(actions.clear, conversation, shown, cancels=answering, **quiet),
    ]
    for event in stopping:
        event.then(actions.settle, conversation, shown, **quiet)
    return answering
