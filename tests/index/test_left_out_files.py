import pytest

from index import build_index
from index.errors import NothingToIndexError
from index.generations import Generations
from index.reading.sources import survey
from tests.doubles.fakes import write_guides
from tests.doubles.files import pdf


def test_documents_of_other_formats_are_named_once_with_their_count(tmp_path, settings, embedder):
    folder = write_guides(tmp_path / "g", {"a.md": "Figs dry.", "code.py": "pass", "x.png": "x"})
    for name in ("a.doc", "b.DOC", "c.rtf", "d.xls", "e.ppt", "f.odp", "g.rst"):
        (folder / name).write_bytes(b"x")
    said = (
        "7 files of other formats are left out: 2 .doc, 1 .odp, 1 .ppt, 1 .rst, 1 .rtf, 1 .xls.",
    )
    for _ in range(2):  # also where nothing has changed
        report = build_index([folder], settings, embedder=embedder)
        assert (report.notices, report.failed) == (said, ())


@pytest.mark.parametrize("name", ["~$offer.docx", "~$a.doc", "~$notes.md"])
def test_what_word_keeps_beside_an_open_document_is_no_document(name, tmp_path):
    folder = write_guides(tmp_path / "g", {"a.md": "Figs dry."})
    (folder / name).write_bytes(b"\x05owner" + bytes(150))
    there = survey([folder])
    assert [file.source for file in there.files] == ["g/a.md"]
    assert (there.failed, there.locks) == ([], 1)
    assert there.left_out[0].startswith("1 file of Word's own is left out")


def test_a_folder_of_other_formats_only_says_which(tmp_path):
    (tmp_path / "a.odp").write_bytes(b"x")
    with pytest.raises(NothingToIndexError, match=r"1 file of other formats is left out: 1 \.odp"):
        survey([tmp_path])


def test_what_an_ignore_file_names_is_not_mentioned(tmp_path):
    folder = write_guides(tmp_path / "g", {"a.md": "Figs dry.", ".careerbotignore": "*.odp\n"})
    (folder / "a.odp").write_bytes(b"x")
    assert survey([folder]).left_out == ()


def test_a_part_that_could_not_be_read_is_said_in_the_report_and_kept_with_the_index(
    tmp_path, settings, embedder
):
    (tmp_path / "figs.pdf").write_bytes(pdf(["Figs dry.", b"\xff garbage", "Plums do not."]))
    for _ in range(2):
        report = build_index([tmp_path / "figs.pdf"], settings, embedder=embedder)
        assert report.notices == (
            "figs.pdf: no text can be read on page 2: pictures, damaged or blank. "
            "The rest is in the index.",
        )
    assert Generations(settings.folder).live().manifest.incomplete[0].source == "figs.pdf"


def test_a_name_in_decomposed_letters_is_called_as_people_type_it(tmp_path):
    folder = write_guides(
        tmp_path / "U\u0308bung", {"e\u0301.md": "A.", "\xe9.md": "B.", "o.md": "C."}
    )
    sources = [file.source for file in survey([folder]).files]
    assert len(set(sources)) == 3
    assert all(source.startswith("\xdcbung/") for source in sources if source.endswith("o.md"))
    assert "\xdcbung/\xe9.md" in sources
