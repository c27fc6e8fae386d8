import pytest

from tests.doubles.readers import blocks, document


def read(text: str) -> list[str]:
    return blocks("a.txt", text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "The fee of the exam is\n85. You pay it once.",
            "The fee of the exam is 85. You pay it once.",
        ),
        ("It runs on Windows\n11. Older ones fail.", "It runs on Windows 11. Older ones fail."),
        (
            "It costs 40 euros, and\n- as always -\nmore at night.",
            "It costs 40 euros, and - as always - more at night.",
        ),
        ("See page (and note\n12) for what it costs.", "See page (and note 12) for what it costs."),
        ("He chose plan\nb) which is free.", "He chose plan b) which is free."),
    ],
)
def test_a_number_or_dash_that_begins_a_wrapped_line_is_text(text, said):
    assert read(f"Notes\n\n{text}\n") == [said]


@pytest.mark.parametrize(
    ("items", "markers"),
    [
        ("- a\n- b", ["- ", "- "]),
        ("• one\n• two", ["• ", "• "]),
        ("\uf0b7 one\n\uf0b7 two", ["• ", "• "]),
        ("▪ one", ["▪ "]),
        ("➢ one\n➢ two", ["➢ ", "➢ "]),
        ("o one\no two", ["o ", "o "]),
        ("1. one\n2. two", ["1. ", "2. "]),
        ("a) one\nb) two", ["a) ", "b) "]),
        ("(1) one\n(2) two", ["(1) ", "(2) "]),
        ("7. one\n8. two\n9. three", ["7. ", "8. ", "9. "]),
    ],
)
def test_bullets_and_numbers_of_all_sorts_begin_items(items, markers):
    read = document("a.txt", f"The course covers:\n{items}\n")
    found = [read.text[: block.start].rpartition("\n")[2] for block in read.blocks]
    assert found == ["", *markers]


def test_numbered_items_between_blank_lines_are_one_list():
    assert document("a.txt", "Steps:\n\n1. Buy figs.\n\n2. Dry them.\n").text == (
        "Steps:\n\n1. Buy figs.\n2. Dry them."
    )


@pytest.mark.parametrize(
    "fact",
    [
        "Fee of the exam: 85 euros",
        "Length: 40 minutes",
        "The deposit is 85 euros",
        "It costs $85",
        "Discount 10 %",
        "The fee is 85",
    ],
)
def test_a_fact_on_a_line_of_its_own_is_text(fact):
    long = "The exam is taken at a test centre or at home, for which you need a camera and a table."
    assert read(f"The exam\n\n{long}\n\n{fact}\n\n{long}\n") == [long, fact, long]


def test_a_file_with_a_paragraph_on_each_line_keeps_them_and_their_headings():
    long = "Figs are dried in the sun for six days and turned over twice a day by hand. " * 4
    text = "".join(f"Step {name}\n{long}\n{long}\n" for name in ("one", "two", "three"))
    read = document("a.txt", f"Drying figs\n{text}")
    assert read.title == "Drying figs"
    assert [block.headings for block in read.blocks] == [
        (f"Step {name}",) for name in ("one", "one", "two", "two", "three", "three")
    ]


def test_short_lines_without_a_full_stop_stay_apart():
    lines = [
        "A cook makes soup in kitchens",
        "The pay of a cook is 41,000 euros",
        "The training takes 30 months",
    ]
    assert read("\n".join(["Cook", *lines])) == lines


@pytest.mark.parametrize("wide", [40, 60, 72, 90])
def test_wrapped_lines_are_one_paragraph(wide):
    import textwrap

    said = (
        "Pears keep in cold rooms until May, if no one opens the door before, which many people do."
    )
    assert read("Pears\n\n" + textwrap.fill(said, wide)) == [said]


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("Guide\n=====\n\nFees\n----\nIt is 85 euros.\n", ("Fees",)),
        ("Guide\n=====\nFees\n----\nIt is 85 euros.\n", ("Fees",)),
        ("Guide\n=====\n\n1. Fees\nIt is 85 euros.\n", ("1. Fees",)),
        ("Guide\n=====\n\n1. Costs\n1.1 Fees\nIt is 85 euros.\n", ("1. Costs", "1.1 Fees")),
    ],
)
def test_underlined_and_numbered_headings_are_headings(text, headings):
    read = document("a.txt", text)
    assert read.title == "Guide"
    assert [block.headings for block in read.blocks] == [headings]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("You need an accre-\nditation for it.", "You need an accreditation for it."),
        ("It is a well-\nknown inter-\nview.", "It is a well-known interview."),
        ("A pay-roll clerk does pay-\nroll work.", "A pay-roll clerk does pay-roll work."),
        ("Take the MS-\n102 exam.", "Take the MS-102 exam."),
        ("It is state-of-the-\nart work.", "It is state-of-the-art work."),
    ],
)
def test_words_parted_at_a_line_end_are_joined_and_compounds_keep_their_hyphen(text, said):
    assert read(f"Notes\n\n{text}\n") == [said]


def test_letters_drawn_as_one_are_read_as_they_are_spelt():
    assert read("Notes\n\nThe of\ufb01ce o\ufb00ers a certi\ufb01cate.") == [
        "The office offers a certificate."
    ]


@pytest.mark.parametrize("mark", ["\x0b", "\x85", "\u2028", "\x0c", "\x1e"])
def test_what_parts_lines_or_words_joins_no_figures(mark):
    for name in ("a.txt", "a.md"):
        text = " ".join(blocks(name, f"# Notes\n\nThe fee is 30{mark}20 places are free.\n"))
        assert "3020" not in text
        assert "The fee is 30" in text


def test_columns_are_read_as_rows():
    text = "Job       Pay\nCook      41,000\nBaker     43,000\n"
    assert read(f"Pay\n\n{text}") == ["Job: Cook; Pay: 41,000", "Job: Baker; Pay: 43,000"]
    assert read("Pay\n\nJob\tPay\nCook\t41,000\n") == ["Job: Cook; Pay: 41,000"]
