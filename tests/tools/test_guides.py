"""All tools over all subjects of the guides: what is shown is what the guides say."""

import re
from itertools import pairwise

import pytest

from bot.tools.subjects import SUBJECTS, exams_of
from tests.evals import tools as cases
from tests.evals.test_own_sets import records

TODAY = "2026-11-29"
LEAST_RIGHT = 0.95  # of the hand-made cases


@pytest.fixture(scope="module")
def results(advisor):
    """Every tool's result on every subject of the guides."""
    guides = [guide for guide in advisor.index.outline().guides if guide.kind in SUBJECTS]
    exams = [exam for guide in guides for exam in exams_of(guide)]
    work = [guide.name for guide in guides if guide.kind != "certification"]
    found = [advisor.exam(exam, today=TODAY) for exam in exams]
    found += [advisor.plan(exam, 6, today=TODAY) for exam in exams]
    found += [advisor.compare([a, b], today=TODAY) for a, b in pairwise(exams)]
    found += [advisor.compare([a, b], today=TODAY) for a, b in pairwise(work)]
    found += [advisor.path("Help desk technician", name, today=TODAY) for name in work]
    found += [advisor.pay([name], today=TODAY) for name in work]
    found += [advisor.gap("PowerShell daily, no Intune", name, today=TODAY) for name in work]
    return found


def numbers(text):
    return set(re.findall(r"\d+(?:[.,]\d+)*", text))


def test_every_quote_is_a_span_of_a_live_document(advisor, results):
    live = {document.id: document.text for document in advisor.index.documents()}
    for result in results:
        for sentence in result.sentences:
            assert sentence.citations, (result.title, sentence.text)
            for each in sentence.citations:
                assert live[each.document][each.start : each.end] == each.quote
                passage = result.passages[each.number - 1]
                assert passage.document == each.document
                assert passage.start <= each.start < each.end <= passage.end


def test_what_is_shown_is_a_quote_or_worked_out_from_one(results):
    for result in results:
        for sentence in result.sentences:
            if sentence.support == "supported":
                assert sentence.text == sentence.citations[0].quote
                said = " ".join(each.quote for each in sentence.citations)
                assert numbers(sentence.text) <= numbers(said)
            else:
                assert sentence.support == "worked_out"


def test_a_cell_without_a_quote_says_that_nothing_is_stated(results):
    for result in results:
        for block in result.blocks:
            for row in block.rows:
                bare = [cell.text for cell in row.cells if not cell.citations]
                assert set(bare) <= {"not stated"}, (result.title, row.label)


def test_an_arrow_that_is_drawn_solid_has_a_sentence(results):
    paths = [result for result in results if result.tool == "path"]
    arrows = [arrow for path in paths for arrow in path.arrows]
    assert {arrow.kind for arrow in arrows} <= {"required", "suggested", "related"}
    for arrow in arrows:
        assert (arrow.says is not None) == (arrow.kind in ("required", "suggested"))
    assert any(arrow.says for arrow in arrows)


def test_what_was_made_by_hand_comes_out_right(advisor):
    wrong = {}
    for case in records("tool_cases.jsonl"):
        if problems := list(cases.problems(case, cases.run(case, advisor))):
            wrong[case["id"]] = problems
    assert 1 - len(wrong) / len(records("tool_cases.jsonl")) >= LEAST_RIGHT, wrong
