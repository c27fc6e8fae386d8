"""The XML of a Word document made plain for mammoth, which knows less of it than Word does.

What is deleted, struck out or hidden goes; what stands in a wrapper comes out of it; formulas
become text, paragraphs with an outline level become headings, and rows that begin late get cells.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
WIDEST = 1_000  # columns that one cell may reach over

_DELETED = tuple(W + name for name in ("del", "moveFrom", "instrText", "delText"))
_NOTES = tuple(
    W + name
    for name in ("footnoteReference", "endnoteReference", "commentReference", "footnoteRef")
)
_WRAPPERS = tuple(
    W + name
    for name in "fldSimple smartTag customXml sdt sdtContent ins moveTo dir bdo rubyBase".split()  # noqa: SIM905
)
_ABOUT = tuple(  # of wrappers: no text
    W + name
    for name in "sdtPr sdtEndPr smartTagPr customXmlPr rubyPr rt".split()  # noqa: SIM905
)
_HEADING = re.compile(r"heading ([1-9])\Z", re.IGNORECASE)
_GONE = ("vanish", "strike", "dstrike")
_OFF = ("0", "false", "off", "none")


@dataclass
class Styles:
    """What styles say of the text that has them, by their ids.

    Attributes:
        levels: of headings, from 1.
        gone: hidden or struck out.
        raised: superscript.
    """

    levels: dict[str, int] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    raised: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, root: etree._Element | None) -> "Styles":
        """Read the styles of a document, those that they are based on included."""
        styles = cls()
        every = root.iter(W + "style") if root is not None else ()
        known = {style.get(W + "styleId", ""): style for style in every}
        for name in known:
            for style in _bases(known, name):
                level = _level_of_style(style)
                if level is not None:
                    styles.levels.setdefault(name, level)
                properties = style.find(W + "rPr")
                if _is_gone(properties):
                    styles.gone.add(name)
                if properties is not None and _is_raised(properties):
                    styles.raised.add(name)
        return styles


def plain_body(root: etree._Element, styles: Styles) -> None:
    """Make a document's XML plain, in place."""
    _remove_deleted_rows(root)
    _remove(root, [*_DELETED, *_NOTES, *_ABOUT])
    for formula in list(root.iter(M + "oMath")):
        _replace(formula, [_run(_linear(formula))])
    _unwrap(root, (*_WRAPPERS, M + "oMathPara"))
    _remove_unseen_runs(root, styles)
    for hyphen in list(root.iter(W + "noBreakHyphen")):
        hyphen.tag = W + "t"
        hyphen.text = "-"
    _lift_text_boxes(root)
    for paragraph in root.iter(W + "p"):
        _mark_heading(paragraph, styles)
    for row in root.iter(W + "tr"):
        _fill_offsets(row)


def slim_styles(root: etree._Element) -> bytes:
    """Styles with their names and lists only."""
    for style in list(root):
        if style.tag != W + "style":
            _replace(style, [])
        for about in list(style):
            if about.tag not in (W + "name", W + "pPr"):
                _replace(about, [])
            for detail in list(about):
                if detail.tag != W + "numPr":
                    _replace(detail, [])
    return etree.tostring(root)


def _bases(known: dict[str, etree._Element], name: str) -> Iterator[etree._Element]:
    seen: set[str] = set()
    while name in known and name not in seen:
        seen.add(name)
        yield known[name]
        name = _value(known[name], "basedOn") or ""


def _level_of_style(style: etree._Element) -> int | None:
    name = _value(style, "name") or ""
    if name.casefold() == "title":
        return 1
    if found := _HEADING.match(name):
        return int(found[1])
    return _outline_level(style)


def _outline_level(element: etree._Element) -> int | None:
    properties = element.find(W + "pPr")
    outline = _value(properties, "outlineLvl") if properties is not None else None
    if outline is None or not re.fullmatch(r"[0-9]", outline):
        return None
    return int(outline) + 1 if int(outline) < 9 else 0  # 9 is that of text


def _mark_heading(paragraph: etree._Element, styles: Styles) -> None:
    properties = paragraph.find(W + "pPr")
    if properties is None:
        return
    style = properties.find(W + "pStyle")
    level = _outline_level(paragraph)
    if level is None and style is not None:
        level = styles.levels.get(style.get(W + "val", ""), 0)
    if level:
        if style is None:
            style = etree.SubElement(properties, W + "pStyle")
        style.set(W + "val", f"Heading{min(level, 6)}")


def _is_on(properties: etree._Element, name: str) -> bool:
    found = properties.find(W + name)
    return found is not None and found.get(W + "val", "1").lower() not in _OFF


def _is_gone(properties: etree._Element | None) -> bool:
    return properties is not None and any(_is_on(properties, name) for name in _GONE)


