import numpy as np
import pytest

from index import HybridRetriever, Index, build_index, mix
from index.calibration import NEAR_QUANTILE, bounds_between, fit, foreign_questions
from index.fusion import by_rank, fuse, scaled
from index.keywords import Keywords, words
from index.search import SHOWN_PENALTY, Signals


@pytest.fixture
def index(guides, settings, embedder):
    build_index([guides], settings, embedder=embedder)
    with Index(settings, embedder) as opened:
        yield opened


def test_words_are_stemmed_and_codes_stay_whole():
    assert words("What's MS-102's pay? Managing 99,130 managers' syncs") == [
        "ms-102",
        "pay",
        "manag",
        "99,130",
        "manag",
        "sync",
    ]


def test_keyword_scores_are_those_of_bm25_by_hand():
    texts = ["plum plum jam", "plum tree", "apple tree in the garden"]
    keywords = Keywords.build(texts)
    lengths = [3, 2, 3]  # stop words left out
    idf = np.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    expected = [
        idf * tf / (tf + 1.2 * (1 - 0.75 + 0.75 * length / np.mean(lengths)))
        for tf, length in zip([2, 1, 0], lengths, strict=True)
    ]
    assert keywords.scores(["plum"]) == pytest.approx(expected, abs=1e-5)
    assert keywords.idf("plum") == pytest.approx(idf)


def test_keywords_are_the_same_after_saving(tmp_path):
    keywords = Keywords.build(["plum jam", "apple tree"])
    keywords.save(tmp_path)
    again = Keywords.load(tmp_path)
    assert len(again) == 2
    assert np.array_equal(again.scores(["jam"]), keywords.scores(["jam"]))
    assert not again.knows("pear")


def test_lists_are_scaled_each_by_itself():
    assert scaled({"a": 0.9, "b": 0.5, "c": 0.1}) == pytest.approx({"a": 1.0, "b": 0.5, "c": 0.0})
    assert scaled({"a": 3.0, "d": 3.0}) == {"a": 1.0, "d": 1.0}
    assert scaled({}) == {}


def test_fusion_is_the_weighted_mean_and_what_a_list_lacks_counts_nothing():
    fused = fuse([({"a": 1.0, "b": 0.5}, 1.0), ({"a": 1.0, "d": 1.0}, 0.5), ({}, 1.0)])
    assert fused == pytest.approx({"a": 1.5 / 2.5, "b": 0.5 / 2.5, "d": 0.5 / 2.5})


def test_reciprocal_ranks_look_at_the_order_alone():
    assert by_rank({"a": 9.0, "b": 1.0}) == pytest.approx({"a": 1 / 61, "b": 1 / 62})


IS_WORD = {"pilot"}.__contains__


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("is ms102 hard?", "is ms-102 hard?"),
        ("MS 102 or md_102", "MS-102 or md_102"),
        ("is ms–102 or MS−102 hard?", "is ms-102 or MS-102 hard?"),
        ("ms - 102, MS -102, ms- 102", "ms-102, MS-102, ms-102"),
        ("SY0 701 or sy0–701", "SY0-701 or sy0-701"),
        ("top 10-12, A - 102, pages 4 – 12", "top 10-12, A - 102, pages 4 – 12"),
        ("which certifcation is best", "which certification is best"),
        ("pilot licence", "pilot licence"),  # a word, though the texts lack it
        ("top 10 things", "top 10 things"),
        ("plum trea", "plum trea"),  # too short to be sure
    ],
)
def test_misspelt_words_and_codes_are_put_right(typed, searched):
    keywords = Keywords.build(["MS-102 and SY0-701 are exams for a certification", "plum tree"])
    assert keywords.mended(typed, IS_WORD) == searched


