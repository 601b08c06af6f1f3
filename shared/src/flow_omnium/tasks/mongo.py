"""Tasks in MongoDB: one document per tenant and task in `tasks`, and one per run that told something in `task_runs`."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from flow_omnium.jobs.ledger.contract import LedgerUnavailableError
from flow_omnium.jobs.ledger.errors import translated
from flow_omnium.runtime.database import Collection as Stored
from flow_omnium.runtime.database import Database, Document, DuplicateKeyError, IndexModel
from flow_omnium.tasks.changes import claimed, ended, requested, rescheduled
from flow_omnium.tasks.contract import TaskClaim
from flow_omnium.tasks.documents import ENTRY, RECORD, document_of, read, renamed, to_camel
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.record import RunEntry, TaskRecord, TaskState
from flow_omnium.tasks.request import RunRequest
from flow_omnium.tasks.tally import Counts

COLLECTION: Final = "tasks"
RUNS: Final = "task_runs"

KEPT: Final = timedelta(days=90)

RUN_INDEXES: Final = (
    IndexModel([("endedAt", 1)], name="expiry", expireAfterSeconds=round(KEPT.total_seconds())),
    IndexModel([("tenantUid", 1), ("startedAt", -1)], name="history"),
    IndexModel([("tenantUid", 1), ("task", 1), ("startedAt", -1)], name="history_of_task"),
)

_CHANGES: Final = {"version": 1, "leaseUntil": 1}
"""What every change of a task changes: a heartbeat its lease, all else its version."""

_TRIES: Final = 10
"""How often a change is tried that others overtook: they are few, and each of them has changed something."""


class MongoTaskStore:
    """Implements `TaskStore`."""

    def __init__(self, database: Database) -> None:
        self._tasks: Stored = database[COLLECTION]
        self._runs: Stored = database[RUNS]

    async def read(self, tenant_uid: str, task: TaskName) -> TaskRecord | None:
        """See `TaskStore.read`."""
        with translated():
            found = await self._tasks.find_one({"_id": TaskRecord(tenant_uid, task).key})
        return None if found is None else read(RECORD, found)

    async def records(self, tenant_uid: str | None = None) -> Sequence[TaskRecord]:
        """See `TaskStore.records`."""
        # An id begins with the tenant's uid and a slash, and the character after the slash is the zero.
        wanted = {} if tenant_uid is None else {"_id": {"$gt": f"{tenant_uid}/", "$lt": f"{tenant_uid}0"}}
        with translated():
            found = [read(RECORD, document) async for document in self._tasks.find(wanted)]
        known = [record for record in found if record is not None]
        return sorted(known, key=lambda record: (record.tenant_uid, record.task))

    async def refreshed(
        self, tasks: Collection[TaskName], known: Mapping[str, TaskRecord]
    ) -> Mapping[str, TaskRecord]:
        """See `TaskStore.refreshed`."""
        # No index: the tasks of 500 tenants are looked through in a few milliseconds, and each claim would have to keep it.
        offered = {"task": {"$in": sorted(task.value for task in tasks)}}
        with translated():
            marks = await self._tasks.find(offered, _CHANGES).to_list(None)
        kept = {mark["_id"]: known[mark["_id"]] for mark in marks if _is_as(known.get(mark["_id"]), mark)}
        changed = await self._by_keys(mark["_id"] for mark in marks if mark["_id"] not in kept)
        return kept | {record.key: record for record in changed}

    async def _by_keys(self, keys: Iterable[str]) -> Sequence[TaskRecord]:
        wanted = list(keys)
        if not wanted:
            return []
        with translated():
            found = await self._tasks.find({"_id": {"$in": wanted}}).to_list(None)
        return [record for each in found if (record := read(RECORD, each)) is not None]

    async def claim(self, seen: TaskRecord, claim: TaskClaim) -> TaskRecord | None:
        """See `TaskStore.claim`."""
        run = claimed(seen, claim)
        is_ours = seen.state is TaskState.IDLE and await self._is_swapped(seen, run)
        return run if is_ours else None

    async def renew(self, run: TaskRecord, until: datetime, counts: Counts) -> bool:
        """See `TaskStore.renew`."""
        ours = {"_id": run.key, "state": TaskState.RUNNING.value, "owner": run.owner, "ticket": run.ticket}
        told = {f"counts.{name}": number for name, number in renamed(vars(counts), to_camel).items()}
        with translated():
            done = await self._tasks.update_one(ours, {"$set": {"leaseUntil": until} | told})
        return done.matched_count == 1

    async def end(self, run: TaskRecord, after: TaskRecord, entry: RunEntry | None) -> bool:
        """See `TaskStore.end`."""
        changed = await self._change(run.tenant_uid, run.task, lambda stored: ended(stored, run, after))
        if changed is not None and entry is not None:
            with translated():
                document = document_of(ENTRY, entry)
                await self._runs.replace_one({"_id": entry.key}, document, upsert=True)
        return changed is not None

    async def reschedule(self, seen: TaskRecord, schedule: str, due_at: datetime | None) -> bool:
        """See `TaskStore.reschedule`."""
        return await self._is_swapped(seen, rescheduled(seen, schedule, due_at))

    async def request(self, tenant_uid: str, task: TaskName, request: RunRequest) -> RunRequest:
        """See `TaskStore.request`."""
        new = TaskRecord(tenant_uid, task)
        changed = await self._change(tenant_uid, task, lambda stored: requested(stored or new, request))
        return (changed and changed.request) or request

    async def history(self, tenant_uid: str, task: TaskName | None, limit: int) -> Sequence[RunEntry]:
        """See `TaskStore.history`."""
        wanted = {"tenantUid": tenant_uid} | ({} if task is None else {"task": task.value})
        with translated():
            found = self._runs.find(wanted).sort("startedAt", -1).limit(limit)
            entries = [read(ENTRY, document) async for document in found]
        return [entry for entry in entries if entry is not None]

    async def _change(
        self, tenant_uid: str, task: TaskName, change: Callable[[TaskRecord | None], TaskRecord | None]
    ) -> TaskRecord | None:
        """Make a change of the task as it stands; None where there is nothing to change."""
        for _ in range(_TRIES):
            stored = await self.read(tenant_uid, task)
            after = change(stored)
            if after is None:
                return None
            if await self._is_swapped(stored or TaskRecord(tenant_uid, task), after):
                return after
        raise LedgerUnavailableError("the task was changed by others again and again")

    async def _is_swapped(self, seen: TaskRecord, after: TaskRecord) -> bool:
        """Write the task if it still stands as it was seen; a new one, if there is none yet."""
        unchanged: Document = {"_id": seen.key, "version": seen.version}
        try:
            with translated():
                done = await self._tasks.update_one(
                    unchanged, {"$set": document_of(RECORD, after)}, upsert=seen.version == 0
                )
        except DuplicateKeyError:  # it is there by now
            return False
        return done.matched_count == 1 or done.upserted_id is not None


def _is_as(known: TaskRecord | None, mark: Document) -> bool:
    """Tell whether a task is known as it stands."""
    if known is None:
        return False
    return (known.version, known.lease_until) == (mark.get("version"), mark.get("leaseUntil"))
