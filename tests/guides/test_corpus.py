"""The project's own guides: whole, linked, and first where they should be."""

import re

import pytest

from bot import Advisor
from bot.guides import read_guides
from bot.guides.guide import Guide
from index.reading.front_matter import FrontMatter, split_front_matter
from tests.conftest import CORPUS

GUIDES = {path.stem: path for path in sorted(CORPUS.glob("*.md"))}


# Amounts of money in any currency, and the countries (or areas) that they may belong to.
MONEY = re.compile(
    r"\d[\d,.]*\d (?:US |Canadian |Australian )?"
    r"(?:dollars|pounds|euros|francs|zloty|rupees)|[$£€]\s?\d"
)
COUNTRY = re.compile(
    r"United States|American|\bUS\b|United Kingdom|\bUK\b|British|Britain|England|Canad|Australia"
    r"|Ireland|Irish|German|Swi(?:ss|tzerland)|Zurich|France|French|Netherlands|Dutch|Poland|Polish"
    r"|Indian?\b|Ontario|Quebec|Alberta|Manitoba|Saskatchewan|Columbia|Nova Scotia"
    r"|Hamburg|Hesse"
)
# Official pages without a date are used too, and must be called so.
YEAR = re.compile(r"(?:19|20)\d\d|undated|no exact date")


def parts(path):
    return split_front_matter(path.read_text(encoding="utf-8"), path.name)


def money_without_its_place(guide: Guide):
    """Sentences with an amount that neither they nor what introduces them give country and year.

    Rows of a table are introduced by the paragraph before it, its head, and its heading; a sentence
    by those before it in its paragraph, and by its heading.
    """
    heading = introduction = head = ""
    for _, line in guide.lines:
        if line.startswith("#"):
            heading, introduction, head = line, "", ""
        elif line.startswith("|"):
            head = head or line
            given = (heading, introduction, head, line)
            if MONEY.search(line + head) and re.search(r"\d{2}", line):
                yield from missing(line, " ".join(given))
        elif line.strip():
            introduction, head = line, ""
            for sentence in re.split(r"(?<=[.!?])\s+", line):
                if MONEY.search(sentence):
                    yield from missing(sentence, " ".join((heading, line)))


def missing(sentence: str, given: str):
    if not COUNTRY.search(given) or not YEAR.search(given):
        yield sentence


def test_there_are_the_guides_of_the_first_domain():
    assert len(GUIDES) >= 60


@pytest.mark.parametrize("path", GUIDES.values(), ids=GUIDES)
def test_a_guide_that_names_ms_102_says_when_it_ends(path):
    _, body = parts(path)
    if "MS-102" in body:
        assert "30 November 2026" in body


def test_every_amount_of_money_has_country_and_year():
    guides, _ = read_guides(CORPUS)
    found = [f"{guide.name}: {said}" for guide in guides for said in money_without_its_place(guide)]
    assert found == []


@pytest.mark.parametrize(
    ("line", "whole"),
    [
        ("It paid 35,128 pounds in 2025.", False),
        ("In the United Kingdom it paid 35,128 pounds.", False),
        ("In the United Kingdom it paid 35,128 pounds in 2025.", True),
        ("It paid 5,907 euros a month.", False),
        ("Germany counted in 2024. It paid 5,907 euros a month.", True),
        ("| Support | 35,128 pounds |", False),
        ("United Kingdom, 2025:\n\n| Job | Pay |\n|---|---|\n| Support | 35,128 pounds |", True),
        ("Pay:\n\n| Job | Pay in zloty |\n|---|---|\n| Support | 10,598 zloty |", False),
    ],
)
def test_money_without_country_or_year_is_found(line, whole, tmp_path):
    guide = Guide(tmp_path / "g.md", line, FrontMatter(), line)
    assert bool(list(money_without_its_place(guide))) is not whole


@pytest.mark.parametrize(
    ("question", "guide"),
    [
        ("what does a Microsoft 365 administrator do every day?", "microsoft-365-administrator"),
        ("who keeps on-premises and cloud identities in sync?", "identity-and-access"),
        ("what are sensitivity labels for?", "compliance-and-data-governance"),
        ("can I manage a laptop without having it on my desk?", "endpoint-management"),
        ("how does consulting differ from an in-house job?", "consultant"),
        (
            "what is it like to be the only IT person in a small company?",
            "small-and-medium-business",
        ),
        ("is MS-102 still worth taking?", "ms-102"),
    ],
)
def test_a_question_is_answered_from_the_right_guide(advisor: Advisor, question, guide):
    answer = advisor.ask(question)
    assert answer.grade == "answered"
    assert answer.sentences[0].citations[0].source == f"corpus/{guide}.md"


def test_whether_ms_102_is_worth_it_is_answered_with_its_end(advisor: Advisor):
    assert "30 November 2026" in advisor.ask("is MS-102 still worth taking?").text


@pytest.mark.parametrize(
    "question",
    [
        "Give me a recipe for bread",
        "how do I bake bread?",
        "what is the capital of Mongolia?",
        "how to become a pilot",
        "How do I become a pilot?",
        "xkqz vbnm wrtp",
        "asdfghjkl qwertz",
    ],
)
def test_what_no_guide_is_about_is_not_answered(advisor: Advisor, question):
    answer = advisor.ask(question)
    assert answer.grade == "not_in_sources"
    assert answer.sentences == ()
    assert answer.topics
    assert all(topic in answer.text for topic in answer.topics)
