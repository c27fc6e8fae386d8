"""Files of every format, made by hand, good and bad, for the tests."""

import io
import zipfile
import zlib

import docx

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
)
BOOK = """<package xmlns="http://www.idpf.org/2007/opf">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Fruit</dc:title></metadata>
<manifest><item id="b" href="two.xhtml"/><item id="a" href="ch%20one.xhtml"/></manifest>
<spine><itemref idref="a"/><itemref idref="b"/></spine></package>"""


def zipped(members: dict[str, str | bytes]) -> bytes:
    """A zip archive of these members."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made.getvalue()


def epub(chapters: dict[str, str], **others: str | bytes) -> bytes:
    """A book; `chapters` are members of it."""
    return zipped({"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": BOOK} | chapters | others)


def word() -> bytes:
    """A Word document with headings, a list, a table, a link's text and hidden text."""
    document = docx.Document()
    document.core_properties.title = "Pears by hand"
    document.add_heading("Pears", 0)
    document.add_heading("Storing", 2)
    document.add_paragraph("Pears keep in cold rooms.").add_run(" Not shown.").font.hidden = True
    document.add_paragraph("Pick", style="List Bullet")
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ["Sort", "Month", "Conference", "October"], strict=True):
        cell.text = text
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def pdf(pages: list[str | bytes], title: str = "", outline: str = "", flate: bool = False) -> bytes:
    """A PDF: each page a text, its lines parted by line breaks, or the drawing itself as bytes."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    last = 4 + 2 * len(pages)
    outlines = f"/Outlines {last} 0 R" if outline else ""
    objects = [
        f"<</Type/Catalog/Pages 2 0 R {outlines}>>".encode(),
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for number, page in enumerate(pages):
        drawing = page if isinstance(page, bytes) else _drawing(page)
        drawing = zlib.compress(drawing) if flate else drawing
        filtered = "/Filter/FlateDecode" if flate else ""
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents {5 + 2 * number} 0 R"
            f"/Resources<</Font<</F1 3 0 R>>>>>>".encode(),
            f"<</Length {len(drawing)}{filtered}>>\nstream\n".encode() + drawing + b"\nendstream",
        ]
    if outline:
        first = f"{last + 1} 0 R"
        objects += [
            f"<</Type/Outlines/First {first}/Last {first}/Count 1>>".encode(),
            f"<</Title({outline})/Parent {last} 0 R/Dest[4 0 R/Fit]>>".encode(),
        ]
    objects.append(f"<</Title({title})>>".encode())
    return with_table(objects)


def pdf_of(text: str, characters: dict[str, str]) -> bytes:
    """A PDF that says of some characters which others they are, in hexadecimal UTF-16."""
    pairs = "".join(f"<{ord(sign):02X}> <{code}>\n" for sign, code in characters.items())
    table = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def "
        "/CMapType 2 def 1 begincodespacerange <00> <FF> endcodespacerange "
        f"{len(characters)} beginbfchar\n{pairs}endbfchar endcmap end end"
    ).encode()
    made = pdf([text]).replace(b"/WinAnsiEncoding", b"/WinAnsiEncoding/ToUnicode 7 0 R")
    objects = [part.split(b"obj\n", 1)[1] for part in made.split(b"\nendobj\n")[:-1]]
    objects.insert(6, b"<</Length %d>>\nstream\n%s\nendstream" % (len(table), table))
    return with_table([*objects[:5], b"<<>>", *objects[6:]])


def _drawing(text: str) -> bytes:
    lines = "".join(f"({line}) Tj 0 -16 Td " for line in text.split("\n"))
    return f"BT /F1 12 Tf 50 700 Td {lines}ET".encode()


def with_table(objects: list[bytes]) -> bytes:
    """A PDF of these objects, the first its catalogue and the last what is said about it."""
    made = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    trailer = f"trailer\n<</Size {size}/Root 1 0 R/Info {len(objects)} 0 R>>\n"
    head = f"xref\n0 {size}\n0000000000 65535 f \n{table}"
    return made + f"{head}{trailer}startxref\n{len(made)}\n%%EOF\n".encode()
