"""What a model thinks aloud is never the answer, whatever form it has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wording.thinking import Thinking, without_thinking

SAID = "Pears are pressed into perry [1]."
THOUGHT = "The user asks about pears. Passage 1 < passage 2?"
FORMS = [
    f"<think>\n{THOUGHT}\n</think>\n\n{SAID}",
    f"<thinking>{THOUGHT}</thinking>{SAID}",
    f"<reasoning>{THOUGHT}</reasoning>\n{SAID}",
    f"<THINK>{THOUGHT}</THINK>{SAID}",
    f"◁think▷{THOUGHT}◁/think▷{SAID}",
    f"[THINK]{THOUGHT}[/THINK]{SAID}",
    f"<|begin_of_thought|>{THOUGHT}<|end_of_thought|>{SAID}",
    f"<|channel|>analysis<|message|>{THOUGHT}<|end|><|start|>assistant<|channel|>final<|message|>{SAID}",
    f"<seed:think>{THOUGHT}</seed:think>{SAID}",
    f"<think></think>{SAID}",
    f"<think>{THOUGHT}</think><think>{THOUGHT}</think>{SAID}",
    f"<|START_THINKING|>{THOUGHT}<|END_THINKING|><|START_RESPONSE|>{SAID}<|END_RESPONSE|>",
]
WITHOUT_BEGINNING = [
    f"{THOUGHT}\n</think>\n\n{SAID}",
    f"{THOUGHT}◁/think▷{SAID}",
    f"{THOUGHT}[/THINK]{SAID}",
    f"analysis{THOUGHT}assistantfinal{SAID}",
    f"<think>{THOUGHT}</think>{THOUGHT}</think>{SAID}",
]


def streamed(text, size):
    thinking = Thinking()
    parts = [thinking.see(text[at : at + size]) for at in range(0, len(text), size)]
    return "".join(parts) + thinking.end()


@pytest.mark.parametrize("written", [*FORMS, *WITHOUT_BEGINNING])
def test_only_the_answer_is_left(written):
    assert without_thinking(written).strip() == SAID


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
@pytest.mark.parametrize("written", FORMS)
def test_a_stream_shows_no_thought_however_it_is_cut(written, size):
    shown = streamed(written, size)
    assert THOUGHT[:8] not in shown
    assert without_thinking(shown).strip() == SAID


@pytest.mark.parametrize("written", [f"<think>{THOUGHT}", f"◁think▷{THOUGHT} {SAID}"])
def test_a_thought_that_never_ends_is_no_answer(written):
    assert without_thinking(written) == ""
    assert streamed(written, 5) == ""


@pytest.mark.parametrize("size", [1, 4, 100])
@pytest.mark.parametrize(
    "plain", ["Is 3 < 4 [1]?", "Think [2] of <b>pears</b>.", "An assistant [", "a <"]
)
def test_what_is_no_thought_stays(plain, size):
    assert streamed(plain, size) == plain
    assert without_thinking(plain) == plain


@given(st.text(st.sampled_from("<>/think◁▷[]| a")), st.integers(1, 9))
def test_a_stream_and_the_whole_agree_on_any_text(text, size):
    assert without_thinking(streamed(text, size)) == without_thinking(text)
