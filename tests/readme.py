"""Write the parts of README and docs that the code decides: python -m tests.readme

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
DOCS = PROJECT / "docs"
WRITTEN = (README, DOCS / "settings.md", DOCS / "architecture.md")  # with parts from the code


def settings_table() -> str:
    """A row for each setting."""
    rows = []
    for setting in fields(Settings):
        default = setting.metadata.get("shown") or f"`{setting.default}`" * (setting.default != "")
        variable = f"`CAREERBOT_{setting.name.upper()}`"
        rows.append(f"| {variable} | {default} | {setting.metadata['help']} |")
    return "\n".join(["| variable | default | what it is |", "|---|---|---|", *rows])


def rooms() -> str:
    """The folders of the code, each with the first line of its docstring."""
    doors = [door for part in ("bot", "index") for door in (PROJECT / part).rglob("__init__.py")]
    lines = []
    for door in sorted(doors):
        room = door.parent.relative_to(PROJECT).as_posix() + "/"
        docstring = ast.get_docstring(ast.parse(door.read_text(encoding="utf-8"))) or ""
        lines.append(f"{room:24}{docstring.partition(chr(10))[0]}")
    return "\n".join(["```text", *lines, "```"])


def python_example(advisor: Advisor, readme: str) -> str:
    """The first Python call of the README, and what it prints."""
    found = re.search(r"<!-- python example -->\n```python\n(.*?)```", readme, re.DOTALL)
    assert found
    printed = io.StringIO()
    with mock.patch("bot.ask", advisor.ask), contextlib.redirect_stdout(printed):
        exec(found[1], {})
    return f"```python\n{found[1]}```\n\n```text\n{printed.getvalue()}```"


def filled(text: str, advisor: Advisor) -> str:
    """README or a page of docs with these parts as they should be."""
    writers = {
        "settings": settings_table,
        "rooms": rooms,
        "python example": lambda: python_example(advisor, text),
    }
    for name, write in writers.items():
        begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
        if begin in text:
            before, _, rest = text.partition(begin)
            text = f"{before}{begin}{write()}\n{end}{rest.partition(end)[2]}"
    return text


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=home)
        build_with_progress([settings.corpus_folder], settings)
        with Advisor.open(settings=settings) as opened:
            for path in WRITTEN:
                path.write_text(filled(path.read_text(encoding="utf-8"), opened), encoding="utf-8")
