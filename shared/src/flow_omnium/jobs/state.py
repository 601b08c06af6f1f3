"""The states of a job (design section 5) and which of them are pending or final. No I/O."""

from enum import StrEnum


class JobState(StrEnum):
    """Where a job stands in its life."""

    QUEUED = "queued"
    HELD = "held"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    IGNORED = "ignored"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"


PENDING = frozenset({JobState.QUEUED, JobState.HELD, JobState.WAITING})
"""An event for a record with a pending job makes no second job."""

CLAIMABLE = frozenset({JobState.QUEUED, JobState.WAITING})
"""A message of a job in one of these states may start it; a waiting job's message arrives when it is due."""

FINAL = frozenset({JobState.DONE, JobState.IGNORED, JobState.SUPERSEDED, JobState.CANCELLED})
"""Nothing happens to the job any more; its entry is kept for a while."""
