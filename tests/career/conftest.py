"""The guides of a small trade, indexed once for all tests of this folder."""

import pytest

from bot.career.tables import NOT_STATED
from tests.doubles.small import small_advisor
from tests.doubles.trade import GUIDES


@pytest.fixture(scope="package")
def bakery(tmp_path_factory):
    with small_advisor(tmp_path_factory.mktemp("bakery"), GUIDES) as opened:
        yield opened


@pytest.fixture(scope="package")
def outline(bakery):
    return bakery.index.outline()


@pytest.fixture
def guide(outline):
    """A guide by the name of its file."""
    return lambda name: next(each for each in outline.guides if each.source.endswith(name))


def check(table, numbering, documents):
    for row in table.rows:
        assert len(row.cells) == len(table.columns)
        for cell in row.cells:
            if not cell.citations:
                assert cell.text == NOT_STATED
            elif cell.support == "supported":
                assert cell.text == cell.citations[0].quote
            for each in cell.citations:
                passage = numbering.passages[each.number - 1]
                assert documents(each.document).text[each.start : each.end] == each.quote
                assert passage.document == each.document
                assert passage.start <= each.start < each.end <= passage.end


def rows(table):
    return {row.label: [cell.text for cell in row.cells] for row in table.rows}
