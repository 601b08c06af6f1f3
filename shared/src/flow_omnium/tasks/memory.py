"""Tasks that last as long as the process: for tests, and for a dry run without a database."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from flow_omnium.tasks.changes import claimed, ended, is_run, requested, rescheduled
from flow_omnium.tasks.contract import TaskClaim
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.record import RunEntry, TaskRecord, TaskState
from flow_omnium.tasks.request import RunRequest
from flow_omnium.tasks.tally import Counts


class MemoryTaskStore:
    """Implements `TaskStore`; `entries` are all runs, the oldest first."""

    def __init__(self) -> None:
        self.entries: list[RunEntry] = []
        self._records: dict[tuple[str, TaskName], TaskRecord] = {}

    async def read(self, tenant_uid: str, task: TaskName) -> TaskRecord | None:
        """See `TaskStore.read`."""
        return self._records.get((tenant_uid, task))

    async def records(self, tenant_uid: str | None = None) -> Sequence[TaskRecord]:
        """See `TaskStore.records`."""
        found = [self._records[key] for key in sorted(self._records)]
        return [record for record in found if tenant_uid in (None, record.tenant_uid)]

    async def refreshed(
        self, tasks: Collection[TaskName], known: Mapping[str, TaskRecord]
    ) -> Mapping[str, TaskRecord]:
        """See `TaskStore.refreshed`."""
        found = {record.key: record for record in await self.records() if record.task in tasks}
        return found | {key: record for key, record in known.items() if found.get(key) == record}

    async def claim(self, seen: TaskRecord, claim: TaskClaim) -> TaskRecord | None:
        """See `TaskStore.claim`."""
        run = claimed(seen, claim)
        return run if seen.state is TaskState.IDLE and self._is_swapped(seen, run) else None

    async def renew(self, run: TaskRecord, until: datetime, counts: Counts) -> bool:
        """See `TaskStore.renew`."""
        stored = self._stored(run.tenant_uid, run.task)
        if not is_run(stored, run):
            return False
        self._records[run.tenant_uid, run.task] = replace(stored, lease_until=until, counts=counts)
        return True

    async def end(self, run: TaskRecord, after: TaskRecord, entry: RunEntry | None) -> bool:
        """See `TaskStore.end`."""
        stored = self._stored(run.tenant_uid, run.task)
        changed = ended(stored, run, after)
        if changed is None:
            return False
        self._records[run.tenant_uid, run.task] = changed
        self.entries += [] if entry is None else [entry]
        return True

    async def reschedule(self, seen: TaskRecord, schedule: str, due_at: datetime | None) -> bool:
        """See `TaskStore.reschedule`."""
        return self._is_swapped(seen, rescheduled(seen, schedule, due_at))

    async def request(self, tenant_uid: str, task: TaskName, request: RunRequest) -> RunRequest:
        """See `TaskStore.request`."""
        changed = requested(self._stored(tenant_uid, task), request)
        self._records[tenant_uid, task] = changed
        return changed.request or request

    async def history(self, tenant_uid: str, task: TaskName | None, limit: int) -> Sequence[RunEntry]:
        """See `TaskStore.history`."""
        found = [each for each in self.entries if each.tenant_uid == tenant_uid and task in (None, each.task)]
        return sorted(found, key=lambda entry: entry.started_at, reverse=True)[:limit]

    def _stored(self, tenant_uid: str, task: TaskName) -> TaskRecord:
        return self._records.get((tenant_uid, task)) or TaskRecord(tenant_uid, task)

    def _is_swapped(self, seen: TaskRecord, after: TaskRecord) -> bool:
        key = seen.tenant_uid, seen.task
        if self._stored(*key).version != seen.version:
            return False
        self._records[key] = after
        return True
