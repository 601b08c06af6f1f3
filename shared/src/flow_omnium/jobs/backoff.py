"""When a failed job is tried again: the vendor's table (flow.md 1.10), in units of RETRY_UNIT_SECONDS."""

from bisect import bisect_left
from collections.abc import Sequence

RETRY_TABLE = (2, 2, 5, 10, 20, 30, 45, 60, 90, 120)
"""Units (minutes in production) after failure 1, 2, …; from the last entry on it stays the same, for ever."""

DEFER_MS = (5_000, 30_000)
"""Short delays for jobs that are put off for a moment; in real time, whatever the unit."""


def retry_delay_ms(failures: int, unit_seconds: float) -> int:
    """Return the delay after the n-th failure, in milliseconds. Raises ValueError for n < 1."""
    if failures < 1:
        message = f"failures: {failures} is not at least 1"
        raise ValueError(message)
    return _to_ms(RETRY_TABLE[min(failures, len(RETRY_TABLE)) - 1], unit_seconds)


def defer_delay_ms(after_seconds: float, unit_seconds: float) -> int:
    """Return the shortest delay of a wait queue, in milliseconds, that is at least as long as asked for; else the longest."""
    # RabbitMQ drops messages only from the head of a queue, so each delay needs a queue of its own, and there are few:
    # https://www.rabbitmq.com/docs/ttl#per-message-ttl-caveats
    delays = wait_delays_ms(unit_seconds)
    position = bisect_left(delays, round(after_seconds * 1000))
    return delays[min(position, len(delays) - 1)]


def wait_delays_ms(unit_seconds: float) -> Sequence[int]:
    """Return every delay that needs a wait queue, ascending and distinct, in milliseconds."""
    return sorted({_to_ms(units, unit_seconds) for units in RETRY_TABLE} | set(DEFER_MS))


def _to_ms(units: int, unit_seconds: float) -> int:
    return max(1, round(units * unit_seconds * 1000))
