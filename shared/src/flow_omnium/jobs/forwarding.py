"""When something brings a waiting job forward: an event at once, but not again before the first delay of the table is over.

What an event tells may be what the job waits for: the order was mended. But a sender that repeats itself must not make
a job run as often as it sends. So an attempt that came early, since an event or a system's recovery had brought it
forward, is followed by a pause of the table's first delay, whatever arrives meanwhile.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flow_omnium.jobs.backoff import retry_delay_ms
from flow_omnium.jobs.entry import Forward


@dataclass(frozen=True)
class Forwarding:
    """What an event may do for a job whose attempt has failed: `after_ms` later it brings the job forward at once, and one
    that comes sooner brings it forward to `delay_ms` after itself. Either is done once; then the job waits."""

    after_ms: int
    delay_ms: int

    def since(self, at: datetime) -> Forward:
        """Return what is kept of it in the entry, of an attempt that ended at `at` (UTC)."""
        return Forward(at_once_from=at + timedelta(milliseconds=self.after_ms), delay_ms=self.delay_ms)


def forwarding_after(*, was_forwarded: bool, retry_unit_seconds: float) -> Forwarding:
    """Decide it for an attempt that failed; `was_forwarded`: it had been brought forward itself."""
    delay = retry_delay_ms(1, retry_unit_seconds)
    return Forwarding(delay if was_forwarded else 0, delay)


def forward_delay_ms(forward: Forward, due_at: datetime | None, at: datetime) -> int | None:
    """Return in how many milliseconds an event at `at` (UTC) lets the job run; None where it gains nothing."""
    delay = 0 if at >= forward.at_once_from else forward.delay_ms
    gains = due_at is None or at + timedelta(milliseconds=delay) < due_at
    return delay if gains else None
