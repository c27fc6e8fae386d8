"""PPTX -> pieces: slides in their order, under their titles, made HTML that is read as all is."""

from collections.abc import Iterator
from html import escape

from lxml import etree

from index.errors import DocumentError
from index.reading.formats.html_page import html_content
from index.reading.formats.package import Package, count, local
from index.reading.pieces import Content

_TITLES = ("title", "ctrTitle")
_FRAME = ("dt", "ftr", "hdr", "sldNum")  # what stands on every slide
_BULLETS = ("buChar", "buAutoNum", "buBlip")
_DEEPEST = 40  # groups in groups


def read_pptx(data: bytes) -> Content:
    """Read a presentation.

    Args:
        data: the bytes of the file.

    Returns:
        Its title, and of each slide its title, text and tables; notes, charts, diagrams, comments
        and slides that are hidden are left out, and so is struck text.

    Raises:
        DocumentError: it is damaged, encrypted, or unpacks to too much.
    """
    package = Package(data, ".pptx")
    main = package.main()
    related = package.related(main)
    html: list[str] = []
    missing: list[str] = []
    listed = package.xml(main).iterfind("{*}sldIdLst/{*}sldId")
    for number, slide in enumerate(listed, 1):
        _, name = related.get(_relation(slide), ("", ""))
        try:
            html.extend(_slide(package.xml(name), number))
        except DocumentError:
            missing.append(f"slide {number} is damaged and was left out")
    content = html_content(f"<!DOCTYPE html><body>{''.join(html)}", first_row_names=True)
    return Content(content.pieces, package.title(), tuple(missing))


def _relation(slide: etree._Element) -> str:
    ids = [value for key, value in slide.attrib.items() if str(key).endswith("}id")]
    return str(ids[0]) if ids else ""


def _slide(root: etree._Element, number: int) -> Iterator[str]:
    tree = root.find("{*}cSld/{*}spTree")
    if root.get("show") in ("0", "false") or tree is None:
        return
    shapes = list(_shapes(tree, 0))
    titles = [shape for shape in shapes if _holder(shape) in _TITLES]
    said = " ".join(" ".join(map(_text, shape.iter("{*}p"))) for shape in titles).strip()
    level = 1 if number == 1 and any(_holder(shape) == "ctrTitle" for shape in titles) else 2
    yield f"<h{level}>{said or f'Slide {number}'}</h{level}>"
    for shape in shapes:
        if shape not in titles and _holder(shape) not in _FRAME:
            yield from _blocks(shape)


def _shapes(tree: etree._Element, depth: int) -> Iterator[etree._Element]:
    """The shapes of a slide that are shown, those of groups and of choices included."""
    for shape in tree:
        name = local(shape)
        about = next(shape.iter("{*}cNvPr"), None)
        if about is not None and about.get("hidden") in ("1", "true"):
            continue
        if name in ("grpSp", "AlternateContent", "Choice") and depth < _DEEPEST:
            yield from _shapes(shape, depth + 1)
        elif name in ("sp", "graphicFrame"):
            yield shape


def _holder(shape: etree._Element) -> str | None:
    """What kind of text a shape holds on its layout; none if it is not of the layout."""
    place = shape.find("{*}nvSpPr/{*}nvPr/{*}ph")
    return None if place is None else place.get("type", "obj")


def _blocks(shape: etree._Element) -> Iterator[str]:
    body = shape.find("{*}txBody")
    if body is not None:
        listed = _holder(shape) in ("obj", "body")
        yield from (_paragraph(each, listed) for each in body.iterfind("{*}p"))
    for table in shape.iter("{*}tbl"):
        yield f"<table>{''.join(_row(row) for row in table.iterfind('{*}tr'))}</table>"


def _row(row: etree._Element) -> str:
    cells = []
    for cell in row.iterfind("{*}tc"):
        if cell.get("hMerge") or cell.get("vMerge"):
            continue
        text = "<br>".join(_text(each) for each in cell.iter("{*}p"))
        spans = f"colspan={count(cell.get('gridSpan'))} rowspan={count(cell.get('rowSpan'))}"
        cells.append(f"<td {spans}>{text}</td>")
    return f"<tr>{''.join(cells)}</tr>"


def _paragraph(paragraph: etree._Element, listed: bool) -> str:
    properties = paragraph.find("{*}pPr")
    marks = {local(each) for each in properties} if properties is not None else set()
    bulleted = bool(marks.intersection(_BULLETS)) or (listed and "buNone" not in marks)
    text = _text(paragraph)
    if not text.strip():
        return ""
    return f"<ul><li>{text}</li></ul>" if bulleted else f"<p>{text}</p>"


def _text(paragraph: etree._Element) -> str:
    parts = []
    for run in paragraph:
        properties = run.find("{*}rPr")
        said = escape(run.findtext("{*}t") or "")
        if local(run) == "br":
            parts.append("<br>")
        elif properties is not None and properties.get("strike", "noStrike") != "noStrike":
            continue
        elif properties is not None and not (properties.get("baseline") or "0").startswith("-"):
            raised = (properties.get("baseline") or "0") != "0"
            parts.append(f"<sup>{said}</sup>" if raised else said)
        else:
            parts.append(said)
    return "".join(parts)
