import pytest

from tests.doubles.files import pdf, pdf_of, with_table
from tests.doubles.readers import blocks, document


def lines(*sized: tuple[float, str]) -> bytes:
    """The drawing of lines, each with the size of its letters, 16 points apart."""
    drawn = b"BT 50 760 Td "
    for size, text in sized:
        drawn += b"/F1 %g Tf (%s) Tj 0 -16 Td " % (size, text.encode("cp1252"))
    return drawn + b"ET"


def test_a_number_that_begins_a_wrapped_line_is_text():
    for number in ("85.", "365.", "12.", "- each"):
        text = f"The fee that you pay for the exam is\n{number} Pay it once."
        assert blocks("a.pdf", pdf([text])) == [
            f"The fee that you pay for the exam is {number} Pay it once."
        ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("You need an accredi-\ntation for it.", "You need an accreditation for it."),
        ("Ask for an inter-\nview in May.", "Ask for an interview in May."),
        ("It is a well-\nknown course.", "It is a well-known course."),
        ("A part-\ntime course.", "A part-time course."),
    ],
)
def test_words_parted_at_a_line_end_are_joined(text, said):
    assert blocks("a.pdf", pdf([text])) == [said]


@pytest.mark.parametrize("broken", ["D83C", "DC00", "0001", "FFFE"])
def test_a_character_that_is_none_costs_only_itself(broken):
    text = " ".join(blocks("a.pdf", pdf_of("Figs keep~ for days.", {"~": broken})))
    assert text.startswith("Figs keep")
    assert text.endswith("for days.")
    text.encode()


@pytest.mark.parametrize(
    "bad",
    [b"BT (open \\( Tj ET q q Q [ << ", b"\xff\xfe\x00 garbage", b"q 0 0 0 0 re W n Q"],
)
def test_a_page_without_text_costs_only_itself_and_is_named(bad):
    read = document("a.pdf", pdf(["Figs keep for days.", bad, "Plums do not."]))
    assert [read.text[b.start : b.end] for b in read.blocks] == [
        "Figs keep for days.",
        "Plums do not.",
    ]
    assert [b.headings for b in read.blocks] == [("page 1",), ("page 3",)]
    assert read.missing == ("no text can be read on page 2: pictures, damaged or blank",)


@pytest.mark.parametrize(
    "title",
    [
        "Microsoft Word - Draft 7.docx",
        "untitled",
        "Untitled-2",
        "\\(anonymous\\)",
        "fees.indd",
        "https://example.org/a",
        "Document1",
        "PowerPoint Presentation",
    ],
)
def test_a_title_that_a_program_wrote_names_nothing(title):
    assert (
        document("fees-of-2027.pdf", pdf(["The fee is 85 euros."], title=title)).title
        == "Fees of 2027"
    )


def test_larger_lines_are_headings_unless_they_state_a_figure():
    page = lines(
        (20, "Drying figs"),
        (11, "Figs are dried in the sun for six days."),
        (14, "What it costs"),
        (11, "A frame costs 40 euros, and it lasts for years."),
        (14, "Only 40 euros a year"),
        (11, "That is what the club says of its fee."),
    )
    read = document("a.pdf", pdf([page]))
    assert read.title == "Drying figs"
    assert {b.headings for b in read.blocks} == {("page 1",), ("What it costs", "page 1")}
    assert "Only 40 euros a year" in " ".join(read.text[b.start : b.end] for b in read.blocks)


def test_what_stands_at_the_edge_of_all_pages_is_left_out():
    pages = [
        f"The fig club\n{words}\nPage {n}"
        for n, words in enumerate(
            (
                "Figs keep for days.",
                "Plums keep for weeks.",
                "Pears keep for months.",
                "Nuts keep for years.",
            ),
            1,
        )
    ]
    assert blocks("a.pdf", pdf(pages)) == [page.split("\n")[1] for page in pages]


def test_a_wider_space_parts_paragraphs():
    page = (
        b"BT /F1 12 Tf 50 700 Td (Figs keep) Tj 0 -14 Td (for days.) Tj "
        b"0 -30 Td (Plums) Tj 0 -14 Td (do not.) Tj ET"
    )
    assert blocks("a.pdf", pdf([page])) == ["Figs keep for days.", "Plums do not."]


@pytest.mark.parametrize("kind", ["/FT/Tx", "/FT/Ch/Ff 131072/Opt[(Cook in Oslo)(Maid)]"])
def test_what_a_form_was_filled_with_is_read_on_its_line(kind):
    assert blocks("a.pdf", form(kind, "Cook in Oslo")) == ["Wanted: Cook in Oslo"]


def form(kind: str, value: str) -> bytes:
    drawing = lines((12, "Wanted:"))
    return with_table(
        [
            b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R]>>>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 5 0 R/Annots[6 0 R]"
            b"/Resources<</Font<</F1 4 0 R>>>>>>",
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
            b"<</Length %d>>\nstream\n%s\nendstream" % (len(drawing), drawing),
            f"<</Type/Annot/Subtype/Widget{kind}/T(job)/V({value})".encode()
            + b"/Rect[150 755 400 775]/P 3 0 R>>",
            b"<<>>",
        ]
    )


def spaced(words: list[tuple[str, str]], apart: float) -> bytes:
    """A line of words, letters set apart, the last letters of each in a piece of their own."""
    widths = dict.fromkeys("abdeghnopu", 5.56) | {"i": 2.22, "l": 2.22, "t": 2.78, "f": 2.78}
    page, before = f"BT /F1 10 Tf {apart} Tc 50 700 Td ", 0.0
    for start, last in words:
        page += f"{before:.2f} 0 Td ({start}) Tj "
        page += f"{sum(widths.get(c, 5.0) + apart for c in start):.2f} 0 Td ({last}) Tj "
        before = sum(widths.get(c, 5.0) + apart for c in last) + 9
    return pdf([page.encode() + b"ET"])


@pytest.mark.parametrize("apart", [2.0, 2.5, 3.0])
@pytest.mark.parametrize(
    "words", [[("headin", "g"), ("fin", "e")], [("beton", "ie"), ("potat", "o")], [("alio", "n")]]
)
def test_the_last_letters_of_a_word_that_stand_alone_belong_to_it(words, apart):
    said = " ".join(start + last for start, last in words)
    assert said in " ".join(blocks("a.pdf", spaced(words, apart)))


def test_short_words_that_are_placed_one_by_one_stay_words():
    page = (
        b"BT /F1 10 Tf 50 700 Td (Plan) Tj 24 0 Td (B) Tj 12 0 Td (costs) Tj 28 0 Td (a) Tj "
        b"9 0 Td (fee) Tj ET"
    )
    assert blocks("a.pdf", pdf([page])) == ["Plan B costs a fee"]
