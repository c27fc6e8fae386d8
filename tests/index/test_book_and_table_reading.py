import pytest

from tests.doubles.files import BOOK, epub
from tests.doubles.readers import blocks, document

CHAPTER = "<html xmlns='http://www.w3.org/1999/xhtml'><body><p>{}</p></body></html>"


def book(second: str | bytes | None, package: str = BOOK, name: str = "OEBPS/two.xhtml") -> bytes:
    chapters = {"OEBPS/ch one.xhtml": CHAPTER.format("Figs keep for days.")}
    if second is not None:
        chapters[name] = second
    return epub(chapters, **{"OEBPS/book.opf": package})


@pytest.mark.parametrize("bad", [None, b"", b" \n", b"\xff\xd8\xff\xe0\0\x10JFIF\0", bytes(500)])
def test_a_chapter_that_cannot_be_read_costs_only_itself_and_is_named(bad):
    read = document("a.epub", book(bad))
    assert [read.text[b.start : b.end] for b in read.blocks] == ["Figs keep for days."]
    assert len(read.missing) == 1
    assert "two.xhtml" in read.missing[0]


@pytest.mark.parametrize(
    "package",
    [
        BOOK.replace("two.xhtml", "two.xhtml#start"),
        BOOK.replace("two.xhtml", "TWO.xhtml"),
        BOOK.replace("two.xhtml", "parts\\..\\two.xhtml"),
        '<!DOCTYPE package PUBLIC "+//ISBN 0-9673008-1-9//DTD OEB 1.2 Package//EN" "x.dtd">' + BOOK,
    ],
)
def test_a_chapter_is_found_however_its_place_is_written(package):
    read = document("a.epub", book(CHAPTER.format("Plums do not."), package))
    assert [read.text[b.start : b.end] for b in read.blocks] == [
        "Figs keep for days.",
        "Plums do not.",
    ]
    assert not read.missing


@pytest.mark.parametrize("encoding", ["windows-1250", "iso-8859-2", "utf-16"])
def test_a_chapter_is_read_in_the_encoding_that_it_declares(encoding):
    chapter = f'<?xml version="1.0" encoding="{encoding}"?>' + CHAPTER.format("Žluťoučký kůň")
    assert blocks("a.epub", book(chapter.encode(encoding)))[-1] == "Žluťoučký kůň"


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ('<a id="x"/>Plums <i/>do not.', "Plums do not."),
        ("<script src='a.js'/>Plums do not.", "Plums do not."),
        ("<![CDATA[Plums <do> not.]]>", "Plums <do> not."),
        ('Plums<a epub:type="noteref" href="n.xhtml#a">1</a> do not.', "Plums do not."),
        ('<span epub:type="pagebreak" title="9" id="p9"/>Plums do not.', "Plums do not."),
    ],
)
def test_what_only_xhtml_knows_is_read(inside, said):
    assert blocks("a.epub", book(CHAPTER.format(inside)))[-1] == said


ROWS = ["Exam: Fig; Fee, in euros: 8,5", "Exam: Plum; Fee, in euros: 9,5"]


@pytest.mark.parametrize(
    "text",
    [
        "Exam;Fee, in euros\nFig;8,5\nPlum;9,5\n",
        "sep=;\r\nExam;Fee, in euros\r\nFig;8,5\r\nPlum;9,5\r\n",
        'sep=,\nExam,"Fee, in euros"\nFig,"8,5"\nPlum,"9,5"\n',
        "Exam\tFee, in euros\nFig\t8,5\nPlum\t9,5\n",
        "Exam|Fee, in euros\nFig|8,5\nPlum|9,5\n",
        '"Exam", "Fee, in euros"\n"Fig", "8,5"\n"Plum", "9,5"\n',
    ],
)
def test_the_delimiter_is_the_one_that_parts_the_rows_evenly(text):
    assert blocks("a.csv", text) == ROWS


@pytest.mark.parametrize(
    "above", ["Fees of 2027\n\n", "Fees of 2027;;\n", "Fees of 2027\nAs of May\n"]
)
def test_what_stands_above_the_names_of_the_columns_names_none(above):
    read = blocks("a.csv", f"{above}Exam;Fee;Days\nFig;8;9\nPlum;7;6\n")
    assert read[-2:] == ["Exam: Fig; Fee: 8; Days: 9", "Exam: Plum; Fee: 7; Days: 6"]
    assert read[0] == "Fees of 2027"


@pytest.mark.parametrize("cell", ['5" pipe', 'a "good" fig', '"Fig" or so'])
def test_a_stray_quotation_mark_refuses_no_file(cell):
    read = blocks("a.csv", f"Exam;Fee\n{cell};8\nPlum;7\n")
    assert read[-1] == "Exam: Plum; Fee: 7"
    assert "Fee: 8" in read[0]
