"""A server that asks for patience is understood in every form in which servers ask."""

import time
from email.utils import formatdate

import pytest

from bot.models.retry_after import seconds_asked_for


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "3"}, 3),
        ({"retry-after": "2.5"}, 2.5),
        ({"RETRY-AFTER": " 0 "}, 0),
        ({"retry-after": "1e1"}, 10),
        ({"retry-after-ms": "2500"}, 2.5),
        ({"x-ms-retry-after-ms": "100"}, 0.1),
        ({"retry-after-ms": "1500", "retry-after": "30"}, 1.5),
        ({"retry-after": "2s"}, 2),
        ({"retry-after": "1m30s"}, 90),
        ({"retry-after": "250ms"}, 0.25),
        ({"retry-after": '"4"'}, 4),
        ({"retry-after": "-5"}, 0),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0),
    ],
)
def test_what_is_asked_for(headers, seconds):
    assert seconds_asked_for(headers) == pytest.approx(seconds)


@pytest.mark.parametrize("ahead", [3, 60])
def test_a_date_is_a_time_from_now(ahead):
    asked = seconds_asked_for({"Retry-After": formatdate(time.time() + ahead, usegmt=True)})
    assert ahead - 2 <= asked <= ahead


@pytest.mark.parametrize("nonsense", ["", "soon", "nan", "inf", "1:30", "²", "٣x"])
def test_nonsense_asks_for_nothing(nonsense):
    assert seconds_asked_for({"retry-after": nonsense}) is None
    assert seconds_asked_for({}) is None
