"""How the relay works, and when a job counts as lost.

A backlog is no loss: as long as a queue has messages, a job's message may just be further back. But a queue is first in,
first out. So when a job that was due later has been claimed, or the queue is empty, the message of a job that was due
earlier is not in it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class RelayPolicy:
    """Who relays (`owner`), over which queues, how often, and how overdue a job must be."""

    owner: str
    queues: Collection[str]
    interval: timedelta
    grace: timedelta
    retry_unit_seconds: float = 60


def lost_before(
    now: datetime, grace: timedelta, depth: int, latest_claimed: datetime | None
) -> datetime | None:
    """Return the time (UTC) before which a due, unclaimed job is lost; None where that cannot be told.

    `depth` is how many messages of the queue are ready, `latest_claimed` when the job that was claimed last had been due.
    """
    if depth == 0:
        return now - grace
    return None if latest_claimed is None else min(latest_claimed, now) - grace
