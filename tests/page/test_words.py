"""The languages of the page: all that its code says is in each of them, and nothing else is."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from bot.asking.questions import MOST_CHARACTERS, cleaned
from bot.asking.small_talk import reply_to
from bot.career import tables
from bot.models import model_advice
from bot.page import starters
from bot.page.door import login
from bot.page.drawing import answer as rendering
from bot.page.drawing.answer import Exchange, preface_lines, reply_html
from bot.page.drawing.blocks import SUPPORT
from bot.page.drawing.guide_list import KINDS
from bot.page.panels import about_you
from bot.page.words import ENGLISH, LANGUAGES, PLACE, Words, asked_for
from bot.profile import said
from bot.types import Block, Passage, Sentence
from bot.wording.notices import KIND, doubts, past_dates
from index import CareerBotError
from tests.conftest import PROJECT
from tests.doubles.small import small_advisor
from tests.page.test_answer import answer

PYTHON = [*PROJECT.glob("bot/**/*.py"), *PROJECT.glob("index/**/*.py")]
SCRIPTS = [*PROJECT.glob("bot/page/static/*.js")]
SAYING = ("words", "written")  # functions that are given a text in English
FACTS = dict.fromkeys(about_you.FIELDS, "x")
# Texts that are said from tables.
TABLES = [
    *filter(None, rendering.GRADES.values()),
    *SUPPORT.values(),
    rendering.NOT_CHECKED,
    *tables._OF_CERTIFICATIONS.values(),
    *tables._OF_WORK.values(),
    tables.NOT_STATED,
    *rendering.ROLES.values(),
    *KINDS.values(),
    *starters.TOOLS,
    starters.LANGUAGE,
    starters.OR,
    *login._FIELDS,
    *(text for texts in about_you.FIELDS.values() for text in texts),
]


def constants() -> Iterator[str]:
    """All texts in the code; of texts with something put in, what stands between."""
    for path in PYTHON:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
    for path in SCRIPTS:
        for text in re.findall(r'"((?:[^"\\\n]|\\.)*)"', path.read_text(encoding="utf-8")):
            yield text.replace(r"\n", "\n")


def spoken() -> Iterator[str]:
    """The texts that the page's code asks for by name."""
    for path in PROJECT.glob("bot/page/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name in SAYING:
                    yield node.args[0].value
    for path in SCRIPTS:
        found = re.findall(r'\bword\("((?:[^"\\\n]|\\.)*)"', path.read_text(encoding="utf-8"))
        yield from (text.replace(r"\n", "\n") for text in found)


@pytest.fixture(params=LANGUAGES)
def language(request) -> Words:
    return LANGUAGES[request.param]


def test_all_that_the_page_says_is_in_each_language(language):
    asked = {*spoken(), *TABLES}
    assert len(asked) > 100
    assert sorted(asked - language.translations.keys()) == []


def test_a_language_holds_nothing_that_is_not_said(language):
    parts = sorted({text.strip().rstrip(".") for text in constants()} - {""}, key=len, reverse=True)
    for english in language.translations:
        left = english
        for part in parts:
            left = left.replace(part, "")
        assert re.fullmatch(r"[\W\d_]*", left), english


def test_a_translation_puts_in_what_the_english_does(language):
    for english, translation in language.translations.items():
        assert translation.strip()
        places = len(re.findall(r"\{\d*\}", translation))
        assert places == english.count(PLACE), english
        language(english, *range(places))


@pytest.fixture
def core(tmp_path) -> list[str]:
    """What the advisor says by itself: refusals, cautions, problems, small talk."""
    with small_advisor(tmp_path) as advisor:
        refused = advisor.ask("What is the capital of Mongolia?")
        assert refused.grade == "not_in_sources"
    passage = Passage("i", "d", "t", "s", "Pears", "", 0, 1, 1.0, valid_until="2001-02-03")
    supported, doubted = answer().sentences[0], Sentence("x", (), "unsupported")
    kinds = ("greeting", "who", "abilities", "thanks", "goodbye")
    return [
        *preface_lines(refused),
        KIND,
        tables.quoted_share(Block("table")),
        *past_dates([passage], [supported], date(2026, 11, 29)),
        doubts([supported, doubted]),
        doubts([doubted, doubted]),
        *(reply_to(kind, ["Pears", "Plums"]) for kind in kinds),
        *(said(name, fact) for name, fact in FACTS.items()),
        *(problem(text) for text in (" ", "x" * (MOST_CHARACTERS + 1))),
        login._too_often(3),
    ]


def problem(question: str) -> str:
    with pytest.raises(CareerBotError) as raised:
        cleaned(question)
    return str(raised.value)


def test_what_the_advisor_says_is_put_into_each_language(language, core):
    assert [text for text in core if language.of(text) == text] == []
    assert [text for text in core if ENGLISH.of(text) != text] == []
    assert any("2001-02-03" in language.of(text) for text in core)


def test_every_fault_of_a_model_is_put_into_each_language(language):
    faults = {
        text
        for name, text in vars(model_advice).items()
        if name.startswith("_") and not name.startswith("__") and isinstance(text, str)
    }
    assert len(faults) > 10
    for fault in faults:
        said = f"The language model x:y could not be used: {fault}. The answer is quoted instead."
        words = language.of(said)
        assert "x:y" in words
        assert fault not in words, fault


def test_what_is_missing_is_put_into_each_language_with_its_name(language):
    missing = ("pay in Spain", "this of SC-300")
    preface = f"The guides do not hold {'; nor '.join(missing)}. What they do say:"
    (said,) = preface_lines(replace(answer(), preface=preface, missing=missing), language)
    assert "Spain" in said
    assert "SC-300" in said
    assert not any(english in said for english in ("guides", "pay in", "nor", "this of"))
    html = reply_html(Exchange("q", answer=replace(answer(), missing=missing)), 0, language)
    assert "pay in" not in html
    assert "Spain" in html


def test_a_heading_of_a_guide_that_reads_like_ours_is_not_translated(language):
    for english in ("Pears: 3 passages", "3 guides are indexed"):
        shown = replace(answer(), blocks=(replace(answer().blocks[0], label=english),))
        html = reply_html(Exchange("q", answer=shown), 0, language)
        assert english.split()[-1] in html


def test_guides_and_questions_are_never_translated():
    words = Words("xx", {"Pears are sweet.": "no", "Answered from the guides": "yes", "{}.": "no"})
    html = reply_html(Exchange("Ask", answer=answer(text="Pears are sweet.")), 0, words)
    assert "Pears are sweet" in html
    assert ">yes<" in html
    assert "no" not in re.sub("<[^>]*>", " ", html).split()


def test_what_is_put_in_stands_as_it_was():
    words = Words("xx", {"Of {}, {} are bad.": "{1} schlecht, von {0}."})
    assert words.of("Of {}, {0} are bad.") == "{0} schlecht, von {}."
    assert words.of("Of 3,\n2 are bad.") == "Of 3,\n2 are bad."
    assert words("Of {}, {} are bad.", 3, "{}") == "{} schlecht, von 3."


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("DE", "de"),
        ("en-GB,de;q=0.9", "en"),
        ("fr,de;q=0.5", "en"),
        ("*", "en"),
        ("", "en"),
        ("../de", "en"),
    ],
)
def test_the_language_is_the_one_that_the_browser_wants_most(accepted, code):
    assert asked_for(accepted).language == code
