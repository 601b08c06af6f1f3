"""How often a password may be tried from one place: five times, then once a minute. Counts in bounded memory.

The right password is tried like any other, unlike a webhook's secret: here a machine guesses against a person, and can wait.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cachetools import TTLCache

AT_ONCE: Final = 5
SECONDS_EACH: Final = 60.0
_SOURCES: Final = 4_096


@dataclass(frozen=True)
class _Left:
    tries: float
    at: float


class Tries:
    """Lets so many tries through; `timer` counts seconds."""

    def __init__(self, timer: Callable[[], float] = time.monotonic) -> None:
        self._timer = timer
        self._left: TTLCache[str, _Left] = TTLCache(_SOURCES, AT_ONCE * SECONDS_EACH, timer)

    def seconds_to_wait(self, source: str) -> int:
        """Take one try; return 0, or for how many seconds there is none."""
        now, left = self._timer(), self._tries_of(source)
        if left < 1:
            return math.ceil((1 - left) * SECONDS_EACH)
        self._left[source] = _Left(left - 1, now)
        return 0

    def succeeded(self, source: str) -> None:
        """Forget what was tried before."""
        self._left.pop(source, None)

    def _tries_of(self, source: str) -> float:
        known = self._left.get(source)
        if known is None:
            return AT_ONCE
        return min(AT_ONCE, known.tries + (self._timer() - known.at) / SECONDS_EACH)
