"""Write the parts of the README that the code decides: python -m tests.readme

The tests fail when they are not what this writes.
"""

import ast
import contextlib
import io
import re
import tempfile
from dataclasses import fields
from pathlib import Path
from unittest import mock

from bot import Advisor, Settings
from bot.project import build_with_progress

PROJECT = Path(__file__).parent.parent
README = PROJECT / "README.md"
SHOWN = ("app.py", "bot", "index", "corpus", "tests")


def settings_table() -> str:
    """A row for each setting."""
    rows = []
    for setting in fields(Settings):
        default = setting.metadata.get("shown") or f"`{setting.default}`" * (setting.default != "")
        variable = f"`CAREERBOT_{setting.name.upper()}`"
        rows.append(f"| {variable} | {default} | {setting.metadata['help']} |")
    return "\n".join(["| variable | default | what it is |", "|---|---|---|", *rows])


def tree() -> str:
    """The rooms, each file with the first line of its docstring."""
    lines = []
    for part in SHOWN:
        path = PROJECT / part
        if path.is_file():
            lines.append(line(path, 0))
        elif part in ("bot", "index"):
            lines += [f"{part}/", *below(path, 1)]
        else:
            lines.append(f"{part + '/':24}{WHAT[part]}")
    return "\n".join(["```text", *lines, "```"])


WHAT = {
    "corpus": "one Markdown guide a topic",
    "tests": "test_<module>.py, beside browser/, faults/ and the commands that measure",
}


def below(folder: Path, depth: int) -> list[str]:
    lines = []
    for path in sorted(folder.iterdir(), key=lambda path: (path.is_dir(), path.name)):
        if path.is_dir() and path.name != "__pycache__":
            lines += ["  " * depth + path.name + "/", *below(path, depth + 1)]
        elif path.is_file() and not path.name.startswith("."):
            lines.append(line(path, depth))
    return lines


def line(path: Path, depth: int) -> str:
    name = "  " * depth + path.name
    if path.suffix != ".py":
        return name
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return f"{name:24}{docstring.splitlines()[0]}"


def python_example(advisor: Advisor, readme: str) -> str:
    """The first Python call of the README, and what it prints."""
    found = re.search(r"<!-- python example -->\n```python\n(.*?)```", readme, re.DOTALL)
    assert found
    printed = io.StringIO()
    with mock.patch("bot.ask", advisor.ask), contextlib.redirect_stdout(printed):
        exec(found[1], {})
    return f"```python\n{found[1]}```\n\n```text\n{printed.getvalue()}```"


def filled(readme: str, advisor: Advisor) -> str:
    """The README with these parts as they should be."""
    parts = {
        "settings": settings_table(),
        "tree": tree(),
        "python example": python_example(advisor, readme),
    }
    for name, text in parts.items():
        begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
        whole = f"{begin}\n{text}\n{end}"
        readme, count = re.subn(f"{begin}.*?{end}", lambda _, w=whole: w, readme, flags=re.DOTALL)
        assert count == 1, name
    return readme


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=home)
        build_with_progress([settings.corpus], settings)
        with Advisor.open(settings=settings) as opened:
            README.write_text(filled(README.read_text(encoding="utf-8"), opened), encoding="utf-8")
