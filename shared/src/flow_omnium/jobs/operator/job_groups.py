"""Jobs in groups: how many fail for the same cause, stand in the same store, met the same answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from flow_omnium.jobs.ledger.documents import COLLECTION
from flow_omnium.jobs.operator.job_filter import JobFilter, query_of
from flow_omnium.runtime.database import Collection, Database, Document

MOST_GROUPS: Final = 100


class GroupBy(StrEnum):
    """What the jobs of a group have in common."""

    CAUSE = "cause"
    ERROR = "error"
    TENANT = "tenant"
    KIND = "kind"
    STORE = "store"
    STATUS = "status"
    """That of HTTP."""
    STATE = "state"


_FIELDS: Final[Mapping[GroupBy, str]] = MappingProxyType(
    {
        GroupBy.CAUSE: "cause.key",
        GroupBy.ERROR: "lastErrorClass",
        GroupBy.TENANT: "tenantUid",
        GroupBy.KIND: "kind",
        GroupBy.STORE: "storeUid",
        GroupBy.STATUS: "cause.status",
        GroupBy.STATE: "state",
    }
)


@dataclass(frozen=True)
class JobGroup:
    """Jobs that have `values` in common, None for one that they have not. Times are UTC.

    `held_by` is why the example is held; `cause` is that of the example, as it is stored.
    """

    values: Mapping[GroupBy, str | int | None]
    jobs: int
    oldest: datetime | None
    next_attempt: datetime | None
    example: str
    tenants: Sequence[str]
    held_by: str | None = None
    cause: Mapping[str, Any] | None = None


class JobGroups:
    """Groups what the ledger has."""

    def __init__(self, database: Database) -> None:
        self._jobs: Collection = database[COLLECTION]

    async def of(self, wanted: JobFilter, by: Sequence[GroupBy]) -> Sequence[JobGroup]:
        """Return the groups of the entries that match, the largest first. Raises DatabaseError."""
        return [_read(row, by) async for row in self._jobs.aggregate(_stages(wanted, by))]


def _stages(wanted: JobFilter, by: Sequence[GroupBy]) -> list[Document]:
    group: Document = {
        "_id": {one.value: f"${_FIELDS[one]}" for one in by} | _hold(by),
        "jobs": {"$sum": 1},
        "oldest": {"$min": "$acceptedAt"},
        "next": {"$min": "$nextAttemptAt"},
        "example": {"$first": "$_id"},
        "tenants": {"$addToSet": "$tenantUid"},
        "heldBy": {"$first": "$heldBy"},
        "cause": {"$first": "$cause"},
    }
    return [
        {"$match": query_of(wanted)},
        {"$group": group},
        {"$sort": {"jobs": -1, "oldest": 1}},
        {"$limit": MOST_GROUPS},
    ]


def _hold(by: Sequence[GroupBy]) -> Document:
    """What has failed for nothing is held for something: each such reason is a group as well."""
    if GroupBy.CAUSE not in by:
        return {}
    has_cause = {"$gt": ["$cause.key", None]}
    return {"heldBy": {"$cond": [has_cause, None, "$heldBy"]}}


def _read(row: Document, by: Sequence[GroupBy]) -> JobGroup:
    oldest, due, cause = row.get("oldest"), row.get("next"), row.get("cause")
    return JobGroup(
        values={one: row["_id"].get(one.value) for one in by},
        jobs=row["jobs"],
        oldest=oldest if isinstance(oldest, datetime) else None,
        next_attempt=due if isinstance(due, datetime) else None,
        example=str(row["example"]),
        tenants=sorted(str(one) for one in row["tenants"]),
        held_by=row.get("heldBy"),
        cause=cause if isinstance(cause, dict) else None,
    )
