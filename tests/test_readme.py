import re

import pytest

from bot import Advisor
from tests.readme import DOCS, PROJECT, README, WRITTEN, filled

PAGES = [README, *sorted(DOCS.glob("*.md"))]
BEGUN = re.compile(r"<!-- (?!end of )(.*?)(?::.*?)? -->")


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_what_is_written_says_what_the_code_says(path, advisor: Advisor):
    text = path.read_text(encoding="utf-8")
    assert text == filled(text, advisor), "bring it up to date: make readme"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_what_a_page_links_to_is_there(path):
    for link in re.findall(r"\]\((?!http)([^)#]+)\)", path.read_text(encoding="utf-8")):
        assert (path.parent / link).is_file(), link


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_part_that_is_written_by_a_program_ends(path):
    text = path.read_text(encoding="utf-8")
    assert [name for name in BEGUN.findall(text) if f"<!-- end of {name} -->" not in text] == []


def test_the_readme_is_short():
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 180


def test_every_page_of_docs_is_reached_from_the_readme():
    text = README.read_text(encoding="utf-8")
    assert [page.name for page in PAGES[1:] if f"(docs/{page.name})" not in text] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_files_that_are_named_are_there(path):
    named = re.findall(
        r"(?<![\w/.])((?:bot|index|tests|docs)/[\w/.-]*\w)", path.read_text(encoding="utf-8")
    )
    assert [name for name in named if not (PROJECT / name).exists()] == []


def test_the_figures_come_from_the_command_that_measures_them():
    measured = (DOCS / "measurements.md").read_text(encoding="utf-8")
    table = re.search(r"<!-- benchmark: make bench -->\n(.*)<!-- end of", measured, re.DOTALL)
    assert table
    rows = (
        "build the index",
        "from `careerbot serve` to the page",
        "first answer",
        "warm",
        "sixteen",
    )
    assert [row for row in rows if row not in table[1]] == []
