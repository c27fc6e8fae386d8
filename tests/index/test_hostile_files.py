"""Fifty broken or hostile files in one folder beside two good ones, and one build of them all."""

import os
import random
import re
import socket
import stat
import struct
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

import pytest

from index import Index, build_index, survey
from index.errors import DocumentError
from index.reading.formats.parser import Parser
from index.reading.sources import hash_file
from tests.doubles.fakes import WordEmbedder, write_guides
from tests.doubles.files import BOOK, CONTAINER, epub, pdf, word, zipped

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes, links, limits of POSIX")

DEADLINE = 4.0  # seconds a file, for the test; ten otherwise
SECONDS = 60.0  # for the whole build, on a busy machine
MEGABYTES = 200  # that the building process may grow by

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
    'PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument'
    '.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
LAUGHS = '<!DOCTYPE a [<!ENTITY b "ha">' + "".join(
    f'<!ENTITY c{n} "{f"&c{n - 1};" * 10 if n else "&b;" * 10}">' for n in range(9)
)
FILE_ENTITY = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
XHTML = "<html><body><p>{}</p></body></html>"


def docx_of(document: str, **others: str | bytes) -> bytes:
    members = {"[Content_Types].xml": TYPES, "_rels/.rels": RELATIONS}
    return zipped(members | {"word/document.xml": document} | others)


def encrypted(data: bytes) -> bytes:
    """A zip whose members say that they want a password."""
    broken = bytearray(data)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = broken.find(mark)
        while at >= 0:
            broken[at + flags] |= 1
            at = broken.find(mark, at + 4)
    return bytes(broken)


def lying(data: bytes) -> bytes:
    """A zip whose first member says it unpacks to 10 bytes."""
    at = data.find(b"PK\x01\x02")
    return data[: at + 24] + struct.pack("<L", 10) + data[at + 28 :]


def page_loop() -> bytes:
    return pdf(["x"]).replace(b"/Kids[4 0 R]", b"/Kids[2 0 R]")


def locked_pdf() -> bytes:
    about = b"/Encrypt<</Filter/Standard/V 1/R 2/O(" + b"o" * 32 + b")/U(" + b"u" * 32 + b")/P -4>>"
    return pdf(["x"]).replace(b"/Root", about + b"/ID[(a)(a)]/Root")


def many_tj() -> bytes:
    return pdf([b"BT /F1 9 Tf " + b"(a) Tj " * 3_000_000 + b"ET"], flate=True)


