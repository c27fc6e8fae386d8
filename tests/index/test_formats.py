from pathlib import Path

import pytest

from index import Index, build_index
from index.errors import DocumentError
from index.reading.documents import load_document
from index.reading.formats.parser import Parser
from index.reading.sources import SourceFile
from index.settings import IndexSettings
from tests.doubles.fakes import WordEmbedder
from tests.doubles.files import epub, pdf, word, zipped

PAGE = """<!DOCTYPE html><html><head><title>Pears - Orchard</title><meta charset="iso-8859-1">
<style>p {color: red}</style></head><body><nav>Home</nav><h1>Pears</h1><p>Pears are <b>sweet</b>,
<br>caf\xe9 fruit.<h2>Storing</h2><div>In <div>cold</div> rooms.</div><ol start="3"><li>Pick<li>Pack
</ol><table><tr><th>Sort<th>Month<tr><td>Comice<td><p>Late<p>October</table><p hidden>Not shown</p>
<p style="display: none">Nor this</p><pre>if ripe:
  eat</pre><script>alert(1)</script><!-- no --><img src="//x.invalid/a" alt="A pear"></body>
"""


@pytest.fixture(scope="module")
def load():
    """Reads bytes as a file of some name; one child serves all."""
    with Parser() as parser:
        yield lambda data, name, side=None: load_document(
            SourceFile(Path(name), f"guides/{name}"), data, side=side, parser=parser
        )


def blocks(document):
    """Each block with what is above it; by its span, so a wrong one is noticed."""
    return [(b.headings[-1:], document.text[b.start : b.end]) for b in document.blocks]


def test_html_keeps_what_a_reader_sees(load):
    document = load(PAGE.encode("latin-1"), "pears.html")
    assert document.title == "Pears - Orchard"
    assert blocks(document) == [
        ((), "Pears are sweet, café fruit."),
        (("Storing",), "In"),
        (("Storing",), "cold"),
        (("Storing",), "rooms."),
        (("Storing",), "Pick"),
        (("Storing",), "Pack"),
        (("Storing",), "Sort: Comice; Month: Late October"),
        (("Storing",), "if ripe:\n  eat"),
        (("Storing",), "A pear"),
    ]
    assert "3. Pick\n4. Pack" in document.text


def test_html_of_browsers_encodings_is_read(load):
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        assert load("<p>Café “x”</p>".encode(encoding), "a.htm").text == "Café “x”"


def test_deep_html_is_read_to_its_end(load):
    deep = "<div>" * 1000 + "deep" + "</div>" * 1000
    assert load(f"<p>first</p>{deep}<p>last</p>".encode(), "a.html").text == "first\n\ndeep\n\nlast"


def test_a_pdf_keeps_title_headings_and_page_numbers(load):
    document = load(
        pdf(
            ["Introduction", "Pears keep\nin cold rooms.\nStoring\nComice keeps longest."],
            title="On pears",
            outline="Storing",
        ),
        "pears.pdf",
    )
    assert document.title == "On pears"
    assert [(b.headings, document.text[b.start : b.end]) for b in document.blocks] == [
        (("page 1",), "Introduction"),
        (("page 2",), "Pears keep in cold rooms."),
        (("Storing", "page 2"), "Comice keeps longest."),
    ]
    assert "Storing\n\npage 2\n\nComice" in document.text


def test_a_pdf_without_a_title_is_called_after_its_file(load):
    assert load(pdf(["Pears."]), "on-pears.pdf").title == "On pears"


def test_a_docx_keeps_title_headings_lists_and_tables(load):
    document = load(word(), "pears.docx")
    assert document.title == "Pears by hand"
    assert blocks(document) == [
        (("Storing",), "Pears keep in cold rooms."),
        (("Storing",), "Pick"),
        (("Storing",), "Sort: Conference; Month: October"),
    ]
    assert "- Pick\n• Sort" in document.text