def test_the_questions_that_people_ask_lead_to_their_section(tmp_path, settings, embedder):
    (tmp_path / "docs").mkdir()
    asked = 'asked:\n  "Keeping jam":\n    - "will it go mouldy?"\n'
    text = (
        "# Jam\n\n## Keeping jam\n\nA sealed glass lasts a year.\n\n## Pears\n\nPears are green.\n"
    )
    (tmp_path / "docs" / "jam.md").write_text(f"---\n{asked}---\n{text}")
    build_index([tmp_path / "docs"], settings, embedder=embedder)
    with Index(settings, embedder) as index:
        hit = index.search(index.query("will it go mouldy?")).hits[0]
    assert hit.text == "A sealed glass lasts a year."
    assert "mouldy" not in hit.document.text


def test_the_best_passage_comes_first_with_its_place(index):
    found = index.search(index.query("what are pears pressed into?"))
    best = found.hits[0]
    assert best.document.source == "guides/pears.md"
    assert best.chunk.headings == ("What are pears pressed into?",)
    assert best.text == "Pears are pressed into perry. Perry is fermented slowly in oak barrels."
    assert [hit.score for hit in found.hits] == sorted((h.score for h in found.hits), reverse=True)
    assert found.signals.coverage == pytest.approx(1)
    assert found.unknown_words == ()


def test_words_that_no_guide_has_are_named(index):
    assert index.search(index.query("what does exam XY-999 cost?")).unknown_words == (
        "exam",
        "xy-999",
        "cost",
    )


def test_a_passage_shown_before_steps_back_but_is_not_banned(index):
    query = index.query("pears pressed into perry")
    first = index.search(query).hits[0]
    again = {hit.chunk.id: hit for hit in index.search(query, shown={first.chunk.id}).hits}
    assert again[first.chunk.id].score == pytest.approx(first.score - SHOWN_PENALTY)


def test_a_mix_leans_on_both_questions(index):
    last, before = index.query("barrels"), index.query("plums")
    mixed = mix(last, before, 0.7)
    assert np.linalg.norm(mixed.vector) == pytest.approx(1)
    assert mixed.text == "barrels"
    assert mixed.words == pytest.approx({"barrel": 0.7, "plum": 0.3})
    assert mixed.vector @ last.vector > mixed.vector @ before.vector


def test_a_question_without_known_words_or_of_stop_words_only_is_searched(index):
    for question in ("zzz qqq", "what is it", "¿?"):
        assert index.search(index.query(question)).signals.keywords == 0


def test_the_retriever_gives_documents_of_langchain(index):
    documents = HybridRetriever(index=index, k=2).invoke("how are apples stored?")
    assert len(documents) == 2
    assert documents[0].page_content.startswith("Apples are stored in cold rooms")
    metadata = documents[0].metadata
    assert metadata["source"] == "guides/apples.md"
    assert metadata["section"] == "How are apples stored?"
    text = next(d.text for d in index.documents() if d.source == metadata["source"])
    assert text[metadata["start"] : metadata["end"]] == documents[0].page_content


def test_calibration_puts_its_bounds_between_foreign_and_own_questions():
    def signals(level, count):
        return [Signals(*(level + 0.01 * (n % 5),) * 5) for n in range(count)]

    own, foreign = signals(0.7, 60), signals(0.1, 100)
    for natural in (True, False):
        bounds = bounds_between(own, foreign, natural)
        highest = max(fit(s, bounds) for s in foreign)
        assert highest < bounds["refuse_below"] <= bounds["answer_from"]
        assert bounds["answer_from"] <= np.median([fit(s, bounds) for s in own])


def test_where_people_ask_as_if_foreign_fewer_are_refused_than_of_keywords():
    own = [Signals(*(0.3 + 0.01 * n,) * 5) for n in range(60)]
    foreign = [Signals(*(0.3 + 0.005 * n,) * 5) for n in range(100)]
    bounds = bounds_between(own, foreign, natural=True)
    refused = sum(fit(each, bounds) < bounds["refuse_below"] for each in foreign)
    assert refused == pytest.approx(NEAR_QUANTILE * len(foreign), abs=1)
    assert bounds["refuse_below"] < bounds_between(own, foreign, natural=False)["refuse_below"]


def test_the_foreign_questions_are_many_and_differ():
    questions = foreign_questions()
    assert len(questions) == len(set(questions)) >= 100
    assert all(question == question.strip() != "" for question in questions)
