"""Which guides a question names, spelt nearly or exactly; which it does not want or has already."""

import pytest

from bot.asking.subjects import subjects_in
from index import GuideOutline, Outline


def guide(name, *also, kind="certification"):
    names = (name.lower().replace("-", " "), *also)
    return GuideOutline(name, f"{name}.md", name, name, names, kind, ())


OUTLINE = Outline(
    (
        guide("SC-200", "security operations analyst exam"),
        guide("SC-300"),
        guide("MS-102", "administrator expert", "the expert exam"),
        guide("Security", kind="topic"),
        guide("Security operations", kind="topic"),
        guide("Trainer", "expert", kind="topic"),
        guide("Consultant", "expert", kind="topic"),
    )
)


def names(text):
    return [named.guide.name for named in subjects_in(text, OUTLINE)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Is SC-200 hard?", ["SC-200"]),
        ("is sc200 hard", ["SC-200"]),
        ("is sc 200 hard", ["SC-200"]),
        ("SC-300 or SC-200?", ["SC-300", "SC-200"]),
        ("what do trainers do", ["Trainer"]),
        ("how do I get into security operations?", ["Security operations"]),  # the longer name
        ("from security to security operations", ["Security", "Security operations"]),
        ("a carreer as consultnat", ["Consultant"]),  # misspelt
        ("SC-200, SC-200 and SC-200", ["SC-200"]),
        ("what is Administrator Expert?", ["MS-102"]),
        ("the weather of tomorrow", []),
    ],
)
def test_names_are_found_in_the_order_of_the_text(text, expected):
    assert names(text) == expected


def test_where_a_name_stands_is_told():
    text = "Should I take SC-200 now?"
    (named,) = subjects_in(text, OUTLINE)
    assert text[named.start : named.end] == "SC-200"


def test_a_name_that_several_guides_have_names_none():
    assert names("how do I become an expert?") == []


@pytest.mark.parametrize("text", ["is SC-201 hard?", "MS-103", "SC-20", "S-C300x"])
def test_a_code_is_never_guessed(text):
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "excluded"),
    [
        ("which exam, but not SC-200?", True),
        ("anything except SC-200", True),
        ("what is there other than SC-200?", True),
        ("I do not know SC-200", False),
        ("is SC-200 not hard?", False),
    ],
)
def test_what_is_not_wanted_is_told(text, excluded):
    assert [named.standing == "excluded" for named in subjects_in(text, OUTLINE)] == [excluded]


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("I have SC-200, what next?", True),
        ("I already passed SC-200", True),
        ("I've just passed the SC-200", True),
        ("SC-200 under my belt, what now?", True),
        ("I want to have SC-200", False),
        ("what do I need for SC-200?", False),
        ("Does one who has SC-200 earn more?", False),
    ],
)
def test_what_somebody_has_already_is_told(text, has):
    assert [named.standing == "has" for named in subjects_in(text, OUTLINE)] == [has]


def test_no_guides_no_names():
    assert subjects_in("Is SC-200 hard?", Outline(())) == []
