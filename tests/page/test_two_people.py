"""Two people at once: neither sees anything of the other, through whatever door they ask."""

import asyncio
import json
from pathlib import Path

import pytest
from mcp import Client

from bot.cli.mcp_server import make_server
from tests.doubles.model_servers import OpenAIServer
from tests.doubles.small import shown, small_advisor
from tests.doubles.web import Tab, ask, ask_api, place_of

KEY = "sk-the-key-of-the-house"
QUESTION = "what are pears pressed into?"
ANNAS = {
    "conversation": "zebrawood",  # said in a question
    "profile": "lighthouses",  # typed into a box
    "document": "quicksilver",  # in a document of hers
}
DOCUMENT = f"Quinces\n\nQuinces are cooked with {ANNAS['document']} into a jelly.\n"
ALL = {*ANNAS.values(), KEY}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A page that answers by a model, the model's server, and the advisor behind both."""
    with OpenAIServer().running() as model:
        model.words = ["Pears are pressed into perry [1]."]
        given = {"model": "openai:test", "model_url": model.url, "model_key": KEY}
        folder = tmp_path_factory.mktemp("house")
        with small_advisor(folder, **given) as advisor, shown(advisor) as address:
            yield place_of(address), model, advisor


@pytest.fixture(scope="module")
def anna(house):
    """She asks, says who she is, and sends a document."""
    tab = Tab(house[0], "thesame")
    tab.send("quinces.txt", DOCUMENT)
    assert "1 passage" in tab.read()
    return tab


def sent(model: OpenAIServer, since: int = 0) -> str:
    return json.dumps(model.requests[since:])


def test_she_herself_is_answered_from_all_of_it(house, anna):
    """Else what is below could see nothing."""
    _, model, _ = house
    first = anna.answered(f"{QUESTION} {ANNAS['conversation']}", interests=ANNAS["profile"])
    assert ANNAS["conversation"] in first
    assert ANNAS["profile"] in sent(model)
    begun = len(model.requests)
    second = anna.answered("What are quinces cooked with?", interests=ANNAS["profile"])
    assert ANNAS["conversation"] in second  # the chat is shown anew
    assert ANNAS["conversation"] in sent(model, begun)
    assert ANNAS["document"] in sent(model, begun)
    assert model.keys[-1] == f"Bearer {KEY}"


def by_page(house, question):
    return Tab(house[0], "thesame").answered(question)


def by_api(house, question):
    reply = ask_api(house[0], {"question": question})
    return json.dumps([reply.json, reply.getheaders()])


def by_mcp(house, question):
    async def call():
        async with Client(make_server(house[2])) as client:
            tools = ("ask_careerbot", "find_passages")
            return [await client.call_tool(tool, {"question": question}) for tool in tools]

    return json.dumps([result.structured_content for result in asyncio.run(call())])


@pytest.mark.parametrize("door", [by_page, by_api, by_mcp])
@pytest.mark.parametrize("question", [QUESTION, "What are quinces cooked with?", "And after that?"])
def test_nobody_else_sees_anything_of_her(house, anna, door, question):
    _, model, _ = house
    begun = len(model.requests)
    assert (
        anna.join(f"{QUESTION} {ANNAS['conversation']}", interests=ANNAS["profile"]).status == 200
    )
    seen = door(house, question)  # while she is being answered
    assert len(seen) > 200
    assert [secret for secret in ALL if secret in seen] == []
    of_others = [r for r in model.requests[begun:] if ANNAS["conversation"] not in json.dumps(r)]
    assert [secret for secret in ALL if secret in json.dumps(of_others)] == []
    assert ANNAS["conversation"] in anna.read()


@pytest.mark.parametrize("where", ["", "gradio_api/", "api/"])
def test_what_is_open_to_all_says_nothing_of_her(house, anna, where):
    for path in ("config", "info", "guides", "health", "startup-events", "app_id"):
        said = ask(house[0], "GET", f"/{where}{path}").body.decode()
        assert [secret for secret in ALL if secret in said] == []


def test_nobody_takes_the_file_of_another(house, anna, tmp_path):
    place = house[0]
    (tmp_path / "hers.txt").write_text(DOCUMENT)
    held = anna.send("quinces.txt", DOCUMENT)
    anna.read()
    assert not Path(held).exists()  # taken in, and gone
    ben = Tab(place, "ben")
    for path in (held, str(tmp_path / "hers.txt"), "/etc/passwd", "../../etc/passwd"):
        ben.take(path)
        said = ben.read()
        assert ANNAS["document"] not in said
        assert "root:" not in said
        assert ANNAS["document"] not in ben.answered("What are quinces cooked with?")
    assert (tmp_path / "hers.txt").exists()
