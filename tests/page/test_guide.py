import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.page.drawing.answer import Exchange
from bot.page.drawing.guide import CHANGED, guide_html, pressed_citation, pressed_guide
from bot.page.drawing.guide_text import text_html
from bot.page.drawing.html import plain
from bot.page.drawing.surroundings import NOTHING, around, sources_list_html
from index import GuideOutline, IndexDamagedError, Outline, normalise
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


ROWS = (
    "• Area: The tenant; Weight: 25–30 per cent\n"
    "• Area: Threats; and more: Weight; Weight: 30 per cent"
)


def test_a_table_of_a_guide_is_a_table_and_its_quote_is_marked():
    text = f"What it tests.\n\n{ROWS}\n\n1. Read.\n2. Pass."
    start = text.index("30 per cent", text.index("Threats"))
    html = text_html(text, (start, start + 11))
    assert re.findall("<th [^>]*>(.*?)</th>", html) == ["Area", "Weight"]
    cells = re.findall("<td>(.*?)</td>", html)
    assert cells == [
        "The tenant",
        "25–30 per cent",
        "Threats; and more: Weight",
        "<mark>30 per cent</mark>",
    ]
    assert '<ol><li value="1">Read&#46;</li><li value="2">Pass&#46;</li></ol>' in html


@pytest.mark.parametrize(
    "rows",
    [
        "• Area: The tenant; Weight: 25",
        "• A: 1; B: 2\n• A: 1; C: 2",
        "• A: 1; B: 2\nno row",
        "• a\n• b",
    ],
)
def test_what_is_no_table_is_not_made_one(rows):
    html = text_html(rows, (0, 0))
    assert "<table" not in html
    assert "1" not in rows or "1" in html


@given(st.text(), st.integers(0, 50), st.integers(0, 50))
def test_a_guide_loses_no_word_and_gains_no_markup(text, start, end):
    shown = normalise(text)
    html = text_html(shown, (min(start, end), max(start, end)))
    names = "p|br|mark|ul|ol|li|h3|table|thead|tbody|tr|th|td|div"
    allowed = rf'</?({names})( (class|scope|value)="[^"<>]*")*>'
    assert not re.search("[<>]", re.sub(allowed, "", html))


SOURCES = (
    {"title": "Blog", "address": "https://example.org/a", "date": "2026"},
    {"title": "Study guide <b>", "address": "https://learn.microsoft.com/x", "date": "May"},
    {"title": "Harm", "address": "javascript:alert(1)", "date": "never"},
    {"title": "Name", "address": "https://learn.microsoft.com@evil.example/", "date": "never"},
)


def test_official_pages_come_first_and_only_what_may_be_followed_is_a_link():
    html = sources_list_html(SOURCES, len(SOURCES))
    assert re.findall(r'href="([^"]*)"', html) == [
        plain("https://learn.microsoft.com/x"),
        plain("https://example.org/a"),
    ]
    assert "<b>" not in html
    assert "Harm" in html
    assert "Harm" not in sources_list_html(SOURCES)


def test_the_guides_before_and_after_one_are_named_once():
    def guide(name, **about):
        return GuideOutline(name, f"c/{name}.md", name.title(), name, (name,), "role", (), about)

    pears = guide("pears", builds_on=("trees",), leads_to=("perry", "perry"))
    others = (
        guide("trees", leads_to=("pears",)),
        guide("perry"),
        guide("cider", builds_on=("pears",)),
    )
    near = around(Outline((pears, *others)), "pears")
    assert [each.name for each in near.before] == ["trees"]
    assert [each.name for each in near.after] == ["perry", "cider"]
    assert around(Outline(()), "pears") == NOTHING


def test_a_guide_of_the_list_is_opened_by_its_id_alone():
    identity = "0123456789abcdef" * 4
    guide = GuideOutline(identity, "c/x.md", "X", "x", ("x",), "role", ())
    outline = Outline((guide,))
    assert pressed_guide(f"see-{identity[:16]} 4", outline) == (guide, 4)
    for pressed in ("", f"see-{identity[:15]} 4", "see-................ 4", f"see-{'f' * 16} 4"):
        assert pressed_guide(pressed, outline) is None
