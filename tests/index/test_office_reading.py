"""Presentations, workbooks and text documents of LibreOffice."""

import pytest

from index.errors import DocumentError
from index.reading.formats.number_format import shown
from index.reading.formats.odt import read_odt
from index.reading.formats.pptx import read_pptx
from index.reading.formats.xlsx import read_xlsx
from index.reading.pieces import cleaned
from tests.doubles.office_files import presentation, rows, shape, text_document, workbook, zipped


def said(content):
    """Each piece as a line: # for a heading, else its marker and text."""
    return [
        "#" * p.level + " " * bool(p.level) + p.marker + p.text for p in cleaned(content.pieces)
    ]


RUN = "<a:r><a:rPr {}/><a:t>{}</a:t></a:r>"
ONE, TWO = '"1"', '"2"'
RAISED = RUN.format('baseline="30000"', "2")


def test_slides_are_read_in_order_each_under_its_title():
    content = read_pptx(
        presentation(
            [
                shape("Kiln school", "ctrTitle") + shape("Since 1987", "subTitle"),
                shape("Opens at nine\nCloses at five", "obj") + shape("Opening hours", "title"),
                shape("A kiln costs 900 dollars."),
            ]
        )
    )
    assert said(content) == [
        "# Kiln school",
        "Since 1987",
        "## Opening hours",
        "- Opens at nine",
        "- Closes at five",
        "## Slide 3",
        "A kiln costs 900 dollars.",
    ]


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        (RUN.format('strike="sngStrike"', "150 ") + RUN.format("", "165 dollars"), "165 dollars"),
        (RUN.format('strike="dblStrike"', "150 ") + RUN.format("", "165 dollars"), "165 dollars"),
        (RUN.format("", "165") + RAISED + RUN.format("", " or so"), "165 or so"),
        (RUN.format("", "CO") + RUN.format('baseline="-25000"', "2"), "CO2"),
        (RUN.format("", "one") + "<a:br/>" + RUN.format("", "two"), "one two"),
    ],
)  # fmt: skip
def test_struck_and_raised_text_of_slides(runs, text):
    assert said(read_pptx(presentation([shape("T", "title") + shape(runs)])))[1:] == [text]


def test_what_a_slide_does_not_show_is_left_out():
    slides = presentation(
        [
            shape("T", "title")
            + shape("4 May 2026", "dt")
            + shape("7", "sldNum")
            + shape("Confidential", "ftr")
            + shape("secret", hidden=True)
            + f"<p:grpSp>{shape('in a group')}</p:grpSp>"
        ]
    )
    assert said(read_pptx(slides)) == ["## T", "in a group"]


def test_a_table_on_a_slide_has_its_names():
    def cell(text, more=""):
        return f"<a:tc {more}><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>"

    table = (
        f"<a:tr>{cell('Exam')}{cell('Fee')}{cell('Minutes')}</a:tr>"
        f"<a:tr>{cell('Clay One')}{cell('free', f'gridSpan={TWO}')}{cell('', f'hMerge={ONE}')}"
        "</a:tr>"
        f"<a:tr>{cell('Clay Two')}{cell('60')}{cell('45')}</a:tr>"
    )
    frame = (
        '<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="4" name=""/></p:nvGraphicFramePr>'
        f"<a:graphic><a:graphicData><a:tbl>{table}</a:tbl></a:graphicData></a:graphic>"
        "</p:graphicFrame>"
    )
    lines = said(read_pptx(presentation([shape("T", "title") + frame])))
    assert lines[-1] == "• Exam: Clay Two; Fee: 60; Minutes: 45"
    assert "Clay One" in lines[-2]
    assert "free" in lines[-2]


def test_a_slide_that_is_missing_is_named_and_the_rest_is_read():
    content = read_pptx(presentation([shape("A one", "title"), shape("B"), shape("C")], [2]))
    assert content.missing == ("slide 2 is damaged and was left out",)
    assert "A one" in " ".join(said(content))
    assert "C" in said(content)


