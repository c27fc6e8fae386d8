"""The question sets and the command that measures; what was measured is in evals/RESULTS.md."""

import json
import re
from collections import Counter

import pytest

from bot.advisor import Advisor
from index import Index, IndexSettings, SentenceTransformerEmbedder, build_index, foreign_questions
from tests.conftest import CORPUS, PROJECT
from tests.evals import report
from tests.evals.__main__ import BEGIN, DOMAIN, END
from tests.evals.cases import CasesError, Gold, domain_cases
from tests.evals.evaluate import Place, right_ranks
from tests.evals.measures import Measure, found_within, ndcg, recall, share_below
from tests.evals.public_sets import read_public_set
from tests.evals.remap_gold import SETS, golds_of, guides_in, section_of

EVALS = PROJECT / "tests" / "evals"
TRADE = EVALS / "another_trade"


@pytest.fixture(scope="module")
def cases():
    return domain_cases(EVALS)


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_set_is_as_large_as_it_must_be(cases):
    kinds = Counter(case.kind for case in cases)
    assert kinds["answerable"] >= 250
    assert kinds["follow-up"] >= 60
    assert len(lines(EVALS / "conversations.jsonl")) >= 30
    assert kinds["near miss"] >= 60
    assert kinds["out of scope"] >= 60
    assert kinds["false premise"] >= 20
    assert kinds["small talk"] >= 20
    assert Counter(case.style for case in cases)["switch"] >= 20
    ways = {"direct", "paraphrased", "situation", "misspelt", "telegraphic", "rambling", "double"}
    assert {case.style for case in cases if case.kind == "answerable"} == ways | {"first"}


def test_the_halves_are_about_even_and_keep_conversations_together(cases):
    halves = Counter(case.half for case in cases)
    assert abs(halves["work"] - halves["held"]) < 0.1 * len(cases)
    assert len({case.question for case in cases if not case.earlier}) == len(
        [case for case in cases if not case.earlier]
    )
    by_conversation = {}
    for case in cases:
        if case.kind == "follow-up":
            by_conversation.setdefault(case.earlier[0], set()).add(case.half)
    assert all(len(halves) == 1 for halves in by_conversation.values())


def test_every_gold_quote_stands_once_in_its_guide(cases, advisor):
    texts = {
        document.source.removeprefix("corpus/"): document.text
        for document in advisor.index.documents()
    }
    wrong = [
        (gold.source, gold.quote)
        for case in cases
        for gold in case.golds
        if texts[gold.source].count(gold.quote) != 1
    ]
    assert wrong == []
    answered = [c for c in cases if c.kind in ("answerable", "follow-up", "false premise")]
    assert all(case.golds for case in answered)


def test_every_gold_names_the_section_that_its_quote_stands_in():
    guides = guides_in(CORPUS)
    wrong = []
    for name in SETS:
        for row in lines(EVALS / name):
            for gold in golds_of(row):
                guide = guides[gold["guide"]]
                if section_of(guide, gold["quote"]) != gold["section"]:
                    wrong.append((gold["guide"], gold["section"], gold["quote"]))
    assert wrong == []


def test_no_question_was_used_to_calibrate(cases, advisor):
    asked = {
        question.lower()
        for document in advisor.index.documents()
        for question in advisor.index.questions_asked([document.id])
    }
    evaluated = {case.question.lower() for case in cases}
    assert not evaluated & asked
    assert not evaluated & {question.lower() for question in foreign_questions()}


def test_the_docs_show_what_was_measured():
    results = (EVALS / "RESULTS.md").read_text(encoding="utf-8")
    page = (PROJECT / "docs" / "measurements.md").read_text(encoding="utf-8")
    shown = page.split(BEGIN)[1].split(END)[0].strip()
    headline = section(results, "Headline")
    assert shown
    assert headline.endswith(shown)
    held = section(results, DOMAIN["held"])
    for line in shown.splitlines()[2:]:
        _, name, value, *_ = (cell.strip() for cell in line.split("|"))
        assert f"| {name} | {value} |" in held


def section(text, name):
    return re.split(r"^## ", text.split(f"## {name}\n")[1], flags=re.M)[0].strip()


@pytest.fixture(scope="module")
def bakers_advisor(tmp_path_factory):
    settings = IndexSettings(home=tmp_path_factory.mktemp("baker"))
    embedder = SentenceTransformerEmbedder()
    build_index([TRADE / "baker.md"], settings, embedder=embedder)
    with Advisor(Index(settings, embedder)) as opened:
        yield opened


