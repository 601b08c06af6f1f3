"""Awaited records in MongoDB: one document each in `awaited_records`, until a later look finds it as it should be.

`{_id: tenant/state/kind/key/part, tenantUid, task, state, kind, key, part, version, since, by, isTold, sightings, needs, lookedAt}`
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger import bulk
from flow_omnium.jobs.ledger.errors import translated
from flow_omnium.overdue.record import KEPT, Awaited, AwaitedName, Overdue, OverdueCount
from flow_omnium.polling.expectation import OverdueState
from flow_omnium.runtime.database import Collection as Stored
from flow_omnium.runtime.database import Database, Document, IndexModel, UpdateOne
from flow_omnium.tasks.kind import TaskName

COLLECTION: Final = "awaited_records"

INDEXES: Final = (
    IndexModel([("by", 1)], name="expiry", expireAfterSeconds=round(KEPT.total_seconds())),
    IndexModel([("tenantUid", 1), ("task", 1), ("lookedAt", 1)], name="of_poll"),
)

_COUNTS: Final[Document] = {"$expr": {"$gte": ["$sightings", "$needs"]}}
"""Matches what has been sighted as often as it takes."""


class MongoAwaitedRecords:
    """Implements `AwaitedRecords`. Each write can be repeated, but for the count of sightings."""

    def __init__(self, database: Database) -> None:
        self._records: Stored = database[COLLECTION]

    async def note(self, tenant_uid: str, awaited: Sequence[Awaited]) -> None:
        """See `AwaitedRecords.note`."""
        if awaited:
            with translated():
                await bulk.write(self._records, [_upsert(tenant_uid, one) for one in awaited])

    async def looked(self, tenant_uid: str, names: Collection[AwaitedName], at: datetime) -> None:
        """See `AwaitedRecords.looked`."""
        if names:
            with translated():
                await self._records.update_many(_named(tenant_uid, names), {"$set": {"lookedAt": at}})

    async def settle(self, tenant_uid: str, names: Collection[AwaitedName]) -> None:
        """See `AwaitedRecords.settle`."""
        if names:
            with translated():
                await self._records.delete_many(_named(tenant_uid, names))

    async def due(self, tenant_uid: str, task: TaskName, now: datetime, limit: int) -> Sequence[Awaited]:
        """See `AwaitedRecords.due`."""
        wanted = {"tenantUid": tenant_uid, "task": task.value, "by": {"$lte": now}}
        with translated():
            found = self._records.find(wanted).sort([("lookedAt", 1), ("_id", 1)]).limit(limit)
            read = [_read(document) async for document in found]
        return [one for one in read if one is not None]

    async def overdue(
        self, now: datetime, limit: int, tenant_uid: str | None = None, state: OverdueState | None = None
    ) -> Sequence[Overdue]:
        """See `AwaitedRecords.overdue`."""
        wanted: Document = {"by": {"$lte": now}, **_COUNTS}
        wanted |= {} if tenant_uid is None else {"tenantUid": tenant_uid}
        wanted |= {} if state is None else {"state": state.value}
        with translated():
            found = self._records.find(wanted).sort([("by", 1), ("_id", 1)]).limit(limit)
            read = [(str(document["tenantUid"]), _read(document)) async for document in found]
        return [Overdue(tenant, one) for tenant, one in read if one is not None]

    async def counts(
        self, now: datetime, tasks: Collection[TaskName]
    ) -> Mapping[tuple[str, OverdueState], OverdueCount]:
        """See `AwaitedRecords.counts`."""
        of_polls = {"$in": sorted(task.value for task in tasks)}
        known = {"$in": [state.value for state in OverdueState]}
        stages: list[Document] = [
            {"$match": {"by": {"$lte": now}, "task": of_polls, "state": known, **_COUNTS}},
            {
                "$group": {
                    "_id": {"tenant": "$tenantUid", "state": "$state"},
                    "number": {"$sum": 1},
                    "longest": {"$min": "$by"},
                }
            },
        ]
        with translated():
            found = [one async for one in self._records.aggregate(stages)]
        return {
            (one["_id"]["tenant"], OverdueState(one["_id"]["state"])): OverdueCount(
                one["number"], one["longest"]
            )
            for one in found
        }


def _upsert(tenant_uid: str, one: Awaited) -> UpdateOne:
    """Write one down: what was found first stays, but for a deadline that the record tells."""
    name = one.name
    first: dict[str, Any] = {
        "tenantUid": tenant_uid,
        "state": name.state.value,
        "kind": name.kind.value,
        "key": name.key,
        "part": name.part,
        "since": one.since,
        "needs": one.needs,
    }
    now: dict[str, Any] = {"task": one.task.value, "version": one.version, "lookedAt": one.looked_at}
    (now if one.is_told else first)["by"] = one.by
    now["isTold"] = one.is_told
    update = {"$set": now, "$setOnInsert": first, "$inc": {"sightings": one.sightings}}
    return UpdateOne({"_id": _id(tenant_uid, name)}, update, upsert=True)


def _read(document: Document) -> Awaited | None:
    """Read one; None where it is of another version, or damaged: only this one is left alone."""
    try:
        return Awaited(
            AwaitedName(
                OverdueState(document["state"]),
                JobKind(document["kind"]),
                document["key"],
                document["part"],
            ),
            TaskName(document["task"]),
            document["version"],
            document["since"],
            document["by"],
            bool(document["isTold"]),
            document["sightings"],
            document["needs"],
            document["lookedAt"],
        )
    except (KeyError, TypeError, ValueError):
        return None


def _named(tenant_uid: str, names: Collection[AwaitedName]) -> Document:
    return {"_id": {"$in": [_id(tenant_uid, name) for name in names]}}


def _id(tenant_uid: str, name: AwaitedName) -> str:
    return "/".join((tenant_uid, name.state.value, name.kind.value, name.key, name.part))
