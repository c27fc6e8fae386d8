"""ODT -> pieces: text documents of LibreOffice and its like, made HTML that is read as all is."""

from dataclasses import dataclass, field
from html import escape

from lxml import etree

from index.errors import DocumentError
from index.reading.formats.html_page import html_content
from index.reading.formats.package import LONGEST_CHAIN, Package, attribute, count, local
from index.reading.pieces import Content

# Deleted text, notes, comments, indexes, fields of forms, what is drawn, and how it is ruled.
_UNREAD = frozenset(
    """tracked-changes note annotation annotation-end table-of-content alphabetical-index forms
    sequence-decls ruby-text title desc object object-ole tracked-change hidden-text
    hidden-paragraph bookmark variable-decls user-field-decls""".split()  # noqa: SIM905
)
_MOST_REPEATED = 100  # cells or spaces that one stands for


def read_odt(data: bytes) -> Content:
    """Read a text document.

    Args:
        data: the bytes of the file.

    Returns:
        Its title and text; headers, notes, comments, and what is hidden, deleted or struck out are
        left out, and what was inserted is not.

    Raises:
        DocumentError: it is damaged, encrypted, or unpacks to too much.
    """
    package = Package(data, ".odt")
    if "META-INF/manifest.xml" in package:
        listed = package.xml("META-INF/manifest.xml")
        if next(listed.iter("{*}encryption-data"), None) is not None:
            raise DocumentError("it is encrypted; save it without a password.")
    root = package.xml("content.xml")
    text = root.find("{*}body/{*}text")
    if text is None:
        raise DocumentError("it is no text document; save it as .odt.")
    styles = _Styles.of([package.xml("styles.xml")] if "styles.xml" in package else [], root)
    body = "".join(_Walk(styles).html(each) for each in text)
    content = html_content(f"<!DOCTYPE html><body>{body}", first_row_names=True)
    return Content(content.pieces, _title(package))


def _title(package: Package) -> str | None:
    if "meta.xml" not in package:
        return None
    title = next(package.xml("meta.xml").iter("{http://purl.org/dc/elements/1.1/}title"), None)
    return " ".join(str(title.text or "").split()) or None if title is not None else None


@dataclass
class _Styles:
    """What styles say of the text that has them, by their names.

    Attributes:
        gone: hidden or struck out.
        raised: superscript.
        titles: the title of the document.
        numbered: lists with numbers.
    """

    gone: set[str] = field(default_factory=set)
    raised: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    numbered: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, files: list[etree._Element], root: etree._Element) -> "_Styles":
        known = {
            attribute(style, "name") or "": style
            for file in (*files, root)
            for style in file.iter("{*}style")
        }
        styles = cls()
        for name in known:
            chain = _bases(known, name)
            for each in chain:
                styles._note(name, each)
            if "Title" in (attribute(each, "name") for each in chain):
                styles.titles.add(name)
        for file in (*files, root):
            for listed in file.iter("{*}list-style"):
                first = next(iter(listed), None)
                if first is not None and local(first) == "list-level-style-number":
                    styles.numbered.add(attribute(listed, "name") or "")
        return styles

    def _note(self, name: str, style: etree._Element) -> None:
        for properties in style.iterfind("{*}text-properties"):
            struck = attribute(properties, "text-line-through-style") or "none"
            double = attribute(properties, "text-line-through-type") or "none"
            if attribute(properties, "display") == "none" or (struck, double) != ("none", "none"):
                self.gone.add(name)
            if (attribute(properties, "text-position") or "").startswith("super"):
                self.raised.add(name)


def _bases(known: dict[str, etree._Element], name: str) -> list[etree._Element]:
    chain: list[etree._Element] = []
    while name in known and len(chain) < LONGEST_CHAIN:
        chain.append(known[name])
        name = attribute(known[name], "parent-style-name") or ""
    return chain


class _Walk:
    """From the elements of a document to HTML."""

    def __init__(self, styles: _Styles) -> None:
        self._styles = styles

    def html(self, element: etree._Element) -> str:
        """One element, with all in it."""
        name, style = local(element), attribute(element, "style-name") or ""
        if not name or name in _UNREAD or style in self._styles.gone:
            return ""
        if attribute(element, "display") == "none":
            return ""
        inside = _WHITE.get(name)
        if inside is not None:
            return inside * count(attribute(element, "c"), _MOST_REPEATED)
        return self._block(element, name, style)

    def _block(self, element: etree._Element, name: str, style: str) -> str:
        if name == "h":
            return self._in(f"h{count(attribute(element, 'outline-level'), 6)}", element)
        if name == "p":
            return self._in("h1" if style in self._styles.titles else "p", element)
        if name == "list":
            return self._in("ol" if style in self._styles.numbered else "ul", element)
        if name == "span":
            return self._in("sup" if style in self._styles.raised else "span", element)
        if name in ("table-cell", "covered-table-cell"):
            return self._cell(element, name)
        tag = _TAGS.get(name)
        return self._in(tag, element) if tag else self._inner(element)

    def _cell(self, element: etree._Element, name: str) -> str:
        if name == "covered-table-cell":
            return ""
        inside = self._inner(element)
        spans = "colspan={} rowspan={}".format(
            count(attribute(element, "number-columns-spanned")),
            count(attribute(element, "number-rows-spanned")),
        )
        times = count(attribute(element, "number-columns-repeated"), _MOST_REPEATED)
        return f"<td {spans}>{inside}</td>" * times

    def _in(self, tag: str, element: etree._Element) -> str:
        return f"<{tag}>{self._inner(element)}</{tag}>"

    def _inner(self, element: etree._Element) -> str:
        parts = [escape(element.text or "")]
        for child in element:
            parts += [self.html(child), escape(child.tail or "")]
        return "".join(parts)


_WHITE = {"s": " ", "tab": " ", "line-break": "<br>", "soft-page-break": ""}
_TAGS = {
    "list-item": "li",
    "list-header": "li",
    "table": "table",
    "table-row": "tr",
    "table-header-rows": "thead",
    "text-box": "div",
}
