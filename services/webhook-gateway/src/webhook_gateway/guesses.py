"""How many secrets a source may try for a tenant: keeps count of the wrong ones, in bounded memory. No I/O."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from cachetools import LRUCache, TTLCache

Visitor = tuple[str, str]
"""Tenant and source."""


@dataclass(frozen=True)
class GuessLimits:
    """Different wrong secrets in a window of seconds, and how many visitors are remembered.

    The window is shorter than the 21 seconds in which Omnium makes its attempts (omnium.md 3.5): a burst of wrong
    secrets that has ended costs nobody an event.
    """

    wrong_secrets: int = 5
    window_seconds: float = 15.0
    visitors: int = 4_096


@dataclass(frozen=True)
class _Window:
    ends_at: float
    # Only what tells them apart is kept, and by a hash that is different in every process.
    wrong: set[int] = field(default_factory=set)


class Guesses:
    """Counts the different wrong secrets of each visitor: a guesser tries many, a forgotten subscription repeats one.

    A visitor who has shown a right secret is never turned away: its events must not be lost to a guesser who shares
    its address.
    """

    def __init__(
        self, limits: GuessLimits | None = None, timer: Callable[[], float] = time.monotonic
    ) -> None:
        self._limits = limits or GuessLimits()
        self._timer = timer
        self._windows: TTLCache[Visitor, _Window] = TTLCache(
            self._limits.visitors, self._limits.window_seconds, timer
        )
        self._proven: LRUCache[Visitor, bool] = LRUCache(self._limits.visitors)

    def seconds_to_wait(self, visitor: Visitor) -> int:
        """Return for how long the visitor is turned away; 0 when its secret may be compared."""
        window = self._windows.get(visitor)
        if window is None or len(window.wrong) < self._limits.wrong_secrets or self._proven.get(visitor):
            return 0
        return max(1, math.ceil(window.ends_at - self._timer()))

    def was_right(self, visitor: Visitor) -> None:
        """Remember that the visitor knows a secret, until 4,096 others have shown theirs more recently."""
        if self._proven.get(visitor) is None:
            self._proven[visitor] = True

    def was_wrong(self, visitor: Visitor, secret: bytes) -> bool:
        """Count a wrong secret; tell whether it was the one that brought the visitor to the limit."""
        window = self._windows.get(visitor)
        if window is None:
            window = self._windows[visitor] = _Window(self._timer() + self._limits.window_seconds)
        known = len(window.wrong)
        if known < self._limits.wrong_secrets:
            window.wrong.add(hash(secret))
        return known < len(window.wrong) == self._limits.wrong_secrets
