"""Presentations, workbooks and text documents, from the XML that a test is about."""

import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
_ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{rest}:1.0"'
    for name, rest in (
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"),
    )
)
_DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'


def zipped(parts: Mapping[str, str]) -> bytes:
    """An archive of these parts."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return made.getvalue()


def _relations(targets: Mapping[str, tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="{key}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}">{listed}</Relationships>'


def presentation(slides: Sequence[str], left_out: Sequence[int] = ()) -> bytes:
    """A presentation of slides, each the XML of its shapes; some numbers have no file."""
    main = "http://schemas.openxmlformats.org/presentationml/2006/main"
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
    names = [f"slides/slide{number}.xml" for number in range(1, len(slides) + 1)]
    ids = "".join(f'<p:sldId id="{n + 256}" r:id="rId{n}"/>' for n in range(1, len(slides) + 1))
    head = f'xmlns:p="{main}" xmlns:a="{drawing}" xmlns:r="{_RELATIONS}"'
    return zipped(
        {
            "_rels/.rels": _relations({"rId1": ("officeDocument", "ppt/presentation.xml")}),
            "ppt/presentation.xml": f"<p:presentation {head}><p:sldIdLst>{ids}</p:sldIdLst>"
            "</p:presentation>",
            "ppt/_rels/presentation.xml.rels": _relations(
                {f"rId{n}": ("slide", name) for n, name in enumerate(names, 1)}
            ),
            **{
                f"ppt/{name}": f"<p:sld {head}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld>"
                "</p:sld>"
                for number, (name, shapes) in enumerate(zip(names, slides, strict=True), 1)
                if number not in left_out
            },
        }
    )


def shape(text: str, holder: str = "", hidden: bool = False) -> str:
    """A shape of a slide; each line of the text is a paragraph, and may be XML of runs."""
    place = f'<p:ph type="{holder}"/>' if holder else ""
    paragraphs = "".join(
        f"<a:p>{line if line.startswith('<') else f'<a:r><a:t>{line}</a:t></a:r>'}</a:p>"
        for line in text.split("\n")
    )
    shown = ' hidden="1"' if hidden else ""
    about = f'<p:nvSpPr><p:cNvPr id="2" name=""{shown}/><p:cNvSpPr/><p:nvPr>{place}</p:nvPr>'
    return f"<p:sp>{about}</p:nvSpPr><p:txBody>{paragraphs}</p:txBody></p:sp>"


def workbook(sheets: Mapping[str, str], styles: str = "", texts: Sequence[str] = ()) -> bytes:
    """A workbook of sheets, each the XML in its `worksheet`.

    Args:
        sheets: name -> XML; a name that begins with "-" is of a hidden sheet.
        styles: the XML in `styleSheet`.
        texts: those that cells of type s name by their place.
    """
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    listed = "".join(
        f'<sheet name="{name.lstrip("-")}" sheetId="{n}" r:id="rId{n}" '
        f'state="{"hidden" if name.startswith("-") else "visible"}"/>'
        for n, name in enumerate(sheets, 1)
    )
    shared = "".join(f"<si><t>{text}</t></si>" for text in texts)
    parts = {
        f"rId{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)
    }
    parts |= {"rId90": ("styles", "styles.xml"), "rId91": ("sharedStrings", "sharedStrings.xml")}
    return zipped(
        {
            "_rels/.rels": _relations({"rId1": ("officeDocument", "xl/workbook.xml")}),
            "xl/workbook.xml": f'<workbook {main} xmlns:r="{_RELATIONS}"><sheets>{listed}</sheets>'
            "</workbook>",
            "xl/_rels/workbook.xml.rels": _relations(parts),
            "xl/styles.xml": f"<styleSheet {main}>{styles}</styleSheet>",
            "xl/sharedStrings.xml": f"<sst {main}>{shared}</sst>",
            **{
                f"xl/worksheets/sheet{n}.xml": f"<worksheet {main}>{xml}</worksheet>"
                for n, xml in enumerate(sheets.values(), 1)
            },
        }
    )


def rows(*lines: str) -> str:
    """The data of a sheet: a line a row, cells with bars between, empty ones left out."""
    made = []
    for number, line in enumerate(lines, 1):
        cells = "".join(
            f'<c r="{chr(65 + column)}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
            if not text.startswith("<")
            else text.replace("<c ", f'<c r="{chr(65 + column)}{number}" ')
            for column, text in enumerate(line.split("|"))
            if text
        )
        made.append(f'<row r="{number}">{cells}</row>')
    return f"<sheetData>{''.join(made)}</sheetData>"


def text_document(body: str, styles: str = "", title: str = "") -> bytes:
    """A text document: the XML in `office:text`, and its automatic styles."""
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {_OFFICE} {_ODF}><office:automatic-styles>"
            f"{styles}</office:automatic-styles><office:body><office:text>{body}</office:text>"
            "</office:body></office:document-content>",
            "meta.xml": f"<office:document-meta {_OFFICE} {_DC}><office:meta><dc:title>{title}"
            "</dc:title></office:meta></office:document-meta>",
        }
    )
