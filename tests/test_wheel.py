"""The wheel, built and installed into an environment of its own: does it work outside a checkout?

pip installs it without a network. What it needs is that of the environment that runs the tests,
which comes after it on the path; that pip finds those packages by their names is not checked.
"""

import json
import os
import signal
import subprocess
import sys
import sysconfig
import urllib.request
import venv
from pathlib import Path

import pytest

from tests.conftest import CORPUS, PROJECT, free_port

# Run by Python before anything of ours, in every process: what would leave this machine fails.
OFFLINE = """
import socket

def only_here(self, address, connect=socket.socket.connect):
    if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1"):
        raise SystemExit(f"the network was asked for: {address}")
    return connect(self, address)

socket.socket.connect = only_here
"""
GUIDE = "compliance-and-data-governance.md"
QUESTION = "What are sensitivity labels for?"
BIN = "Scripts" if sys.platform == "win32" else "bin"


@pytest.fixture(scope="module")
def environment(tmp_path_factory) -> Path:
    """An environment with the wheel in it."""
    built, folder = tmp_path_factory.mktemp("built"), tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(built)]
    subprocess.run(command, cwd=PROJECT, check=True, capture_output=True)
    venv.create(folder)
    pip = [sys.executable, "-m", "pip", "--python", str(folder), "--disable-pip-version-check"]
    wheel = next(built.glob("careerbot-*.whl"))
    subprocess.run(
        [*pip, "install", "--no-index", "--no-deps", str(wheel)], check=True, capture_output=True
    )
    packages = packages_of(folder)
    # After its own packages, and without what is installed there from a checkout.
    (packages / "outer.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    (packages / "sitecustomize.py").write_text(OFFLINE, encoding="utf-8")
    return folder


def packages_of(environment: Path) -> Path:
    return Path(sysconfig.get_path("purelib", "venv", {"base": str(environment)}))


@pytest.fixture
def started(environment, tmp_path):
    """Starts one of its programs in an empty folder, with a home of its own."""
    empty, user = tmp_path / "empty", tmp_path / "user"
    empty.mkdir()
    unset = [name for name in os.environ if name.startswith(("CAREERBOT_", "PYTHON"))]
    variables = {name: value for name, value in os.environ.items() if name not in unset}
    variables |= {"HOME": str(user), "XDG_DATA_HOME": str(user)}

    def started(program, *arguments, **settings):
        # By Python, since nothing may be run from some temporary folders.
        python, script = environment / BIN / "python", environment / BIN / program
        command = [python] if program == "python" else [python, script]
        return subprocess.Popen(
            [*command, *arguments],
            cwd=empty,
            env=variables | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    yield started
    assert list(empty.iterdir()) == []


@pytest.fixture
def run(started):
    """Runs it to its end, and gives what it printed."""

    def run(program, *arguments, **settings):
        with started(program, *arguments, **settings) as process:
            printed, said = process.communicate()
        assert process.returncode == 0, said
        return printed

    return run


@pytest.fixture
def one(environment, tmp_path) -> str:
    """A folder with one of the wheel's guides; to index all of them takes longer."""
    folder = tmp_path / "one"
    folder.mkdir()
    guide = packages_of(environment) / "bot" / "corpus" / GUIDE
    (folder / GUIDE).write_bytes(guide.read_bytes())
    return str(folder)


def test_the_version_is_that_of_the_project(run):
    version = run("careerbot", "--version").strip()
    assert f'\nversion = "{version}"\n' in (PROJECT / "pyproject.toml").read_text(encoding="utf-8")


def test_all_guides_and_all_that_is_no_code_are_in_it(environment):
    def files(folder):
        found = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
        return {name for name in found if "__pycache__" not in name}

    packages = packages_of(environment)
    assert files(packages / "bot" / "corpus") == files(CORPUS)
    for package in ("bot", "index"):
        assert files(PROJECT / package) <= files(packages / package)


def test_guides_and_home_are_found_outside_a_checkout(run, environment, tmp_path):
    code = "import bot; s = bot.Settings(); print(bot.__file__, s.corpus_folder, s.home, sep='\\n')"
    package, corpus, home = map(Path, run("python", "-c", code).splitlines())
    assert package == packages_of(environment) / "bot" / "__init__.py"
    assert corpus == packages_of(environment) / "bot" / "corpus"
    assert home.is_relative_to(tmp_path / "user")


def test_it_answers_and_serves_in_an_empty_folder_without_a_network(run, started, one):
    printed = run("careerbot", "ask", QUESTION, CAREERBOT_CORPUS=one)
    assert "ensitivity label" in printed
    assert f"one/{GUIDE}" in printed
    code = f"from bot import ask\nprint(ask({QUESTION!r}).grade)"
    assert run("python", "-c", code, CAREERBOT_CORPUS=one) == "answered\n"
    port = str(free_port())
    with started("careerbot", "serve", CAREERBOT_CORPUS=one, CAREERBOT_PORT=port) as page:
        assert f"http://127.0.0.1:{port}" in page.stdout.readline()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health") as health:
            assert json.load(health)["documents"] == 1
        page.send_signal(signal.SIGTERM)
        printed, said = page.communicate(timeout=60)
    assert (printed, page.returncode) == ("careerbot stops.\n", 0), said


def test_the_network_is_refused_to_it(started):
    code = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=5)"
    with started("python", "-c", code) as process:
        assert "the network was asked for" in process.communicate()[1]


@pytest.mark.slow
def test_the_first_question_indexes_all_its_guides(run):
    assert GUIDE in run("careerbot", "ask", QUESTION)
    assert f"documents      {len(list(CORPUS.glob('*.md')))}\n" in run("careerbot", "status")
