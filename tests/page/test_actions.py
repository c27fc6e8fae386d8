"""What the page does while an answer is under way: stop, clear, ask something else."""

import asyncio
from collections.abc import AsyncIterator

import gradio as gr
import pytest

from bot import Advisor
from bot.page.actions import WENT_WRONG, Actions
from bot.page.conversation import STOPPED, Conversation
from bot.page.panels.about_you import FIELDS
from tests.doubles.model_servers import OpenAIServer
from tests.doubles.small import small_advisor

PREFERENCES = ("", 6, False, [], *[""] * len(FIELDS))  # as the page sends them
QUESTION = "what are pears pressed into?"


@pytest.fixture
async def slow(tmp_path) -> AsyncIterator[tuple[OpenAIServer, Actions]]:
    """A model that writes for four seconds, and what the page does with it."""
    with OpenAIServer().running() as server:
        server.words, server.pause = ["perry "] * 80, 0.05
        with small_advisor(tmp_path, model="openai:test", model_url=server.url) as advisor:
            yield server, Actions(advisor)


async def asking(actions: Actions, conversation: Conversation, question: str = QUESTION) -> int:
    """Ask as the page does; how often something was shown."""
    return len([shown async for shown in actions.ask(question, conversation, *PREFERENCES)])


async def under_way(conversation: Conversation, question: str = QUESTION) -> None:
    async with asyncio.timeout(30):
        while not any(e.question == question and e.text for e in conversation.exchanges):
            await asyncio.sleep(0.01)


async def closed(server: OpenAIServer, times: int) -> None:
    async with asyncio.timeout(10):
        while server.closed_early < times:
            await asyncio.sleep(0.01)


async def test_stop_ends_the_work_and_says_so(slow):
    server, actions = slow
    conversation = Conversation()
    answering = asyncio.create_task(asking(actions, conversation))
    await under_way(conversation)
    messages, *_ = await actions.stop(conversation)
    assert "Stopped" in messages[-1].content
    async with asyncio.timeout(2):
        assert await answering > 1
    await closed(server, 1)
    assert [exchange.problem for exchange in conversation.exchanges] == [STOPPED]


async def test_what_was_written_before_stop_stays_and_is_said_to_be_unchecked(slow):
    _, actions = slow
    conversation = Conversation()
    answering = asyncio.create_task(asking(actions, conversation))
    await under_way(conversation)
    messages, _, kept = await actions.stop(conversation)
    await answering
    assert "perry" in conversation.exchanges[0].text
    assert "perry" in messages[-1].content
    assert "not checked against the guides" in messages[-1].content
    assert kept != gr.skip()  # a browser saves it as well
    assert conversation.exchanges[0].turns == ()  # and the next question does not build on it


@pytest.mark.parametrize("pressed", ["", "plain-1 1", "plain--1 1", "plain-0", "copy-0 1", "x"])
async def test_nothing_but_the_last_answers_button_asks_for_a_plain_answer(slow, pressed):
    server, actions = slow
    server.words, server.pause = ["Pears are pressed into perry."], 0
    conversation = Conversation()
    if pressed != "plain-0":
        await asking(actions, conversation)
    await nothing_comes_of(actions.ask_plainly(pressed, conversation, *PREFERENCES))


async def test_stop_leaves_a_finished_answer_as_it_is(slow):
    server, actions = slow
    server.words, server.pause = ["Pears are pressed into perry."], 0
    conversation = Conversation()
    await asking(actions, conversation)
    before = list(conversation.exchanges)
    assert before[0].answer
    await actions.stop(conversation)
    assert conversation.exchanges == before


@pytest.mark.parametrize("pause", [0, 0.01, 0.3])
async def test_a_question_at_once_after_clear_is_the_only_one(slow, pause):
    server, actions = slow
    conversation = Conversation()
    answering = asyncio.create_task(asking(actions, conversation))
    await under_way(conversation)
    server.words = ["Plums are dried."]
    await actions.clear(conversation)
    await asyncio.sleep(pause)
    await asking(actions, conversation, "what are plums?")
    await answering
    assert [exchange.question for exchange in conversation.exchanges] == ["what are plums?"]
    assert conversation.exchanges[0].answer


async def test_the_next_question_ends_an_answer_that_is_under_way(slow):
    server, actions = slow
    conversation = Conversation()
    answering = asyncio.create_task(asking(actions, conversation))
    await under_way(conversation)
    server.words = ["Plums are dried."]
    await asking(actions, conversation, "what are plums?")
    await answering
    first, second = conversation.exchanges
    assert (first.problem, first.answer) == (STOPPED, None)
    assert second.answer
    await closed(server, 1)


async def test_a_button_that_is_pressed_twice_asks_once(slow):
    server, actions = slow
    conversation = Conversation()
    answering = asyncio.create_task(asking(actions, conversation))
    await asyncio.sleep(0)  # as early as that
    await nothing_comes_of(actions.ask(QUESTION, conversation, *PREFERENCES))
    await under_way(conversation)
    await nothing_comes_of(actions.ask(QUESTION, conversation, *PREFERENCES))
    await nothing_comes_of(actions.ask("", conversation, *PREFERENCES))  # the box is empty by then
    await actions.stop(conversation)
    await answering
    assert len(conversation.exchanges) == 1
    assert len(server.requests) == 1


async def test_a_person_who_leaves_ends_the_work(slow):
    server, actions = slow
    conversation = Conversation()
    answer = actions.ask(QUESTION, conversation, *PREFERENCES)
    async for _ in answer:
        if conversation.exchanges[0].text:
            break
    await answer.aclose()
    await closed(server, 1)
    assert not conversation.is_answering(QUESTION)


async def nothing_comes_of(answer) -> None:
    """All that is shown is left as it is; an event without any answer would empty it."""
    assert [all(part == gr.skip() for part in shown) for shown in [s async for s in answer]] == [
        True
    ]


async def test_there_is_nothing_to_ask_again_or_to_edit_in_an_empty_chat(slow):
    _, actions = slow
    edited = gr.EditData(None, {"index": 0, "previous_value": "x", "value": "y"})
    await nothing_comes_of(actions.ask_again(Conversation(), *PREFERENCES))
    await nothing_comes_of(actions.edit(edited, Conversation(), *PREFERENCES))


async def test_an_answer_that_is_stopped_before_it_begins_ends(slow):
    _, actions = slow
    conversation = Conversation()
    answering = asyncio.create_task(asking(actions, conversation))
    while not conversation.answering:
        await asyncio.sleep(0)
    conversation.interrupt()
    async with asyncio.timeout(5):
        await answering
    assert conversation.exchanges[0].problem == STOPPED


async def test_a_conversation_that_cannot_be_read_disturbs_no_answer(slow):
    _, actions = slow
    conversation = Conversation()
    answering = asyncio.create_task(asking(actions, conversation))
    await under_way(conversation)
    with pytest.warns(UserWarning, match="cannot be read"):  # Gradio's, outside of a page
        await actions.open_talk("1 nonsense", conversation)
    assert conversation.exchanges[0].problem == ""
    await actions.stop(conversation)
    await answering


async def test_a_fault_of_the_program_is_said_and_logged(slow, monkeypatch, caplog):
    _, actions = slow

    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(Advisor, "clarifying", broken)
    conversation = Conversation()
    await asking(actions, conversation)
    assert conversation.exchanges[0].problem == WENT_WRONG
    assert "ZeroDivisionError" in caplog.text
