"""What is known of the person who asks: shown, edited, and kept in their browser only."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import gradio as gr

from bot.page.drawing.html import plain
from bot.page.words import written
from bot.profile import noticed, of_stored, said, with_facts
from bot.types import LONGEST_FACT, Profile

ABOUT = (
    "Saved in this browser only. It decides which passages come first, never what they say; "
    "an answer that used it says so."
)
FIELDS = {  # of a profile: label, example
    "role": ("Your job now", "such as: help desk technician"),
    "years": ("How long you have done it", "such as: 3 years"),
    "certifications": ("Certifications you hold", "such as: MS-102, SC-300"),
    "interests": ("What you like to do", "such as: writing policies"),
    "goals": ("What you want", "such as: become a consultant"),
    "place": ("Where you are", "such as: Germany"),
    "organisation": ("Who you work for", "such as: school with 40 people"),
    "hours": ("Time to study each week", "such as: 5 hours"),
}
# Gradio scrambles what it keeps in a browser with this; whoever has the browser can read it anyway.
# It must not change, or what is kept is lost.
_SCRAMBLED_WITH = "careerbot"


class AboutYou:
    """The panel with the profile, and the offer to remember what somebody said of themselves.

    Attributes:
        facts: a box for each field of a profile, in order; what stands there is the profile.
    """

    def __init__(self) -> None:
        self._kept = gr.BrowserState({}, storage_key="careerbot-profile", secret=_SCRAMBLED_WITH)
        with gr.Column(elem_id="about-you"):
            gr.Markdown(f"## {written('About you')}")
            gr.Markdown(written(ABOUT))
            with gr.Row():
                self.facts = [
                    gr.Textbox(
                        label=written(label),
                        placeholder=written(example),
                        max_length=LONGEST_FACT,
                        min_width=260,
                        elem_id=f"fact-{name}",
                    )
                    for name, (label, example) in FIELDS.items()
                ]
            with gr.Row():
                gr.Button(
                    written("Save as a file"), size="sm", elem_id="save-profile"
                )  # see page.js
                self._forget = gr.Button(
                    written("Forget everything"), size="sm", elem_id="forget-profile"
                )

    def offer(self) -> None:
        """Put the offer to remember something where it is to stand."""
        self._offered: gr.State = gr.State({})
        with gr.Column(visible=False, elem_id="offer") as self._offer:
            self._question = gr.Markdown()
            with gr.Row():
                self._yes = gr.Button(written("Remember"), size="sm", elem_id="remember")
                self._no = gr.Button(written("No"), size="sm", elem_id="do-not-remember")

    def connect(self, page: gr.Blocks, quiet: dict[str, Any]) -> None:
        """Say what the controls do.

        Args:
            page: on whose loading the profile is read from the browser.
            quiet: what all listeners of the page are given.
        """
        offer, profile = [self._offered, self._offer], [self._kept, *self.facts]
        page.load(_read, self._kept, self.facts, **quiet)
        changed = [fact.change for fact in self.facts]  # `input` knows of keys only, not of pasting
        gr.on(changed, _keep, self.facts, self._kept, trigger_mode="always_last", **quiet)
        self._forget.click(lambda: ({}, *[""] * len(FIELDS)), None, profile, **quiet)
        self._yes.click(_remember, [self._offered, *self.facts], [*offer, *profile], **quiet)
        self._no.click(lambda: ({}, gr.Column(visible=False)), None, offer, **quiet)

    def listen(self, asked: Any, question: Any, quiet: dict[str, Any]) -> None:
        """After a question, offer to remember what it says of the person.

        Args:
            asked: the event of asking.
            question: gives the question that was asked, from the state of the conversation.
            quiet: what all listeners of the page are given.
        """
        shown = [self._offered, self._offer, self._question]
        asked.then(_offer, [question, *self.facts], shown, trigger_mode="always_last", **quiet)


def profile_of(facts: Sequence[Any]) -> Profile:
    """The profile that stands in the boxes."""
    return of_stored(dict(zip(FIELDS, facts, strict=True)))


def _read(kept: object) -> list[str]:
    profile = of_stored(kept)
    return [getattr(profile, name) for name in FIELDS]


def _keep(*facts: Any) -> dict[str, str]:
    return asdict(profile_of(facts))


def _offer(conversation: Any, *facts: Any) -> tuple[dict[str, str], Any, str]:
    asked = conversation.exchanges[-1].question if conversation.exchanges else ""
    found, words = noticed(asked, profile_of(facts)), conversation.words
    named = words(", and that ").join(words.of(said(name, fact)) for name, fact in found.items())
    question = plain(words("Shall I remember that {}?", named))
    return found, gr.Column(visible=bool(found)), question


def _remember(offered: dict[str, str], *facts: Any) -> list[Any]:
    kept = asdict(with_facts(profile_of(facts), offered))
    return [{}, gr.Column(visible=False), kept, *(kept[name] for name in FIELDS)]
