"""Which confirmed but unclaimed jobs of a queue must have lost their message. Pure: no I/O, no clock.

A backlog is no loss: as long as a queue has messages, a job may just be behind them. But a queue is first in, first
out: when a job that was due later has been claimed, or the queue is empty, what was due earlier is not in it.
"""

from datetime import datetime, timedelta


def lost_before(
    now: datetime, grace: timedelta, depth: int, latest_claimed: datetime | None
) -> datetime | None:
    """Return the time before which a due, unclaimed job is lost; None when nothing tells.

    `depth` is how many messages of the queue are ready, `latest_claimed` when the job claimed last had been due.
    """
    if depth == 0:
        return now - grace
    return None if latest_claimed is None else min(latest_claimed, now) - grace
