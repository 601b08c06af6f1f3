"""The changes of a task that a store makes: from the task as it was read, the task as it is written. Pure."""

from dataclasses import replace
from datetime import datetime

from flow_omnium.tasks.contract import TaskClaim
from flow_omnium.tasks.record import TaskRecord, TaskState
from flow_omnium.tasks.request import RunRequest, merged
from flow_omnium.tasks.tally import Counts


def claimed(seen: TaskRecord, claim: TaskClaim) -> TaskRecord:
    """Return the task as its new owner runs it: a request waits no longer, if the run is for one."""
    return replace(
        seen,
        state=TaskState.RUNNING,
        owner=claim.owner,
        lease_until=claim.lease_until,
        started_at=claim.at,
        counts=Counts(),
        running=claim.request,
        request=None if claim.request is not None else seen.request,
        ticket=seen.ticket + 1,
        version=seen.version + 1,
    )


def ended(stored: TaskRecord | None, run: TaskRecord, after: TaskRecord) -> TaskRecord | None:
    """Return the task after its run, with a request that came meanwhile; None where that run is no longer the one."""
    if stored is None or not is_run(stored, run):
        return None
    new, left = stored.request, after.request
    request = merged(left, new) if new is not None else left
    return replace(after, request=request, version=stored.version + 1)


def is_run(stored: TaskRecord, run: TaskRecord) -> bool:
    """Tell whether the task is still in that run."""
    return stored.state is TaskState.RUNNING and (stored.owner, stored.ticket) == (run.owner, run.ticket)


def rescheduled(seen: TaskRecord, schedule: str, due_at: datetime | None) -> TaskRecord:
    """Return the task with another due time."""
    return replace(seen, schedule=schedule, due_at=due_at, version=seen.version + 1)


def requested(seen: TaskRecord, request: RunRequest) -> TaskRecord:
    """Return the task with one more request."""
    return replace(seen, request=merged(seen.request, request), version=seen.version + 1)
