from pathlib import Path

import pytest

from index.errors import DocumentError, NothingToIndexError
from index.reading.characters import normalise, visible
from index.reading.documents import load_document
from index.reading.sources import SourceFile, find_files
from tests.doubles.fakes import write_guides


def load(text: str | bytes, name: str = "guides/guide.md"):
    data = text.encode() if isinstance(text, str) else text
    return load_document(SourceFile(Path(name), name), data)


def blocks(document):
    return [document.text[block.start : block.end] for block in document.blocks]


def test_markup_is_taken_away_and_entities_are_read():
    document = load("# T\n\nPay is *high* in [Zürich](a.md), `x < y` &amp; <b>so</b><br>on.\n")
    assert blocks(document) == ["Pay is high in Zürich, x < y & so on."]


def test_list_items_keep_their_markers_and_a_line_each():
    document = load("Do this:\n\n1. First step\n2. Second step\n   - inner\n\nDone.\n")
    assert document.text == "Do this:\n\n1. First step\n2. Second step\n- inner\n\nDone."
    assert blocks(document) == ["Do this:", "First step", "Second step", "inner", "Done."]


def test_a_table_row_names_its_columns():
    document = load("| Job | Pay |\n|---|---|\n| Admin | 99 |\n| Analyst | |\n")
    assert blocks(document) == ["Job: Admin; Pay: 99", "Job: Analyst"]


def test_blocks_know_the_headings_above_them_but_not_the_title():
    document = load("# T\n\na\n\n## B\n\nb\n\n### C\n\nc\n\n## D\n\nd\n")
    assert [block.headings for block in document.blocks] == [(), ("B",), ("B", "C"), ("D",)]


def test_html_is_read_as_text_and_its_scripts_are_not():
    document = load("<div>Seen <script>unseen()</script></div>\n\n<!-- unseen -->\n\nText.\n")
    assert blocks(document) == ["Seen", "Text."]


def test_in_plain_text_a_short_line_alone_is_a_heading():
    document = load(
        "Plums\n\nDrying them\n\nPlums are\tdried.\nThen packed.\n\n- a\n- b\n", "p.txt"
    )
    assert document.title == "Plums"
    assert document.text.endswith("Plums are dried. Then packed.\n\n- a\n- b")
    assert {block.headings for block in document.blocks} == {("Drying them",)}


def test_plain_text_keeps_short_sentences_as_text():
    document = load("It rains.\n\nIt pours for days and days on end.\n", "p.txt")
    assert blocks(document) == ["It rains.", "It pours for days and days on end."]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: From front matter\n---\n# Heading\n\nText.\n", "From front matter"),
        ("# Heading\n\nText.\n", "Heading"),
        ("Text only.\n", "A good guide"),
    ],
)
def test_the_title_comes_from_front_matter_heading_or_file_name(text, title):
    assert load(text, "a-good_guide.md").title == title


def test_line_ends_and_byte_order_marks_make_no_difference():
    twin = load("# T\r\n\r\nOne.\r\nTwo.\r\n".encode("utf-8-sig"))
    assert twin.text == load("# T\n\nOne.\nTwo.\n").text
    assert load("# T\n\nÜber.\n".encode("utf-16")).text == "T\n\nÜber."


def test_characters_that_nobody_sees_are_dropped():
    hidden = "pay\u200b \u202eriae\u202c\U000e0041 day\ufeff"
    assert normalise(hidden) == "pay riae day"
    assert normalise("e\u0301") == "é"


def test_a_letter_keeps_no_more_accents_than_a_language_has():
    assert normalise("a" + "\u0316" * 100_000 + "b") == "a" + "\u0316" * 30 + "b"


def test_a_heading_too_long_to_be_one_is_a_paragraph():
    assert blocks(load("# T\n\n## " + "long " * 70 + "\n\nText.\n"))[0].startswith("long long")