def test_a_sheet_is_a_table_with_what_stands_above_it():
    content = read_xlsx(
        workbook({"F": rows("Fees of 2026", "Exam|Fee|Minutes", "Clay One|165|90", "Clay Two||45")})
    )
    assert said(content) == [
        "Fees of 2026",
        "• Exam: Clay One; Fee: 165; Minutes: 90",
        "• Exam: Clay Two; Minutes: 45",
    ]


def test_sheets_and_tables_are_kept_apart():
    content = read_xlsx(
        workbook(
            {
                "One": rows("Exam|Fee", "Clay|165", "", "City|Rent", "Bonn|700"),
                "Two": rows("Role|Pay", "Potter|90"),
                "-Three": rows("Secret|Pay", "Boss|900"),
            }
        )
    )
    assert said(content) == [
        "## One",
        "• Exam: Clay; Fee: 165",
        "• City: Bonn; Rent: 700",
        "## Two",
        "• Role: Potter; Pay: 90",
    ]


def test_hidden_rows_and_columns_are_not_read_and_merged_cells_keep_their_columns():
    data = rows("Exam|Code|Fee|Minutes", "Clay|X1|free|", "Wood|X2|70|45", "Iron|X3|80|30")
    data = data.replace('<row r="4">', '<row r="4" hidden="1">')
    sheet = (
        f'<cols><col min="2" max="2" hidden="1"/></cols>{data}'
        '<mergeCells><mergeCell ref="C2:D2"/></mergeCells>'
    )
    lines = said(read_xlsx(workbook({"S": sheet})))
    assert lines[-1] == "• Exam: Wood; Fee: 70; Minutes: 45"
    assert "X1" not in " ".join(lines)
    assert "Iron" not in " ".join(lines)


def test_cells_say_what_they_show():
    styles = (
        '<numFmts><numFmt numFmtId="164" formatCode="&quot;$&quot;#,##0"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="9"/><xf numFmtId="164"/>'
        "</cellXfs>"
    )
    sheet = rows(
        "Exam|Day|Share|Fee|Open",
        '<c t="s"><v>0</v></c>|<c s="1"><v>46000</v></c>|<c s="2"><v>0.165</v></c>'
        '|<c s="3"><v>95000</v></c>|<c t="b"><v>1</v></c>',
        '<c t="str"><v>Wood</v></c>|<c t="e"><v>#REF!</v></c>|<c><v>0.30000000000000004</v></c>',
    )
    assert said(read_xlsx(workbook({"S": sheet}, styles, ["Clay"]))) == [
        "• Exam: Clay; Day: 2025-12-09; Share: 16.5%; Fee: $95,000; Open: yes",
        "• Exam: Wood; Share: 0.3",
    ]


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        ("165", "General", "165"),
        ("165.5", "0", "165.5"),  # a figure is not shortened
        ("1234567.25", "#,##0.00", "1,234,567.25"),
        ("95000", "[$€-407] #,##0", "€ 95,000"),
        ("95000", '#,##0 "EUR"', "95,000 EUR"),
        ("95000", "#,##0\\ [$kr-41D];[Red]-#,##0", "95,000 kr"),
        ("0.5", "0.0%", "50%"),
        ("45", '0 "days"', "45 days"),
        ("1e15", "0", "1000000000000000"),
        ("60.5", "yyyy\\-mm\\-dd hh:mm", "1900-02-28 12:00"),
        ("0.25", "h:mm AM/PM", "06:00"),
        ("45000", 'd. mmmm yyyy "Uhr"', "2023-03-15"),
        ("44000", "mm/dd/yyyy", "2020-06-18"),
        ("n/a", "0", "n/a"),
        ("-12", "0", "-12"),
    ],
)
def test_a_number_is_shown_as_its_format_has_it(value, code, text):
    assert shown(value, code) == text


