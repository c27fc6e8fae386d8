"""The chat: what is on the page, and what each control does."""

from pathlib import Path
from typing import Any

import gradio as gr

from bot.advisor import DEFAULT, Advisor
from bot.asking.questions import MOST_CHARACTERS
from bot.page.actions import Actions
from bot.page.brand import heading_html
from bot.page.conversation import Conversation
from bot.page.door.accounts import Accounts
from bot.page.drawing.answer import sources_html
from bot.page.drawing.html import plain
from bot.page.panels.about_you import AboutYou
from bot.page.panels.conversations import TalksPanel
from bot.page.panels.guides import GuidesPanel
from bot.page.panels.uploads import OwnDocumentsButton
from bot.page.starters import starters, starters_html
from bot.page.words import ENGLISH, Words, words_for, written
from bot.saved.feedback import VERDICTS
from bot.settings import NO_MODEL, NONE, Settings
from bot.types import MOST_PASSAGES

AT_ONCE = 16  # people answered at the same time; others wait their turn
WAITING = 64  # and no more than these wait
FORGOTTEN = (600, 3600)  # seconds: how often what was sent is looked through, how long it stays
STATIC = Path(__file__).parent / "static"
# Every listener is private: the page has no API.
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


def build_page(advisor: Advisor, notice: str = "") -> gr.Blocks:
    """Put the page together.

    Args:
        advisor: who answers.
        notice: shown above the chat, such as that the index could not be brought up to date.
    """
    page: gr.Blocks
    look = advisor.settings
    usual = look.welcome == Settings.welcome  # an operator's own is in their language
    welcome = written(look.welcome) if usual else plain(look.welcome)
    with gr.Blocks(title=look.title, analytics_enabled=False, delete_cache=FORGOTTEN) as page:
        talks = TalksPanel()
        with gr.Row(elem_id="top"):
            _opener("Conversations", "talks")
            gr.Markdown(heading_html(look), elem_id="heading")
            talks.beginning()
            _opener("Sources", "sources")
            guides_opener = _opener("The guides", "guides")
            _opener("Settings", "menu")
            if Accounts(Path(look.home)).required():
                leave = written("Log out")
                gr.Button(leave, link="logout", link_target="_self", size="sm", elem_id="way-out")
        conversation: gr.State = gr.State(Conversation(), delete_callback=Conversation.forget)
        with gr.Column(elem_id="middle"):
            if notice:
                gr.Markdown(notice, elem_classes="warning")
            chat = gr.Chatbot(
                label=written("Conversation"),
                show_label=False,
                autoscroll=False,  # see page.js
                placeholder=starters_html(welcome, starters(advisor.index)),
                height="auto",
                buttons=[],
                feedback_options=VERDICTS,
                editable="user",
                allow_file_downloads=False,
                latex_delimiters=[],
                elem_id="chat",
            )
        with gr.Column(elem_id="composer"):
            offer = gr.Column(elem_id="offered")
            own = OwnDocumentsButton(look.uploads != NONE)
            own.reports()
            with gr.Row(elem_id="asking"):
                own.button()
                box = gr.Textbox(
                    placeholder=written("Ask a question"),
                    label=written("Your question"),
                    show_label=False,
                    container=False,
                    lines=1,
                    max_lines=8,
                    max_length=10 * MOST_CHARACTERS,  # enough to be told that it is too much
                    autofocus=True,
                    elem_id="question",
                )
                send = gr.Button(written("Ask"), variant="primary", elem_id="ask")
                stop = gr.Button(written("Stop"), elem_id="stop")
            state = gr.Markdown(elem_id="state")
        with gr.Column(elem_id="sources", elem_classes="drawer"):
            gr.Markdown(f"## {written('Sources')}")
            sources = gr.Markdown(sources_html([]), elem_id="passages")
        with gr.Column(elem_id="guides", elem_classes="drawer"):
            gr.Markdown(f"## {written('The guides')}")
            guides = GuidesPanel(advisor)
        with gr.Column(elem_id="menu", elem_classes="drawer"):
            gr.Markdown(f"## {written('Settings')}")
            preferences = _settings(advisor)
            about_you = AboutYou()
        # Where page.js says which number was pressed, and where the guide comes for it to open.
        pressed = gr.Textbox(visible="hidden", label="Pressed", elem_id="pressed")
        plainly = gr.Textbox(visible="hidden", label="Plainly", elem_id="plainly")
        guide = gr.Markdown(elem_id="guide")
        with offer:
            about_you.offer()

        def greet(conversation: Conversation, request: gr.Request) -> tuple[str, Any, Any]:
            conversation.words = words = words_for(request)
            choices = gr.Dropdown(choices=_choices(advisor, words))  # which may take a while
            restored = bool(conversation.exchanges)
            return (
                _state(advisor, words),
                choices,
                gr.skip() if restored else sources_html([], words),
            )

        page.load(greet, conversation, [state, preferences[0], sources], **QUIET)
        about_you.connect(page, QUIET)
        guides.connect(guides_opener, QUIET)
        asking = [conversation, *preferences, *about_you.facts]
        actions = Actions(advisor)
        pressed.change(  # its `input` waits for a key
            actions.open_guide,
            [pressed, conversation],
            guide,
            show_progress="hidden",
            api_visibility="private",
        )
        own.connect(actions.add_documents, conversation, QUIET)
        shown = [chat, sources, talks.kept]
        answering = _connect(actions, asking, shown, box, send, stop, plainly)
        left = talks.connect(page, actions, conversation, shown, QUIET)
        for event in left:
            event.then(actions.forget_documents, conversation, own.report, **QUIET)
            event.then(actions.settle, conversation, shown, **QUIET)
        for event in answering:
            about_you.listen(event, conversation, QUIET)
    page.queue(max_size=WAITING, default_concurrency_limit=AT_ONCE)
    return page


