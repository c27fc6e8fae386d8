"""The guides as tools of another program's language model."""

import io
import json
import os
import sys

import pytest
from mcp import Client, StdioServerParameters, stdio_client

from bot.__main__ import main
from bot.cli.mcp_server import WholeLines, make_server
from bot.tools.door import TOOLS
from tests.conftest import PROJECT
from tests.doubles.small import small_advisor

QUESTION = "what are pears pressed into?"


@pytest.fixture
def server(tmp_path):
    with small_advisor(tmp_path) as advisor:
        yield make_server(advisor)


async def call(server, tool, given):
    async with Client(server) as client:
        return await client.call_tool(tool, given)


async def test_there_are_two_tools_beside_the_career_tools_and_all_only_read(server):
    async with Client(server) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    asking = {"ask_careerbot", "find_passages"}
    assert tools.keys() == asking | {f"career_{name}" for name in TOOLS}
    assert all(tool.annotations.read_only_hint for tool in tools.values())
    assert all(list(tools[name].input_schema["properties"]) == ["question"] for name in asking)


async def test_an_answer_comes_with_its_spans(server):
    result = await call(server, "ask_careerbot", {"question": QUESTION})
    answer = result.structured_content
    assert answer["grade"] == "answered"
    assert answer["sentences"][0]["citations"][0]["quote"] == answer["sentences"][0]["text"]


async def test_passages_are_found(server):
    result = await call(server, "find_passages", {"question": QUESTION})
    assert "perry" in result.structured_content["passages"][0]["text"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"question": "x" * 4001}, "at most 4,000"),
        ({"question": " "}, "no question yet"),
        ({}, "question"),
        ({"question": ["x"]}, "question"),
    ],
)
@pytest.mark.parametrize("tool", ["ask_careerbot", "find_passages"])
async def test_what_is_wrong_with_a_question_is_said(server, tool, given, said):
    result = await call(server, tool, given)
    assert result.is_error
    assert said in result.content[0].text
    assert "Traceback" not in result.content[0].text


async def test_the_command_speaks_the_protocol(home, corpus_report):
    environment = {**os.environ, "CAREERBOT_HOME": str(home)}
    server = StdioServerParameters(
        command=sys.executable, args=["-m", "bot", "mcp"], env=environment, cwd=str(PROJECT)
    )
    async with Client(stdio_client(server)) as client:
        result = await client.call_tool(
            "ask_careerbot", {"question": "What are sensitivity labels for?"}
        )
    assert "compliance-and-data-governance.md" in json.dumps(result.structured_content)


def test_a_missing_package_is_named(monkeypatch, capsys, home, corpus_report):
    monkeypatch.setenv("CAREERBOT_HOME", str(home))
    monkeypatch.setitem(sys.modules, "mcp.server.mcpserver", None)
    assert main(["mcp"]) == 2
    assert "pip install 'careerbot[mcp]'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "read"),
    [
        (r'{"question": "what \udcff pears?"}', {"question": "what  pears?"}),
        (r'{"question": "\ud83d", "\ud800": ["\udfff"]}', {"question": "", "": [""]}),
        (r'{"question": "\ud83d\ude00 and \\udcff"}', {"question": "\U0001f600 and \\udcff"}),
        ('{"question": "é"}', {"question": "é"}),
    ],
)
def test_half_a_character_does_not_keep_a_message_from_being_read(line, read):
    lines = WholeLines(io.BytesIO(f"{line}\n{line}\nno json \\udcff\n".encode()))
    text = io.TextIOWrapper(io.BufferedReader(lines), "utf-8")
    first, second, third = text.readlines()
    assert json.loads(first) == json.loads(second) == read
    assert third == "no json \\udcff\n"
