import pytest

from bot import Turn
from bot.asking.small_talk import reply_to, small_talk_in


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("hello", "greeting"),
        ("Good morning!", "greeting"),
        ("hi, how are you?", "greeting"),
        ("thnaks a lot", "thanks"),
        ("that was very helpful", "thanks"),
        ("Great answer, thank you", "thanks"),
        ("r u a bot", "who"),
        ("Am I talking to a real person?", "who"),
        ("what's your name", "who"),
        ("what can you do?", "abilities"),
        ("how does this work", "abilities"),
        ("help", "abilities"),
        ("ok bye", "goodbye"),
        ("see you later", "goodbye"),
        ("hellooo", "greeting"),
        ("How do you do?", "greeting"),
        ("Guten Morgen zusammen", "greeting"),
        ("Wie geht's dir?", "greeting"),
        ("you've been a great help", "thanks"),
        ("Understood, thanks", "thanks"),
        ("Vielen Dank für die Hilfe", "thanks"),
        ("Have a nice day!", "goodbye"),
        ("that's all for today", "goodbye"),
        ("Tschüss", "goodbye"),
        ("who am I talking to?", "who"),
        ("are you an AI?", "who"),
        ("bist du ein Mensch?", "who"),
        ("I need some help", "abilities"),
        ("where do you get your answers", "abilities"),
        ("Was kannst du?", "abilities"),
    ],
)
def test_small_talk_is_known(message, kind):
    assert small_talk_in(message) == kind


@pytest.mark.parametrize(
    "message",
    [
        "What can I do after MS-102?",
        "hi, what pays most?",
        "thanks, and how long does MD-102 take?",
        "Which certifications suit somebody who likes policy?",
        "how do you become an architect",
        "what time is it",
        "is it good",
        "what should I know",
        "how do I get a new job",
        "hello, I need a new job",
        "what do I need",
        "is there work for women",
        "what would you do",
        "how old is too old to start",
        "SC-300",
        "¿?",
    ],
)
def test_a_question_is_no_small_talk(message):
    assert small_talk_in(message) == ""


def test_what_may_be_about_the_last_answer_is_searched_in_a_conversation():
    assert small_talk_in("how do I start?") == "abilities"
    assert small_talk_in("how do I start?", in_conversation=True) == ""
    assert small_talk_in("what can you do?", in_conversation=True) == "abilities"


def test_the_reply_names_guides_and_cites_nothing(advisor):
    answer = advisor.ask("hello!")
    assert answer.grade == "small_talk"
    assert answer.sentences == answer.passages == ()
    assert answer.topics
    assert all(topic in answer.text for topic in answer.topics)
    assert advisor.ask("thanks", [Turn("user", "hello!")]).text == reply_to("thanks", ())