def test_days_are_counted_from_1904_if_the_workbook_says_so():
    assert shown("42098", 14, since_1904=True) == shown("43560", 14) == "2019-04-05"


def odt(body, styles="", title=""):
    return read_odt(text_document(body, styles, title))


def test_a_text_document_has_headings_paragraphs_lists_and_tables():
    content = odt(
        '<text:h text:outline-level="1">Kilns</text:h><text:p>A kiln<text:s text:c="3"/>is'
        "<text:tab/>hot.</text:p><text:list><text:list-item><text:p>Fire it.</text:p>"
        "</text:list-item><text:list-item><text:p>Cool it.</text:p></text:list-item></text:list>"
        "<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>Exam"
        "</text:p></table:table-cell><table:table-cell><text:p>Fee</text:p></table:table-cell>"
        "</table:table-row></table:table-header-rows><table:table-row><table:table-cell><text:p>"
        "Clay</text:p></table:table-cell><table:table-cell><text:p>165</text:p></table:table-cell>"
        "</table:table-row></table:table>",
        title="The kiln book",
    )
    assert content.title == "The kiln book"
    assert said(content) == [
        "# Kilns",
        "A kiln is hot.",
        "- Fire it.",
        "- Cool it.",
        "• Exam: Clay; Fee: 165",
    ]


STRUCK = (
    '<style:style style:name="T1"><style:text-properties style:text-line-through-style="solid"/>'
    '</style:style><style:style style:name="T2" style:parent-style-name="T1"/>'
    '<style:style style:name="T3"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="T4"><style:text-properties style:text-position="super 58%"/>'
    "</style:style>"
)


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ('<text:span text:style-name="T1">150 </text:span>165 dollars', "165 dollars"),
        ('<text:span text:style-name="T2">150 </text:span>165 dollars', "165 dollars"),
        ('<text:span text:style-name="T3">150 </text:span>165 dollars', "165 dollars"),
        ('165<text:span text:style-name="T4">2</text:span> dollars', "165 dollars"),
        ('165<text:note><text:note-body><text:p>x</text:p></text:note-body></text:note>', "165"),
        ("165<office:annotation><text:p>x</text:p></office:annotation> dollars", "165 dollars"),
        ('<text:change-start text:change-id="1"/>165<text:change-end text:change-id="1"/>', "165"),
        ('<text:a>a link</text:a> and <text:date>4 May</text:date>', "a link and 4 May"),
        ("one<text:line-break/>two", "one two"),
        ("<draw:frame><draw:text-box><text:p>boxed</text:p></draw:text-box></draw:frame>", "boxed"),
    ],
)  # fmt: skip
def test_what_a_text_document_shows_is_read_and_nothing_else(inside, text):
    assert said(odt(f"<text:p>{inside}</text:p>", STRUCK)) == [text]


def test_deleted_changes_are_not_read():
    deleted = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes><text:p>There.</text:p>"
    )
    assert said(odt(deleted)) == ["There."]


def test_repeated_cells_do_not_multiply_without_end():
    row = (
        '<table:table-row><table:table-cell table:number-columns-repeated="999999999"><text:p>x'
        "</text:p></table:table-cell></table:table-row>"
    )
    lines = said(odt(f"<table:table>{row}</table:table>"))
    assert 0 < len(" ".join(lines)) < 2_000


@pytest.mark.parametrize("read", [read_pptx, read_xlsx, read_odt])
def test_what_is_none_of_these_is_an_error_that_says_what_to_do(read):
    with pytest.raises(DocumentError, match="encrypted, or of the format before"):
        read(b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    for data in (b"PK nothing", zipped({"a.txt": "x"}), b""):
        with pytest.raises(DocumentError):
            read(data)
    entity = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    with pytest.raises(DocumentError, match="attacks"):
        read(zipped({"content.xml": entity, "_rels/.rels": entity}))
