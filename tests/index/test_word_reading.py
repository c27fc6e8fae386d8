import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.doubles.readers import blocks, document

MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
DRAWN = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def word(
    *blocks_of_xml: str, edit: Callable[[docx.document.Document], None] | None = None
) -> bytes:
    made = docx.Document()
    for xml in blocks_of_xml:
        spaced = xml.replace(">", f" {nsdecls('w')} {MATH} {DRAWN}>", 1)
        made.element.body.insert(len(made.element.body) - 1, parse_xml(spaced))
    if edit:
        edit(made)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*parts: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(parts)}</w:p>"


def read(*blocks_of_xml: str) -> list[str]:
    return blocks("a.docx", word(*blocks_of_xml))


@pytest.mark.parametrize("change", ["ins", "moveTo"])
def test_what_was_inserted_is_read(change):
    parts = run("Fee: 27"), f'<w:{change} w:id="1">{run("5")}</w:{change}>', run(" francs.")
    assert read(paragraph(*parts)) == ["Fee: 275 francs."]
    whole = f'<w:{change} w:id="2">{run("All of it is new.")}</w:{change}>'
    assert read(paragraph(whole)) == ["All of it is new."]


@pytest.mark.parametrize("change", ["del", "moveFrom"])
def test_what_was_deleted_is_not_read(change):
    gone = run("not ").replace("w:t", "w:delText") if change == "del" else run("not ")
    parts = run("It is "), f'<w:{change} w:id="1">{gone}</w:{change}>', run("free.")
    assert read(paragraph(*parts)) == ["It is free."]


def test_a_deleted_row_is_not_read():
    rows = "".join(
        f"<w:tr><w:trPr>{about}</w:trPr><w:tc>{paragraph(run(text))}</w:tc></w:tr>"
        for text, about in (("Kept.", ""), ("Gone.", '<w:del w:id="4"/>'))
    )
    assert read(f"<w:tbl><w:tblPr/><w:tblGrid/>{rows}</w:tbl>") == ["Kept."]


@pytest.mark.parametrize(
    "wrapped",
    [
        "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>",
        "<w:sdt><w:sdtContent><w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt></w:sdtContent></w:sdt>",
        '<w:fldSimple w:instr="DATE">{}</w:fldSimple>',
        '<w:smartTag w:element="e"><w:smartTag w:element="f">{}</w:smartTag></w:smartTag>',
        '<w:customXml w:element="e">{}</w:customXml>',
        '<w:hyperlink w:anchor="x">{}</w:hyperlink>',
    ],
)
def test_text_in_a_wrapper_is_read(wrapped):
    parts = run("It ends in "), wrapped.format(run("2033")), run(".")
    assert read(paragraph(*parts)) == ["It ends in 2033."]


def test_content_controls_around_paragraphs_rows_and_cells_are_read():
    control = "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>"
    cell = control.format(f"<w:tc>{paragraph(run('Cell.'))}</w:tc>")
    table = f"<w:tbl><w:tblPr/><w:tblGrid/>{control.format(f'<w:tr>{cell}</w:tr>')}</w:tbl>"
    assert read(control.format(paragraph(run("Block."))), table) == ["Block.", "Cell."]


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("<m:r><m:t>600/800</m:t></m:r>", "600/800"),
        (
            "<m:f><m:num><m:r><m:t>3</m:t></m:r></m:num><m:den><m:r><m:t>4</m:t></m:r></m:den></m:f>",
            "3/4",
        ),
        (
            "<m:sSup><m:e><m:r><m:t>10</m:t></m:r></m:e><m:sup><m:r><m:t>6</m:t></m:r></m:sup></m:sSup>",
            "10^6",
        ),
    ],
)
def test_a_formula_is_read_on_its_line(formula, said):
    parts = run("A pass is "), f"<m:oMath>{formula}</m:oMath>", run(".")
    assert read(paragraph(*parts)) == [f"A pass is {said}."]


@pytest.mark.parametrize(
    "box",
    [
        "<w:pict><v:shape><v:textbox>{}</v:textbox></v:shape></w:pict>",
        "<mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{0}</wps:txbx></w:drawing>"
        "</mc:Choice><mc:Fallback><w:pict><v:textbox>{0}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent>",
        "<mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{}</wps:txbx></w:drawing>"
        "</mc:Choice></mc:AlternateContent>",
    ],
)
def test_a_text_box_is_read_once(box):
    inside = f"<w:txbxContent>{paragraph(run('It ends in 2033.'))}</w:txbxContent>"
    text = paragraph(run("Before."), f"<w:r>{box.format(inside)}</w:r>")
    assert read(text, paragraph(run("After."))) == ["Before.", "It ends in 2033.", "After."]


