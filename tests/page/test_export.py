"""Saved conversations: whole, harmless, and held against the index by `careerbot verify`."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from markdown_it import MarkdownIt

from bot.__main__ import main
from bot.career.tables import NOT_STATED
from bot.errors import SavedAnswerError
from bot.page.drawing.answer import Exchange
from bot.page.drawing.blocks import SUPPORT
from bot.page.drawing.export import as_html, as_markdown
from bot.page.words import ENGLISH, LANGUAGES
from bot.saved import verify as verifying
from bot.saved.verify import LARGEST, verify
from bot.types import Answer, Block, Citation, Passage, Row, Sentence
from index import Index, build_index
from tests.doubles.fakes import GUIDES, WordEmbedder
from tests.doubles.small import small_advisor

PEARS = "What are pears pressed into?"
QUOTE = "Pears are pressed into perry."


@pytest.fixture(scope="module")
def advisor(tmp_path_factory):
    with small_advisor(tmp_path_factory.mktemp("export")) as advisor:
        yield advisor


@pytest.fixture(scope="module")
def exchanges(advisor):
    asked = [PEARS, "What are plums dried into?", "Who won the cup?"]
    return [Exchange(question, answer=advisor.ask(question)) for question in asked]


def said(text, quote=QUOTE, model="openai:x"):
    """An exchange in which everything is a text."""
    passage = Passage("id", "doc", quote, text, text, text, 0, len(quote), 1.0)
    citation = Citation(quote, text, text, text, 0, len(quote), 1, "doc")
    sentence = Sentence(text, (citation,), "reworded")
    cells = (sentence, Sentence(text, (), "supported"))
    blocks = (
        Block("steps", text, (sentence, replace(sentence, lead="\n2. "))),
        Block("table", text, columns=(text, text), rows=(Row(text, cells),)),
    )
    sentences = tuple(sentence for block in blocks for sentence in block.all_sentences)
    answer = Answer(text, "partly", text, sentences, (passage,), text, model=model, notices=(text,))
    return Exchange(text, answer=replace(answer, blocks=blocks, missing=(text,)))


def in_a_table(answer):
    """The same answer with its quotes as the cells of a table."""
    row = Row("What is said", (*answer.sentences, Sentence(NOT_STATED, (), "supported")))
    names = tuple(f"Column {number}" for number in range(len(row.cells)))
    return replace(answer, blocks=(Block("table", columns=names, rows=(row,)),))


def saved(path, page, *changes):
    for old, new in changes:
        assert old in page
        page = page.replace(old, new)
    path.write_text(page, encoding="utf-8")
    return path


def problems(path, advisor):
    return [str(each) for each in verify(path, advisor.index).findings if each.wrong]


def test_a_saved_page_holds_every_quote_exactly_and_verifies(tmp_path, advisor, exchanges):
    verified = verify(saved(tmp_path / "a.html", as_html(exchanges, "Pears")), advisor.index)
    cited = [c for each in exchanges for s in each.answer.sentences for c in s.citations]
    assert (verified.quotes, verified.findings) == (len(cited), ())
    assert len(cited) >= 2


@given(st.text(st.sampled_from("<>&\"'`/=-! \n") | st.characters(codec="utf-8")), st.text())
def test_no_text_becomes_markup_in_a_saved_page(text, quote):
    page = as_html([said(text, quote), Exchange(text, problem=text or "no")], text)
    root = etree.fromstring(page.encode("utf-8", "replace"), etree.HTMLParser(encoding="utf-8"))
    tags = {element.tag for element in root.iter(etree.Element)}
    assert not tags & {"script", "img", "iframe", "link", "form", "object", "svg", "base"}
    names = {name for element in root.iter(etree.Element) for name in element.attrib}
    assert not [name for name in names if name.startswith("on")]
    assert "src" not in names


def test_a_table_is_saved_and_verifies_in_every_language(tmp_path, advisor, exchanges):
    table = Exchange(PEARS, answer=in_a_table(exchanges[0].answer))
    for words in (ENGLISH, *LANGUAGES.values()):
        path = saved(tmp_path / f"{words.language}.html", as_html([table], "t", words))
        verified = verify(path, advisor.index)
        assert (verified.quotes, verified.findings) == (len(table.answer.sentences), ())
        assert {words(NOT_STATED), words(SUPPORT["worked_out"])} <= {*verifying.OURS}
    assert f"| What is said | {QUOTE}" in as_markdown([table], "t")


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("Pears pay 300,000 dollars.", "stands in a table, and has no quote"),
        ("<sup>300,000 dollars</sup>", "stands in a table, and has no quote"),
        ('<span class="doubt">300,000 dollars</span>', "stands in a table, and has no quote"),
        ('<span data-quotes="">300,000</span>', "is shown as a quote, and is none"),
        ('<span data-quotes="q1-0-0">300,000</span>', "is shown as a quote, and is none"),
        ('<span data-quotes="q7-0-0">300,000</span>', "names a quote that is not in the file"),
    ],
)
@pytest.mark.parametrize("model", ["quotes", "openai:x"])
def test_a_cell_says_what_it_quotes_or_that_nothing_is_stated(
    tmp_path, advisor, exchanges, cell, why, model
):
    answer = replace(in_a_table(exchanges[0].answer), model=model)
    page = as_html([Exchange(PEARS, answer=answer)], "t")
    none = f'<td><span class="none">{NOT_STATED}</span></td>'
    lie = saved(tmp_path / "a.html", page, (none, f"<td>{cell}</td>"))
    assert len(problems(lie, advisor)) == 1
    assert why in problems(lie, advisor)[0]


def test_what_is_worked_out_is_told_apart_and_verifies_as_that(tmp_path, advisor, exchanges):
    answer = in_a_table(exchanges[0].answer)
    (row,) = answer.blocks[0].rows
    cell = replace(row.cells[0], text="20 hours", support="worked_out")
    row = replace(row, cells=(cell, *row.cells[1:]))
    answer = replace(answer, blocks=(replace(answer.blocks[0], rows=(row,)),))
    path = saved(tmp_path / "a.html", as_html([Exchange(PEARS, answer=answer)], "t"))
    (note,) = verify(path, advisor.index).findings
    assert str(note) == '"20 hours" is worked out from its quotes, which is not done again.'
    assert not note.wrong
    assert ">worked out<" in path.read_text()
    bare = saved(path, path.read_text(), ('data-quotes="q1-0-0"', 'data-quotes=""'))
    assert problems(bare, advisor) == ['"20 hours" is shown as a quote, and is none.']


def test_a_quote_survives_being_saved_whatever_is_in_it(tmp_path):
    quote = ' 1 < 2 & "so" it\n\n  goes </blockquote><script>x</script> on. '
    path = saved(tmp_path / "a.html", as_html([said("t", quote)], "t"))
    root = etree.parse(str(path), etree.HTMLParser(encoding="utf-8")).getroot()
    quotes = {"".join(each.itertext()) for each in root.findall(".//blockquote")}
    assert quotes == {quote}


def test_a_saved_page_loads_nothing():
    page = as_html([said("see ![x](http://x.org/a.png) http://x.org")], "t")
    assert "default-src 'none'" in page
    assert not re.search(r"\s(src|action|style|poster|srcset)=|@import|url\(", page)
    assert '<sup><a href="#q1-0-0">1</a></sup>' in page


def test_markdown_shows_sentences_with_numbers_and_quotes_with_sources(exchanges):
    text = as_markdown(exchanges, "Pears")
    assert f"## {PEARS}" in text
    assert rf"{QUOTE} \[1\]" in text
    assert f"> {QUOTE}" in text
    citation = exchanges[0].answer.sentences[0].citations[0]
    assert f"characters {citation.start}–{citation.end} of version {citation.document[:12]}" in text


@given(st.text(st.sampled_from("ab <>[]()!*_`&;:/#\"'$\\\n.-+=|~1") | st.characters()))
def test_no_text_becomes_markup_in_markdown(text):
    text = f"a{text}"
    tokens = MarkdownIt("commonmark").parse(as_markdown([said(text)], text))
    children = [child.type for token in tokens for child in token.children or ()]
    assert not {"link_open", "image", "html_inline", "code_inline", "strong_open"} & set(children)
    assert not {"html_block", "fence", "hr"} & {token.type for token in tokens}


def test_a_quote_that_was_changed_is_found(tmp_path, advisor, exchanges):
    page = as_html(exchanges, "t")
    lie = saved(tmp_path / "a.html", page, (QUOTE, "Pears are pressed into gold."))
    assert [each for each in problems(lie, advisor) if "gold" in each and "does not stand" in each]
    moved = saved(tmp_path / "b.html", page, ('data-start="', 'data-start="1'))
    assert "stands elsewhere" in problems(moved, advisor)[0]
    named = saved(tmp_path / "c.html", page, ('data-title="Pears"', 'data-title="The law"'))
    assert "is said to be from The law" in problems(named, advisor)[0]
    without = saved(tmp_path / "d.html", page, ("data-start=", "data-begin="))
    assert "does not say where" in problems(without, advisor)[0]


def test_a_sentence_that_its_quotes_do_not_hold_is_found(tmp_path, advisor, exchanges):
    page = as_html(exchanges, "t")
    lie = saved(tmp_path / "a.html", page, (f">{QUOTE}</span>", ">Pears are gold.</span>"))
    assert problems(lie, advisor) == ['"Pears are gold." is shown as a quote, and is none.']
    lost = saved(tmp_path / "b.html", page, ('data-quotes="q1-0-0"', 'data-quotes="q9-9-9"'))
    assert "names a quote that is not in the file" in problems(lost, advisor)[0]
    bare = saved(tmp_path / "c.html", page, ('data-quotes="q1-0-0"', 'data-quotes=""'))
    bare = saved(bare, bare.read_text(), ('data-model="quotes"', 'data-model="openai:x"'))
    assert problems(bare, advisor) == [f'"{QUOTE}" is shown as supported, and has no quote.']


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is no web page"),
        (b"<p>nothing</p>", "holds no quotes"),
        (b"x" * (LARGEST + 1), "more than"),
        (b"<div>" * 5000 + b"<blockquote>", "read to its end"),
        (None, "cannot be read"),
    ],
)
def test_what_is_no_saved_conversation_is_told_so(tmp_path, advisor, content, why):
    path = tmp_path / "a.html"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SavedAnswerError, match=why):
        verify(path, advisor.index)


def test_the_command_says_what_became_of_quotes(tmp_path, monkeypatch, capsys):
    def build(text):
        (tmp_path / "g" / "pears.md").write_text(text, encoding="utf-8")
        build_index([tmp_path / "g"], settings.index, embedder=WordEmbedder())

    with small_advisor(tmp_path) as advisor:
        settings = advisor.settings
        asked = advisor.ask(PEARS)
        kept = Block("paragraph", sentences=asked.sentences[:1])
        exchange = Exchange(PEARS, answer=replace(asked, sentences=kept.sentences, blocks=(kept,)))
        path = saved(tmp_path / "a.html", as_html([exchange], "t"))
        monkeypatch.setenv("CAREERBOT_HOME", settings.home)
        monkeypatch.setattr("index.Index", lambda _: Index(settings.index, WordEmbedder()))
        assert main(["verify", str(path)]) == 0
        printed = capsys.readouterr()
        assert (printed.out, printed.err) == ("", "1 quotes, 0 problems.\n")
        for number in range(4):  # until the version that was quoted is kept no more
            build(GUIDES["pears.md"] + f"\n{number} pears.\n")
        assert main(["verify", str(path)]) == 0
        assert "still stands in" in capsys.readouterr().out
        build("# Pears\n\nPears are not pressed at all.\n")
        assert main(["verify", str(path)]) == 1
        printed = capsys.readouterr()
        assert f'"{QUOTE}" does not stand in g/pears.md any more.\n' == printed.out
        assert printed.err == "1 quotes, 1 problems.\n"
