import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.page.drawing.answer import Exchange, asked_html, cards_html, reply_html, sources_html
from bot.types import Answer, Citation, Passage, Sentence

TEXT = "One two. " * 60 + "<b>The quote</b> is here. And on.\n\n" + "Three four. " * 60


def answer(support="supported", grade="answered", text="<b>The quote</b> is here.", notices=()):
    start = TEXT.index("<b>")
    quote = TEXT[start : start + 25]
    passage = Passage("id", "doc", quote, "a.md", "Ti<tle", "Sec", start, start + 25, 1.0)
    citation = Citation(quote, "a.md", "Ti<tle", "Sec", start, start + 25, 1, "doc")
    sentence = Sentence(text, (citation,), support)
    return Answer("q?", grade, text + " [1]", (sentence,), (passage,), notices=notices)


def sources(*questions):
    cards = cards_html(answer(), 0, lambda document: TEXT)
    return sources_html([Exchange(question, cards=cards) for question in questions])


@given(st.text())
def test_no_text_becomes_markup(text):
    html = asked_html(text) + reply_html(Exchange("q", answer=answer(text=text)), 0)
    allowed = (
        r'</?(div|p|span|button|ul|li|br|mark)( (type|id|class|aria-label|hidden)="[^"<>]*")*>'
    )
    assert not re.search("[<>]", re.sub(allowed, "", html))
    assert "\n" not in reply_html(Exchange("q", text=text), 0)


@given(st.text(st.sampled_from("ab <>[]()!*_`&;:/#\"'$\\\n.") | st.characters()))
def test_what_a_model_wrote_is_text_and_links_at_most(text):
    html = reply_html(Exchange("q", answer=replace(answer(text=text), model="x:y")), 0)
    link = ' href="(https?|mailto):[^"<>]*" target="_blank" rel="noopener noreferrer nofollow"'
    ours = '(p|div|span|button)( (type|id|class|aria-label|hidden)="[^"<>]*")*'
    allowed = f"<(/?(div|p|span|button|a|strong|em|code)|{ours}|a{link})>"
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


def test_only_the_newest_answer_is_unfolded():
    html = sources("first", "second")
    assert html.index("second") < html.index("first")
    assert html.count('<details class="turn" open>') == 1


def test_doubt_is_shown_in_words():
    assert "No passage bears this out" in reply_html(Exchange("q", answer=answer("unsupported")), 0)
    assert "compare the quote" in reply_html(Exchange("q", answer=answer("reworded")), 0)
    assert "doubt" not in reply_html(Exchange("q", answer=answer()), 0)


def test_a_number_is_a_button_that_says_which_citation_it_is():
    html = reply_html(Exchange("q", answer=answer()), 3)
    assert '<button type="button" class="cite" id="cite-3-0-1" aria-label="Source 1">1<' in html
    assert re.search('id="quote-3-0-1" hidden="">&#60;b&#62;The quote', html)


def test_notices_and_problems_are_shown():
    assert "Look out&#33;" in reply_html(Exchange("q", answer=answer(notices=("Look out!",))), 0)
    assert "Too long" in reply_html(Exchange("q", problem="Too long"), 0)


def test_an_exchange_tells_the_next_question_what_was_shown():
    assert Exchange("q").turns == ()
    user, assistant = Exchange("q", answer=answer()).turns
    assert (user.role, user.text) == ("user", "q")
    assert assistant.passages == ("id",)
