"""Documents that people send to the page: to ask about them, or into the guides for all."""

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import gradio as gr

from bot.page.door.visits import PERSON
from bot.page.drawing.html import one_line, plain, tag
from bot.page.own_documents import UNKNOWN, Sender
from bot.page.own_documents.scratch import scratch
from bot.page.own_documents.sent_files import Added
from bot.page.words import ENGLISH, Words, words_for, written
from index import FORMATS, CareerBotError

Tell = Callable[[str, int, int], None]
SHOWN = {"show_progress": "full"}  # how far a build is


def upload_button(label: str, name: str, visible: bool) -> gr.UploadButton:
    """A button that opens the choice of files.

    Args:
        label: what it says.
        name: its id on the page.
        visible: whether it is offered.
    """
    button = gr.UploadButton(
        written(label),
        file_count="multiple",
        file_types=list(FORMATS),
        size="sm",
        scale=2,
        visible=visible,
        elem_id=name,
    )
    # Gradio's own makes an empty file that stays, and refuses what `put` says more about.
    setattr(button, "_process_single_file", lambda file: file.path)  # noqa: B010
    return button


def telling(progress: gr.Progress, words: Words) -> Tell:
    """How a build says on the page how far it is."""

    def tell(doing: str, done: int, total: int) -> None:
        progress((done, total), desc=words.of(doing))

    return tell


async def take(
    sent: Sequence[str],
    add: Callable[[list[Path], Tell], list[Added]],
    progress: gr.Progress,
    words: Words,
) -> str:
    """Take in files that came with a request, and remove them.

    Args:
        sent: where Gradio put them.
        add: takes them in, told how to say how far it is; in a thread.
        progress: of the page.
        words: of the page.

    Returns:
        What became of each, as HTML.
    """
    with tempfile.TemporaryDirectory(dir=scratch("taken"), ignore_cleanup_errors=True) as folder:
        files = await asyncio.to_thread(_taken, sent, Path(folder))
        try:
            return added_html(await asyncio.to_thread(add, files, telling(progress, words)), words)
        except CareerBotError as error:
            return tag("p", "problem", plain(words.of(str(error))))


def _taken(sent: Sequence[str], folder: Path) -> list[Path]:
    """Files where no one else has them: Gradio keeps two that are the same as one."""
    files = []
    for number, name in enumerate(sent):
        file = folder / str(number) / Path(name).name
        file.parent.mkdir()
        with suppress(FileNotFoundError):  # the other was quicker
            shutil.move(name, file)
        with suppress(OSError):  # it holds another
            Path(name).parent.rmdir()
        files.append(file)
    return files


def added_html(added: Sequence[Added], words: Words = ENGLISH) -> str:
    """What became of each file, in one line."""
    items = "".join(
        tag("li", "problem" if each.problem else "", plain(_said(each, words))) for each in added
    )
    return one_line(f'<ul class="added">{items}</ul>')


def _said(added: Added, words: Words) -> str:
    if added.problem:
        return f"{added.name}: {words.of(added.problem)}"
    if added.passages == 1:
        return words("{}: 1 passage", added.name)
    return words("{}: {} passages", added.name, added.passages)


def sender_of(request: gr.Request | None) -> Sender:
    """Who sends documents, or comes back to them."""
    if request is None:
        return UNKNOWN
    return Sender(request.headers.get(PERSON, ""), request.session_hash or "")


class OwnDocumentsButton:
    """The button by which somebody asks about documents of their own, and what became of them.

    Args:
        offered: whether the operator lets people.

    Attributes:
        report: where it stands what became of them.
    """

    def __init__(self, offered: bool) -> None:
        self._offered = offered

    def button(self) -> None:
        """Put the button where it is to stand."""
        self._button = upload_button("Ask about your own document", "own", self._offered)

    def reports(self) -> None:
        """Put the report where it is to stand."""
        self.report = gr.Markdown(elem_id="own-report")

    def connect(
        self,
        add: Callable[[Any, list[Path], Tell, Sender], list[Added]],
        conversation: gr.State,
        quiet: dict[str, Any],
    ) -> None:
        """Say what the button does; nothing where it is not offered.

        Args:
            add: takes files into a conversation.
            conversation: whose they are.
            quiet: what all listeners of the page are given.
        """
        if not self._offered:
            return

        async def upload(
            sent: list[str],
            conversation: Any,
            request: gr.Request,
            progress: gr.Progress = gr.Progress(),  # noqa: B008  # how Gradio is told
        ) -> str:
            words, sender = words_for(request), sender_of(request)

            def added(files: list[Path], tell: Tell) -> list[Added]:
                return add(conversation, files, tell, sender)

            return await take(sent, added, progress, words)

        self._button.upload(upload, [self._button, conversation], self.report, **(quiet | SHOWN))
