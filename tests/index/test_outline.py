"""What an index knows of its documents: names, sections, and what each section tells."""

from collections import Counter
from itertools import pairwise

import pytest

from index import Index, IndexSettings, aspects_in, build_index, name_key
from tests.doubles.fakes import GUIDES as FRUIT
from tests.doubles.fakes import WordEmbedder, write_guides
from tests.doubles.trade import GUIDES as TRADE

LONG = "# Long\n\n## What is in it?\n\n" + "".join(
    f"Sentence number {n} is about matter{n} and nothing else. " for n in range(60)
)


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    home, embedder = tmp_path_factory.mktemp("home"), WordEmbedder()
    guides = write_guides(home / "g", FRUIT | TRADE | {"long.md": LONG})
    build_index([guides], IndexSettings(home=home), embedder=embedder)
    with Index(IndexSettings(home=home), embedder) as opened:
        yield opened


def guide(index, name):
    return next(each for each in index.outline().guides if each.source.endswith(name))


def test_a_certification_is_called_by_its_exam_and_by_what_else_it_says(index):
    exam = guide(index, "bk-100.md")
    assert exam.name == "BK-100"
    assert exam.kind == "certification"
    assert {"bk 100", "bread exam", "bk 100: bread"} <= set(exam.names)
    named = index.outline().named
    assert named["bread exam"] is named["bk 100"] is exam


@pytest.mark.parametrize(("file", "name"), [("pears.md", "Pears"), ("plums.txt", "Plums")])
def test_a_document_without_front_matter_is_known_by_title_and_headings(index, file, name):
    own = guide(index, file)
    assert own.name == own.title == name
    assert own.kind == ""
    assert name_key(name) in own.names
    assert index.outline().named[name_key(name)] is own
    assert own.sections
    first, *others = own.sections
    assert first.heading == (first.headings[-1] if first.headings else name)
    assert all(section.headings for section in others)


def test_sections_hold_their_text_and_nothing_of_another(index):
    for own in index.outline().guides:
        text = index.document(own.document).text
        for section in own.sections:
            assert text[section.start : section.end].strip() == text[section.start : section.end]
            headings = {other.heading for other in own.sections}
            assert headings.isdisjoint(text[section.start : section.end].split("\n"))
        ends = [(section.start, section.end) for section in own.sections]
        assert all(end <= start for (_, end), (start, _) in pairwise(ends))


def test_every_passage_belongs_to_one_section(index):
    outline = index.outline()
    held = Counter(
        chunk
        for own in outline.guides
        for section in own.sections
        for chunk, _, _ in section.chunks
    )
    assert set(held.values()) == {1}
    assert set(held) == set(index.manifest.chunk_ids) == set(outline.section_of)


def test_passages_that_overlap_are_joined_and_taken_apart_again(index):
    (section,) = guide(index, "long.md").sections
    assert len(section.chunks) > 3
    whole = index.document(section.document).text[section.start : section.end]
    for n in range(60):
        assert whole.count(f"matter{n} ") == 1
    for chunk, start, end in section.chunks:
        around = section.around(chunk, 1600)
        assert around.start <= start < end <= around.end
        assert chunk in [each[0] for each in around.chunks]
        assert around.end - around.start <= 1600
        assert section.around(chunk, 1).chunks == ((chunk, start, end),)
        assert section.around(chunk, 10**6) == section


def test_what_a_section_tells_is_read_from_its_heading(index):
    told = {section.heading: section.aspects for section in guide(index, "bk-100.md").sections}
    assert "renewal" in told["How is BK-100 renewed?"]
    assert {"length", "price"} <= set(told["How long does BK-100 take and what does it cost?"])
    assert "status" in told["Is BK-100 still current?"]
    assert told["BK-100: Bread"] == ("what",)
    assert told["What to do next"][0] == "next_steps"
    plums = {section.heading: section.aspects for section in guide(index, "plums.txt").sections}
    assert set(plums.values()) <= {("what",), ("other",)}


def test_only_a_list_of_what_to_do_is_one(index):
    exam = guide(index, "bk-100.md")
    assert [s.heading for s in exam.sections if s.is_to_do_list] == ["What to do next"]


@pytest.mark.parametrize(
    ("question", "aspect"),
    [
        ("how much is SC-200?", "price"),
        ("how long does SC-200 take?", "length"),
        ("how do I renew it", "renewal"),
        ("is it still available?", "status"),
        ("what does a trainer earn", "pay"),
        ("how hard is it?", "difficulty"),
        ("who is it for?", "suits"),
        ("do I need another certification first?", "before"),
    ],
)
def test_a_question_is_asked_for_what_it_wants_to_know(question, aspect):
    assert aspect in aspects_in(question)


def test_a_question_without_a_cue_wants_nothing_in_particular():
    assert aspects_in("sensitivity labels") == ()


@pytest.mark.parametrize("spelt", ["SC-300", "sc 300", "SC–300", "sc_300", " Sc-300? "])
def test_names_are_compared_as_people_spell_them(spelt):
    assert name_key(spelt) == "sc 300"


def test_a_name_of_two_guides_is_nobodys_but_a_title_is_its_own(tmp_path, settings, embedder):
    guides = {
        "a.md": "---\nalso_called: [expert, Beta]\n---\n# Alpha\n\nAlpha is first.",
        "b.md": "---\nalso_called: [expert]\n---\n# Beta\n\nBeta is second.",
    }
    build_index([write_guides(tmp_path / "h", guides)], settings, embedder=embedder)
    with Index(settings, embedder) as opened:
        named = opened.outline().named
        assert named["expert"] is None
        assert named["beta"].title == "Beta"


def test_the_outline_of_a_collection_knows_no_other(tmp_path, settings, embedder):
    paths = [write_guides(tmp_path / name, each) for name, each in (("f", FRUIT), ("t", TRADE))]
    build_index(paths, settings, embedder=embedder)
    with Index(settings, embedder) as opened:
        assert {g.source.split("/")[0] for g in opened.outline(["t"]).guides} == {"t"}
        assert len(opened.outline().guides) == len(FRUIT | TRADE)
        assert opened.outline(["attic"]).guides == ()


def test_a_new_guide_is_known_when_the_index_is_built_again(tmp_path, settings, embedder):
    folder = write_guides(tmp_path / "g", FRUIT)
    build_index([folder], settings, embedder=embedder)
    with Index(settings, embedder) as opened:
        assert "quinces" not in opened.outline().named
        write_guides(folder, {"quinces.md": "# Quinces\n\nQuinces are hard."})
        build_index([folder], settings, embedder=embedder)
        assert opened.outline().named["quinces"].source == "g/quinces.md"
