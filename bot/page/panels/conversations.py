"""The conversations beside the chat. talks.js lists and keeps them, in the browser only."""

import re
import time
from datetime import date
from functools import partial
from typing import Any

import gradio as gr

from bot.page.actions import Actions
from bot.page.conversation import Conversation
from bot.page.drawing.export import as_html, as_markdown
from bot.page.drawing.html import for_script
from bot.page.words import written

LONGEST_TITLE = 80  # characters of a question that are the title of a saved conversation
LONGEST_NAME = 40  # and part of the name of its file
_FORMATS = {"html": ("text/html", as_html), "md": ("text/markdown", as_markdown)}


class TalksPanel:
    """Where talks.js puts its list, and what it and the server hand to each other.

    Attributes:
        kept: what the browser is to keep of the conversation that is shown.
    """

    def __init__(self) -> None:
        with gr.Column(elem_id="talks", elem_classes="drawer"):
            gr.Column(elem_id="listed-talks")  # which talks.js fills
            self._saving = {
                "html": gr.Button(written("Save as a web page"), size="sm", elem_id="save-html"),
                "md": gr.Button(written("Save as Markdown"), size="sm", elem_id="save-md"),
            }
        self.kept = gr.Markdown(visible="hidden", elem_id="kept-talk")
        self._file = gr.Markdown(visible="hidden", elem_id="saved-talk")
        self._opened = gr.Textbox(visible="hidden", label="Opened", elem_id="opened-talk")

    def beginning(self) -> None:
        """Put the button that begins a conversation where it is to stand."""
        new = written("New conversation")
        self._new = gr.Button(new, size="sm", elem_id="new-talk", elem_classes="icon")

    def connect(
        self,
        page: gr.Blocks,
        actions: Actions,
        conversation: gr.State,
        shown: list[Any],
        quiet: dict[str, Any],
    ) -> list[Any]:
        """Say what the controls do; returns the events that leave a conversation.

        Args:
            page: once it is loaded, talks.js is told, and opens what was shown before.
            actions: what happens then.
            conversation: the one that is shown.
            shown: where it is.
            quiet: what all listeners of the page are given.
        """
        page.load(lambda: for_script({"ready": True}), None, self.kept, **quiet)
        for ending, button in self._saving.items():
            button.click(partial(_saved, ending), conversation, self._file, **quiet)
        opened = [self._opened, conversation]
        return [
            self._new.click(actions.clear, conversation, shown, **quiet),
            # its `input` waits for a key
            self._opened.change(actions.open_talk, opened, shown, **quiet),
        ]


def _saved(ending: str, conversation: Conversation) -> str:
    """The conversation as a file, which talks.js saves; the time tells it from an equal one."""
    exchanges, words = conversation.exchanges, conversation.words
    if not exchanges:
        gr.Info(words("There is nothing to save yet."))
        return ""
    kind, as_text = _FORMATS[ending]
    title = shortened(exchanges[0].question, LONGEST_TITLE)
    text = as_text(exchanges, title, words)
    about = re.sub(r"\W+", "-", shortened(exchanges[0].question, LONGEST_NAME)).strip("-").lower()
    name = f"careerbot-{date.today().isoformat()}-{about}.{ending}"
    return for_script({"name": name, "type": kind, "text": text, "at": time.time()})


def shortened(text: str, most: int) -> str:
    """A text on one line, cut between two words if it is too long."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[: most - 2]
    return f"{cut.rpartition(' ')[0] or cut} …"
