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
from bot.page.words import ENGLISH, Words, words_for, written
from bot.saved.feedback import VERDICTS
from bot.settings import NO_MODEL, NONE, Settings
from bot.types import MOST_PASSAGES
from index import spread

AT_ONCE = 16  # people answered at the same time; others wait their turn
WAITING = 64  # and no more than these wait
FORGOTTEN = (600, 3600)  # seconds: how often what was sent is looked through, how long it stays
EXAMPLES = 6
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
    with gr.Blocks(
        title=look.title, analytics_enabled=False, fill_height=True, delete_cache=FORGOTTEN
    ) as page:
        gr.Markdown(heading_html(look), elem_id="heading")
        if Accounts(Path(look.home)).required():
            leave = written("Log out")
            gr.Button(leave, link="logout", link_target="_self", size="sm", elem_id="way-out")
        if notice:
            gr.Markdown(notice, elem_classes="warning")
        conversation: gr.State = gr.State(Conversation(), delete_callback=Conversation.forget)
        with gr.Row(elem_id="desk"):
            talks = TalksPanel()
            with gr.Column(scale=3, min_width=320):
                chat = gr.Chatbot(
                    label=written("Conversation"),
                    show_label=False,
                    autoscroll=False,  # see page.js
                    placeholder=f"## {welcome}",
                    examples=[{"text": question} for question in example_questions(advisor)],
                    height="62vh",
                    buttons=[],
                    feedback_options=VERDICTS,
                    editable="user",
                    allow_file_downloads=False,
                    latex_delimiters=[],
                    elem_id="chat",
                )
                offer = gr.Column()
                with gr.Row(elem_id="asking"):
                    box = gr.Textbox(
                        placeholder=written("Ask a question"),
                        label=written("Your question"),
                        show_label=False,
                        max_length=10 * MOST_CHARACTERS,  # enough to be told that it is too much
                        autofocus=True,
                        scale=8,
                        min_width=240,
                        elem_id="question",
                    )
                    send = gr.Button(
                        written("Ask"), variant="primary", scale=1, min_width=96, elem_id="ask"
                    )
                    stop = gr.Button(written("Stop"), scale=1, min_width=96, elem_id="stop")
                with gr.Row():
                    own = OwnDocumentsButton(look.uploads != NONE)
                    talks.files()
                own.reports()
            with gr.Column(scale=2, min_width=300, elem_id="sources"):
                gr.Markdown(f"## {written('Sources')}")
                sources = gr.Markdown(sources_html([]), elem_id="passages")
        # Where page.js says which number was pressed, and where the guide comes for it to open.
        pressed = gr.Textbox(visible="hidden", label="Pressed", elem_id="pressed")
        plainly = gr.Textbox(visible="hidden", label="Plainly", elem_id="plainly")
        guide = gr.Markdown(elem_id="guide")
        about_you = AboutYou()
        with offer:
            about_you.offer()
        guides = GuidesPanel(advisor)
        preferences = _settings(advisor)
        state = gr.Markdown(elem_id="state")

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
        guides.connect(QUIET)
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


def _settings(advisor: Advisor) -> list[Any]:
    """How somebody likes to be answered: model, number of passages, detail. Theirs alone."""
    with gr.Accordion(written("Settings"), open=False, elem_id="settings"):
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
        gr.Column(elem_id="look")  # see look.js
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


def example_questions(advisor: Advisor) -> list[str]:
    """Questions that the guides answer, since they are their own headings; one a guide."""
    questions = []
    for sections in advisor.index.sections().values():
        asked = [section for section in sections if section.endswith("?")]
        questions += asked[:1]
    return spread(questions, EXAMPLES)


def _state(advisor: Advisor, words: Words) -> str:
    manifest = advisor.index.manifest
    model = advisor.settings.model if not advisor.model_problem else advisor.model_problem
    by = words("quoting the guides, no language model") if model in NO_MODEL else model
    built = manifest.built[:16].replace("T", " ")
    counts = (len(manifest.files), len(manifest.chunk_ids), built, by)
    said = words("{} guides, {} passages, indexed {} UTC · answers by {}", *counts)
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
        chat.example_select(actions.ask_example, asking, shown, **now),
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