def test_the_grades_work_for_another_trade(bakers_advisor):
    """One document, nothing else changed: 95 % of what is off its topic refused, 5 % of its own."""

    def refused(questions):
        grades = [bakers_advisor.ask(question).grade for question in questions]
        return grades.count("not_in_sources") / len(grades)

    assert refused([each["question"] for each in lines(TRADE / "off_topic.jsonl")]) >= 0.95
    assert refused([each["question"] for each in lines(TRADE / "questions.jsonl")]) <= 0.05


def test_a_measure_has_the_interval_of_its_bootstrap():
    half = Measure("half", (0.0, 1.0) * 50)
    low, high = half.interval
    assert half.mean == 0.5
    assert low == pytest.approx(0.5 - 1.96 * 0.05, abs=0.02)
    assert high == pytest.approx(0.5 + 1.96 * 0.05, abs=0.02)
    assert Measure("sure", (1.0,) * 9).interval == (1.0, 1.0)


def test_ranks_give_recall_and_gain():
    assert found_within([4, 9], 3) == 0.0
    assert found_within([4, 9], 5) == 1.0
    assert recall([1, 9], 5, right=4) == 0.25
    assert ndcg([1], 10, right=1) == 1.0
    assert ndcg([2], 10, right=1) == pytest.approx(1 / 1.58496, abs=1e-4)
    assert ndcg([1, 2], 10, right=2) == 1.0
    assert ndcg([], 10, right=3) == 0.0


def test_a_bound_that_keeps_most_refuses_what_lies_below_it():
    assert share_below([0.0, 5.0, 50.0], list(range(1, 101))) == [1.0, 1.0, 0.0]


def test_a_gold_is_found_where_its_whole_quote_stands_in_its_document():
    gold = Gold("a.md", "Plums are blue.")
    lists = [[Place("x/b.md", 0, 9, "Plums are blue."), Place("x/a.md", 0, 9, "Plums are")]]
    assert right_ranks([gold], lists) == []
    assert lists[0][1].quotes(gold)
    lists.append([Place("x/a.md", 0, 30, "Plums are blue. Pears are green.")])
    assert right_ranks([gold], lists) == [1]


def test_results_survive_a_file_and_compare_question_by_question(tmp_path):
    old = {"set": [Measure("right", (0.0, 1.0) * 20), Measure("same", (1.0, 0.0))]}
    new = {"set": [Measure("right", (1.0, 1.0) * 20), Measure("same", (1.0, 0.0))]}
    file = tmp_path / "old.json"
    file.write_text(report.as_json(old))
    assert report.read_json(file) == old
    right, same = report.compare(report.read_json(file), new).splitlines()[2:]
    assert right.endswith("| better |")
    assert same.endswith("|  |")
    file.write_text("[]")
    with pytest.raises(CasesError, match="does not hold earlier results"):
        report.read_json(file)


def test_a_section_is_put_in_its_place(tmp_path):
    file = tmp_path / "RESULTS.md"
    report.write_section(file, "One", "a")
    report.write_section(file, "Two", "b")
    report.write_section(file, "One", "c")
    assert file.read_text() == "## One\n\nc\n\n## Two\n\nb\n"
    with pytest.raises(CasesError, match="no place"):
        report.write_between(file, "<!-- x -->", "<!-- y -->", "z")


def test_a_public_set_is_read_from_its_files(tmp_path):
    text = "Plums are blue. Pears are green."
    asked = {"question": "Which are blue?", "is_impossible": False}
    asked["answers"] = [{"text": "Plums", "answer_start": 0}]
    trap = {"question": "Which are red?", "is_impossible": True, "answers": []}
    article = {"title": "Fruit_trees", "paragraphs": [{"context": text, "qas": [asked, trap]}]}
    (tmp_path / "squad2_x.json").write_text(json.dumps({"data": [article]}))
    found = read_public_set("squad", tmp_path)
    assert [document.title for document in found.documents] == ["Fruit trees"]
    answerable, near = found.cases
    assert answerable.golds == (Gold("Fruit_trees-000.txt", "Plums are blue."),)
    assert near.kind == "near miss"
    with pytest.raises(CasesError, match=r"clapnq cannot be read .* there is no"):
        read_public_set("clapnq", tmp_path)


def test_a_broken_question_set_is_named_by_line(tmp_path):
    (tmp_path / "answerable.jsonl").write_text('{"style": "direct", "question": "a?"}\nnonsense\n')
    with pytest.raises(CasesError, match=r"answerable.jsonl:2: this is no JSON"):
        domain_cases(tmp_path)
