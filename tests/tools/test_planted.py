"""What the tools must not get wrong, on guides that were planted for it."""

from datetime import date

import pytest

from bot.errors import ToolError, UnknownSubjectError

TODAY = "2026-11-29"


def text_of(result):
    return " ".join(sentence.text for sentence in result.sentences)


def test_what_a_guide_does_not_state_reads_not_stated(kitchen):
    result = kitchen.compare(["Cook", "Helper"], today=TODAY)
    (pay,) = [row for row in result.rows if row.aspect == "pay"]
    cook, helper = pay.cells
    assert "500" in cook.text
    assert (helper.text, helper.citations) == ("not stated", ())
    every = [cell for row in result.rows for cell in row.cells]
    assert (result.quoted, result.cells) == (sum(bool(c.citations) for c in every), len(every))


def test_two_sources_that_disagree_are_both_shown_with_their_dates(kitchen):
    apart = kitchen.exam("CK-100", today=TODAY).disagreements
    (found,) = [each for each in apart if each.aspect == "length"]
    said = [side.text for side in found.sides]
    assert said == [
        "CK-100 takes 60 minutes by the guild.",
        "A school gives it 90 minutes in 2025.",
    ]


def test_guides_without_words_of_order_yield_no_order(kitchen):
    result = kitchen.path("Oak", "Fir", today=TODAY)
    assert result.arrows == ()
    assert "no way" in " ".join(result.notices)


def test_guides_without_typed_facts_are_compared_by_their_sections(kitchen):
    rows = {row.label: row.cells for row in kitchen.compare(["Oak", "Fir"], today=TODAY).rows}
    assert [cell.text for cell in rows["Weight"]] == ["Oak is heavy.", "Fir is light."]
    assert [cell.text for cell in rows["Use"]] == ["Oak makes barrels.", "Fir makes roofs."]


def test_a_retired_exam_is_no_step(kitchen):
    result = kitchen.path("Helper", "Cook", today=TODAY)
    assert [step.guide for step in result.steps] == ["helper", "ck-100", "cook"]
    assert [each.split()[0] for each in result.left_out] == ["OD-111"]


def test_an_exam_that_ends_soon_is_no_step_and_one_that_is_held_neither(kitchen):
    near = kitchen.path("Helper", "Cook", today="2027-05-01")
    assert "ck-100" not in [step.guide for step in near.steps]
    held = kitchen.path("Helper", "Cook", said="I hold CK-100", today=TODAY)
    assert "ck-100" not in [step.guide for step in held.steps]
    assert held.done == ("CK-100",)
    denied = kitchen.path("Helper", "Cook", said="I don't have CK-100 yet", today=TODAY)
    assert denied.done == ()


def test_an_arrow_without_a_sentence_is_related_only(kitchen):
    result = kitchen.path("Helper", "Chef", today=TODAY)
    kinds = {(a.start, a.end): (a.kind, a.says is not None) for a in result.arrows}
    assert kinds["helper", "cook"] == ("suggested", True)
    assert kinds["cook", "chef"] == ("related", False)


@pytest.mark.parametrize("today", ["2027-06-29", "2027-06-30", "2027-07-01", "2028-06-30"])
def test_a_plan_past_an_end_says_so_first(kitchen, today):
    begin = max(date.fromisoformat(today), date(2027, 6, 29)).isoformat()
    result = kitchen.plan("CK-100", 5, "2028-12-31", start=begin, today=today)
    assert result.feasible is False
    assert result.weeks == ()
    assert "30 June 2027" in result.blocks[0].sentences[0].text
    side = "was" if today > "2027-06-30" else "is"
    assert f"The announced end of CK-100 {side}" in result.blocks[0].sentences[0].text


def test_a_plan_before_the_end_has_weeks(kitchen):
    result = kitchen.plan("CK-100", 5, "2027-06-29", start="2027-04-05", today="2027-04-01")
    assert result.feasible is True
    assert result.weeks


def test_the_plan_of_a_retired_exam_has_no_weeks(kitchen):
    result = kitchen.plan("OD-111", 5, "2027-12-31", today=TODAY)
    assert result.weeks == ()
    assert "retired on 31 January 2025" in text_of(result)


