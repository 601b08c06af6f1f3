"""Circuit breaker: whoever fails is left alone for a while, then tried, and used again when that goes well.

closed ── failure ──▶ open ── its time is over ──▶ half-open ── success ──▶ closed
                       ▲                               │
                       └─────────── failure ───────────┘
"""

from datetime import datetime, timedelta
from enum import Enum
from typing import Generic, TypeVar

_Time = TypeVar("_Time", float, datetime)
"""Seconds of any steady clock, or UTC; a breaker is told the time in one of them."""

_MOST_DOUBLINGS = 20


class State(Enum):
    """Whether calls go through."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"


def state_at(open_until: _Time | None, now: _Time) -> State:
    """Return the state of a circuit that the latest failure has opened until a moment; None: nothing has failed."""
    if open_until is None:
        return State.CLOSED
    return State.OPEN if now < open_until else State.HALF_OPEN


def open_time(failures: int, first: timedelta, longest: timedelta) -> timedelta:
    """Return how long a circuit stays open after so many failures in a row: twice as long each time, within bounds."""
    # Bounded before it is raised: after days of failures the power would be a huge number.
    times: int = 2 ** min(failures - 1, _MOST_DOUBLINGS)
    return min(first * times, longest)


class CircuitBreaker(Generic[_Time]):
    """The circuit to one neighbour. It reads no clock: each call is told the time.

    Half-open it lets one call through, and the others pass by until that one was reported; with `probes_alone` off it
    lets all through.
    """

    def __init__(self, *, probes_alone: bool = True) -> None:
        self._probes_alone = probes_alone
        self._open_until: _Time | None = None
        self._is_probed = False
        self._failures = 0

    @property
    def failures(self) -> int:
        """How many failures were reported since the latest success."""
        return self._failures

    def state(self, now: _Time) -> State:
        """Return the state; to ask for it takes no turn from anybody."""
        return state_at(self._open_until, now)

    def lets_through(self, now: _Time) -> bool:
        """Tell whether this caller may call; it must then report how that went."""
        state = self.state(now)
        if state is State.CLOSED:
            return True
        if state is State.OPEN or self._is_probed:
            return False
        # A neighbour that is down costs one caller its time-out, not all of them.
        self._is_probed = self._probes_alone
        return True

    def succeeded(self) -> None:
        """Close it: the neighbour has answered."""
        self._open_until = None
        self._is_probed = False
        self._failures = 0

    def failed(self, open_until: _Time) -> None:
        """Open it until a moment: the neighbour has not answered."""
        self._open_until = open_until
        self._is_probed = False
        self._failures += 1
