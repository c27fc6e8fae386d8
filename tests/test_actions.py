"""What the page does while an answer is under way: stop, clear, ask something else."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot import Advisor
from bot.page.about_you import FIELDS
from bot.page.actions import Actions
from bot.page.conversation import STOPPED, Conversation
from tests.model_servers import OpenAIServer
from tests.small import small_advisor

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
    assert await asking(actions, conversation) == 0
    await under_way(conversation)
    assert await asking(actions, conversation) == 0
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
    assert conversation.answering.done()


async def test_a_fault_of_the_program_is_not_swallowed(slow, monkeypatch):
    _, actions = slow

    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(Advisor, "clarifying", broken)
    with pytest.raises(ZeroDivisionError):
        await asking(actions, Conversation())
