import re
from dataclasses import replace
from html import unescape
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.page.drawing.answer import OWN, Exchange, asked_html, cards_html, reply_html, sources_html
from bot.page.drawing.guide import pressed_citation
from bot.types import Answer, Block, Citation, Form, Passage, Row, Sentence

TEXT = "One two. " * 60 + "<b>The quote</b> is here. And on.\n\n" + "Three four. " * 60


def answer(support="supported", grade="answered", text="<b>The quote</b> is here.", notices=()):
    start = TEXT.index("<b>")
    quote = TEXT[start : start + 25]
    passage = Passage("id", "doc", quote, "a.md", "Ti<tle", "Sec", start, start + 25, 1.0)
    citation = Citation(quote, "a.md", "Ti<tle", "Sec", start, start + 25, 1, "doc")
    sentence = Sentence(text, (citation,), support)
    blocks = (Block("paragraph", sentences=(sentence,)),)
    text = f"{text} [1]"
    return Answer("q?", grade, text, (sentence,), (passage,), blocks=blocks, notices=notices)


def laid_out(*blocks, model="quotes", **changes):
    """An answer in these blocks."""
    sentences = tuple(sentence for block in blocks for sentence in block.all_sentences)
    return replace(answer(), blocks=blocks, sentences=sentences, model=model, **changes)


def cited(text, lead="", support="supported"):
    return replace(answer(support, text=text).sentences[0], lead=lead)


NOT_STATED = Sentence("not stated", (), "supported")
TABLE = Block(
    "table",
    label="2 of 4 cells quoted",
    columns=("Pears", "Plums"),
    rows=(
        Row("Price", (cited("2 dollars"), NOT_STATED)),
        Row("Pay", (NOT_STATED, cited("9 dollars", support="changed"))),
    ),
)
STEPS = Block("steps", "How to", (cited("So:"), cited("Pick.", "\n2. "), cited("Dry.", "\n3. ")))


def sources(*questions):
    cards = cards_html(answer(), 0, lambda document: TEXT)
    return sources_html([Exchange(question, cards=cards) for question in questions])


@given(st.text())
def test_no_text_becomes_markup(text):
    rows = (Row(text, (cited(text),)), Row("", (Sentence(text, (), "supported"),)))
    table = Block("table", text, columns=(text,), rows=rows)
    shown = laid_out(Block("steps", text, (cited(text), cited(text, "\n1. "))), table)
    html = asked_html(text) + reply_html(Exchange("q", answer=shown), 0)
    names = "div|p|span|button|ul|ol|li|br|mark|h2|table|caption|thead|tbody|tr|th|td"
    allowed = rf'</?({names})( (type|id|class|hidden|scope|value)="[^"<>]*")*>'
    assert not re.search("[<>]", re.sub(allowed, "", html))
    assert "\n" not in reply_html(Exchange("q", text=text), 0)


@given(st.text(st.sampled_from("ab <>[]()!*_`&;:/#\"'$\\\n.") | st.characters()))
def test_what_a_model_wrote_is_text_and_links_at_most(text):
    html = reply_html(Exchange("q", answer=replace(answer(text=text), model="x:y")), 0)
    link = ' href="(https?|mailto):[^"<>]*" target="_blank" rel="noopener noreferrer nofollow"'
    ours = '(p|div|span|button|ul)( (type|id|class|hidden)="[^"<>]*")*'
    allowed = f"<(/?(div|p|span|button|ul|li|a|strong|em|code)|{ours}|a{link})>"
    assert not re.search("[<>]", re.sub(allowed, "", html))


def test_a_models_link_shows_where_it_leads():
    text = "*Read* the page (https://example.org/a), no data:x, http://a@b.org or http://[."
    written = replace(answer("reworded", text=text), model="x:y")
    html = reply_html(Exchange("q", answer=written), 0)
    assert html.count("<a href=") == 1
    assert '<a href="https:&#47;&#47;example&#46;org&#47;a" target="_blank"' in html
    assert "<em>" not in html


@pytest.mark.parametrize("support", ["unsupported", "changed"])
def test_an_address_that_no_guide_names_is_no_link(support):
    written = replace(answer(support, text="See https://example.org/a."), model="x:y")
    assert "<a" not in reply_html(Exchange("q", answer=written), 0)


def test_the_quote_is_highlighted_in_its_surroundings():
    html = sources("q")
    marked = re.search("(.*)<mark>(.*)</mark>(.*)", html)
    assert marked
    assert marked[2] == "&#60;b&#62;The quote&#60;&#47;b&#62; is here&#46;"
    assert 150 < len(re.sub("&#46;", ".", marked[1].split("<blockquote>")[1])) < 350
    assert marked[1].split("<blockquote>")[1].startswith("… ")
    assert marked[3].split("</blockquote>")[0].endswith(" …")
    assert 'id="source-0-1"' in html


@pytest.mark.parametrize("section", ["", "Sec"])
def test_the_file_of_a_document_of_ones_own_is_named_as_text_and_that_of_a_guide_is_not(section):
    named = "<img src=x onerror=window.harm=1>.txt"
    shown = []
    for source in (f"{OWN}{named}", named):
        given = answer()
        passage = replace(given.passages[0], source=source, section=section)
        shown.append(cards_html(replace(given, passages=(passage,)), 0, lambda document: TEXT))
    own, guide = shown
    assert f"{OWN}{named}" in unescape(own)
    assert "onerror" not in guide
    assert "<img" not in own + guide


def test_only_the_newest_answer_is_unfolded():
    html = sources("first", "second")
    assert html.index("second") < html.index("first")
    assert html.count('<details class="turn" open>') == 1


