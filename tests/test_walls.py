"""Which room may import what: read from the source, so that no import is missed."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from graphlib import TopologicalSorter
from importlib import metadata

import pytest

import bot.errors
import index.errors
from tests.conftest import PROJECT

FILES = sorted(path for part in ("bot", "index") for path in (PROJECT / part).rglob("*.py")) + [
    PROJECT / "app.py"
]
LAZY = ("torch", "transformers", "sentence_transformers", "langchain", "langchain_openai")


def imports(path, only_top_level=False) -> Iterator[str]:
    """The modules that a file imports, with those only for type checking left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = tree.body if only_top_level else list(ast.walk(tree))
    for_types = [
        node
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for node in block.body
    ]
    for node in nodes:
        if node in for_types:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: import by full name"
            yield node.module or ""


def name(path):
    return path.relative_to(PROJECT).as_posix()


def is_of(module, *packages):
    return any(module == package or module.startswith(package + ".") for package in packages)


@pytest.mark.parametrize("path", FILES, ids=name)
def test_every_wall_stands(path):
    file = name(path)
    for module in imports(path):
        if file.startswith("index/"):
            assert not is_of(module, "bot", "app"), f"{file} imports {module}"
        # A package's door leads to its rooms, so a room must not come in by its own door.
        assert module != file.partition("/")[0], f"{file} imports {module}: name the room"
        if is_of(module, "index") and not file.startswith("index/"):
            assert module == "index", f"{file} imports {module}: come in by the package's door"
        if is_of(module, "chromadb"):
            assert file in ("index/vectors/in_folder.py", "index/vectors/in_server.py")
        if is_of(module, "gradio"):
            assert file.startswith("bot/page/") or file == "app.py"
        if is_of(module, "langchain", "langchain_core"):
            assert not file.startswith(("bot/types", "bot/career/", "bot/page/", "app.py"))
    for module in imports(path, only_top_level=True):
        assert not is_of(module, *LAZY), f"{file} imports {module} before it is needed"


# From the ground up. A module stands on the floor of the longest name here that it begins with.
FLOORS = (
    ("index.disk_space", "index.errors", "index.files", "index.settings", "index.typed_facts"),
    ("index.reading",),  # with its formats, which share what they are read into
    ("index.embeddings", "index.small_encoder", "index.shipped_vectors"),
    ("index.vectors",),
    ("index",),
    ("bot.errors", "bot.types", "bot.settings", "bot.profile"),
    ("bot.asking", "bot.guides"),
    ("bot.finding",),
    ("bot.wording",),
    ("bot.career", "bot.models"),
    ("bot.tools",),
    ("bot.next_questions", "bot.saved"),
    ("bot.advisor",),
    ("bot.project",),
    ("bot.page.words",),
    ("bot.page.door", "bot.page.drawing"),
    ("bot.page.browser_copy", "bot.page.conversation", "bot.page.own_documents"),
    ("bot.page.actions", "bot.page.answering", "bot.page.panels"),
    ("bot.page",),
    ("bot.cli",),
    ("bot.__main__", "app"),
)
# What still leads upstairs. One that is gone must be taken out here; none may be added.
UPSTAIRS = {
    ("bot.finding.leaning", "bot.wording.quoting"),  # `best_sentences` belongs into finding/
    ("index.vectors.places", "index.manifest"),  # `Calibration` belongs onto the ground
}


def module_of(path):
    return name(path).removesuffix(".py").replace("/", ".").removesuffix(".__init__")


def floor(module):
    standing = [
        (len(part), number) for number, f in enumerate(FLOORS) for part in f if is_of(module, part)
    ]
    return max(standing)[1]


def test_no_folder_imports_one_above_it():
    upstairs = {
        (module_of(path), module)
        for path in FILES
        for module in imports(path)
        if is_of(module, "bot", "index")
        and module not in ("bot", "index")
        and floor(module) > floor(module_of(path))
    }
    assert upstairs == UPSTAIRS


@pytest.mark.parametrize("path", FILES, ids=name)
def test_the_environment_is_read_in_few_places(path):
    reads = re.findall(r"os\.(?:environ|getenv)", path.read_text(encoding="utf-8"))
    allowed = (
        "bot/settings.py",
        "bot/models/providers.py",  # looks whether a provider's key is there
        "bot/page/__init__.py",  # sets a variable for Gradio
        "index/embeddings.py",  # sets variables for the embedding library
    )
    assert not reads or name(path) in allowed


def test_nothing_imports_itself_in_a_circle():
    graph = {}
    for path in FILES:
        module = module_of(path)
        graph[module] = {m for m in imports(path) if is_of(m, "bot", "index") and m != module}

    TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


@pytest.mark.parametrize("path", FILES, ids=name)
def test_files_stay_small(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) < 400


@pytest.mark.parametrize("path", FILES, ids=name)
def test_no_file_is_named_after_nothing(path):
    assert path.stem not in ("utils", "common", "base", "core", "helpers")


@pytest.mark.parametrize("module", [index.errors, bot.errors])
def test_the_errors_drawn_are_the_errors_there_are(module):
    drawn = re.findall(r"^[ │├└─]*(\w+Error)\b", module.__doc__ or "", re.MULTILINE)
    there = [
        value.__name__
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, index.errors.CareerBotError)
    ]
    assert sorted(drawn) == sorted(there)


def test_all_packages_that_are_imported_are_named_in_the_project():
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = project["optional-dependencies"]
    extras = [each for extra in optional if extra != "dev" for each in optional[extra]]
    asked = [*project["dependencies"], *extras]
    named = {distribution(each) for each in asked}
    providers = metadata.packages_distributions()
    for path in FILES:
        for module in imports(path):
            package = module.partition(".")[0]
            if package not in (*sys.stdlib_module_names, "bot", "index"):
                found = {distribution(each) for each in providers[package]}
                assert named & found, f"{name(path)} imports {module}: name it in pyproject.toml"


def distribution(required: str) -> str:
    """The name of a requirement, as names of packages are compared."""
    return re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", required, maxsplit=1)[0]).lower()
