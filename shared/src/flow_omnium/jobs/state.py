"""The states of a job (design section 5), and which of them are pending or final."""

from enum import StrEnum


class JobState(StrEnum):
    """Where a job stands in its life."""

    QUEUED = "queued"
    """A message of it is in its queue, or on the way there; a worker may claim it now."""

    HELD = "held"
    """It has no message: something must end first (a pause, another job of its record), and `heldBy` says what."""

    WAITING = "waiting"
    """It failed or was put off; its message lies in a wait queue until the delay is over."""

    RUNNING = "running"
    """One worker has claimed it, and keeps its lease while the handler runs."""

    DONE = "done"
    """Its run succeeded, and wrote what was missing."""

    IGNORED = "ignored"
    """There was nothing to do; `reason` says why."""

    SUPERSEDED = "superseded"
    """It did not succeed, and a newer job of the same key, which reads the same state, goes on in its place."""

    CANCELLED = "cancelled"
    """An operator has ended it."""


PENDING = frozenset({JobState.QUEUED, JobState.HELD, JobState.WAITING})
"""The job has not begun its next run: an event for its record joins it, and makes no second job."""

CLAIMABLE = frozenset({JobState.QUEUED, JobState.WAITING})
"""A message may start the job; a waiting job's message arrives when it is due."""

FINAL = frozenset({JobState.DONE, JobState.IGNORED, JobState.SUPERSEDED, JobState.CANCELLED})
"""Nothing happens to the job any more; its entry is kept for 30 days."""
