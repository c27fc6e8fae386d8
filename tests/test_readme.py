import re

from bot import Advisor
from tests.readme import PROJECT, README, filled


def test_the_readme_says_what_the_code_says(advisor: Advisor):
    text = README.read_text(encoding="utf-8")
    assert text == filled(text, advisor), "bring it up to date: python -m tests.readme"


def test_what_the_readme_links_to_is_there():
    text = README.read_text(encoding="utf-8")
    for link in re.findall(r"\]\((?!http)([^)#]+)\)", text):
        assert (PROJECT / link).is_file(), link


def test_the_figures_come_from_the_command_that_measures_them():
    table = re.search(
        r"<!-- benchmark: make bench -->\n(.*)<!-- end of", README.read_text("utf-8"), re.DOTALL
    )
    assert table
    rows = (
        "build the index",
        "from `careerbot serve` to the page",
        "first answer",
        "warm",
        "sixteen",
    )
    assert [row for row in rows if row not in table[1]] == []
