"""What happens when somebody sends documents, leaves a conversation that has some, or returns."""

import threading
from collections.abc import Sequence
from pathlib import Path

import gradio as gr

from bot.advisor import Advisor
from bot.page.conversation import Conversation
from bot.page.drawing.html import one_line, plain, tag
from bot.page.own_documents import UNKNOWN, OwnDocuments, Sender, of_conversation
from bot.page.own_documents.sent_files import Added
from bot.page.panels.uploads import Tell

LOST = "Your documents are no longer here; to ask about them, send them again: {}"
_adding = threading.Lock()


def add_documents(
    guides: Advisor,
    conversation: Conversation,
    files: Sequence[Path],
    tell: Tell,
    sender: Sender = UNKNOWN,
) -> list[Added]:
    """Take documents into a conversation; says what became of each.

    Args:
        guides: what is asked about beside them.
        conversation: whose they are.
        files: what was sent.
        tell: told how far it is.
        sender: who sent them.
    """
    look_for(conversation)
    with _adding:
        if conversation.own is None:
            conversation.own = OwnDocuments(guides, sender)
        own = conversation.own
    own.talk, own.holder = conversation.id, conversation
    own.sessions.add(sender.session)
    try:
        added = own.add(files, tell)
        conversation.lost = tuple(sorted({*conversation.lost} - {*own.names}))
        return added
    finally:
        if not (own.names or own.is_busy()):  # it would take a place for nothing
            conversation.own = None
            own.close()


def settle_documents(conversation: Conversation) -> str:
    """Forget what was sent in another conversation; says what is here, and what is not."""
    own, lost = conversation.own, conversation.lost
    if own and not (own.talk and own.talk == conversation.id):
        conversation.forget()
        conversation.lost = lost
    look_for(conversation)
    return documents_html(conversation)


def leave(conversation: Conversation) -> None:
    """Forget the documents of a conversation; the next question need not wait for it."""
    own, conversation.own = conversation.own, None
    if own and own.holder in (None, conversation):
        threading.Thread(target=own.close, daemon=True).start()


def take_along(conversation: Conversation, names: tuple[str, ...], sender: Sender) -> None:
    """Take the documents of a conversation to where it is opened; note those that are gone.

    Args:
        conversation: as it is opened.
        names: what its documents were called.
        sender: who opens it.
    """
    there = conversation.own
    if not (there and there.talk == conversation.id):
        there = of_conversation(sender.person, conversation.id)
    if there is not conversation.own:
        leave(conversation)
    if there:
        conversation.own = there
        there.holder = conversation
        there.sessions.add(sender.session)
    here = there.names if there else ()
    conversation.lost = tuple(name for name in names if name not in here)


def look_for(conversation: Conversation) -> None:
    """Note which documents of a conversation were forgotten, as after a long break."""
    own = conversation.own
    if own and own.closed:
        conversation.own, conversation.lost = None, own.were


def ask_for_lost(conversation: Conversation) -> None:
    """Say beside a question which documents it is answered without."""
    look_for(conversation)
    if conversation.lost:
        gr.Warning(plain(conversation.words(LOST, ", ".join(conversation.lost))))


def documents_html(conversation: Conversation) -> str:
    """Which documents a conversation has, and which it had and are to be sent again."""
    words = conversation.words
    here = conversation.own.names if conversation.own else ()
    items = [tag("li", "", plain(name)) for name in here]
    if conversation.lost:
        items.append(tag("li", "problem", plain(words(LOST, ", ".join(conversation.lost)))))
    return one_line(f'<ul class="added">{"".join(items)}</ul>') if items else ""