def test_an_epub_is_read_in_its_own_order(load):
    one = "<html><body><h1>Apples</h1><p>Apples grow on trees.</p></body></html>"
    two = "<html><body><h1>Pears</h1><p>Pears are sweet.</p></body></html>"
    document = load(
        epub({"OEBPS/two.xhtml": two, "OEBPS/ch one.xhtml": one}),
        "fruit.epub",
    )
    assert document.title == "Fruit"
    assert blocks(document) == [
        (("Apples",), "Apples grow on trees."),
        (("Pears",), "Pears are sweet."),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_row_names_its_columns(delimiter, load):
    rows = [["Sort", "Month"], ["Comice", "Late October"], ["", ""], ["Williams", ""]]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    document = load(text.encode("utf-8-sig"), "pear-sorts.csv")
    assert document.title == "Pear sorts"
    assert blocks(document) == [((), "Sort: Comice; Month: Late October"), ((), "Sort: Williams")]


def test_each_csv_row_is_a_passage_of_its_own(tmp_path, settings, embedder):
    (tmp_path / "pay.csv").write_text("Job,Pay\nAdmin,10\nAnalyst,20\n")
    build_index([tmp_path / "pay.csv"], settings, embedder=embedder)
    with Index(settings, embedder) as index:
        texts = {hit.text for hit in index.search(index.query("what is the pay?")).hits}
    assert texts == {"Job: Admin; Pay: 10", "Job: Analyst; Pay: 20"}


def test_a_table_of_equal_rows_can_be_built(tmp_path, settings, embedder):
    (tmp_path / "pay.csv").write_text("Job,Pay\n" + "Admin,10\n" * 300)
    assert build_index([tmp_path / "pay.csv"], settings, embedder=embedder).chunks == 300


def test_a_question_finds_the_page_of_a_pdf(tmp_path, settings, embedder):
    (tmp_path / "pears.pdf").write_bytes(pdf(["Apples grow.", "Pears are pressed into perry."]))
    build_index([tmp_path], settings, embedder=embedder)
    with Index(settings, embedder) as index:
        hit = index.search(index.query("perry pears")).hits[0]
    assert hit.chunk.headings == ("page 2",)
    assert hit.document.text[hit.chunk.start : hit.chunk.end] == "Pears are pressed into perry."


def test_a_file_beside_it_says_what_front_matter_would(load):
    side = b"title: Pears, the book\nupdated: 2026-11-23\n"
    document = load(pdf(["Pears."], title="untitled1"), "pears.pdf", side)
    assert document.title == "Pears, the book"
    assert str(document.front_matter.updated) == "2026-11-23"
    with pytest.raises(DocumentError, match=r"guides/pears.pdf.yaml: front matter field updated"):
        load(pdf(["Pears."]), "pears.pdf", b"updated: soon\n")


def test_a_change_of_the_file_beside_it_is_a_change(tmp_path, embedder):
    folder, settings = tmp_path / "g", IndexSettings(home=tmp_path / "home")
    folder.mkdir()
    (folder / "pears.pdf").write_bytes(pdf(["Pears."]))
    build_index([folder], settings, embedder=embedder)
    (folder / "pears.pdf.yaml").write_text("title: Pears, the book\n")
    assert build_index([folder], settings, embedder=embedder).changed
    assert not build_index([folder], settings, embedder=WordEmbedder()).changed
    with Index(settings, embedder) as index:
        assert [d.title for d in index.documents()] == ["Pears, the book"]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.pdf", pdf([b"0 0 m 9 9 l S"]), "seems to be a scan"),
        ("a.pdf", b"%PDF-1.4\n", "no whole PDF"),
        ("a.docx", b"PK\x03\x04nothing", "damaged"),
        ("a.docx", b"\xd0\xcf\x11\xe0" + bytes(600), "encrypted"),
        ("a.docx", zipped({"a.txt": "x"}), "no Word document"),
        ("a.epub", zipped({"a.txt": "x"}), "a part of it is missing"),
        ("a.html", b"", "no text"),
        ("a.csv", b"Job,Pay\n", "no text"),
        ("a.csv", b'Job,Pay\n"Admin', "not CSV"),
    ],
)
def test_what_cannot_be_read_says_why(name, data, reason, load):
    with pytest.raises(DocumentError, match=f"guides/{name}: .*{reason}"):
        load(data, name)


def test_a_reader_that_takes_too_long_is_replaced():
    with Parser(deadline=0.5) as parser:
        slow = pdf([b"BT /F1 9 Tf " + b"(a) Tj " * 400_000 + b"ET"])
        with pytest.raises(DocumentError, match=r"longer than 0.5 seconds"):
            parser.parse("pdf", slow)
    with Parser() as parser:
        parser.parse("csv", b"a\nb")
        assert parser._child is not None
        parser._child.kill()
        with pytest.raises(DocumentError, match="broke down"):
            parser.parse("csv", b"a\nb")
        assert parser.parse("csv", b"a\nb").pieces[0].text == "a: b"
