import pytest

from index.errors import DocumentError
from index.reading.front_matter import FrontMatter, split_front_matter

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


@pytest.mark.parametrize("block", ["a: " + "[" * 101, "a: " + "[" * 60_000, "- " * 101 + "x"])
def test_what_is_too_deep_is_refused_before_anything_is_made_of_it(block):
    with pytest.raises(DocumentError, match="front matter is not valid YAML"):
        split_front_matter(f"---\nkind: topic\nb:\n  {block}\n---\nBody.\n", "guide.md")


def test_what_is_wrong_is_not_repeated_at_length():
    fields = "".join(f"{'f' * 90}{n}: x\n" for n in range(100))
    with pytest.raises(DocumentError) as error:
        split_front_matter(f"---\nkind: topic\ntitle: {'x' * 9000}\n{fields}---\nBody.\n", "g.md")
    assert len(str(error.value)) < 10_000
    assert "and 83 problems more" in str(error.value)


@pytest.mark.parametrize(
    ("block", "field", "value", "left_out"),
    [
        ("title: Mine\nweight: 3", "title", "Mine", ()),
        ("title: 2027-02-03", "title", "2027-02-03", ()),
        ("title: 404", "title", "404", ()),
        ('title: "Figs \\ud83c\\udf52"', "title", "Figs \U0001f352", ()),
        ("skills: cooking", "skills", ("cooking",), ()),
        ("updated: soon", "updated", None, ("updated",)),
        ("status: draft\nlevel: 3\nsources: x", "status", None, ("level", "sources", "status")),
        ("asked: [a, b]\ntitle: Mine", "title", "Mine", ("asked",)),
    ],
)
def test_of_foreign_front_matter_what_fits_is_used_and_the_rest_left_out(
    block, field, value, left_out
):
    front_matter, body = split_front_matter(f"---\n{block}\n---\nBody.\n", "own.md")
    assert (getattr(front_matter, field), body) == (value, "Body.\n")
    assert front_matter.left_out == left_out


def test_a_date_with_a_time_is_a_date():
    block = "---\nupdated: 2027-02-03T09:30:00Z\n---\nBody.\n"
    assert str(split_front_matter(block, "own.md")[0].updated) == "2027-02-03"


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nWelcome to all.\n\n---\n\nText.\n",
        "---\nWelcome\n---\nText.\n",
        "---\n*Figs*\n\n---\nText.\n",
    ],
)
def test_a_rule_at_the_top_is_no_front_matter(text):
    assert split_front_matter(text, "own.md") == (FrontMatter(), text)


def test_front_matter_in_toml_is_no_text():
    text = '+++\ntitle = "Figs"\ntags = ["a"]\n+++\nBody.\n'
    assert split_front_matter(text, "own.md") == (FrontMatter(), "Body.\n")


def test_a_document_without_front_matter_is_all_body():
    assert split_front_matter("Text.\n---\nMore.\n", "own.md")[1] == "Text.\n---\nMore.\n"
