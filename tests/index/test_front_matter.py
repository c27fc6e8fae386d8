import pytest

from index.errors import DocumentError
from index.reading.front_matter import split_front_matter

GUIDE = """---
title: A guide
kind: path
summary: What it is about.
updated: 2026-11-23
valid_until: 2026-11-30
suits: [like variety]
builds_on: []
leads_to: [other-guide]
certifications: [MS-102]
skills: [PowerShell]
sources:
  - {title: Study guide, address: https://example.org, date: 2026-04-28}
---
Body.
"""


def test_a_whole_guide_is_read():
    front_matter, body = split_front_matter(GUIDE, "guide.md")
    assert body == "Body.\n"
    assert front_matter.leads_to == ("other-guide",)
    assert str(front_matter.valid_until) == "2026-11-30"
    assert front_matter.sources[0].title == "Study guide"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("title: A guide\n", ""), "title: missing"),
        (("title: A guide\n", "title:\n"), "title: missing"),
        (("skills: [PowerShell]\n", ""), "skills: missing"),
        (("kind: path", "kind: paths"), "kind: Input should be 'path'"),
        (("updated: 2026-11-23", "updated: yesterday"), "updated: Input should be a valid date"),
        (("summary:", "sumary:"), "sumary: unknown; did you mean summary?"),
        (("summary: What it is about.", "summary: " + "x" * 301), "summary: String should have at"),
        (("leads_to: [other-guide]", "leads_to: [Other guide]"), "leads_to.0: String should match"),
        (("suits: [like variety]", "suits: like variety"), "suits: Input should be a valid tuple"),
        (("date: 2026-04-28}", "}"), "sources.0.date"),
    ],
)
def test_a_wrong_field_is_named_with_its_file(change, message):
    with pytest.raises(DocumentError) as error:
        split_front_matter(GUIDE.replace(*change), "folder/guide.md")
    assert "folder/guide.md: front matter field " in str(error.value)
    assert message in str(error.value)


@pytest.mark.parametrize("block", ["a: [b", "updated: 2026-13-45", "- just\n- a list"])
def test_what_is_no_front_matter_is_refused(block):
    with pytest.raises(DocumentError, match=r"guide.md: the front matter"):
        split_front_matter(f"---\n{block}\n---\nBody.\n", "guide.md")


@pytest.mark.parametrize("block", ["a: &x [b]\nc: *x", "a: *x"])
def test_anchors_and_aliases_are_refused(block):
    with pytest.raises(DocumentError, match="anchors and aliases"):
        split_front_matter(f"---\n{block}\n---\nBody.\n", "guide.md")


def test_what_is_wrong_is_not_repeated_at_length():
    fields = "".join(f"{'f' * 90}{n}: x\n" for n in range(100))
    with pytest.raises(DocumentError) as error:
        split_front_matter(f"---\nkind: topic\ntitle: {'x' * 9000}\n{fields}---\nBody.\n", "g.md")
    assert len(str(error.value)) < 10_000
    assert "and 83 problems more" in str(error.value)


def test_foreign_front_matter_is_left_alone_but_known_fields_are_checked():
    front_matter, body = split_front_matter("---\ntitle: Mine\nweight: 3\n---\nBody.\n", "own.md")
    assert (front_matter.title, body) == ("Mine", "Body.\n")
    with pytest.raises(DocumentError, match="updated"):
        split_front_matter("---\nupdated: soon\n---\nBody.\n", "own.md")


def test_a_document_without_front_matter_is_all_body():
    assert split_front_matter("Text.\n---\nMore.\n", "own.md")[1] == "Text.\n---\nMore.\n"
