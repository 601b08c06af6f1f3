"""Limits how many wrong secrets a client may try for a tenant. Keeps its counts in bounded memory."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from cachetools import TTLCache

Client = tuple[str, str]
"""Tenant and address."""


@dataclass(frozen=True)
class ThrottleLimits:
    """Different wrong secrets in a window of seconds, and how many clients are remembered.

    Right secrets are not limited, so the window may be any: it only decides how soon the client may try again.
    """

    wrong_secrets: int = 5
    window_seconds: float = 15.0
    clients: int = 4_096


@dataclass(frozen=True)
class _Window:
    ends_at: float
    # Only what tells them apart is kept, and by a hash that is different in every process.
    wrong: set[int] = field(default_factory=set)


class Throttle:
    """Counts the different wrong secrets of each client. Different ones, because an attacker tries many, while a sender
    that was not told of a new secret repeats one."""

    def __init__(
        self, limits: ThrottleLimits | None = None, timer: Callable[[], float] = time.monotonic
    ) -> None:
        self._limits = limits or ThrottleLimits()
        self._timer = timer
        self._windows: TTLCache[Client, _Window] = TTLCache(
            self._limits.clients, self._limits.window_seconds, timer
        )

    def seconds_to_wait(self, client: Client) -> int:
        """Return how long the client must wait before it tries another secret; 0 when it may try now."""
        window = self._windows.get(client)
        if window is None or len(window.wrong) < self._limits.wrong_secrets:
            return 0
        return max(1, math.ceil(window.ends_at - self._timer()))

    def note_wrong(self, client: Client, secret: bytes) -> bool:
        """Count a wrong secret; tell whether it was the one that brought the client to the limit."""
        window = self._windows.get(client)
        if window is None:
            window = self._windows[client] = _Window(self._timer() + self._limits.window_seconds)
        known = len(window.wrong)
        if known < self._limits.wrong_secrets:
            window.wrong.add(hash(secret))
        return known < len(window.wrong) == self._limits.wrong_secrets
