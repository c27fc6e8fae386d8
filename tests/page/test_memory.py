"""A page that is asked for days holds no more than after the first thousand questions."""

import gc

import numpy as np
import psutil
import pytest

from tests.doubles.small import shown, small_advisor
from tests.doubles.web import ask, ask_api, place_of

QUESTIONS, VISITS = 5_000, 1_000
SAMPLES = 20
MOST_A_QUESTION = 2_000  # bytes: 5,000 questions would leave 10 MB
WORDS = ("apples", "pears", "plums", "perry", "prunes", "barrels", "rooms", "orchards")


def grown(action, times: int) -> float:
    """By how many bytes memory grows each time, from the first fifth on: the slope of a line."""
    seen = []
    for number in range(times):
        action(number)
        if number >= times // 5 and number % (times // SAMPLES) == 0:
            gc.collect()
            seen.append((number, psutil.Process().memory_info().rss))
    slope, _ = np.polyfit(*zip(*seen, strict=True), 1)
    return float(slope)


def question(number: int) -> str:
    first, second = WORDS[number % len(WORDS)], WORDS[number // len(WORDS) % len(WORDS)]
    return f"How are {first} number {number} kept, and what of {second}?"


@pytest.fixture
def place(tmp_path):
    with small_advisor(tmp_path) as advisor, shown(advisor) as address:
        yield place_of(address)


@pytest.mark.slow
def test_thousands_of_questions_leave_nothing_behind(place):
    def ask_one(number):
        assert ask_api(place, {"question": question(number)}).status == 200

    assert grown(ask_one, QUESTIONS) < MOST_A_QUESTION


@pytest.mark.slow
def test_a_thousand_visits_leave_nothing_behind(place):
    def visit(number):
        assert ask(place, "GET", "/").status == 200

    assert grown(visit, VISITS) < MOST_A_QUESTION


@pytest.mark.slow
def test_what_stays_is_seen():
    kept = []
    assert grown(lambda number: kept.append(bytes(10_000)), 2_000) > MOST_A_QUESTION
