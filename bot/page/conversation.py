"""What one person has asked so far."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import gradio as gr

from bot.page.browser_copy import kept_talk, new_id
from bot.page.drawing.answer import Exchange, asked_html, reply_html, sources_html
from bot.page.drawing.html import for_script
from bot.page.own_documents import OwnDocuments
from bot.page.words import ENGLISH, Words

STOPPED = "Stopped. Ask again when you like."

Shown = tuple[list[gr.ChatMessage], str, Any]  # chat, sources, what the browser is to keep


@dataclass(eq=False)
class Conversation:
    """What one person has asked so far; lives on the server as long as their page.

    Attributes:
        answering: what works on an answer, or did last.
        interruptions: grows whenever an answer under way is no longer wanted.
        asked_back: whether a question was asked back; that is done once at the most.
        own: the documents that they sent, if any.
        lost: names of documents that were sent and are no longer here.
        id: under which their browser keeps it; empty as long as nothing was asked.
        words: of the page, in their language.
    """

    exchanges: list[Exchange] = field(default_factory=list)
    answering: asyncio.Task[None] | None = None
    interruptions: int = 0
    asked_back: bool = False
    own: OwnDocuments | None = None
    lost: tuple[str, ...] = ()
    id: str = ""
    words: Words = ENGLISH

    def interrupt(self) -> int:
        """End the answer under way, if there is one; it says nothing more. Returns how often that
        has been done.

        Gradio's own way of ending an event is asked for by the browser, which may be so late that
        it ends the next one.
        """
        if self.answering:
            self.answering.cancel()
            self.answering = None
        last = self.exchanges[-1] if self.exchanges else None
        if last and not (last.answer or last.problem or last.choices):
            self.exchanges[-1] = Exchange(last.question, text=last.text, problem=STOPPED)
        self.interruptions += 1
        return self.interruptions

    def is_answering(self, question: str) -> bool:
        """Whether just this is being answered; after the first press the box is empty."""
        if not self.answering or self.answering.done() or not self.exchanges:
            return False
        return not question.strip() or self.exchanges[-1].question == question

    def begin(self) -> None:
        """Begin a new one."""
        self.interrupt()
        self.exchanges.clear()
        self.asked_back = False
        self.id = ""
        self.lost = ()

    def forget(self) -> None:
        """Forget the documents that were sent."""
        own, self.own, self.lost = self.own, None, ()
        if own and own.holder in (None, self):
            own.close()

    def shown(self) -> Shown:
        """The conversation as it is to stand on the page."""
        messages = []
        for turn, exchange in enumerate(self.exchanges):
            newest = turn == len(self.exchanges) - 1
            reply = reply_html(exchange, turn, self.words, newest)
            messages.append(gr.ChatMessage(role="user", content=asked_html(exchange.question)))
            messages.append(gr.ChatMessage(content=reply))
        return messages, sources_html(self.exchanges, self.words), self._kept()

    def _kept(self) -> Any:
        """What the browser is to keep; nothing new while an answer is written."""
        last = self.exchanges[-1] if self.exchanges else None
        if last and last.text and not (last.answer or last.problem):
            return gr.skip()
        if self.exchanges and not self.id:
            self.id = new_id()
        if self.own:
            self.own.talk = self.id
        sent = self.own.names if self.own else self.lost
        return for_script(kept_talk(self.id, self.exchanges, sent))
