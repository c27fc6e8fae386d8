"""How long a busy server asks to be left alone, in the forms in which servers say it."""

import math
import re
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_DURATION = re.compile(r"(?:\d+(?:\.\d+)?(?:ms|[smhd]))+", re.IGNORECASE)
_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|[smhd])", re.IGNORECASE)
_HEADERS = (
    ("retry-after-ms", 0.001),
    ("x-ms-retry-after-ms", 0.001),
    ("retry-after", 1.0),
)


def seconds_asked_for(headers: Mapping[str, str]) -> float | None:
    """Seconds until a server wants to be asked again; none if it does not say, or says nonsense."""
    given = {name.lower(): value for name, value in headers.items()}
    for name, unit in _HEADERS:
        seconds = _seconds(str(given.get(name, "")).strip().strip('"'), unit)
        if seconds is not None:
            return max(0.0, seconds)
    return None


def _seconds(asked: str, unit: float) -> float | None:
    try:
        number = float(asked) * unit
        return number if math.isfinite(number) else None
    except ValueError:
        pass
    if _DURATION.fullmatch(asked):
        return sum(float(n) * _UNITS[each.lower()] for n, each in _PART.findall(asked))
    try:
        return parsedate_to_datetime(asked).timestamp() - time.time()
    except (ValueError, TypeError, OverflowError):
        return None