def _is_raised(properties: etree._Element) -> bool:
    return _value(properties, "vertAlign") == "superscript"


def _remove_unseen_runs(root: etree._Element, styles: Styles) -> None:
    for run in list(root.iter(W + "r")):
        own = run.find(W + "rPr")
        style = _value(own, "rStyle") if own is not None else None
        above = next(run.iterancestors(W + "p"), run).find(W + "pPr")
        names = {style, _value(above, "pStyle") if above is not None else None}
        if _is_gone(own) or (styles.gone & names and not _is_shown(own)):
            _replace(run, [])
        elif own is not None and style in styles.raised and own.find(W + "vertAlign") is None:
            etree.SubElement(own, W + "vertAlign").set(W + "val", "superscript")


def _is_shown(properties: etree._Element | None) -> bool:
    """Whether a run says of itself that it is not as its style has it."""
    if properties is None:
        return False
    told = [name for name in _GONE if properties.find(W + name) is not None]
    return bool(told) and not _is_gone(properties)


def _remove_deleted_rows(root: etree._Element) -> None:
    for row in list(root.iter(W + "tr")):
        if row.find(f"{W}trPr/{W}del") is not None:
            _replace(row, [])
    for cell in list(root.iter(W + "cellDel")):
        properties = cell.getparent()
        inside = properties.getparent() if properties is not None else None
        if inside is not None and inside.tag == W + "tc":
            for paragraph in inside.findall(W + "p"):
                paragraph.clear()


def _lift_text_boxes(root: etree._Element) -> None:
    """Put the paragraphs of a text box behind the paragraph that it hangs on."""
    for choice in list(root.iter(MC + "AlternateContent")):
        fallback = choice.find(MC + "Fallback")
        drawn = choice.find(MC + "Choice")
        better = drawn if drawn is not None and _has_text(drawn) else fallback
        _replace(choice, list(better) if better is not None else [])
    for box in reversed(list(root.iter(W + "txbxContent"))):
        anchor = next((p for p in box.iterancestors(W + "p")), None)
        if anchor is not None:
            for block in reversed(list(box)):
                anchor.addnext(block)
    _remove(root, [W + "drawing", W + "pict", W + "object"])


def _has_text(element: etree._Element) -> bool:
    return next(element.iter(W + "t"), None) is not None


def _fill_offsets(row: etree._Element) -> None:
    """Empty cells for the columns that a row leaves out at its beginning."""
    for span in row.iter(W + "gridSpan"):
        span.set(W + "val", str(_count(span.get(W + "val"))))
    before = row.find(f"{W}trPr/{W}gridBefore")
    count = _count(before.get(W + "val")) if before is not None else 0
    first = row.find(W + "tc")
    if count and first is not None:
        empty = etree.Element(W + "tc")
        properties = etree.SubElement(empty, W + "tcPr")
        etree.SubElement(properties, W + "gridSpan").set(W + "val", str(count))
        etree.SubElement(empty, W + "p")
        first.addprevious(empty)


def _count(text: str | None) -> int:
    return min(int(text), WIDEST) if text and re.fullmatch(r"[0-9]{1,9}", text) else 1


def _linear(formula: etree._Element) -> str:
    """A formula on one line."""
    name = etree.QName(formula).localname
    if name == "t":
        return formula.text or ""
    parts = [_linear(child) for child in formula if isinstance(child.tag, str)]
    if name in ("f", "sSup", "sSub") and len(parts) >= 2:
        first, second = parts[-2:]
        return f"{_grouped(first)}{ {'f': '/', 'sSup': '^', 'sSub': '_'}[name] }{_grouped(second)}"
    if name == "rad" and parts:
        return f"√{_grouped(parts[-1])}"
    if name == "d":
        return f"({''.join(parts)})"
    return "".join(parts)


def _grouped(text: str) -> str:
    return text if re.fullmatch(r"[\w.,]*", text) else f"({text})"


def _run(text: str) -> etree._Element:
    run = etree.Element(W + "r")
    etree.SubElement(run, W + "t").text = text
    return run


def _value(element: etree._Element, name: str) -> str | None:
    found = element.find(W + name)
    return found.get(W + "val") if found is not None else None


def _unwrap(root: etree._Element, names: tuple[str, ...]) -> None:
    """From the inside out, so that each is moved once."""
    for wrapper in reversed(list(root.iter(*names))):
        _replace(wrapper, list(wrapper))


def _remove(root: etree._Element, names: list[str]) -> None:
    for element in list(root.iter(*names)):
        _replace(element, [])


def _replace(element: etree._Element, others: list[etree._Element]) -> None:
    parent = element.getparent()
    if parent is None:
        return
    for other in others:
        element.addprevious(other)
    parent.remove(element)