def _opener(title: str, drawer: str) -> gr.Button:
    """A button of the top bar that opens a drawer; see drawers.js."""
    return gr.Button(written(title), size="sm", elem_id=f"open-{drawer}", elem_classes="icon")


def _settings(advisor: Advisor) -> list[Any]:
    """How somebody likes to be answered: model, number of passages, detail. Theirs alone."""
    with gr.Column(elem_id="settings"):
        gr.Column(elem_id="look")  # see look.js
        model = gr.Dropdown(
            choices=_choices(advisor),
            value="",
            label=written("Answer written by"),
            info=written(
                "Anything the passages don't support is marked. A hosted model is sent your "
                "question, the conversation and the passages, and nothing before you choose it."
            ),
            elem_id="model",
        )
        passages = gr.Slider(
            1, MOST_PASSAGES, DEFAULT.passages, step=1, label=written("Passages to answer from")
        )
        detailed = gr.Checkbox(DEFAULT.detailed, label=written("Answer in detail"))
        there = advisor.collections()
        collections = gr.CheckboxGroup(
            choices=list(there),
            label=written("Answer from these only"),
            info=written("All, if none is chosen."),
            visible=len(there) > 1,
            elem_id="collections",
        )
    return [model, passages, detailed, collections]


def _choices(advisor: Advisor, words: Words = ENGLISH) -> list[tuple[str, str]]:
    """The models that are here, by the names that people see."""
    quotes = words("No one: the guides are quoted")
    usual = advisor.settings.model
    first = quotes if usual in NO_MODEL else usual
    others = [name for name in advisor.models() if name != usual]
    if usual in NO_MODEL:
        others.remove("none")
    return [(first, ""), *((quotes if name == "none" else name, name) for name in others)]


def _state(advisor: Advisor, words: Words) -> str:
    manifest = advisor.index.manifest
    model = advisor.settings.model if not advisor.model_problem else advisor.model_problem
    by = words("quoted, no language model") if model in NO_MODEL else model
    checked = max((each.updated for each in advisor.index.contents()), default="")
    said = words("{} guides · {}", len(manifest.files), by)
    if checked:
        said = words("{} guides, last checked {} · {}", len(manifest.files), checked, by)
    return f"{words.of(advisor.index.notice)} · {said}" if advisor.index.notice else said


def _connect(
    actions: Actions,
    asking: list[Any],
    shown: list[Any],
    box: gr.Textbox,
    send: gr.Button,
    stop: gr.Button,
    plainly: gr.Textbox,
) -> list[Any]:
    """Say what each control does; returns the events that answer."""
    chat, conversation, quiet = shown[0], asking[0], QUIET
    # What is asked while an answer is under way ends it; else Gradio would drop the question.
    now = {"trigger_mode": "multiple", **quiet}
    back = [box, *shown]
    answering = [
        gr.on([box.submit, send.click], actions.ask, [box, *asking], back, **now),
        chat.retry(actions.ask_again, asking, shown, **now),
        chat.edit(actions.edit, asking, shown, **now),
        plainly.change(actions.ask_plainly, [plainly, *asking], shown, **now),
    ]
    for event in answering:
        event.then(actions.go_on, conversation, shown, trigger_mode="always_last", **quiet)
    chat.like(actions.judge, conversation, None, **quiet)
    for event in (
        stop.click(actions.stop, conversation, shown, **quiet),
        chat.undo(actions.undo, [box, conversation], back, **quiet),
    ):
        event.then(actions.settle, conversation, shown, **quiet)
    return answering
