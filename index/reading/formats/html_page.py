"""HTML -> pieces. Nothing is fetched; what a reader does not see is left out, and so are menus."""

from selectolax.lexbor import LexborHTMLParser

from index.errors import DocumentError
from index.reading.formats.encoding import decoded
from index.reading.formats.walker import html_pieces
from index.reading.pieces import Content


def read_html(data: bytes) -> Content:
    """Read a page.

    Args:
        data: the bytes of the file; their encoding is that of a byte order mark, of what the page
            declares, UTF-8, or Windows-1252, as browsers have it.

    Returns:
        Its title, headings, paragraphs, list items, table rows and code.

    Raises:
        DocumentError: it holds zero bytes.
    """
    text = decoded(data)
    if "\0" in text[:4096]:
        raise DocumentError("it is not HTML (it holds zero bytes).")
    return html_content(text)


def html_content(text: str, first_row_names: bool = False) -> Content:
    """Read HTML that is decoded.

    Args:
        text: a page, or a part of one.
        first_row_names: see `html_pieces`.
    """
    page = LexborHTMLParser(text)
    title = page.css_first("head title")
    name = " ".join(title.text().split()) if title is not None else ""
    return Content(tuple(html_pieces(page, first_row_names)), name or None)
