"""One text, kept as seven formats: what is read of it is the same."""

import io
import textwrap

import docx
import pytest

from tests.doubles.files import epub, pdf
from tests.doubles.readers import document

TITLE = "Drying figs"
SAID = [
    (
        ("What it costs",),
        "A frame costs 40 euros and lasts for years, if it is kept from the rain.",
    ),
    (("What it costs",), "Members of the club pay 25 euros, and may borrow it for a week before."),
    (("What you need",), "You need these things, all of which are sold at the market in spring:"),
    (("What you need",), "a frame"),
    (("What you need",), "a cloth"),
]


def sections() -> list[tuple[str, list[str]]]:
    texts: dict[str, list[str]] = {}
    for (heading,), text in SAID:
        texts.setdefault(heading, []).append(text)
    return list(texts.items())


def markdown() -> str:
    parts = [f"# {TITLE}"]
    for heading, texts in sections():
        parts += [f"## {heading}", *(f"- {t}" if len(t) < 20 else t for t in texts)]
    return "\n\n".join(parts)


def html() -> str:
    parts = [f"<h1>{TITLE}</h1>"]
    for heading, texts in sections():
        parts += [f"<h2>{heading}</h2>"]
        parts += [f"<ul><li>{t}</li></ul>" if len(t) < 20 else f"<p>{t}</p>" for t in texts]
    return "".join(parts)


def word() -> bytes:
    made = docx.Document()
    made.add_heading(TITLE, 1)
    for heading, texts in sections():
        made.add_heading(heading, 2)
        for text in texts:
            made.add_paragraph(text, style="List Bullet" if len(text) < 20 else None)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def plain(blank: bool) -> str:
    parts = [TITLE]
    for heading, texts in sections():
        parts += [heading, *(f"- {t}" if len(t) < 20 else t for t in texts)]
    return ("\n\n" if blank else "\n").join(parts)


def drawn() -> bytes:
    page = f"BT 50 780 Td /F1 20 Tf ({TITLE}) Tj "
    for heading, texts in sections():
        page += f"0 -30 Td /F1 14 Tf ({heading}) Tj "
        for text in texts:
            line = f"- {text}" if len(text) < 20 else text
            first, *rest = textwrap.wrap(line, 40)
            page += f"0 -{14 if len(text) < 20 else 26} Td /F1 10 Tf ({first}) Tj "
            page += "".join(f"0 -12 Td ({more}) Tj " for more in rest)
    return pdf([page.encode() + b"ET"])


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.md", markdown()),
        ("a.html", html()),
        ("a.docx", word()),
        ("a.epub", epub({"OEBPS/ch one.xhtml": html(), "OEBPS/two.xhtml": "<p> </p>"})),
        ("a.txt", plain(blank=True)),
        ("a.txt", plain(blank=False)),
        ("a.pdf", drawn()),
    ],
)
def test_one_text_is_read_alike_in_all_formats(name, data):
    read = document(name, data)
    above = [tuple(h for h in b.headings if h not in ("page 1", TITLE)) for b in read.blocks]
    assert list(zip(above, [read.text[b.start : b.end] for b in read.blocks], strict=True)) == SAID
    assert read.title == ("Fruit" if name == "a.epub" else TITLE)
    assert not read.missing
