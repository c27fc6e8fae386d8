"""What happens when somebody asks, asks again, stops, clears, or sends documents."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr

from bot.advisor import Advisor
from bot.errors import FeedbackError
from bot.page.answering import Asked, exchanges_of, preferences_of, searching
from bot.page.browser_copy import MOST_EXCHANGES, restored_talk
from bot.page.conversation import Conversation, Shown
from bot.page.drawing.answer import Exchange
from bot.page.drawing.guide import guide_html, pressed_citation, pressed_guide, whole_guide_html
from bot.page.drawing.html import plain
from bot.page.drawing.surroundings import around
from bot.page.own_documents import UNKNOWN, Sender
from bot.page.own_documents.sent_files import Added
from bot.page.panels.own_documents import (
    add_documents,
    ask_for_lost,
    leave,
    look_for,
    settle_documents,
    take_along,
)
from bot.page.panels.uploads import Tell, sender_of
from bot.saved.feedback import LIKED, feedback_on, keep
from bot.saved.recheck import Recheck
from index import CareerBotError

logger = logging.getLogger(__name__)

WENT_WRONG = "Something went wrong here; the server's log says what. Please ask again."
LAST_PIECE = 0.3  # seconds in which what was under way when an answer was stopped has come in


_NOTHING: Any = (gr.skip(), gr.skip(), gr.skip())  # of what is shown


class Actions:
    """What happens when somebody asks, asks again, stops or clears."""

    def __init__(self, advisor: Advisor) -> None:
        self._advisor = advisor

    async def ask(
        self, question: str, conversation: Conversation, *preferences: Any
    ) -> AsyncIterator[tuple[Any, *Shown]]:
        """Answer what stands in the box, and empty it, once: the next question may be typed there
        while the answer is written. A second press of the button asks nothing.
        """
        left: Any = ""
        if conversation.is_answering(question):
            yield gr.skip(), *_NOTHING  # no answer at all would empty all that is shown
            return
        async with aclosing(self._answer(question, conversation, preferences)) as answer:
            async for shown in answer:
                yield left, *shown
                left = gr.skip()

    async def ask_again(
        self, conversation: Conversation, *preferences: Any
    ) -> AsyncIterator[Shown]:
        """Answer the last question anew."""
        if not conversation.exchanges:
            yield _NOTHING
            return
        conversation.interrupt()
        question = conversation.exchanges.pop().question
        async with aclosing(self._answer(question, conversation, preferences)) as answer:
            async for shown in answer:
                yield shown

    async def ask_plainly(
        self, pressed: str, conversation: Conversation, *preferences: Any
    ) -> AsyncIterator[Shown]:
        """Answer the last question anew, in paragraphs.

        Args:
            pressed: what page.js sent: the id of a button of the last answer, and a count.
            conversation: whose last answer it is.
            preferences: as the page holds them.
        """
        turn = len(conversation.exchanges) - 1
        if turn < 0 or pressed.partition(" ")[0] != f"plain-{turn}":
            yield _NOTHING
            return
        conversation.interrupt()
        question = conversation.exchanges.pop().question
        async with aclosing(self._answer(question, conversation, preferences, True)) as answer:
            async for shown in answer:
                yield shown

    async def stop(self, conversation: Conversation) -> Shown:
        """Stop the answer under way, and what works on it."""
        conversation.interrupt()
        return conversation.shown()

    def add_documents(
        self, conversation: Conversation, files: list[Path], tell: Tell, sender: Sender = UNKNOWN
    ) -> list[Added]:
        """Take documents into a conversation; says what became of each."""
        return add_documents(self._advisor, conversation, files, tell, sender)

    def forget_documents(self, conversation: Conversation) -> str:
        """Forget what was sent in the conversation before, and say what is here; an event of its
        own, since the next question need not wait.
        """
        return settle_documents(conversation)

    def _for(self, conversation: Conversation) -> Advisor:
        """Who answers: from the guides, or from those and what somebody sent."""
        look_for(conversation)
        return conversation.own.now_used() if conversation.own else self._advisor

    async def clear(self, conversation: Conversation) -> Shown:
        """Begin a new conversation."""
        conversation.begin()
        leave(conversation)
        return conversation.shown()

    async def edit(
        self, edited: gr.EditData, conversation: Conversation, *preferences: Any
    ) -> AsyncIterator[Shown]:
        """Ask a question in other words. Where it is not the last one, in a new conversation: what
        was said after it stays in the one before.
        """
        turn, exchanges = _turn(edited), conversation.exchanges
        if not 0 <= turn < len(exchanges):
            yield _NOTHING
            return
        conversation.interrupt()
        if turn < len(exchanges) - 1:
            conversation.id = ""
        del exchanges[turn:]
        async with aclosing(
            self._answer(_typed(edited.value), conversation, preferences)
        ) as answer:
            async for shown in answer:
                yield shown

    async def undo(self, typed: str, conversation: Conversation) -> tuple[Any, *Shown]:
        """Take the last question back; it stands in the box again, unless something else does."""
        conversation.interrupt()
        question = conversation.exchanges.pop().question if conversation.exchanges else ""
        return gr.skip() if typed.strip() else question, *conversation.shown()

    async def open_talk(
        self,
        opened: str,
        conversation: Conversation,
        request: gr.Request = None,  # type: ignore[assignment]  # as Gradio recognises it
    ) -> Any:
        """Go on with a conversation that the browser kept.

        Args:
            opened: what talks.js sent: a count, and what was kept.
            conversation: the one that is shown now, which the browser keeps.
            request: who opens it; what they sent in it is here still, if they come back soon.
        """
        kept = opened.partition(" ")[2]
        recheck, words = Recheck(self._advisor.index), conversation.words
        mine = conversation.interruptions
        try:
            restored = await asyncio.to_thread(restored_talk, kept, recheck, words)
        except CareerBotError as error:
            gr.Warning(plain(words.of(str(error))))
            return gr.skip()
        if conversation.interruptions != mine:  # something was asked in the meantime
            return gr.skip()
        conversation.begin()
        conversation.id, conversation.exchanges = restored.id, restored.exchanges
        take_along(conversation, restored.documents, sender_of(request))
        if restored.unread:
            lost = "{} of its questions could not be read and were left out."
            gr.Warning(words(lost, restored.unread))
        return conversation.shown()

    async def open_guide(self, pressed: str, conversation: Conversation) -> str:
        """A guide as a dialog: behind a number of an answer, or of the list; nothing for what is
        neither.
        """
        return await asyncio.to_thread(self._opened, pressed, conversation)

    def _opened(self, pressed: str, conversation: Conversation) -> str:
        advisor, words = self._for(conversation), conversation.words
        index, outline = advisor.index, advisor.index.outline()
        if found := pressed_citation(pressed, conversation.exchanges):
            headings = index.sections().get(found.citation.title, ())
            near = around(outline, found.citation.document)
            return guide_html(found, advisor.document_text, headings, words, near)
        if chosen := pressed_guide(pressed, outline):
            guide, count = chosen
            document = index.document(guide.document)
            headings = index.sections().get(guide.title, ())
            near = around(outline, guide.document)
            return whole_guide_html(document, count, headings, words, near)
        return ""

    async def go_on(self, conversation: Conversation) -> Any:
        """Say what could be asked next. An event of its own: the next question need not wait."""
        exchanges, mine = conversation.exchanges, conversation.interruptions
        if not exchanges or not (answer := exchanges[-1].answer):
            return gr.skip()
        history = [turn for exchange in exchanges[:-1] for turn in exchange.turns]
        try:
            advisor = self._for(conversation)
            following = await asyncio.to_thread(advisor.suggestions, answer, history)
        except CareerBotError:  # the answer stands without them; the next question is told
            logger.exception("what could be asked next could not be looked for")
            return gr.skip()
        if conversation.interruptions != mine:
            return gr.skip()
        exchanges[-1] = replace(exchanges[-1], following=following)
        return conversation.shown()

    async def judge(self, said: gr.LikeData, conversation: Conversation) -> None:
        """Keep what somebody thinks of an answer of theirs."""
        turn, exchanges = _turn(said), conversation.exchanges
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
            gr.Warning(conversation.words("That could not be saved; the server's log says why."))
            return
        gr.Info(conversation.words("Thank you. That is saved on this server, without your name."))

    async def settle(self, conversation: Conversation) -> Shown:
        """Show the conversation once more: Gradio may have been busy with a last piece of an answer
        when it was stopped, and that piece may have come in after the stopping.
        """
        await asyncio.sleep(LAST_PIECE)
        return conversation.shown()

    async def _answer(
        self,
        question: str,
        conversation: Conversation,
        preferences: Sequence[Any],
        plainly: bool = False,
    ) -> AsyncGenerator[Shown, None]:
        conversation.interrupt()
        ask_for_lost(conversation)
        if conversation.exchanges and conversation.exchanges[-1].gives_way_to(question):
            conversation.exchanges.pop()
        del conversation.exchanges[: 1 - MOST_EXCHANGES]
        doing = searching(self._for(conversation), conversation.words)
        conversation.exchanges.append(Exchange(question, doing=doing))
        told: asyncio.Queue[bool] = asyncio.Queue()  # whether there is more to come
        history = [each for exchange in conversation.exchanges[:-1] for each in exchange.turns]
        turn = len(conversation.exchanges) - 1
        asked = Asked(question, history, preferences, turn, conversation.words, plainly)
        work = asyncio.create_task(self._work_on(asked, conversation, told))
        work.add_done_callback(lambda _: told.put_nowait(False))
        conversation.answering = work
        try:
            yield conversation.shown()
            while await told.get():
                yield conversation.shown()
        finally:  # also where the person has left
            work.cancel()
            await asyncio.wait({work})
        if not work.cancelled() and (error := work.exception()):
            logger.error("a question could not be answered", exc_info=error)
            if conversation.answering is work:
                conversation.exchanges[-1] = Exchange(question, problem=WENT_WRONG)
                yield conversation.shown()

    async def _work_on(
        self, asked: Asked, conversation: Conversation, told: asyncio.Queue[bool]
    ) -> None:
        """Answer the last question of a conversation, or ask back. A task of its own, which can be
        cancelled wherever it waits.
        """
        exchanges, turn = conversation.exchanges, asked.turn
        if not asked.plainly and (back := await self._asked_back(asked, conversation)):
            exchanges[turn] = back
            told.put_nowait(True)
            return
        async with aclosing(exchanges_of(self._for(conversation), asked)) as answering:
            async for exchange in answering:
                exchanges[turn] = exchange
                told.put_nowait(True)

    async def _asked_back(self, asked: Asked, conversation: Conversation) -> Exchange | None:
        """The question with what it may mean, where that is to be asked first."""
        if conversation.asked_back or len(conversation.exchanges) > 1:
            return None
        try:
            limits = preferences_of(*asked.preferences).collections
            ask_back = self._for(conversation).clarifying
            choices = await asyncio.to_thread(ask_back, asked.question, (), limits)
        except CareerBotError:
            return None  # which answering it says as well
        conversation.asked_back = bool(choices)
        return Exchange(asked.question, choices=choices) if choices else None


def _turn(chosen: gr.EditData | gr.LikeData) -> int:
    """The turn that a message belongs to; -1 for none."""
    return chosen.index // 2 if isinstance(chosen.index, int) else -1


def _typed(value: Any) -> str:
    """What stands in a message that was edited, which Gradio sends as text or as parts of it."""
    parts = value if isinstance(value, list) else [value]
    return " ".join(str(part.get("text", "") if isinstance(part, dict) else part) for part in parts)