@pytest.mark.parametrize("gone", ["<w:strike/>", "<w:dstrike/>", "<w:vanish/>"])
def test_struck_and_hidden_text_is_not_read(gone):
    parts = run("It costs "), run("40 ", gone), run("50 euros.")
    assert read(paragraph(*parts)) == ["It costs 50 euros."]
    off = gone.replace("/>", ' w:val="0"/>')
    assert read(paragraph(run("It costs 50 euros.", off))) == ["It costs 50 euros."]


def test_what_a_style_strikes_out_is_not_read():
    def strike(made):
        style = made.styles.add_style("Old", docx.enum.style.WD_STYLE_TYPE.CHARACTER)
        style.font.strike = True

    parts = run("It costs "), run("40 ", '<w:rStyle w:val="Old"/>'), run("50 euros.")
    assert blocks("a.docx", word(paragraph(*parts), edit=strike)) == ["It costs 50 euros."]


def test_a_raised_number_never_joins_a_figure():
    raised = '<w:vertAlign w:val="superscript"/>'
    parts = run("Pay is $48,250"), run("6", raised), run(" a year.")
    assert read(paragraph(*parts)) == ["Pay is $48,250 a year."]
    assert read(paragraph(run("5 m"), run("2", raised), run(" each."))) == ["5 m^2 each."]
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    assert read(paragraph(run("Pay is $48,250"), note, run("."))) == ["Pay is $48,250."]


def test_an_outline_level_makes_a_heading():
    text = word(
        paragraph(run("Figs"), properties='<w:outlineLvl w:val="0"/>'),
        paragraph(run("Fees"), properties='<w:outlineLvl w:val="1"/>'),
        paragraph(run("Ten euros."), properties='<w:outlineLvl w:val="9"/>'),
    )
    assert [block.headings for block in document("a.docx", text).blocks] == [("Fees",)]


def table(*rows: tuple[str, ...], spans: dict[str, int] | None = None, before: str = "") -> str:
    made = ""
    for row in rows:
        about = '<w:trPr><w:gridBefore w:val="1"/></w:trPr>' if row[0] == before else ""
        cells = "".join(
            f'<w:tc><w:tcPr><w:gridSpan w:val="{(spans or {}).get(text, 1)}"/></w:tcPr>'
            f"{paragraph(run(text))}</w:tc>"
            for text in row
        )
        made += f"<w:tr>{about}{cells}</w:tr>"
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{made}</w:tbl>"


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (table(("Apply by 3 May.",)), ["Apply by 3 May."]),
        (table(("Fee", "20 euros"), ("Length", "9 days")), ["Fee: 20 euros", "Length: 9 days"]),
        (table(("Job", "Pay"), ("Cook", "20")), ["Job: Cook; Pay: 20"]),
        (
            table(("Job", "Pay", "Days"), ("Free job", "9"), spans={"Free job": 2}),
            ["Job / Pay: Free job; Days: 9"],
        ),
        (table(("Job", "Pay", "Days"), ("20", "9"), before="20"), ["Pay: 20; Days: 9"]),
        (
            table(("Fees of 2026",), ("Job", "Pay"), ("Cook", "20"), spans={"Fees of 2026": 2}),
            ["Fees of 2026", "Job: Cook; Pay: 20"],
        ),
    ],
)
def test_each_cell_is_read_under_its_name(made, said):
    assert read(made) == said


def test_a_span_over_a_billion_columns_is_read_in_bounded_time():
    assert "Cook" in " ".join(read(table(("Wide", "Pay"), ("Cook", "20"), spans={"Wide": 10**9})))


def edited(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            if (part := change(name, old.read(name))) is not None:
                new.writestr(name, part)
    return file.getvalue()


STRICT = {
    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main": b"http://purl.oclc.org/ooxml/"
    b"wordprocessingml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/": b"http://purl.oclc.org/ooxml/"
    b"officeDocument/",
}


def strict(name: str, part: bytes) -> bytes:
    for common, other in STRICT.items():
        part = part.replace(common, other)
    return part


def dangling(name: str, part: bytes) -> bytes:
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    relation = b'<Relationship Id="r98" Type="%s" Target="media/gone.png"/></Relationships>' % kind
    return part.replace(b"</Relationships>", relation) if name.startswith("word/_rels") else part


@pytest.mark.parametrize(
    "change",
    [
        strict,
        dangling,
        lambda name, part: None if name.startswith("docProps") else part,
        lambda name, part: None if name == "word/styles.xml" else part,
        lambda name, part: None if name == "word/numbering.xml" else part,
    ],
)
def test_what_word_opens_is_read(change):
    assert blocks("a.docx", edited(word(paragraph(run("Figs dry."))), change)) == ["Figs dry."]


def test_a_file_put_in_as_a_whole_is_named_as_missing():
    read = document(
        "a.docx", word(paragraph(run("Figs dry.")), '<w:altChunk w:id="x"></w:altChunk>')
    )
    assert read.missing == ("a file put into it as a whole is not read",)
