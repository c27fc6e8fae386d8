"""How often someone may try to log in before they must wait."""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import ceil

MOST = 5  # failures
WITHIN = 60.0  # seconds
PAUSE = 300.0  # seconds without any further try
REMEMBERED = 10_000  # names and addresses


@dataclass
class _Tries:
    """What is known of one name or address: when it failed, and until when it is refused."""

    at: list[float] = field(default_factory=list)
    refused_until: float = 0.0


class Throttle:
    """Counts tries by name and by address. One counts as failed until it is forgiven, so that many
    at the same time are no way around.

    Args:
        now: a clock that only goes forward.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._tries: OrderedDict[str, _Tries] = OrderedDict()

    def wait(self, keys: Iterable[str]) -> int:
        """Seconds until the next try by all of these names and addresses; 0 for now."""
        known = [self._tries[key].refused_until for key in keys if key in self._tries]
        return max(0, ceil(max(known, default=0.0) - self._now()))

    def begin(self, keys: Iterable[str]) -> None:
        """Count a try."""
        now = self._now()
        for key in keys:
            tries = self._tries.setdefault(key, _Tries())
            self._tries.move_to_end(key)
            tries.at = [*(at for at in tries.at if now - at < WITHIN), now]
            if len(tries.at) >= MOST:
                tries.refused_until = now + PAUSE
        while len(self._tries) > REMEMBERED:
            self._tries.popitem(last=False)

    def forgive(self, keys: Iterable[str]) -> None:
        """Take the last try back: it was right."""
        for key in keys:
            tries = self._tries.get(key)
            if tries and tries.at:
                tries.at.pop()
                if len(tries.at) < MOST:
                    tries.refused_until = 0.0