def test_doubt_is_shown_in_words():
    assert "No passage supports this" in reply_html(Exchange("q", answer=answer("unsupported")), 0)
    assert "compare the quote" in reply_html(Exchange("q", answer=answer("reworded")), 0)
    assert "doubt" not in reply_html(Exchange("q", answer=answer()), 0)


def test_a_number_is_a_button_that_says_which_citation_it_is():
    html = reply_html(Exchange("q", answer=answer()), 3)
    assert '<button type="button" class="cite" id="cite-3-0-1">' in html
    assert re.search('id="quote-3-0-1" hidden=""><span class="where">Ti&#60;tle · Sec<', html)
    assert '<span class="said same">&#60;b&#62;The quote' in html
    other = reply_html(Exchange("q", answer=answer(text="It is here.")), 3)
    assert '<span class="said">&#60;b&#62;The quote' in other


def test_screen_readers_are_told_which_guide_a_number_opens():
    html = reply_html(Exchange("q", answer=answer()), 3)
    button = re.search("<button [^>]*cite[^>]*>(.*?)</button>", html)
    assert button
    assert re.sub("<[^>]*>", "", button[1]) == "Source 1: Ti&#60;tle"
    assert re.sub('<span class="heard">[^<]*</span>', "", button[1]) == "1"


def test_a_table_is_a_table_and_what_is_not_stated_has_no_number():
    html = reply_html(Exchange("q", answer=laid_out(TABLE)), 0)
    assert "<caption>2 of 4 cells quoted</caption>" in html
    assert re.findall('<th scope="(col|row)">(.*?)</th>', html) == [
        ("col", "Pears"),
        ("col", "Plums"),
        ("row", "Price"),
        ("row", "Pay"),
    ]
    cells = re.findall("<td[^>]*>.*?</td>", html)
    assert [cell.count("<button") for cell in cells] == [0, 1, 0, 0, 1]
    assert cells[2] == '<td class="none">not stated</td>'
    assert "The guide has changed since" in cells[4]


def test_steps_keep_the_numbers_that_their_guide_gives_them():
    html = reply_html(Exchange("q", answer=laid_out(STEPS)), 0)
    assert '<h2 class="label">How to</h2><p>' in html
    assert re.findall('<li value="(\\d)"><span[^>]*>(\\w+)', html) == [("2", "Pick"), ("3", "Dry")]
    listed = Block("list", "", (cited("Pick.", "\n- "), cited("Soon.", ""), cited("Dry.", "\n- ")))
    html = reply_html(Exchange("q", answer=laid_out(listed)), 0).partition('class="answer"')[2]
    assert [item.count('class="sentence') for item in html.split("<li>")[1:]] == [2, 1]


def test_each_number_of_any_block_opens_its_own_citation():
    plain = Block("paragraph", sentences=(cited("First."), cited("Second.")))
    shown = Exchange("q", answer=laid_out(plain, TABLE, STEPS, plain))
    ids = re.findall('id="(cite-[^"]*)"', reply_html(shown, 0))
    assert len(set(ids)) == len(ids) == 2 + 2 + 3 + 2
    for place, name in enumerate(ids):
        found = pressed_citation(f"{name} 1", [shown])
        assert found
        assert name == f"cite-0-{place}-1"
        assert found.citation in shown.answer.sentences[place].citations


def test_a_plainer_answer_is_offered_of_the_last_one_where_there_is_one():
    for form in get_args(Form):
        exchange = Exchange("q", answer=laid_out(TABLE, form=form))
        offered = "Plain answer instead" in reply_html(exchange, 4)
        assert offered == (form not in ("paragraph", "yes or no"))
        assert "Plain answer instead" not in reply_html(exchange, 4, newest=False)
    assert 'id="plain-4"' in reply_html(exchange, 4)


def test_what_is_missing_is_said_once():
    missing = ("pay in Spain", "this of SC-300")
    html = reply_html(Exchange("q", answer=laid_out(TABLE, missing=missing)), 0)
    assert "Not in the guides: pay in Spain; this of SC&#45;300" in html
    said = laid_out(TABLE, missing=missing, preface="The guides do not hold pay in Spain.")
    html = reply_html(Exchange("q", answer=said), 0)
    assert html.count("pay in Spain") == 1
    assert "Not in the guides: this of SC&#45;300" in html


def test_topics_of_a_refusal_are_asked_about_by_buttons():
    preface = "The guides say nothing about this.\n\n- Pears\n- Plums"
    refused = laid_out(grade="not_in_sources", preface=preface, topics=("Pears", "Plums"))
    html = reply_html(Exchange("q", answer=refused), 2)
    assert re.findall('id="topic-2-\\d">(\\w+)<', html) == ["Pears", "Plums"]
    assert "&#45; Pears" not in html


def test_what_was_written_before_stop_stays_and_is_said_to_be_unchecked():
    html = reply_html(Exchange("q", text="Pears **are** <b>", problem="Stopped."), 0)
    assert "Pears are &#60;b&#62;" in html
    assert html.index("not checked") < html.index("Pears") < html.index("Stopped")


def test_notices_and_problems_are_shown():
    assert "Look out&#33;" in reply_html(Exchange("q", answer=answer(notices=("Look out!",))), 0)
    assert "Too long" in reply_html(Exchange("q", problem="Too long"), 0)


def test_an_exchange_tells_the_next_question_what_was_shown():
    assert Exchange("q").turns == ()
    user, assistant = Exchange("q", answer=answer()).turns
    assert (user.role, user.text) == ("user", "q")
    assert assistant.passages == ("id",)
