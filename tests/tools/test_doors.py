"""The same tools by command line, REST, MCP, LangChain and in Python."""

import json
from xml.etree import ElementTree

import httpx
import pytest
from mcp import Client

from bot.__main__ import main
from bot.cli.mcp_server import make_server
from bot.page.drawing.tools import result_html
from bot.page.words import ENGLISH
from bot.tools.door import TOOLS
from bot.tools.langchain_tools import as_langchain
from bot.tools.pictures import path_svg, path_text, pay_svg
from tests.doubles.small import shown

GIVEN = {
    "compare": {"subjects": ["Cook", "Helper"]},
    "path": {"start": "Helper", "goal": "Chef"},
    "pay": {"roles": ["Cook"], "places": ["Norway"]},
    "exam": {"exam": "CK-100"},
    "plan": {"exam": "CK-100", "hours": 5},
    "gap": {"said": "Knife work, no sauces", "goal": "Cook"},
    "fit": {"said": "I like heat"},
}
DAY = {"today": "2026-11-29"}


@pytest.fixture(scope="module")
def place(kitchen):
    with shown(kitchen) as address:
        yield address.rstrip("/")


def expected(kitchen, tool):
    result = getattr(kitchen, tool)(**GIVEN[tool], **DAY)
    return json.loads(json.dumps(result.to_dict()))


def test_every_tool_is_tried_here():
    assert GIVEN.keys() == TOOLS.keys()


@pytest.mark.parametrize("tool", GIVEN)
def test_rest_returns_what_python_returns(kitchen, place, tool):
    answer = httpx.post(f"{place}/api/tools/{tool}", json=GIVEN[tool] | DAY, timeout=60)
    assert answer.status_code == 200
    assert answer.json() == expected(kitchen, tool)


@pytest.mark.parametrize(
    ("tool", "given", "status", "said"),
    [
        ("guess", {}, 404, "compare"),
        ("exam", {}, 400, "exam"),
        ("exam", {"exam": 7}, 400, "exam"),
        ("exam", {"exam": "CK-100", "colour": "red"}, 400, "colour"),
        ("exam", {"exam": "XX-999"}, 400, "not about"),
        ("exam", {"exam": "x" * 500}, 400, "characters"),
        ("compare", {"subjects": ["Cook"]}, 400, "two to four"),
        ("plan", {"exam": "CK-100", "hours": 5, "until": "soon"}, 400, "no day"),
        ("gap", {"said": "x" * 70_000, "goal": "Cook"}, 400, "at most"),
    ],
)
def test_rest_says_what_is_wrong(place, tool, given, status, said):
    answer = httpx.post(f"{place}/api/tools/{tool}", json=given, timeout=60)
    assert answer.status_code in (status, 413)
    assert answer.status_code == 413 or said in answer.json()["error"]


def test_rest_takes_json_only(place):
    answer = httpx.post(f"{place}/api/tools/exam", content='{"exam": "CK-100"}', timeout=60)
    assert answer.status_code == 415


@pytest.mark.parametrize("tool", GIVEN)
async def test_mcp_returns_what_python_returns(kitchen, tool):
    async with Client(make_server(kitchen)) as client:
        result = await client.call_tool(f"career_{tool}", GIVEN[tool] | DAY)
    assert not result.is_error
    assert result.structured_content["tool"] == tool
    assert result.structured_content["passages"] == expected(kitchen, tool)["passages"]


async def test_mcp_says_what_is_wrong(kitchen):
    async with Client(make_server(kitchen)) as client:
        result = await client.call_tool("career_exam", {"exam": "XX-999"})
    assert result.is_error
    assert "not about" in result.content[0].text


@pytest.mark.parametrize("tool", GIVEN)
def test_langchain_returns_what_python_returns(kitchen, tool):
    (own,) = [each for each in as_langchain(kitchen) if each.name == f"career_{tool}"]
    assert own.description == TOOLS[tool].says
    result = own.invoke(GIVEN[tool] | DAY)
    assert json.loads(json.dumps(result)) == expected(kitchen, tool)


@pytest.fixture
def run(monkeypatch, capsys, kitchen):
    """Runs a command on the kitchen; gives exit code, output and errors."""
    monkeypatch.setattr("bot.project.open_or_build", lambda _: _Kept(kitchen))

    def run(*arguments):
        code = main(arguments)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


class _Kept:
    def __init__(self, advisor):
        self._advisor = advisor

    def __enter__(self):
        return self._advisor

    def __exit__(self, *_):
        return None


@pytest.mark.parametrize(
    "command",
    [
        ("compare", "Cook", "Helper"),
        ("path", "Helper", "Chef"),
        ("pay", "Cook", "--in", "Norway"),
        ("exam", "CK-100"),
        ("plan", "CK-100", "--hours", "5"),
        ("gap", "Cook", "--said", "Knife work, no sauces"),
        ("fit", "I like heat"),
    ],
)
def test_the_command_line_prints_a_table_with_numbered_sources(run, command):
    code, out, _ = run(*command, "--today", "2026-11-29")
    assert code == 0
    code, printed, _ = run(*command, "--today", "2026-11-29", "--json")
    result = json.loads(printed)
    assert (code, result["tool"]) == (0, command[0])
    for number, _ in enumerate(result["passages"], 1):
        assert f"\n[{number}] " in out
    for form, start in (("--markdown", "# "), ("--html", "<!doctype html>")):
        assert run(*command, "--today", "2026-11-29", form)[1].startswith(start)


def test_the_command_line_names_what_is_near(run):
    code, out, err = run("exam", "CK-1000")
    assert (code, out) == (1, "")
    assert "Did you mean CK-100" in err


def test_a_resume_is_read_from_a_file(run, tmp_path):
    (tmp_path / "cv.md").write_text("# Me\n\nKnife work since 2012.\n", encoding="utf-8")
    code, out, _ = run("gap", "Cook", "--cv", str(tmp_path / "cv.md"), "--json")
    assert code == 0
    assert [item["name"] for item in json.loads(out)["have"]] == ["knife work"]


def test_a_plan_is_written_as_a_calendar(run, tmp_path):
    day = ("--start", "2026-11-30", "--today", "2026-11-29")
    code, _, _ = run("plan", "CK-100", "--hours", "5", *day, "--ics", str(tmp_path / "plan.ics"))
    assert code == 0
    assert (tmp_path / "plan.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_pictures_are_well_formed_and_say_the_same_in_words(kitchen):
    path = kitchen.path("Helper", "Chef", **DAY)
    drawn = ElementTree.fromstring(path_svg(path))
    named = [each for each in drawn.iter() if each.tag.endswith(("desc", "text"))]
    texts = ["".join(each.itertext()) for each in named]
    assert path_text(path) in texts
    assert {"Helper", "Cook", "Chef"} <= set(texts)
    dashed = [e for e in drawn.iter() if "d" in e.get("class", "").split()]
    assert len(dashed) == sum(arrow.says is None for arrow in path.arrows)
    bars = ElementTree.fromstring(pay_svg(kitchen.pay(["Cook"], ["Norway"], **DAY)))
    assert any("500" in "".join(each.itertext()) for each in bars.iter())
    assert "script" not in path_svg(path)


@pytest.mark.parametrize("tool", GIVEN)
def test_the_page_draws_each_result_with_its_numbers(kitchen, tool):
    result = getattr(kitchen, tool)(**GIVEN[tool], **DAY)
    html = result_html(result, 0, ENGLISH)
    assert html.count('class="cite"') >= len(result.passages)
    assert html.count("<svg") == (tool in ("path", "pay"))
    assert "<script" not in html