def hostile() -> dict[str, tuple[bytes, str]]:
    """Name -> what it holds, and what must be said of it; "" where it is read, safely."""
    return {
        "empty.md": (b"", "no text"),
        "blank.md": (b" \n\t\n" * 100, "no text"),
        "only-front-matter.md": (b"---\ntitle: T\n---\n", "no text"),
        "huge-line.md": (b"word " * 40_000, ""),
        "spaces.md": (b"a" + b" " * 1_000_000 + b"b", ""),
        "lines.txt": (b"a" + b"\n" * 1_000_000 + b"b", ""),
        "dots.txt": (b"a" + b"." * 100_000, ""),
        "number-signs.md": (b"#" * 300_000, ""),
        "long-heading.md": (b"# " + b"long " * 1000 + b"\n\nText.", ""),
        "unclosed-comments.md": (b"Text.\n\n" + b"<!-- a\n\n" * 100_000, ""),
        "quotes.md": (b"> " * 50_000 + b"a", "no text"),
        "latin-1.md": ("Café au lait.".encode("latin-1"), "save the file as UTF-8"),
        "half.md": ("é".encode()[:1], "save the file as UTF-8"),
        "mixed.md": ("é".encode() + "é".encode("latin-1"), "save the file as UTF-8"),
        "utf-16.md": ("# Wide\n\nWide text.".encode("utf-16"), ""),
        "bom.md": ("# Marked\n\nMarked text.".encode("utf-8-sig"), ""),
        "zero-bytes.md": (b"Text\0with\0zeros.", "zero bytes"),
        "picture.md": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "zero bytes"),
        "program.txt": (b"\x7fELF\x02\x01\x01\0\0\0", "zero bytes"),
        "archive.md": (zipped({"a": "b" * 99}), "zero bytes|UTF-8"),
        "accents.md": (("Text a" + "\u0301\u0316" * 50_000 + " b.").encode(), ""),
        "turned.md": ("Pay \u202eriae\u202c day.".encode(), ""),
        "alias-bomb.md": (b"---\na: &a [x]\nb: [*a, *a]\n---\nText.", "anchors and aliases"),
        "deep.md": (b"---\na: " + b"[" * 5000 + b"\n---\nText.", "front matter is not valid YAML"),
        "long-yaml.md": (
            b"---\nsummary: " + b"x" * 90_000 + b"\n---\nText.",
            "",
        ),
        "script.html": (
            b"<p onclick=x>Seen.<script>unseen</script><img src=//x.invalid/a>",
            "",
        ),
        "tags.html": (b"<b>" * 10_000 + b"deep", ""),
        "nest.html": (b"<div>" * 200_000 + b"deep", "longer than"),
        "attributes.html": (b'<p a="' * 50_000, "no text"),
        "zeros.html": (bytes(1000), "zero bytes"),
        "zero.pdf": (b"", "no whole PDF"),
        "cut.pdf": (pdf(["Text"])[:200], "no whole PDF|damaged"),
        "rubbish.pdf": (b"%PDF-1.7\n" + random.Random(6).randbytes(5000), "no whole PDF|damaged"),
        "locked.pdf": (locked_pdf(), "encrypted"),
        "loop.pdf": (page_loop(), "no whole PDF|damaged|scan|nested"),
        "scan.pdf": (pdf([b"q 100 0 0 100 0 0 cm Q"]), "seems to be a scan"),
        "bomb.pdf": (pdf([b" " * 120_000_000], flate=True), "PDF|memory|seconds|broke|scan"),
        "endless.pdf": (many_tj(), "seconds|memory|PDF|text|broke"),
        "bomb.docx": (docx_of("<a>" + " " * 30_000_000 + "</a>"), "over 200 times"),
        "members.docx": (zipped({f"{n}": "" for n in range(6000)}), "6,000 files"),
        "lying.docx": (lying(docx_of("<a/>" + " " * 100_000)), "damaged"),
        "laughs.docx": (docx_of(f"{LAUGHS}]><a>&c8;</a>"), "declares entities"),
        "entity.docx": (docx_of(f"{FILE_ENTITY}<a>&x;</a>"), "declares entities"),
        "encrypted.docx": (encrypted(word()), "encrypted"),
        "text.docx": (b"This is no Word document.", "damaged"),
        "bomb.epub": (epub({"OEBPS/two.xhtml": " " * 30_000_000}), "over 200 times"),
        "laughs.epub": (
            zipped({"META-INF/container.xml": f"{LAUGHS}]><a>&c8;</a>", "OEBPS/book.opf": BOOK}),
            "declares entities",
        ),
        "climbing.epub": (
            zipped(
                {
                    "META-INF/container.xml": CONTAINER,
                    "OEBPS/book.opf": BOOK.replace("two.xhtml", "../../../../etc/passwd"),
                    "../../climbed.txt": "x",
                    "OEBPS/ch one.xhtml": XHTML.format("x"),
                }
            ),
            "",
        ),
        "field.csv": (b"a,b\n" + b"x" * 200_000, "not CSV"),
        "no-document.pdf.yaml": (b"title: T\n", "there is no no-document.pdf beside it"),
        "a\nb\u202ec.md": (b"", "no text"),
        f"{'n' * 252}.md": (b"Long name.", ""),
        "-rf.md": (b"Named like an option.", ""),
        "..md": (b"", "hidden"),
    }


def strange_places(folder: Path, outside: Path) -> dict[str, str]:
    """What is no plain file: links, pipes, sockets, deep folders; name -> what must be said."""
    (folder / "out.md").symlink_to(outside)
    (folder / "folder-out").symlink_to(outside.parent)
    (folder / "device.md").symlink_to("/dev/zero")
    (folder / "loop.md").symlink_to(folder / "loop.md")
    (folder / "dangling.md").symlink_to(folder / "nowhere")
    os.mkfifo(folder / "pipe.md")
    with socket.socket(socket.AF_UNIX) as plug:
        here = Path.cwd()
        os.chdir(folder)
        plug.bind("socket.md")
        os.chdir(here)
    with (folder / "vast.txt").open("wb") as vast:
        vast.truncate(200 * 2**20)
    deep = folder / "/".join("d" * 200)
    deep.mkdir(parents=True)
    (deep / "deep.md").write_text("Very deep down.")
    return {
        "out.md": "leads out",
        "folder-out": "leads out",
        "device.md": "leads out",
        "loop.md": "leads nowhere",
        "dangling.md": "leads nowhere",
        "pipe.md": "no regular file",
        "socket.md": "cannot be read|no regular file",
        "vast.txt": "200 MB, and 100 MB are read at the most",
    }


