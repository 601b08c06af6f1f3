"""Jobs in groups: how many fail for the same cause, stand in the same store, met the same answer.

What fails and what is held are counted apart, each in the index that has all that it takes: of a job that is held it matters
what holds it, not what it had failed for before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from flow_omnium.jobs.ledger.documents import COLLECTION
from flow_omnium.jobs.operator.job_filter import JobFilter, query_of
from flow_omnium.jobs.state import FINAL, JobState
from flow_omnium.runtime.database import Collection, Database, Document

MOST_GROUPS: Final = 100
MOST_TENANTS: Final = 1_000


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
        GroupBy.ERROR: "cause.error",
        GroupBy.TENANT: "tenantUid",
        GroupBy.KIND: "kind",
        GroupBy.STORE: "storeUid",
        GroupBy.STATUS: "cause.status",
        GroupBy.STATE: "state",
    }
)
FAILING: Final = frozenset(JobState) - FINAL - {JobState.HELD}
"""States in which a job that has failed is still tried; what holds a held one counts by itself."""

_TOLD: Final[Document] = {"cause": 1, "attempts.errorClass": 1, "attempts.message": 1}
"""What is read of the example of a group."""

Values = Mapping[GroupBy, str | int | None]


@dataclass(frozen=True)
class JobGroup:
    """Jobs that have `values` in common, None for one that they have not. Times are UTC.

    `held_by` is what holds them, None of jobs that are not held; `cause` is that of the example, as it is stored, and `message` what its
    latest failed attempt said. `oldest` and `newest` are when the first and the last of them was accepted, `stores` those that they name.
    """

    values: Values
    jobs: int
    oldest: datetime | None
    next_attempt: datetime | None
    example: str
    tenants: frozenset[str]
    held_by: str | None = None
    cause: Mapping[str, Any] | None = None
    newest: datetime | None = None
    stores: frozenset[str] = frozenset()
    message: str | None = None


class JobGroups:
    """Groups what the ledger has."""

    def __init__(self, database: Database) -> None:
        self._jobs: Collection = database[COLLECTION]

    async def of(self, wanted: JobFilter, by: Sequence[GroupBy]) -> Sequence[JobGroup]:
        """Return the groups of what fails or is held, the largest first; which states are wanted is left aside.

        Raises DatabaseError.
        """
        narrowed = replace(wanted, state=None, states=frozenset(), pending=False, needs_somebody=False)
        groups = [*await self.failing(narrowed, by), *await self._held(narrowed, by)]
        merged = groups if GroupBy.CAUSE in by else _merged(groups)
        return sorted(merged, key=lambda group: -group.jobs)[:MOST_GROUPS]

    async def failing(self, wanted: JobFilter, by: Sequence[GroupBy]) -> Sequence[JobGroup]:
        """Return the groups of what has failed and is tried again. Raises DatabaseError."""
        # Greater than the empty text rather than `$exists`: that an index can tell without a look at the job.
        fails: Document = (
            {"state": {"$in": sorted(state.value for state in FAILING)}}
            | {"cause.key": {"$gt": ""}}
            | query_of(wanted)
        )
        stages: list[Document] = [
            {"$match": fails},
            {"$group": _group(by)},
            {"$sort": {"jobs": -1}},
            {"$limit": MOST_GROUPS},
        ]
        groups = [_read(row, by) async for row in self._jobs.aggregate(stages)]
        examples = {"_id": {"$in": [group.example for group in groups]}}
        found = {str(row["_id"]): row async for row in self._jobs.find(examples, _TOLD)}
        return [_with_example(group, found.get(group.example, {})) for group in groups]

    async def _held(self, wanted: JobFilter, by: Sequence[GroupBy]) -> Sequence[JobGroup]:
        held = query_of(wanted) | {"state": JobState.HELD.value}
        group = _group(by)
        if GroupBy.CAUSE in by:
            group["_id"] |= {"heldBy": "$heldBy", GroupBy.CAUSE.value: None}
        stages: list[Document] = [
            {"$match": held},
            {"$group": group},
            {"$sort": {"jobs": -1}},
            {"$limit": MOST_GROUPS},
        ]
        return [_read(row, by) async for row in self._jobs.aggregate(stages)]


def _group(by: Sequence[GroupBy]) -> Document:
    return {
        "_id": {one.value: f"${_FIELDS[one]}" for one in by},
        "jobs": {"$sum": 1},
        "oldest": {"$min": "$acceptedAt"},
        "newest": {"$max": "$acceptedAt"},
        "next": {"$min": "$nextAttemptAt"},
        "example": {"$first": "$_id"},
        "tenants": {"$addToSet": "$tenantUid"},
        "stores": {"$addToSet": "$storeUid"},
    }


def _read(row: Document, by: Sequence[GroupBy]) -> JobGroup:
    oldest, newest, due = row.get("oldest"), row.get("newest"), row.get("next")
    return JobGroup(
        values={one: row["_id"].get(one.value) for one in by},
        jobs=row["jobs"],
        oldest=oldest if isinstance(oldest, datetime) else None,
        next_attempt=due if isinstance(due, datetime) else None,
        example=str(row["example"]),
        tenants=frozenset(str(one) for one in row["tenants"][:MOST_TENANTS]),
        held_by=row["_id"].get("heldBy"),
        newest=newest if isinstance(newest, datetime) else None,
        stores=frozenset(str(one) for one in row["stores"][:MOST_TENANTS] if one),
    )


def _with_example(group: JobGroup, example: Document) -> JobGroup:
    """What an example has stored may be of any shape: whoever shows it looks."""
    attempts = example.get("attempts")
    said = [
        one.get("message") for one in attempts or () if isinstance(one, Mapping) and one.get("errorClass")
    ]
    message = next((one for one in reversed(said) if isinstance(one, str) and one), None)
    return replace(group, cause=example.get("cause"), message=message)


def _merged(groups: Sequence[JobGroup]) -> Sequence[JobGroup]:
    """Join what fails and what is held of the same values."""
    found: dict[tuple[Any, ...], JobGroup] = {}
    for group in groups:
        key = tuple(group.values.values())
        found[key] = _joined(found[key], group) if key in found else group
    return list(found.values())


def _joined(one: JobGroup, other: JobGroup) -> JobGroup:
    return replace(
        one,
        jobs=one.jobs + other.jobs,
        oldest=min(filter(None, (one.oldest, other.oldest)), default=None),
        next_attempt=min(filter(None, (one.next_attempt, other.next_attempt)), default=None),
        tenants=one.tenants | other.tenants,
        newest=max(filter(None, (one.newest, other.newest)), default=None),
        stores=one.stores | other.stores,
        held_by=None,
    )
