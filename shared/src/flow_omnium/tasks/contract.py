"""What is asked of where tasks are kept. Every method raises LedgerUnavailableError."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.record import RunEntry, TaskRecord
from flow_omnium.tasks.request import RunRequest
from flow_omnium.tasks.tally import Counts


@dataclass(frozen=True)
class TaskClaim:
    """Who wants to run a task (`owner`), from when on (UTC) and until when at least, and for which request, if for any."""

    owner: str
    at: datetime
    lease_until: datetime
    request: RunRequest | None = None


class TaskStore(Protocol):
    """Keeps tasks, and the history of their runs."""

    async def read(self, tenant_uid: str, task: TaskName) -> TaskRecord | None:
        """Return one task; None where it never ran and nobody asked for it."""
        ...

    async def records(self, tenant_uid: str | None = None) -> Sequence[TaskRecord]:
        """Return the tasks of one tenant, or of all, by tenant and task."""
        ...

    async def refreshed(
        self, tasks: Collection[TaskName], known: Mapping[str, TaskRecord]
    ) -> Mapping[str, TaskRecord]:
        """Return these tasks of all tenants as they stand now, by their keys.

        `known` is what the last call has returned: only what has changed since is read once more, as this is asked every few seconds.
        """
        ...

    async def claim(self, seen: TaskRecord, claim: TaskClaim) -> TaskRecord | None:
        """Become the one that runs the task, if it stands as it was seen; else None.

        Of all processes one gets it. The claim's request is taken off. A task that is not kept yet is kept from now on.
        """
        ...

    async def renew(self, run: TaskRecord, until: datetime, counts: Counts) -> bool:
        """Prolong the lease of a run and tell how far it is; False when the run is no longer ours."""
        ...

    async def end(self, run: TaskRecord, after: TaskRecord, entry: RunEntry | None) -> bool:
        """Make a running task idle, as `after` says, and add to its history; False when the run is no longer that one.

        `after.request` is what is left of the run's own request: one that came meanwhile is merged with it.
        """
        ...

    async def reschedule(self, seen: TaskRecord, schedule: str, due_at: datetime | None) -> bool:
        """Note when a task is due by another schedule; False when it no longer stands as it was seen."""
        ...

    async def request(self, tenant_uid: str, task: TaskName, request: RunRequest) -> RunRequest:
        """Ask for a run; return what is asked for now, since one that waits already is merged with it."""
        ...

    async def history(self, tenant_uid: str, task: TaskName | None, limit: int) -> Sequence[RunEntry]:
        """Return the latest runs of one task, or of all the tenant's, newest first."""
        ...
