import json
import os
import re
import signal
import subprocess
import sys
from importlib.metadata import version

import pytest

import bot
import index
from bot.__main__ import main
from tests.conftest import CORPUS, PROJECT
from tests.doubles.fakes import write_guides


@pytest.fixture
def run(monkeypatch, capsys, home, corpus_report):
    """Runs a command on the indexed corpus; gives exit code, output and errors."""
    monkeypatch.setenv("CAREERBOT_HOME", str(home))

    def run(*arguments):
        code = main(arguments)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def test_ask_prints_the_answer_and_its_passages(run):
    guide = CORPUS / "compliance-and-data-governance.md"
    updated = re.search(r"^updated: (\S+)$", guide.read_text(encoding="utf-8"), re.MULTILINE)[1]
    code, out, _ = run("ask", "what are sensitivity labels for?")
    assert code == 0
    assert "ensitivity label" in out.partition("[1]")[0]
    assert "[1] Compliance and data governance > What are sensitivity labels for?" in out
    assert f"(corpus/{guide.name}, checked {updated})" in out


def test_ask_prints_json(run):
    code, out, _ = run("ask", "--json", "what are sensitivity labels for?")
    answer = json.loads(out)
    assert code == 0
    assert answer["grade"] == "answered"
    assert answer["sentences"][0]["citations"][0]["quote"] == answer["sentences"][0]["text"]


def test_status_says_what_is_indexed(run, corpus_report):
    code, out, _ = run("status")
    assert code == 0
    assert f"documents      {corpus_report.documents}\n" in out
    assert "all-MiniLM-L6-v2@" in out
    assert "up to date" in out


def test_status_says_when_the_guides_have_changed(run, monkeypatch, tmp_path):
    monkeypatch.setenv("CAREERBOT_CORPUS", str(write_guides(tmp_path / "corpus")))
    code, out, _ = run("status")
    assert code == 0
    assert "careerbot index" in out


def test_index_says_when_nothing_changed(run, corpus_report):
    code, out, _ = run("index", str(CORPUS))
    assert code == 0
    assert f"{corpus_report.documents} documents, {corpus_report.chunks} passages" in out
    assert "0 texts embedded" in out
    assert "Nothing had changed." in out


def test_diff_says_what_a_build_would_change(run, tmp_path):
    code, out, err = run("diff", str(CORPUS))
    assert (code, out) == (0, "")
    assert "0 added, 0 changed, 0 removed" in err
    code, out, err = run("diff", str(write_guides(tmp_path / "g", {"pear.md": "A pear is ripe."})))
    assert code == 0
    assert "added pear.md\n  + A pear is ripe.\n" in out.replace("g/", "")
    assert "removed " in out
    assert "1 added" in err


def test_watch_builds_again_when_a_file_changes(tmp_path):
    guides = write_guides(tmp_path / "g", {"pear.md": "A pear is ripe."})
    environment = {**os.environ, "CAREERBOT_HOME": str(tmp_path / "home")}
    command = [sys.executable, "-m", "bot", "index", str(guides), "--watch"]
    with subprocess.Popen(
        command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True
    ) as watching:
        try:
            assert "1 documents" in watching.stdout.readline()
            assert "Watching" in watching.stdout.readline()
            (guides / "plum.md").write_text("A plum is blue.")
            assert "2 documents" in watching.stdout.readline()
        finally:
            watching.send_signal(signal.SIGINT)
        assert watching.wait(timeout=20) == 130


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["ask", ""], 1, "ask something"),
        (["ask", "x" * 5000], 1, "at most 4,000"),
        (["index", "/no/such/folder"], 1, "/no/such/folder does not exist"),
    ],
)
def test_an_expected_error_is_one_plain_message(run, arguments, code, said):
    found, out, err = run(*arguments)
    assert (found, out) == (code, "")
    assert err.startswith("careerbot: ")
    assert said in err
    assert "Traceback" not in err


def test_without_an_index_it_says_how_to_make_one(run, monkeypatch, tmp_path):
    monkeypatch.setenv("CAREERBOT_HOME", str(tmp_path))
    for arguments in (["ask", "what is MS-102?"], ["status"]):
        code, _, err = run(*arguments)
        assert code == 2
        assert "Build one: careerbot index" in err
    assert list(tmp_path.iterdir()) == []


def test_a_misspelt_setting_is_refused(run, monkeypatch):
    monkeypatch.setenv("CAREERBOT_MODLE", "openai:x")
    code, _, err = run("status")
    assert code == 2
    assert "did you mean CAREERBOT_MODEL?" in err


@pytest.mark.parametrize(
    "command",
    ["", "ask", "index", "diff", "status", "serve", "corpus", "corpus check", "account add"],
)
def test_help_explains_every_command(command, capsys):
    assert main([*command.split(), "--help"]) == 0
    assert f"Usage: careerbot {command}".rstrip() in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["aks"], "aks"),
        (["ask"], "QUESTION"),
        (["corpus", "check", "--on", "yesterday"], "yesterday"),
        (["feedback", "import"], "import"),
        (["status", "--jsn"], "--jsn"),
    ],
)
def test_a_wrong_command_is_refused(arguments, said, capsys):
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert said in printed.err
    assert "Traceback" not in printed.err


def test_no_command_is_answered_with_those_there_are(capsys):
    assert main([]) == 2
    assert "doctor" in capsys.readouterr().out


def test_the_version_is_that_of_the_package(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"{version('careerbot')}\n"


HEAVY = ("torch", "sentence_transformers", "chromadb", "gradio", "langchain", "langchain_core")


@pytest.mark.parametrize(
    "code",
    [
        "import bot",
        "import index",
        "from bot.__main__ import main; main(['--help'])",
        "from bot.__main__ import main; main(['account', 'list'])",
        "from bot.__main__ import main; main(['corpus', 'check', '/no/such/folder'])",
    ],
)
def test_what_needs_nothing_heavy_loads_nothing_heavy(code, tmp_path):
    code += f"\nimport sys; print([name for name in {HEAVY} if name in sys.modules])"
    environment = {**os.environ, "CAREERBOT_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("package", [bot, index])
def test_every_name_that_a_package_offers_is_there(package):
    assert [name for name in package.__all__ if getattr(package, name, None) is None] == []
