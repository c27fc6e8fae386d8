"""What a build left out is said on the page, in the language of the browser."""

import pytest

from bot.page.words import LANGUAGES
from index import survey
from tests.doubles.fakes import write_guides


@pytest.mark.parametrize(
    ("names", "english", "german"),
    [
        (["a.rtf"], "1 file of other formats is left out: 1 .rtf.", "1 Datei eines anderen"),
        (["a.doc", "b.doc", "c.rst"], "3 files of other formats are left out", "3 Dateien anderer"),
        (["~$a.docx"], "1 file of Word's own is left out", "1 Datei von Word"),
        (["~$a.docx", "~$b.xlsx"], "2 files of Word's own are left out", "2 Dateien von Word"),
    ],
)
def test_what_is_left_out_is_said_once_in_each_language(tmp_path, names, english, german):
    folder = write_guides(tmp_path / "g")
    for name in names:
        (folder / name).write_bytes(b"x")
    (said,) = survey([folder]).left_out
    assert said.startswith(english)
    assert LANGUAGES["de"].of(said).startswith(german)
