"""A message is read with the conversation before it: what it changes, and what it keeps."""

import pytest

from bot import Preferences, Turn
from bot.asking.asked import read
from index import GuideOutline, Outline


def guide(name, kind="certification"):
    return GuideOutline(name, f"{name}.md", name, name, (name.lower().replace("-", " "),), kind, ())


OUTLINE = Outline(
    (guide("SC-200"), guide("SC-300"), guide("MS-700"), guide("Trainer", "role"))
    + (guide("Security", "path"), guide("Consultant", "role"))
)


def asked(*said, **preferences):
    """What the last of several messages asks."""
    history = [Turn("user", text) for text in said[:-1]]
    return read(said[-1], history, Preferences(**preferences), OUTLINE)


def part(*said):
    (only,) = asked(*said).parts
    return only


def subjects(*said):
    return [guide.name for guide in part(*said).subjects]


@pytest.mark.parametrize(
    "follow_up",
    ["and renewal?", "how is it renewed?", "What about renewal", "ok, and renewal", "renewal?"],
)
def test_another_aspect_keeps_the_subject(follow_up):
    found = part("How hard is SC-300?", follow_up)
    assert [guide.name for guide in found.subjects] == ["SC-300"]
    assert found.aspects == ("renewal",)
    assert "SC-300" in found.text
    assert follow_up in found.text


@pytest.mark.parametrize("follow_up", ["and SC-200?", "What about SC-200?", "or SC-200"])
def test_another_subject_keeps_what_was_asked(follow_up):
    found = part("How hard is SC-300?", follow_up)
    assert found.text == "How hard is SC-200?"
    assert found.aspects == part("How hard is SC-300?").aspects == ("difficulty",)
    assert [guide.name for guide in found.subjects] == ["SC-200"]


def test_another_subject_with_a_question_of_its_own_is_that_question():
    found = part("How hard is SC-300?", "and what does SC-200 cost?")
    assert found.aspects == ("price",)
    assert found.text == "and what does SC-200 cost?"


@pytest.mark.parametrize("follow_up", ["not security", "but not security", "nothing with security"])
def test_what_is_not_wanted_is_left_out_of_the_same_question(follow_up):
    before = "Which role would suit me?"
    found = part(before, follow_up)
    assert [guide.name for guide in found.excluded] == ["Security"]
    assert (found.text, found.form, found.limited) == (f"{before} {follow_up}", "fit", True)
    assert found.subjects == ()


@pytest.mark.parametrize(
    ("follow_up", "chosen"),
    [
        ("the second one", "SC-200"),
        ("the first one", "SC-300"),
        ("the last one please", "SC-200"),
        ("and the latter?", "SC-200"),
        ("how is the former renewed?", "SC-300"),
    ],
)
def test_one_of_several_is_chosen_by_its_place(follow_up, chosen):
    assert subjects("SC-300 or SC-200?", follow_up) == [chosen]


def test_a_place_beyond_the_last_is_the_last_and_of_one_there_is_no_second():
    assert subjects("SC-300 or SC-200?", "the third one") == ["SC-200"]
    assert subjects("How hard is SC-300?", "is there a second one for starters?") != ["SC-200"]


@pytest.mark.parametrize("follow_up", ["tell me more", "more", "go on", "why?", "yes please", "ok"])
def test_more_is_the_same_question_again(follow_up):
    found = part("How hard is SC-300?", follow_up)
    assert found.again
    assert found.text == "How hard is SC-300?"
    assert not part("How hard is SC-300?").again


def test_both_of_them_are_kept():
    assert subjects("SC-300 or SC-200?", "which of those is longer?") == ["SC-300", "SC-200"]


@pytest.mark.parametrize(
    "switch",
    [
        "what does a consultant do all day in a larger firm?",
        "how do sensitivity labels protect confidential documents?",
        "what is the capital of Mongolia?",
        "what is Kubernetes?",
        "how do I bake bread?",
    ],
)
def test_a_change_of_topic_is_not_dragged_back(switch):
    alone, after = part(switch), part("How hard is SC-300?", switch)
    assert after.text == alone.text == switch
    assert after.subjects == alone.subjects
    assert not after.again


def test_a_place_alone_asks_the_same_of_another_place():
    found = part("What does a trainer earn in Norway?", "and in Germany?")
    assert list(found.places) == ["Germany"]
    assert found.aspects == ("pay",)
    assert [guide.name for guide in found.subjects] == ["Trainer"]


def test_a_chain_of_follow_ups_keeps_what_none_of_them_changed():
    found = part("How hard is SC-300?", "and SC-200?", "and renewal?")
    assert [guide.name for guide in found.subjects] == ["SC-200"]
    assert found.aspects == ("renewal",)


def test_what_somebody_has_is_no_subject_beside_what_is_asked_about():
    found = part("I have SC-300, is MS-700 hard?")
    assert [guide.name for guide in found.subjects] == ["MS-700"]
    assert [guide.name for guide in found.has] == ["SC-300"]
    alone = part("I already passed SC-300")
    assert [guide.name for guide in alone.subjects] == ["SC-300"]


def test_each_question_of_a_message_has_its_own_subject_or_that_of_the_message():
    found = asked("How hard is SC-300? And what does a consultant earn in Germany?").parts
    assert [[guide.name for guide in each.subjects] for each in found] == [
        ["SC-300"],
        ["Consultant"],
    ]
    assert asked("How hard is SC-300? And what does a consultant earn?").form == "paragraph"


def test_without_splitting_a_message_is_one_question():
    message = "How hard is SC-300? And what does a consultant earn in Germany?"
    assert len(read(message, (), Preferences(), OUTLINE, split=False).parts) == 1


def test_the_form_is_read_whoever_prefers_paragraphs():
    """It says which sections are looked at, so a preference for a layout must not change it."""
    question = "SC-300 or SC-200?"
    assert asked(question).form == "comparison"
    assert asked(question, plain=True).parts == asked(question).parts


def test_the_day_is_the_one_that_was_named():
    assert asked("How hard is SC-300?", today="2026-12-01").today.isoformat() == "2026-12-01"


def test_a_history_of_odd_turns_is_read():
    history = [Turn("user", ""), Turn("user", "?!"), Turn("assistant", "SC-300"), Turn("user", "…")]
    assert read("How hard is SC-200?", history, Preferences(), OUTLINE).parts[0].subjects


def test_what_somebody_has_is_said_of_the_question_before():
    found = part("Should I take SC-200?", "I already have SC-300 and could sit it tomorrow")
    assert [guide.name for guide in found.subjects] == ["SC-200"]
    assert [guide.name for guide in found.has] == ["SC-300"]


def test_a_question_about_what_somebody_has_is_a_question_of_its_own():
    found = part("Should I take SC-200?", "I already have SC-300, what does it cost to renew?")
    assert [guide.name for guide in found.subjects] == ["SC-300"]
