"""The one place where time enters; everything else is handed a clock.

What several processes compare (leases, due times, ages) must go by one clock, and two machines' own clocks differ. So
every process takes the time from the database that they share, and carries it on by a counter of its own that nobody
sets: it runs while the database is away, and counts the time for which the machine was suspended.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Protocol

Ticks = Callable[[], float]
"""A counter of seconds that never goes back and that nobody sets."""

RESOLUTION_SECONDS: Final = 0.001
"""The database tells its time in whole milliseconds, rounded down."""

JUMP_SECONDS: Final = 1.0
CONFIRMATIONS: Final = 3
"""A reading that contradicts the clock by more than this is believed when so many in a row do."""

SLOWEST_READING_SECONDS: Final = 5.0
"""A reading that took longer says too little to set a clock by."""

_SLOWED_BY: Final = 0.5
"""A clock that is ahead runs at half its speed until it is right: time never goes back."""


class Clock(Protocol):
    """Tells the time, in UTC."""

    def now(self) -> datetime:
        """Return the present, aware and in UTC."""
        ...


class SystemClock:
    """The machine's own clock: right for what no other process compares."""

    def now(self) -> datetime:
        """Return the present, aware and in UTC."""
        return datetime.now(UTC)


def ticks_of_this_machine() -> float:
    """Seconds since the machine started, those included for which it was suspended."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


@dataclass(frozen=True)
class Reading:
    """What another clock showed at some moment between asking and answer, which are in seconds of our ticks."""

    asked_at: float
    answered_at: float
    shown: datetime

    @property
    def seconds(self) -> float:
        """How long it took: by so much the other clock may have gone on since."""
        return self.answered_at - self.asked_at


class DisciplinedClock:
    """A clock that follows readings of another one. No I/O.

    The first reading sets it, back as well as forward; until then it shows the machine's own time. From then on it
    never goes back: behind, it is put forward at once (a machine that stood still must not take its leases for alive);
    ahead, it is slowed down. As long as it lies within what a reading allows it is left alone, so slow answers, which
    allow much, move nothing.
    """

    def __init__(self, own: Clock | None = None, ticks: Ticks = ticks_of_this_machine) -> None:
        self._own = own or SystemClock()
        self._ticks = ticks
        self._since, self._base = ticks(), self._own.now().timestamp()
        self._ahead = 0.0
        self._doubts = 0
        self.is_set = False
        self.own_ahead: float | None = None
        """By how many seconds the machine's own clock is ahead of the one that is followed, at the latest reading."""

    def now(self) -> datetime:
        """Return the present, aware and in UTC."""
        return datetime.fromtimestamp(self._shown(self._ticks()), UTC)

    @property
    def is_in_doubt(self) -> bool:
        """Whether the latest reading contradicted the clock, and is not believed yet."""
        return self._doubts > 0

    def take(self, reading: Reading) -> None:
        """Follow a reading that has just been made."""
        # What the other clock showed may be as old as the reading took.
        if reading.seconds > SLOWEST_READING_SECONDS:
            return
        earliest = reading.shown.timestamp()
        latest = earliest + reading.seconds + RESOLUTION_SECONDS
        at = self._ticks()
        # The task may have waited for its turn since the answer came.
        since_answer = at - reading.answered_at
        earliest, latest = earliest + since_answer, latest + since_answer
        self.own_ahead = self._own.now().timestamp() - (earliest + latest) / 2
        if not self.is_set:
            self.is_set = True
            self._put(at, (earliest + latest) / 2)
        elif self._is_believed(at, earliest, latest):
            shown = self._shown(at)
            self._put(at, max(shown, earliest), ahead=max(shown - latest, 0.0))

    def _is_believed(self, at: float, earliest: float, latest: float) -> bool:
        heads_for = self._base + at - self._since - self._ahead
        contradicts = not earliest - JUMP_SECONDS <= heads_for <= latest + JUMP_SECONDS
        # One odd answer (a failover, a paused machine) must not move every lease.
        self._doubts = (self._doubts + 1) % CONFIRMATIONS if contradicts else 0
        return self._doubts == 0

    def _put(self, at: float, shown: float, *, ahead: float = 0.0) -> None:
        self._since, self._base, self._ahead = at, shown, ahead

    def _shown(self, at: float) -> float:
        passed = at - self._since
        slowed = min(self._ahead, passed * _SLOWED_BY) if self._ahead else 0.0
        return self._base + passed - slowed