def test_names_are_shown_on_one_line_and_differ_as_they_do():
    names = ["a\nb\u202ec.md", r"a\nb\u202ec.md", "Ünlü 北京.md", "\udcff.md"]
    assert [visible(name) for name in names] == [
        r"a\nb\u202ec.md",
        r"a\\nb\\u202ec.md",
        "Ünlü 北京.md",
        r"\udcff.md",
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x89PNG\x00\x00", "zero bytes"),
        (b"Caf\xe9", "save the file as UTF-8"),
        (b"", "no text"),
        (b"---\ntitle: Only this\n---\n", "no text"),
        (b"# Only a heading\n", "no text"),
    ],
)
def test_what_cannot_be_read_is_refused_with_file_and_reason(data, reason):
    with pytest.raises(DocumentError, match=reason) as error:
        load(data, "guides/odd.md")
    assert "guides/odd.md" in str(error.value)


def test_files_of_one_name_in_two_folders_are_told_apart(tmp_path):
    for folder in ("a/guides", "b/guides"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "same.md").write_text("Text.")
    found = find_files([tmp_path / "a/guides", tmp_path / "b/guides"])
    assert [file.source for file in found] == ["a/guides/same.md", "b/guides/same.md"]


def test_a_folder_is_searched_below_but_not_its_hidden_parts_or_links_out_of_it(tmp_path):
    secret = tmp_path / "secret.md"
    secret.write_text("Secret.")
    folder = tmp_path / "guides"
    (folder / "deep" / ".git").mkdir(parents=True)
    for name in ("one.md", "deep/two.TXT", "deep/.git/three.md", ".four.md", "five.py"):
        (folder / name).write_text("Text.")
    (folder / "link.md").symlink_to(secret)
    assert [file.source for file in find_files([folder])] == [
        "guides/deep/two.TXT",
        "guides/one.md",
    ]


def test_a_folder_without_documents_is_refused(tmp_path):
    with pytest.raises(NothingToIndexError, match="There are no documents"):
        find_files([tmp_path])
    with pytest.raises(NothingToIndexError, match="does not exist"):
        find_files([tmp_path / "missing"])
    (tmp_path / "code.py").write_text("pass")
    with pytest.raises(NothingToIndexError, match="no document"):
        find_files([tmp_path / "code.py"])


def test_only_the_first_heading_can_be_the_title():
    document = load("# Admin\n\n## Pay\n\nTen.\n\n# Analyst\n\n## Pay\n\nTwenty.\n")
    assert document.title == "Admin"
    assert [block.headings for block in document.blocks] == [("Pay",), ("Analyst", "Pay")]


def test_sections_of_one_name_are_kept_apart():
    document = load("# T\n\n## Pay\n\nTen.\n\n## Pay\n\nTwenty.\n")
    first, second = document.blocks
    assert first.headings == second.headings == ("Pay",)
    assert first.section != second.section


def test_endless_brackets_in_front_matter_are_an_error_by_name():
    with pytest.raises(DocumentError, match="front matter is not valid YAML"):
        load("---\na: " + "[" * 5000 + "\n---\nText.\n")


def test_what_an_ignore_file_names_is_left_out(tmp_path):
    folder = write_guides(tmp_path / "g", {"a.md": "A.", "b.md": "B.", "keep.md": "C."})
    write_guides(folder / "drafts", {"d.md": "D.", "good.md": "E."})
    (folder / ".careerbotignore").write_text("# not yet\n/[ab].md\ndrafts/*\n!drafts/good.md\n")
    assert [file.source for file in find_files([folder])] == ["g/drafts/good.md", "g/keep.md"]


def test_an_ignore_file_that_cannot_be_read_stops_the_build(tmp_path):
    folder = write_guides(tmp_path / "g", {"a.md": "A."})
    (folder / ".careerbotignore").write_bytes(b"\xff\xfe")
    with pytest.raises(NothingToIndexError, match="careerbotignore cannot be used"):
        find_files([folder])


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("XQ\u2011204", "XQ-204"),
        ("XQ\u2010204", "XQ-204"),
        ("XQ\u2013204", "XQ-204"),
        ("SY0\u2212701", "SY0-701"),
        ("ＸＱ－２０４", "XQ-204"),
        ("full\u2011time", "full-time"),
        ("2024\u201334, A\u2013C, \u22124", "2024\u201334, A\u2013C, \u22124"),
        ("日本、（です）", "日本、（です）"),
    ],
)
def test_a_word_or_code_has_one_spelling_however_it_was_typed(written, read):
    assert normalise(f"Exam {written} is long.") == f"Exam {read} is long."
    assert normalise(normalise(written)) == normalise(written)
