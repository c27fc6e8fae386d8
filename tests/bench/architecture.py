"""How the code is built, in numbers: python -m tests.bench.architecture

Lines of the product, floors of imports, rooms that a question enters, small private functions that
are used once, circles, complexity.
"""

import ast
import re
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from pathlib import Path
from types import FrameType

import networkx as nx

from tests.conftest import PROJECT
from tests.doubles.small import small_advisor
from tests.test_walls import FILES, is_of, module_of

SMALL = 6  # lines of a function, from `def` to its end
TREES = {module_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in FILES}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def main() -> None:
    """Print the numbers."""
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    graph = import_graph()
    small = used_once()
    entered = sorted(rooms_entered())
    print(f"Python lines of the product     {sum(lines.values())} in {len(FILES)} files")
    print(f"largest file                    {max(lines.values())}")
    print(f"private, used once, <= {SMALL} lines  {len(small)}")
    if "--list" in sys.argv:
        print(*(f"    {function}" for function in small), sep="\n")
    print(f"circles                         {len(list(nx.simple_cycles(graph)))}")
    floors = nx.dag_longest_path(graph)
    print(f"floors of imports               {len(floors)}")
    print(f"    {' > '.join(floors)}")
    print(f"highest complexity              {highest_complexity()}")
    folders = {room.rpartition("/")[0] for room in entered}
    print(f"rooms a question enters         {len(entered)} files of bot/ in {len(folders)} folders")
    print(f"    {', '.join(entered)}")


def import_graph() -> "nx.DiGraph[str]":
    """Who imports whom, imports that only annotations need left out."""
    doors = {package: offered(package) for package in ("bot", "index")}
    graph: nx.DiGraph[str] = nx.DiGraph()
    for module, tree in TREES.items():
        needed = names_outside_annotations(tree)
        for node in ast.walk(tree):
            if not isinstance(node, ast.ImportFrom) or not is_of(node.module or "", *doors):
                continue
            for alias in node.names:
                if (alias.asname or alias.name) in needed:
                    imported = doors.get(node.module or "", {}).get(alias.name, node.module)
                    graph.add_edge(module, imported)
    return graph


def offered(package: str) -> dict[str, str]:
    """What a package's door offers -> the module that it comes from."""
    stub = ast.parse((PROJECT / package / "__init__.pyi").read_text(encoding="utf-8"))
    return {
        alias.name: f"{package}.{node.module}"
        for node in stub.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def names_outside_annotations(tree: ast.Module) -> set[str]:
    """Names that a module needs while it runs."""
    annotations = set()
    for node in ast.walk(tree):
        for field in ("annotation", "returns"):
            if annotation := getattr(node, field, None):
                annotations |= {id(part) for part in ast.walk(annotation)}
    return {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and id(node) not in annotations
    }


def used_once() -> list[str]:
    """Private functions of a few lines that one place uses."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in FILES)
    uses = Counter(re.findall(r"\b_\w+", text))
    return sorted(
        f"{module}.{node.name}"
        for module, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, Function)
        and re.match("_[^_]", node.name)
        and uses[node.name] == 2  # where it is defined, and where it is used
        and (node.end_lineno or 0) - node.lineno < SMALL
    )


def rooms_entered() -> set[str]:
    """Files of bot/ in which a function runs while a question is answered from quotes."""
    entered: set[str] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        path = Path(frame.f_code.co_filename)
        if event == "call" and path.is_relative_to(PROJECT / "bot"):
            entered.add(path.relative_to(PROJECT).as_posix())

    with tempfile.TemporaryDirectory() as folder, small_advisor(Path(folder)) as advisor:
        advisor.ask("what are pears pressed into?")  # what is loaded and read once
        threading.setprofile(note)
        sys.setprofile(note)
        try:
            advisor.ask("how are apples stored?")
        finally:
            sys.setprofile(None)
            threading.setprofile(None)  # type: ignore[arg-type]
    return entered


def highest_complexity() -> int:
    """Of a function, as the linter counts."""
    command = ["ruff", "check", "--isolated", "--select=C901", "--config"]
    command += ["lint.mccabe.max-complexity=0", "--exit-zero", "bot", "index"]
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    return max(int(found) for found in re.findall(r"\((\d+) > 0\)", done.stdout))


if __name__ == "__main__":
    main()
