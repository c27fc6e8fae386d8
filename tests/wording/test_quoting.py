"""What is quoted of a section: elements whole, in an order that reads, and nothing twice."""

import re

import pytest

from bot.wording.quoting import (
    CLEARLY_BETTER,
    ITEM,
    MOST_ITEMS,
    PARAGRAPH,
    Said,
    elements_of,
    section_quotes,
)
from index import FoundSentence, Hit, StoredChunk, StoredDocument, split_sentences

TEXT = """Labels mark files. They can also encrypt them.

An admin has these duties:

- creates accounts
- assigns licences
- watches alerts

What was counted:

• Job: Analyst; Pay: 129,180
• Job: Auditor; Pay: 99,130

Do this in order:

1. Read the guide.
2. Book the exam.

Half of them sit it twice."""


def spans(text, start, end):
    """The sentences as an index has them: without the markers of items and rows."""
    for line in re.finditer(r"^(?:- |\d\. |• )?(.+)$", text, re.MULTILINE):
        if start < line.end(1) and line.start(1) < end:
            yield from split_sentences(text, max(start, line.start(1)), min(end, line.end(1)))


def hit(text=TEXT, start=0, end=None, cosines=()):
    """A passage of a document, its sentences near the question as `cosines` says: words -> how."""
    document = StoredDocument("d", "d.md", "D", text, {})
    end = len(text) if end is None else end
    near = dict(cosines)
    sentences = tuple(
        FoundSentence(
            span.start,
            span.end,
            None,
            next((near[w] for w in near if w in text[span.start : span.end]), 0.1),
        )
        for span in spans(text, start, end)
    )
    return Hit(StoredChunk("c", "d", start, end, ("H",), ""), document, 0.5, sentences)


def quoted(of, words=1000, narrow=False, said=None):
    return section_quotes("what?", of, words, said or Said(), narrow)


def texts(quotes):
    return [quote.text for quote in quotes]


def test_paragraphs_lists_tables_and_steps_are_told_apart():
    assert [(each.kind, len(each.quotes)) for each in elements_of(hit())] == [
        ("paragraph", 2),
        ("list", 4),
        ("table", 3),
        ("steps", 3),
        ("paragraph", 1),
    ]


def test_a_section_is_quoted_whole_in_its_order_and_each_quote_is_a_span():
    quotes = quoted(hit())
    for quote in quotes:
        assert quote.text == TEXT[quote.start : quote.end]
    starts = [quote.start for quote in quotes]
    assert starts == sorted(starts)
    left = TEXT
    for text in texts(quotes):
        left = left.replace(text, "", 1)
    assert set(left) <= set(" \n-•12.")  # nothing but white space and markers


def test_a_list_comes_with_what_introduces_it_and_each_item_with_its_marker():
    quotes = {quote.text: quote.lead for quote in quoted(hit())}
    assert quotes["An admin has these duties:"] == PARAGRAPH
    assert [quotes[t] for t in ("creates accounts", "assigns licences", "watches alerts")] == [
        ITEM
    ] * 3
    assert quotes["Read the guide."].strip() == "1."
    assert quotes["Book the exam."].strip() == "2."
    assert quotes["Job: Auditor; Pay: 99,130"] == ITEM
    assert quotes["Half of them sit it twice."] == PARAGRAPH


def test_a_list_for_which_there_is_no_room_is_left_out_whole():
    found = texts(quoted(hit(), words=12))
    assert "Labels mark files." in found
    assert "creates accounts" not in found
    assert "An admin has these duties:" not in found


def test_the_first_element_comes_whole_however_little_room_there_is():
    assert texts(quoted(hit(), words=1)) == ["Labels mark files.", "They can also encrypt them."]


def test_the_element_that_answers_best_is_never_left_out_for_room():
    of = hit(cosines={"Half of": 0.1 + CLEARLY_BETTER * 2})
    assert texts(quoted(of, words=1))[-1] == "Half of them sit it twice."


def test_a_narrow_question_begins_with_what_answers_it():
    of = hit(cosines={"Half of": 0.1 + CLEARLY_BETTER * 2})
    assert texts(quoted(of, narrow=True))[0] == "Half of them sit it twice."
    assert texts(quoted(of))[0] == "Labels mark files."
    alike = hit(cosines={"Half of": 0.1 + CLEARLY_BETTER / 2})
    assert texts(quoted(alike, narrow=True))[0] == "Labels mark files."


def test_nothing_is_said_twice():
    said = Said()
    quoted(hit(), said=said)
    assert quoted(hit(), said=said) == []
    assert texts(quoted(hit("Cats purr. Cats purr! Dogs bark."))) == ["Cats purr.", "Dogs bark."]


def test_what_differs_in_its_words_is_said():
    said = Said()
    assert said.is_new("The exam takes 90 minutes.")
    assert not said.is_new("the exam takes 90 minutes")
    assert said.is_new("It is renewed every year at no price.")


def test_a_line_that_was_cut_is_read_to_its_end():
    cut = TEXT.index("licences") + 3
    assert texts(quoted(hit(end=cut)))[-1] == "assigns licences"


@pytest.mark.parametrize(
    ("first", "kind"), [("creates accounts", "list"), ("Read the guide.", "steps")]
)
def test_a_passage_that_begins_behind_a_marker_has_its_first_item(first, kind):
    (element, *_) = elements_of(hit(start=TEXT.index(first)))
    assert element.kind == kind
    assert element.quotes[0].text == first
    assert element.quotes[0].lead


def test_a_passage_that_begins_within_a_line_does_not_take_what_stands_before():
    (element, *_) = elements_of(hit(start=TEXT.index("They can")))
    assert texts(element.quotes) == ["They can also encrypt them."]


def test_of_a_very_long_list_the_best_items_are_quoted_in_its_order():
    items = [f"item {n:02}" for n in range(MOST_ITEMS * 2)]
    text = "All of these:\n\n" + "\n".join(f"- {item}" for item in items)
    near = dict.fromkeys(items[-MOST_ITEMS:], 0.9)
    found = texts(section_quotes("what?", hit(text, cosines=near), 9, _Everything()))
    assert found == ["All of these:", *items[-MOST_ITEMS:]]


class _Everything(Said):
    """Takes all as new: the items of the long list have most of their words in common."""

    def is_new(self, text):
        return True


def test_an_empty_passage_has_nothing_to_quote():
    assert quoted(hit("\n \n")) == []
