"""Where sentences end: abbreviations, ordinals, notes' marks, stops of other scripts."""

import pytest

from index.sentences import split_sentences


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text, 0, len(text))]


def check(text: str) -> None:
    """A bar stands where one sentence ends and another begins."""
    assert sentences(text.replace("|", " ")) == [part.strip() for part in text.split("|")]


@pytest.mark.parametrize(
    "text",
    [
        "Pay is 99,130 dollars, e.g. in Ohio.|Dr. J. Smith agrees!|Really?",
        "He said “No.”|Then 3.5 more.",
        "Bring form No. 7 and Nos. 8 to 9.|See Fig. 4, Sec. 2 and pp. 12 to 14.",
        "The answer is no.|They left.",
        "Sr. Engineers earn more.|Jr. Analysts do not.",
        "She has a B.Eng. Honours degree and an M.Sc. Statistics.",
        "She has a Ph.D.|The exam is next.",
        "Doors close at 5 p.m.|They open at 8 a.m. Eastern Time.",
        "The U.S. Army pays.|It lasts avg. Tuesday to Friday.",
        "Bring pens, paper, etc.|The room has none.",
        "It is run by Alder Inc.|The fee is low.",
        "Ask Gen. Miller, Lt. Brown or Rev. Black.",
        "Yahoo! is a company.|Joomla! can be learnt.",
        "“Why?” he asked.|“Because!” she said.|(Really?) they wondered.",
        "Wait … there is more.|Well… then go.",
        "It began in 1998.|A place costs 40.|Members pay 12.|Guests pay.",
        "1. Open the app.|2. Close it.",
        "I am 25.|My friend is 30.",
    ],
)
def test_english_sentences_end_where_a_reader_says(text):
    check(text)


@pytest.mark.parametrize(
    "text",
    [
        "Der Kurs beginnt am 3. März 2027.|Anmeldung bis 28. Februar.",
        "Beim 1. Mal ist es frei, der 3. Versuch kostet.|Die 2. Stufe folgt.",
        "Das gilt z. B. Berufstätigen, d. h. Angestellten, u. a. Lehrern.",
        "Das gilt z.B. Berufstätigen, d.h. Angestellten.",
        "Etwa 7 Mio. Kronen, 3 Mrd. Euro und 20 Tsd. Franken wurden gezahlt.",
        "Ca. 40 Leute kamen.|Vgl. Abs. 2 und Nr. 7 sowie Art. 5.",
        "Fr. 20 zahlt man bei Prof. Weber bzw. Frau Dr. Klein.",
        "Sie ist Dipl. Ing. Architektin mit ggf. Erfahrung.",
        "Es gibt Stifte, Papier usw.|Die Prüfung dauert 40 Minuten.",
        "Er wurde 1998 gegründet.|Heute hat er 12 Mitglieder.",
    ],
)
def test_german_sentences_end_where_a_reader_says(text):
    check(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It began.[1] A place costs 42.[2][3] End.", ["It began.", "A place costs 42."]),
        ("It began.(4) A place costs 42.[a] End.", ["It began.", "A place costs 42."]),
        ("It began.[12, 13] A place costs 42.[note 2] End.", ["It began.", "A place costs 42."]),
        ("It began.¹ “A place costs 42.”² End.", ["It began.", "“A place costs 42.”"]),
        ("It began. [1] A place costs 42! [2] [3] End.", ["It began.", "A place costs 42!"]),
        ("It began.[citation needed] Is it 42?[7]: End.", ["It began.", "Is it 42?[7]: End."]),
    ],
)  # fmt: skip
def test_a_sentence_ends_before_the_mark_of_a_note(text, expected):
    assert sentences(text)[:2] == expected


def test_a_number_in_brackets_that_begins_an_item_is_kept():
    check("Do this first.|(2) Then do that.|(3) Rest.")


@pytest.mark.parametrize(
    "text",
    [
        "هل هذا صحيح؟|نعم.|كم يكلف؟|خمسون.",
        "کیا یہ سچ ہے؟|یہ سچ ہے۔|وہ گیا۔",
        "यह परीक्षा है।|वह कठिन है॥|कितना?",
        "Սա քննություն է։|Այն դժվար է։",
        "ይህ ፈተና ነው።|ቀላል ነው።",
    ],
)
def test_sentences_end_at_the_stops_of_other_scripts(text):
    check(text)


def test_sentences_of_chinese_and_japanese_end_without_spaces():
    assert sentences("「本当？」彼は言った。（終わり。）次！") == [
        "「本当？」",
        "彼は言った。",
        "（終わり。）",
        "次！",
    ]
    assert sentences("Ａ。Ｂ") == ["Ａ。", "Ｂ"]


def test_questions_may_begin_small():
    check("what is it?|how much does it cost?|is it hard?")
    check("Thanks!|what does it cost?")


def test_a_long_run_of_dots_is_read_in_one_go():
    spans = list(split_sentences("Well" + "." * 500_000 + " So.", 0, 500_008))
    assert [(span.start, span.end) for span in spans] == [(0, 500_004), (500_005, 500_008)]


@pytest.mark.parametrize(
    "piece", ["x.[1]", "[1]", ".¹", "am 1. ", "z. ", " (1)", ".)", "A.", "? [1] [1]"]
)
def test_time_grows_with_length_only(piece):
    text = piece * (400_000 // len(piece))
    assert "".join(sentences(text))
