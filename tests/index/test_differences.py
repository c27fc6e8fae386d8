"""What a build would change and has changed, and which saved answers that touches."""

import json

import pytest

from bot.errors import SavedAnswerError
from bot.saved.touched import touched
from index import IndexMissingError, build_index, last_changes, pending_changes

PERRY = "Pears are pressed into perry."


@pytest.fixture
def built(guides, settings, embedder):
    build_index([guides], settings, embedder=embedder)
    return guides


def edit(folder):
    """Change a passage, add one, and remove a file."""
    pears = folder / "pears.md"
    text = pears.read_text().replace("slowly in oak barrels", "for a year in oak barrels")
    pears.write_text(text + "\n## Which pears keep?\n\nWinter pears keep until spring.\n")
    (folder / "plums.txt").unlink()


def what(changes):
    return {(change.how, change.source.split("/")[-1], change.section) for change in changes}


EDITED = {
    ("changed", "pears.md", "What are pears pressed into?"),
    ("added", "pears.md", "Which pears keep?"),
    ("removed", "plums.txt", "Drying plums"),
}


def test_nothing_changes_where_nothing_changed(built, settings, embedder):
    assert pending_changes([built], settings, embedder) == []


def test_what_a_build_would_change_is_said_before_it_is_done(built, settings, embedder):
    edit(built)
    embedder.embedded.clear()
    changes = pending_changes([built], settings, embedder)
    assert what(changes) == EDITED
    changed = next(change for change in changes if change.how == "changed")
    assert "slowly in oak" in changed.before
    assert "for a year in oak" in changed.after
    assert embedder.embedded == []
    assert build_index([built], settings, embedder=embedder).changed  # nothing was built by asking


def test_what_the_last_build_changed_is_what_was_foretold(built, settings, embedder):
    edit(built)
    foretold = pending_changes([built], settings, embedder)
    build_index([built], settings, embedder=embedder)
    assert last_changes(settings) == foretold
    assert pending_changes([built], settings, embedder) == []


def test_a_renamed_file_changes_no_passage(built, settings, embedder):
    (built / "pears.md").rename(built / "perry.md")
    assert pending_changes([built], settings, embedder) == []


def test_one_build_has_nothing_to_be_compared_with(built, settings, embedder):
    with pytest.raises(IndexMissingError, match="one build only"):
        last_changes(settings)


def test_without_an_index_there_is_nothing_to_compare(guides, settings, embedder):
    with pytest.raises(IndexMissingError, match="careerbot index"):
        pending_changes([guides], settings, embedder)


def test_a_saved_answer_is_touched_where_its_passage_changed(built, settings, embedder, tmp_path):
    edit(built)
    changes = pending_changes([built], settings, embedder)
    changed = next(change for change in changes if change.how == "changed")
    answer = {
        "passages": [{"id": "of another index"}, {"id": changed.id}],
        "sentences": [
            {"text": "Apples grow.", "citations": [{"number": 1}]},
            {"text": PERRY, "citations": [{"number": 2}, {"number": 2}]},
        ],
    }
    saved = tmp_path / "answer.json"
    saved.write_text(json.dumps(answer))
    (line,) = touched([saved], changes)
    assert PERRY in line
    assert "which was changed" in line
    assert "Apples" not in line


@pytest.mark.parametrize("text", ["", "[]", '{"passages": []}', '{"passages": 1, "sentences": []}'])
def test_what_is_no_saved_answer_is_said(tmp_path, text):
    saved = tmp_path / "answer.json"
    saved.write_text(text)
    with pytest.raises(SavedAnswerError, match=r"careerbot ask"):
        list(touched([saved], []))