def test_hours_are_shared_by_the_weights(kitchen):
    result = kitchen.plan("CK-100", 5, "2027-02-07", start="2026-11-30", today=TODAY)
    spent = {}
    for week in result.weeks:
        for work in week.work:
            spent[work.topic] = spent.get(work.topic, 0) + work.hours
    assert spent["Heat"] / (spent["Heat"] + spent["Knives"]) == pytest.approx(0.6, abs=0.02)
    assert all(week.hours <= 5 for week in result.weeks)
    assert max(week.ends for week in result.weeks) <= "2027-02-07"


def test_too_few_hours_are_said_before_any_week(kitchen):
    result = kitchen.plan("CK-100", 1, "2027-02-07", start="2026-11-30", today=TODAY)
    assert result.feasible is False
    assert "10 weeks of 1 hours are 10 hours" in result.blocks[0].sentences[0].text


def test_no_study_falls_into_a_pause(kitchen):
    result = kitchen.plan(
        "CK-100", 5, start="2026-11-30", pauses=[("2026-12-21", "2027-01-03")], today=TODAY
    )
    begins = [week.begins for week in result.weeks]
    assert "2026-12-14" in begins
    assert "2027-01-04" in begins
    assert not {"2026-12-21", "2026-12-28"} & set(begins)


def test_kept_weeks_stay_when_a_plan_is_made_anew(kitchen):
    before = kitchen.plan("CK-100", 5, "2027-02-07", start="2026-11-30", today=TODAY)
    kept = before.weeks[:3]
    after = kitchen.plan(
        "CK-100", 3, "2027-03-07", start="2026-11-30", kept=kept, today="2026-11-30"
    )
    assert [week.work for week in after.weeks[:3]] == [week.work for week in kept]
    assert [week.kept for week in after.weeks[:4]] == [True, True, True, False]
    assert all(week.hours <= 3 for week in after.weeks[3:])


def test_a_name_that_no_guide_has_is_answered_with_names_that_are_near(kitchen):
    with pytest.raises(UnknownSubjectError, match="CK-100"):
        kitchen.exam("CK-1000")
    with pytest.raises(ToolError, match="no exam"):
        kitchen.exam("Cook")
    with pytest.raises(ToolError, match="two to four"):
        kitchen.compare(["Cook"])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"hours": 0}, "hours a week"),
        ({"hours": 500}, "hours a week"),
        ({"hours": 5, "until": "soon"}, "no day"),
        ({"hours": 5, "start": "2020-01-01"}, "past"),
        ({"hours": 5, "until": "2026-11-29"}, "before it begins"),
        ({"hours": 5, "pauses": [("2026-12-01",)]}, "pause"),
    ],
)
def test_days_and_hours_that_cannot_be_planned_are_refused(kitchen, given, said):
    with pytest.raises(ToolError, match=said):
        kitchen.plan("CK-100", today=TODAY, **given)


def test_a_place_that_is_not_held_is_named(kitchen):
    result = kitchen.pay(["Cook"], ["Norway", "Spain"], today=TODAY)
    assert [row.place for row in result.rows] == ["Norway"]
    assert result.not_held == ("Spain",)
    assert "occupations" in " ".join(result.notices)


@pytest.mark.parametrize(
    ("said", "bucket"),
    [
        ("Knife work every day.", "have"),
        ("No knife work.", "lack"),
        ("I've never done knife work", "lack"),
        ("My colleague does the knife work", "lack"),
        ("I'd love to learn knife work", "lack"),
        ("I have only seen knife work in a demo", "lack"),
        ("Not a day without knife work", "have"),
        ("I wouldn't say I don't know knife work", "have"),
        ("I like music", "unchecked"),
    ],
)
def test_ones_own_words_decide_what_one_has(kitchen, said, bucket):
    result = kitchen.gap(said, "Cook", today=TODAY)
    found = [n for n in ("have", "lack", "unchecked") if "knife work" in _names(result, n)]
    assert found == [bucket]


def _names(result, bucket):
    return [item.name for item in getattr(result, bucket)]
