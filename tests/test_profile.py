"""What is remembered of somebody, and what it changes."""

from dataclasses import asdict

import pytest

from bot import PreferenceError, Preferences, Profile
from bot.profile import noticed, of_stored, with_facts
from bot.types import LONGEST_FACT
from tests.doubles.fakes import GUIDES
from tests.doubles.small import small_advisor

DRINKS = {"pears": "perry", "plums": "brandy", "apples": "cider", "grapes": "wine", "hops": "beer"}
ORCHARDS = (
    {
        f"trees-{fruit}.md": f"# Trees of {fruit}\n\nYou plant a tree of {fruit} for {drink}."
        for fruit, drink in DRINKS.items()
    }
    | GUIDES
    | {"work.md": "# Work\n\nPlanting takes a spade. A spade costs 20 pounds in 2026."}
)


@pytest.fixture
def orchard(tmp_path):
    with small_advisor(tmp_path, ORCHARDS) as opened:
        yield opened


@pytest.mark.parametrize(
    ("message", "facts"),
    [
        (
            "I am a baker and want to become a miller.",
            {"role": "baker", "goals": "become a miller"},
        ),
        ("I've passed MS-102 and SC-300, what next?", {"certifications": "MS-102, SC-300"}),
        ("I have 3 years of experience", {"years": "3 years"}),
        ("I really enjoy writing policies, so which?", {"interests": "writing policies"}),
        ("I live in New Zealand", {"place": "New Zealand"}),
        ("I work for a school with 40 people", {"organisation": "school with 40 people"}),
        ("I have 5 hours a week to study for MS-102", {"hours": "5 hours"}),
    ],
)
def test_what_somebody_says_of_themselves_is_noticed(message, facts):
    assert noticed(message) == facts
    assert noticed(message, with_facts(Profile(), facts)) == {}


@pytest.mark.parametrize(
    "message",
    [
        "What can I do after MS-102?",
        "I want to know what MS-102 costs",
        "I am a bit lost",
        "Can an administrator who has SC-300 become an architect?",
        "I would like to hear about pay",
        "I have not passed MS-102",
    ],
)
def test_questions_say_nothing_of_who_asks(message):
    assert noticed(message) == {}


def test_what_is_remembered_is_added_to_what_is_known():
    profile = with_facts(Profile(certifications="MS-102", place="Bern"), {"place": "Rome"})
    profile = with_facts(profile, {"certifications": "SC-300"})
    assert profile == Profile(certifications="MS-102, SC-300", place="Rome")


def test_what_answers_alike_is_taken_by_what_somebody_likes(orchard):
    question = "Which tree should I plant?"
    plain = orchard.ask(question)
    assert plain.because == ()
    not_taken = [drink for drink in DRINKS.values() if drink not in plain.text]
    assert not_taken
    for drink in not_taken:
        answer = orchard.ask(question, preferences=Preferences(profile=Profile(interests=drink)))
        assert drink in answer.text
        assert answer.because == (f"you like {drink}",)
        assert answer.sentences[0].text == plain.sentences[0].text


def test_facts_and_grades_do_not_depend_on_who_asks(orchard):
    somebody = Preferences(profile=Profile(interests="brandy", goals="become a baker"))
    for question in ("What does a spade cost?", "Which tree should I plant?", "Who is the king?"):
        plain, personal = orchard.ask(question), orchard.ask(question, preferences=somebody)
        assert personal.grade == plain.grade
        for sentence in personal.sentences:
            for citation in sentence.citations:
                text = orchard.document_text(citation.document)
                assert text[citation.start : citation.end] == citation.quote
    assert orchard.ask("What does a spade cost?", preferences=somebody).because == ()


@pytest.mark.parametrize(
    "stored",
    [None, [], "text", 5, {"role": 5}, {"role": ["x"]}, {"role": {"a": 1}}, {"other": "x"}],
)
def test_whatever_a_browser_kept_is_a_profile(stored):
    assert of_stored(stored) == Profile()


def test_a_profile_from_a_browser_is_cut_and_cleaned():
    long = of_stored({"role": "x\n\u202ey" + "z" * 10_000})
    assert len(long.role) <= LONGEST_FACT
    assert "\n" not in long.role
    assert "\u202e" not in long.role


def test_a_profile_has_a_limit():
    with pytest.raises(PreferenceError, match="Your goals must be text of at most 200"):
        Profile(goals="x" * 201)
    assert set(asdict(Profile())) == set(asdict(of_stored({})))