def all_below(folder: Path, home: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if home not in (path, *path.parents)}


def memory_from_here() -> Callable[[], float]:
    """Measures how many megabytes the process has grown by at the most, where Linux tells."""
    reset, status = Path("/proc/self/clear_refs"), Path("/proc/self/status")
    if not reset.exists():
        return lambda: 0.0
    reset.write_text("5")  # the peak is now what there is

    def peak() -> float:
        return int(re.search(r"VmHWM:\s+(\d+)", status.read_text())[1]) / 1024

    before = peak()
    return lambda: peak() - before


def test_fifty_hostile_files_are_each_reported_or_read_safely(tmp_path, settings, monkeypatch):
    monkeypatch.setattr("index.build.Parser", lambda: Parser(DEADLINE))
    outside = tmp_path / "outside" / "secret.md"
    outside.parent.mkdir()
    outside.write_text("Secret text outside.")
    folder = write_guides(
        tmp_path / "guides",
        {"good.md": "# Pears\n\nPears are good.", "fine.txt": "Plums are fine, too."},
    )
    files = hostile()
    for name, (data, _) in files.items():
        (folder / name).write_bytes(data)
    said_of = {name: said for name, (_, said) in files.items()}
    del files, data
    expected = {name: said for name, said in said_of.items() if said not in ("", "hidden")}
    expected |= strange_places(folder, outside)
    assert len(said_of) >= 50
    before = all_below(tmp_path, settings.folder.parent)
    memory = memory_from_here()

    started = time.monotonic()
    report = build_index([folder], settings, embedder=WordEmbedder())
    took = time.monotonic() - started

    failed = {each.source.removeprefix("guides/"): each.reason for each in report.failed}
    escapes = str.maketrans({"\n": r"\n", "\u202e": r"\u202e"})
    shown = {name.translate(escapes): said for name, said in expected.items()}
    assert failed.keys() == shown.keys()
    for name, reason in failed.items():
        assert re.search(shown[name], reason), (name, reason)
        assert "\n" not in reason
        assert len(reason) < 500
    assert all_below(tmp_path, settings.folder.parent) == before
    assert took < SECONDS
    grown = memory()
    assert grown < MEGABYTES

    embedder = WordEmbedder()
    again = build_index([folder], settings, embedder=embedder)
    assert (again.changed, again.failed, embedder.embedded) == (False, report.failed, [])
    with Index(settings, embedder) as index:
        sources = {document.source for document in index.documents()}
        texts = " ".join(document.text for document in index.documents())
        assert index.search(index.query("pears are good")).hits[0].document.title == "Pears"
    read = {name for name, said in said_of.items() if not said}
    assert {f"guides/{name}" for name in read} <= sources
    assert any(source.endswith("/deep.md") for source in sources)
    for never in ("Secret", "root:", "unseen", "\u202e"):
        assert never not in texts
    print(f"{len(said_of) + 9} files, {took:.1f} s, {grown:.0f} MB")


@contextmanager
def somebody_else(folder: Path):
    """As a person who may not read everything, where the tests run as root."""
    os.chmod(folder, 0o755)
    me = os.geteuid()
    if me == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(me)


def test_files_and_folders_that_may_not_be_read_are_said():
    with tempfile.TemporaryDirectory() as scratch:
        folder = write_guides(Path(scratch) / "g", {"closed.md": "Text.", "open.md": "Text."})
        write_guides(folder / "shut", {"in.md": "Text."})
        (folder / "closed.md").chmod(0)
        (folder / "shut").chmod(0)
        with somebody_else(Path(scratch)):
            there = survey([folder])
            assert [str(each) for each in there.failed] == [
                "g/shut/: it cannot be read: permission denied; let yourself read it."
            ]
            assert [file.source for file in there.files] == ["g/closed.md", "g/open.md"]
            with pytest.raises(DocumentError, match="permission denied"):
                hash_file(there.files[0])
        (folder / "shut").chmod(stat.S_IRWXU)
