"""A text as people keep it: short headings, long paragraphs of one line, no blank line anywhere."""

import io
import textwrap

import docx
import pytest

from tests.doubles.files import epub, pdf
from tests.doubles.readers import document
from tests.doubles.small import small_advisor

TITLE = "The workshops of Elm Hill"
NAMES = """alder birch cedar damson elder fir gorse hazel ivy juniper kapok larch maple nutmeg olive
plane quince rowan spruce teak ulmus vine walnut xylia yew zelkova almond buckthorn cypress
dogwood""".split()  # noqa: SIM905
TOWNS = ("Arden", "Bray", "Corby", "Dover", "Eton", "Fowey")
KINDS = ("{} workshop", "Working with {}", "Tools for {}", "What {} is good for", "A year of {}")
REST = (
    "It takes place in the old {0} behind the station of {1}, where benches for {2} and lamps are "
    "provided and where the {2} people bring no more than an apron and {3} hours of patience."
)


def section(number: int) -> tuple[str, str, str]:
    """A heading and two paragraphs, each a line of far more than a hundred characters."""
    name, town = NAMES[number], TOWNS[number % len(TOWNS)]
    heading = KINDS[number % len(KINDS)].format(name).capitalize()
    fee = (
        f"The {name} workshop costs {40 + 7 * number} euros for a day, materials and lunch "
        f"included. {REST.format('mill', town, name, number + 2)}"
    )
    place = (
        f"People come to {town} for the {name} course in the last week of every month. "
        f"{REST.format('barn', town, name, number + 3)} Whoever has no {name} may send a friend."
    )
    return heading, fee, place


SECTIONS = [section(number) for number in range(len(NAMES))]
QUESTIONS = [f"What does the {name} workshop cost?" for name in NAMES[::3]] + [
    f"Where do people come to for the {name} course?" for name in NAMES[1::3]
]


def plain() -> str:
    return "\n".join([TITLE, *(line for each in SECTIONS for line in each)]) + "\n"


def markdown() -> str:
    return f"# {TITLE}\n\n" + "\n\n".join(f"## {h}\n\n{a}\n\n{b}" for h, a, b in SECTIONS)


def html() -> str:
    return f"<h1>{TITLE}</h1>" + "".join(
        f"<h2>{h}</h2><p>{a}</p><p>{b}</p>" for h, a, b in SECTIONS
    )


def word() -> bytes:
    made = docx.Document()
    made.add_heading(TITLE, 1)
    for heading, *paragraphs in SECTIONS:
        made.add_heading(heading, 2)
        for text in paragraphs:
            made.add_paragraph(text)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def drawn() -> bytes:
    """Three sections a page, the title on the first."""
    pages = []
    for start in range(0, len(SECTIONS), 3):
        page = "BT 50 780 Td " + (f"/F1 20 Tf ({TITLE}) Tj " if not start else "")
        for heading, *paragraphs in SECTIONS[start : start + 3]:
            page += f"0 -32 Td /F1 14 Tf ({heading}) Tj "
            for text in paragraphs:
                first, *rest = textwrap.wrap(text, 80)
                page += f"0 -26 Td /F1 10 Tf ({first}) Tj "
                page += "".join(f"0 -12 Td ({line}) Tj " for line in rest)
        pages.append(page.encode() + b"ET")
    return pdf(pages)


FORMS = {
    "a.txt": plain().encode(),
    "a.md": markdown().encode(),
    "a.html": html().encode(),
    "a.docx": word(),
    "a.epub": epub({"OEBPS/ch one.xhtml": html(), "OEBPS/two.xhtml": "<p> </p>"}),
    "a.pdf": drawn(),
}


def test_the_text_is_of_the_founding_kind():
    assert len(SECTIONS) == 30
    assert len(QUESTIONS) == 20
    assert "\n\n" not in plain()
    assert all(len(line) > 200 for _, *lines in SECTIONS for line in lines)


@pytest.mark.parametrize("name", FORMS)
def test_every_heading_and_every_paragraph_is_read(name):
    read = document(name, FORMS[name])
    headings = [block.headings for block in read.blocks]
    found = list(dict.fromkeys(h for each in headings for h in each if not h.startswith("page ")))
    assert [each for each in found if each != TITLE] == [heading for heading, *_ in SECTIONS]
    said = [read.text[block.start : block.end] for block in read.blocks]
    assert said == [text for _, *texts in SECTIONS for text in texts]


def test_all_formats_give_the_same_answers_to_twenty_questions(tmp_path):
    answers = {}
    for name, data in FORMS.items():
        folder = tmp_path / name
        (folder / "g").mkdir(parents=True)
        (folder / "g" / name).write_bytes(data)
        with small_advisor(folder, guides={}) as advisor:
            asked = [advisor.ask(question) for question in QUESTIONS]
        answers[name] = [[each.text for each in answer.sentences] for answer in asked]
    refused = [number for number, said in enumerate(answers["a.md"]) if not said]
    # The double knows a word by its hash only, so some are refused; in every format the same ones.
    assert len(refused) < len(QUESTIONS) / 4
    for number, question in enumerate(QUESTIONS):
        place = NAMES.index(question.split(" the ")[1].split()[0])
        fact = SECTIONS[place][1 + (number >= 10)].split(". ")[0] + "."
        assert number in refused or fact in answers["a.md"][number], question
        for name in FORMS:
            assert answers[name][number] == answers["a.md"][number], (name, question)
