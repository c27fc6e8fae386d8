"""The conversations beside the chat. talks.js lists and keeps them, in the browser only."""

from typing import Any

import gradio as gr

from bot.page.actions import Actions
from bot.page.html import for_script


class TalksPanel:
    """Where talks.js puts its list, and what it and the server hand to each other.

    Attributes:
        kept: what the browser is to keep of the conversation that is shown.
    """

    def __init__(self) -> None:
        with gr.Column(scale=1, min_width=200, elem_id="talks"):
            self._new = gr.Button("New conversation", size="sm", elem_id="new-talk")
        self.kept = gr.Markdown(visible="hidden", elem_id="kept-talk")
        self._opened = gr.Textbox(visible="hidden", label="Opened", elem_id="opened-talk")

    def connect(
        self,
        page: gr.Blocks,
        actions: Actions,
        conversation: gr.State,
        shown: list[Any],
        answering: list[Any],
        quiet: dict[str, Any],
    ) -> list[Any]:
        """Say what the controls do; returns the events that leave a conversation.

        Args:
            page: once it is loaded, talks.js is told, and opens what was shown before.
            actions: what happens then.
            conversation: the one that is shown.
            shown: where it is.
            answering: the events that answer; they are stopped.
            quiet: what all listeners of the page are given.
        """
        page.load(lambda: for_script({"ready": True}), None, self.kept, **quiet)
        opened = [self._opened, conversation]
        return [
            self._new.click(actions.clear, conversation, shown, cancels=answering, **quiet),
            self._opened.change(  # its `input` waits for a key
                actions.open_talk, opened, shown, cancels=answering, **quiet
            ),
        ]
