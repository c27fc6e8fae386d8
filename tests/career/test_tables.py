"""A cell is a span of a guide, worked out from one, or says that it is not stated."""

import pytest

from bot.career.tables import NOT_STATED, comparison, quoted_share
from bot.types import Block, Row, Sentence
from bot.wording.citing import Numbering
from tests.career.conftest import check, rows


@pytest.fixture
def compared(bakery, guide):
    def tell(*names, aspects=()):
        numbering = Numbering()
        guides = [guide(name) for name in names]
        table = comparison(guides, bakery.index.document, numbering, aspects)
        check(table, numbering, bakery.index.document)
        return table

    return tell


def test_exams_are_compared_a_column_each(compared):
    table = compared("bk-100.md", "bk-200.md")
    assert table.columns == ("BK-100", "BK-200")
    found = rows(table)
    assert found["Length"] == ["90 minutes", "120 minutes"]
    assert found["Price"] == ["80 dollars", "95 dollars"]
    assert found["Renewal"] == ["every year", NOT_STATED]
    assert found["What it is"] == [
        "BK-100 is an exam about bread.",
        "BK-200 is an exam about cakes.",
    ]


def test_columns_are_in_the_order_of_the_question(compared):
    table = compared("bk-200.md", "bk-100.md")
    assert table.columns == ("BK-200", "BK-100")
    assert rows(table)["Length"] == ["120 minutes", "90 minutes"]


def test_what_is_asked_about_is_the_first_row(compared):
    table = compared("bk-100.md", "bk-200.md", aspects=("price", "length"))
    assert [row.label for row in table.rows][:2] == ["Price", "Length"]
    assert len({row.label for row in table.rows}) == len(table.rows)


def test_a_row_that_no_guide_states_is_left_out(compared):
    found = rows(compared("bk-100.md", "bk-200.md"))
    assert "Pass mark" not in found
    assert all(any(cell != NOT_STATED for cell in cells) for cells in found.values())


def test_work_is_compared_by_what_matters_of_work(compared):
    found = rows(compared("baker.md", "miller.md"))
    assert found["What is hard about it"] == ["The nights are long.", "The stones are loud."]
    assert found["Pay"][1] == NOT_STATED
    assert "500 dollars" in found["Pay"][0]
    assert "Length" not in found


def test_a_cell_of_money_needs_an_amount(compared):
    """A section on pay without one, such as of a miller, is not quoted as pay."""
    assert "pay" not in " ".join(rows(compared("miller.md", "baker.md"))["Pay"]).lower()


def test_nothing_is_to_be_done_in_a_table(compared):
    cells = [cell for row in rows(compared("bk-100.md", "bk-200.md")).values() for cell in row]
    assert not any("Book a seat" in cell for cell in cells)


def test_how_much_is_quoted_is_counted(compared):
    table = compared("bk-100.md", "bk-200.md")
    cells = [cell for row in table.rows for cell in row.cells]
    quoted = [cell for cell in cells if cell.text != NOT_STATED]
    assert quoted_share(table) == f"{len(quoted)} of {len(cells)} cells quoted"
    empty = Row("Pay", (Sentence(NOT_STATED, (), "supported"),))
    assert quoted_share(Block("table", rows=(empty,))) == "0 of 1 cells quoted"
