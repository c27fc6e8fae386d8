"""The wheel, built and unpacked beside the packages it needs: does it work outside a checkout?

What is checked is the content of the wheel: it comes first on the path of a new process, in an
empty folder, with a home of its own and no network. That pip finds the packages that pyproject.toml
names is not checked.
"""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import CORPUS, PROJECT

# Before anything of ours: whatever would leave this machine ends the process.
OFFLINE = """
import socket, sys
def refuse(*_): raise SystemExit("the network was asked for")
socket.socket.connect = socket.getaddrinfo = refuse
"""
COMMAND = f"{OFFLINE}from bot.__main__ import main\nsys.exit(main(sys.argv[1:]))"
QUESTION = "What are sensitivity labels for?"


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory) -> Path:
    """The folder that the wheel was unpacked into."""
    built, folder = tmp_path_factory.mktemp("built"), tmp_path_factory.mktemp("packages")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(built)]
    subprocess.run(command, cwd=PROJECT, check=True, capture_output=True)
    with zipfile.ZipFile(next(built.glob("careerbot-*.whl"))) as wheel:
        wheel.extractall(folder)
    return folder


@pytest.fixture
def run(unpacked, tmp_path):
    """Runs Python in an empty folder with the wheel in front; gives what was printed."""
    empty, user = tmp_path / "empty", tmp_path / "user"
    empty.mkdir()
    unset = [name for name in os.environ if name.startswith(("CAREERBOT_", "PYTHON"))]
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    environment |= {"PYTHONPATH": str(unpacked), "HOME": str(user), "XDG_DATA_HOME": str(user)}

    def run(code, *arguments, **settings):
        done = subprocess.run(
            [sys.executable, "-P", "-c", code, *arguments],
            cwd=empty,
            env=environment | settings,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        assert list(empty.iterdir()) == []
        return done.stdout

    return run


def test_the_version_is_that_of_the_project(run):
    version = run(COMMAND, "--version").strip()
    assert f'\nversion = "{version}"\n' in (PROJECT / "pyproject.toml").read_text(encoding="utf-8")


def test_all_guides_and_all_that_is_no_code_are_in_it(unpacked):
    def files(folder):
        return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}

    assert files(unpacked / "bot" / "corpus") == files(CORPUS)
    for package in ("bot", "index"):
        there = {name for name in files(PROJECT / package) if "__pycache__" not in name}
        assert there <= files(unpacked / package)


def test_guides_and_home_are_found_outside_a_checkout(run, unpacked, tmp_path):
    code = "import bot; s = bot.Settings(); print(bot.__file__, s.corpus_folder, s.home, sep='\\n')"
    package, corpus, home = map(Path, run(code).splitlines())
    assert package == unpacked / "bot" / "__init__.py"
    assert corpus == unpacked / "bot" / "corpus"
    assert home.is_relative_to(tmp_path / "user")


def test_it_answers_in_an_empty_folder_without_a_network(run, unpacked, tmp_path):
    guide = unpacked / "bot" / "corpus" / "compliance-and-data-governance.md"
    one = tmp_path / "one"  # of the wheel's guides: to index all of them takes minutes
    one.mkdir()
    (one / guide.name).write_bytes(guide.read_bytes())
    printed = run(COMMAND, "ask", QUESTION, CAREERBOT_CORPUS=str(one))
    assert "ensitivity label" in printed
    assert f"one/{guide.name}" in printed
    code = f"{OFFLINE}from bot import ask\nprint(ask({QUESTION!r}).grade)"
    assert run(code, CAREERBOT_CORPUS=str(one)) == "answered\n"


@pytest.mark.slow
def test_the_first_question_indexes_all_its_guides(run):
    assert "compliance-and-data-governance.md" in run(COMMAND, "ask", QUESTION)
    assert f"documents      {len(list(CORPUS.glob('*.md')))}\n" in run(COMMAND, "status")
