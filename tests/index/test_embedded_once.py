"""What was embedded once is never embedded again."""

import shutil

import pytest

from index import Index, IndexSettings, build_index
from index.calibration import ENOUGH_ASKED, KEYWORD_QUESTIONS, foreign_questions
from tests.doubles.fakes import WordEmbedder, write_guides

MANY = 80  # guides, more than questions are made of


def many_guides():
    return {
        f"item{n:02}.md": f"# Item{n}\n\nItem{n} is worth gold{n} coins.\n" for n in range(MANY)
    }


def asked_guides():
    """Guides with so many questions of people that none are made of keywords."""
    text = """---
title: Item{n}
asked:
  "What is it?":
    - "question{n} of it?"
---
# Item{n}

## What is it?

It is thing{n}.
"""
    return {f"item{n:02}.md": text.format(n=n) for n in range(ENOUGH_ASKED + 5)}


def delete_one(folder):
    sorted(folder.iterdir())[3].unlink()


def rename_one(folder):
    path = sorted(folder.iterdir())[3]
    path.rename(path.with_name("zebra.md"))


def change_the_metadata_of_one(folder):
    path = sorted(folder.iterdir())[3]
    text = path.read_text()
    if text.startswith("---\n"):
        path.write_text(text.replace("---\n", "---\nlevel: Associate\n", 1))
    else:
        title = text.split("\n", 1)[0].removeprefix("# ")
        path.write_text(f"---\ntitle: {title}\nlevel: Associate\n---\n{text}")


def move_all(folder):
    for path in list(folder.iterdir()):
        (folder / "below").mkdir(exist_ok=True)
        path.rename(folder / "below" / path.name)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Gives a copy of guides and of their index, which are built once."""
    once = {}

    def copy(guides, into):
        if guides not in once:
            once[guides] = tmp_path_factory.mktemp("built")
            folder = write_guides(once[guides] / "g", guides())
            settings = IndexSettings(home=once[guides] / "home")
            build_index([folder], settings, embedder=WordEmbedder())
        shutil.copytree(once[guides], into, dirs_exist_ok=True)
        return into / "g"

    return copy


@pytest.mark.parametrize("guides", [many_guides, asked_guides])
@pytest.mark.parametrize("change", [delete_one, rename_one, change_the_metadata_of_one, move_all])
def test_a_change_without_new_texts_embeds_nothing(guides, change, built, tmp_path, settings):
    folder = built(guides, tmp_path)
    change(folder)
    embedder = WordEmbedder()
    report = build_index([folder], settings, embedder=embedder)
    assert (report.changed, report.embedded, embedder.embedded) == (True, 0, [])


def test_the_first_build_embeds_each_text_once(tmp_path, settings, embedder):
    folder = write_guides(tmp_path / "g", many_guides())
    report = build_index([folder], settings, embedder=embedder)
    assert len(embedder.embedded) == len(set(embedder.embedded))
    assert report.embedded == 2 * MANY  # a passage and its sentence
    questions = len(foreign_questions()) + KEYWORD_QUESTIONS
    assert len(embedder.embedded) == report.embedded + questions


def test_a_change_embeds_its_own_texts_and_few_questions(built, tmp_path, settings):
    folder = built(many_guides, tmp_path)
    (folder / "item03.md").write_text("# Item3\n\nItem3 is worth silver now.\n")
    embedder = WordEmbedder()
    assert build_index([folder], settings, embedder=embedder).embedded == 2
    assert len(embedder.embedded) <= 4  # a question may be made of the new one, or one less


def test_where_most_is_deleted_the_bounds_are_measured_on_new_questions(built, tmp_path, settings):
    folder = built(many_guides, tmp_path)
    for path in sorted(folder.iterdir())[5:]:
        path.unlink()
    build_index([folder], settings, embedder=WordEmbedder())
    with Index(settings, WordEmbedder()) as index:
        assert index.calibration["questions"] == "5 made of keywords"


def test_what_was_embedded_survives_the_loss_of_the_file_that_builds_work_in(
    built, tmp_path, settings
):
    folder = built(many_guides, tmp_path)
    (settings.folder / "passages.db").unlink()
    delete_one(folder)
    embedder = WordEmbedder()
    assert build_index([folder], settings, embedder=embedder).changed
    assert embedder.embedded == []
