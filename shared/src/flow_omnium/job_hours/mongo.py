"""The hours in MongoDB: `{_id: tenant/kind/hour, tenantUid, kind, hour, counts, upTo}` in `job_hours`.

`upTo` is the end of the latest slice in it: one that is added again changes nothing, so a process that dies in between, or
two that count at once, count nothing twice. `{_id: "@upTo", at}` is how far all are.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final

from flow_omnium.job_hours.contract import ACCEPTED, KEPT, Counted, Hour, hour_of_slice
from flow_omnium.jobs.ledger import bulk
from flow_omnium.jobs.ledger.documents import COLLECTION as JOBS
from flow_omnium.jobs.ledger.errors import translated
from flow_omnium.jobs.ledger.indexes import BY_AGE, BY_END
from flow_omnium.jobs.ledger.locks import Locks
from flow_omnium.jobs.state import FINAL
from flow_omnium.runtime.database import Collection as Stored
from flow_omnium.runtime.database import Database, Document, IndexModel, UpdateOne
from flow_omnium.runtime.hints import fields_of

COLLECTION: Final = "job_hours"

INDEXES: Final = (
    IndexModel([("hour", 1)], name="expiry", expireAfterSeconds=round(KEPT.total_seconds())),
    IndexModel([("tenantUid", 1), ("hour", 1)], name="of_tenant"),
)

_UP_TO: Final = "@upTo"
_LEADER: Final = "job hours"
_MILLISECONDS: Final = 10_000


class MongoJobHours:
    """Implements `JobHours`."""

    def __init__(self, database: Database) -> None:
        self._hours: Stored = database[COLLECTION]
        self._jobs: Stored = database[JOBS]
        self._locks = Locks(database)

    async def lead(self, owner: str, at: datetime, duration: timedelta) -> bool:
        """See `JobHours.lead`."""
        return await self._locks.take(_LEADER, owner, at, duration)

    async def counted_up_to(self) -> datetime | None:
        """See `JobHours.counted_up_to`."""
        with translated():
            found = await self._hours.find_one({"_id": _UP_TO})
        at = None if found is None else found.get("at")
        return at if isinstance(at, datetime) else None

    async def count(self, since: datetime, until: datetime) -> Sequence[Counted]:
        """See `JobHours.count`."""
        within = {"$gte": since, "$lt": until}
        came = await self._grouped({"acceptedAt": within}, {"$literal": ACCEPTED}, BY_AGE)
        states = {"$in": sorted(state.value for state in FINAL)}
        ended = await self._grouped({"finishedAt": within, "state": states}, "$state", BY_END)
        return (*came, *ended)

    async def _grouped(self, wanted: Document, outcome: Any, index: IndexModel) -> Sequence[Counted]:
        group = {
            "_id": {"tenant": "$tenantUid", "kind": "$kind", "outcome": outcome},
            "jobs": {"$sum": 1},
        }
        stages: list[Document] = [{"$match": wanted}, {"$group": group}]
        with translated():
            rows = self._jobs.aggregate(stages, hint=fields_of(index), maxTimeMS=_MILLISECONDS)
            return [_counted(row) async for row in rows]

    async def add(self, until: datetime, counted: Sequence[Counted]) -> None:
        """See `JobHours.add`."""
        of = sorted(counted, key=_owner)
        writes = [_addition(until, owner, list(several)) for owner, several in groupby(of, key=_owner)]
        with translated():
            if writes:
                await bulk.write(self._hours, writes)
            await self._hours.update_one({"_id": _UP_TO}, {"$max": {"at": until}}, upsert=True)

    async def hours(self, since: datetime, tenants: Collection[str] | None = None) -> Sequence[Hour]:
        """See `JobHours.hours`."""
        wanted: Document = {"hour": {"$gte": since}}
        wanted |= {} if tenants is None else {"tenantUid": {"$in": sorted(tenants)}}
        stages: list[Document] = [
            {"$match": wanted},
            {"$project": {"tenantUid": 1, "hour": 1, "counts": {"$objectToArray": "$counts"}}},
            {"$unwind": "$counts"},
            {
                "$group": {
                    "_id": {"tenant": "$tenantUid", "hour": "$hour", "outcome": "$counts.k"},
                    "jobs": {"$sum": "$counts.v"},
                }
            },
            {"$sort": {"_id.tenant": 1, "_id.hour": 1}},
        ]
        with translated():
            rows = await self._hours.aggregate(stages, maxTimeMS=_MILLISECONDS).to_list(None)
        return [
            Hour(tenant, at, {row["_id"]["outcome"]: row["jobs"] for row in several})
            for (tenant, at), several in groupby(
                rows, key=lambda row: (row["_id"]["tenant"], row["_id"]["hour"])
            )
        ]


def _addition(until: datetime, owner: tuple[str, str], several: Sequence[Counted]) -> UpdateOne:
    """Add a slice unless it is in: then the document that would be inserted is there, and is refused as a duplicate."""
    tenant_uid, kind = owner
    hour = hour_of_slice(until)
    key = {"_id": f"{tenant_uid}/{kind}/{hour:%Y-%m-%dT%H}", "upTo": {"$lt": until}}
    update = {
        "$inc": {f"counts.{one.outcome}": one.jobs for one in several},
        "$set": {"upTo": until},
        "$setOnInsert": {"tenantUid": tenant_uid, "kind": kind, "hour": hour},
    }
    return UpdateOne(key, update, upsert=True)


def _counted(row: Document) -> Counted:
    key = row["_id"]
    return Counted(str(key.get("tenant")), str(key.get("kind")), str(key.get("outcome")), row["jobs"])


def _owner(one: Counted) -> tuple[str, str]:
    return one.tenant_uid, one.kind
