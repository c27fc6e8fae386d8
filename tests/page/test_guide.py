import re

import pytest

from bot.page.drawing.answer import Exchange
from bot.page.drawing.guide import CHANGED, guide_html, pressed_citation
from index import IndexDamagedError
from tests.page.test_answer import TEXT, answer

EXCHANGES = [Exchange("q", problem="Too long"), Exchange("q", answer=answer())]


def opened(document_text=lambda document: TEXT, headings=()):
    pressed = pressed_citation("cite-1-0-1 17", EXCHANGES)
    assert pressed
    return guide_html(pressed, document_text, headings)


def test_the_guide_is_whole_and_the_quote_is_marked():
    html = opened()
    assert html.count("One two") == TEXT.count("One two") == 60
    assert html.count("Three four") == 60
    assert re.findall("<mark>(.*?)</mark>", html) == [
        "&#60;b&#62;The quote&#60;&#47;b&#62; is here&#46;"
    ]
    assert "<b>" not in html
    assert "\n" not in html


def test_headings_of_the_guide_are_headings():
    html = opened(lambda document: TEXT + "\n\nWhat now?\n\nThis.", headings=["What now?"])
    assert html.count("<h3>") == 1
    assert "<h3>What now?</h3>" in html


def test_a_guide_that_is_gone_leaves_its_passage():
    def gone(document):
        raise IndexDamagedError("gone")

    html = opened(gone)
    assert CHANGED.split(";")[0] in html
    assert "<mark>&#60;b&#62;The quote" in html
    assert "One two" not in html


def test_a_number_that_is_pressed_is_found():
    found = pressed_citation("cite-1-0-1 17", EXCHANGES)
    assert found
    assert found.citation.quote == answer().sentences[0].citations[0].quote
    assert opened().startswith('<dialog class="guide" id="guide-17"')


@pytest.mark.parametrize(
    "pressed",
    ["", "cite-1-0-1", "cite-0-0-1 1", "cite-2-0-1 1", "cite-1-1-1 1", "cite-1-0-2 1"]
    + ["cite-1-0-" + "9" * 5000 + " 1", "cite-1-0-1-1 1", "cite-1-0-1 1\n", "source-1-1 1"],
)
def test_nothing_else_opens_a_guide(pressed):
    assert pressed_citation(pressed, EXCHANGES) is None
