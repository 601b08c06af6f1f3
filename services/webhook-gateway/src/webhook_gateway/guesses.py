"""How many secrets a source may try for a tenant: keeps count of the wrong ones, in bounded memory. No I/O."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from cachetools import TTLCache

Visitor = tuple[str, str]
"""Tenant and source."""


@dataclass(frozen=True)
class GuessLimits:
    """Different wrong secrets in a window of seconds, and how many visitors are remembered.

    Right secrets are not limited, so the window may be any: it only tells how soon a guesser may go on.
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
    """Counts the different wrong secrets of each visitor: a guesser tries many, a forgotten subscription repeats one."""

    def __init__(
        self, limits: GuessLimits | None = None, timer: Callable[[], float] = time.monotonic
    ) -> None:
        self._limits = limits or GuessLimits()
        self._timer = timer
        self._windows: TTLCache[Visitor, _Window] = TTLCache(
            self._limits.visitors, self._limits.window_seconds, timer
        )

    def seconds_to_wait(self, visitor: Visitor) -> int:
        """Return for how long the visitor is to wait with another guess; 0 when it may go on."""
        window = self._windows.get(visitor)
        if window is None or len(window.wrong) < self._limits.wrong_secrets:
            return 0
        return max(1, math.ceil(window.ends_at - self._timer()))

    def was_wrong(self, visitor: Visitor, secret: bytes) -> bool:
        """Count a wrong secret; tell whether it was the one that brought the visitor to the limit."""
        window = self._windows.get(visitor)
        if window is None:
            window = self._windows[visitor] = _Window(self._timer() + self._limits.window_seconds)
        known = len(window.wrong)
        if known < self._limits.wrong_secrets:
            window.wrong.add(hash(secret))
        return known < len(window.wrong) == self._limits.wrong_secrets
