"""Which entries of the ledger an operator means, and in which order: as data, and as the database is asked for them.

Each query here has an index that serves it (`job_ways.py` names it where the database would choose wrong); a new field needs one as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from flow_omnium.jobs.kinds import QUEUES, JobKind
from flow_omnium.jobs.ledger.operator_indexes import AT_ANY_TIME
from flow_omnium.jobs.operator.held_by import NOTHING, HeldBy, holds
from flow_omnium.jobs.operator.job_order import Order, in_order, sort_of
from flow_omnium.jobs.state import PENDING, JobState
from flow_omnium.runtime.database import Document

__all__ = [
    "EVER",
    "NEEDS_SOMEBODY",
    "JobFilter",
    "Order",
    "in_order",
    "queries_of",
    "query_of",
    "sort_of",
]

NEEDS_SOMEBODY: Final = frozenset({JobState.WAITING, JobState.HELD})
"""States in which somebody may have to do something; so may whatever flags a thing to look at, in any state."""

EVER: Final = datetime.fromtimestamp(0, UTC)
"""Before every time that is stored."""


_IN_NEED: Final[Document] = {
    "queue": {"$in": QUEUES},
    "state": {"$in": sorted(state.value for state in NEEDS_SOMEBODY)},
}
_FLAGGED: Final[Document] = {
    "attention.0": {"$exists": True},
    "state": {"$nin": sorted(state.value for state in NEEDS_SOMEBODY)},
}


@dataclass(frozen=True)
class JobFilter:
    """Which entries are meant; a field that is None does not restrict.

    `pending` means all pending states, `states` any of several; `needs_somebody` means those of `NEEDS_SOMEBODY` and whatever
    flags something. `free` leaves out what a pause or an inactive tenant holds, and what is set aside; `error_class` is that
    of the latest failed attempt; `attention` means entries that flag something. `accepted_since` and `accepted_before` are
    UTC. `number` is one that people call the record by, in small letters; `cause` is the key of why it failed, and
    `http_status` the status of that answer; a store is one of a tenant, so both are named; `attempts` is how often it was tried at least.
    `settled` means entries whose flags need nobody any more, `held_by` those that are held by this. `of_tenants` are those whose entries may be seen at all: one that is named and is not among them has none.
    """

    tenant_uid: str | None = None
    kind: JobKind | None = None
    state: JobState | None = None
    key: str | None = None
    limit: int | None = 50
    pending: bool = False
    free: bool = False
    error_class: str | None = None
    attention: bool = False
    accepted_before: datetime | None = None
    states: frozenset[JobState] = frozenset()
    needs_somebody: bool = False
    store_uid: str | None = None
    accepted_since: datetime | None = None
    number: str | None = None
    cause: str | None = None
    http_status: int | None = None
    attempts: int | None = None
    order: Order = Order.NEWEST
    of_tenants: frozenset[str] | None = None
    settled: bool = False
    held_by: HeldBy | None = None


def query_of(wanted: JobFilter) -> Document:
    """Return what the database is asked for in one question."""
    queries = queries_of(wanted)
    # Every one is spelled out whole: then each is looked up in an index of its own, and they are joined in their order.
    return queries[0] if len(queries) == 1 else {"$or": list(queries)}


def queries_of(wanted: JobFilter) -> Sequence[Document]:
    """Return the questions which together find every entry that is meant.

    Those that need somebody: what waits or is held, then what flags something; none is found twice. Else those of a store: as the
    store of the entry, then as a further one.
    """
    common, stores = _common(wanted), _stores(wanted)
    if not wanted.needs_somebody:
        return [common | store for store in stores]
    # Few need somebody: which of them are of a store is seen as they are read.
    common |= stores[0] if len(stores) == 1 else {"$or": stores}
    return [common | _IN_NEED, common | _FLAGGED]


def _common(wanted: JobFilter) -> Document:
    fields: Document = {
        "tenantUid": _tenant(wanted),
        "kind": wanted.kind and wanted.kind.value,
        "state": _state(wanted),
        "key": wanted.key,
        "heldBy": holds(wanted.held_by, free=wanted.free),
        "lastErrorClass": wanted.error_class,
        "attention.0": _flags(wanted),
        "settled.at": {"$exists": True} if wanted.settled else None,
        "acceptedAt": _times(wanted),
        "numbers": wanted.number,
        "cause.key": wanted.cause,
        "cause.status": wanted.http_status,
        "attemptCount": _tries(wanted),
        "nextAttemptAt": {"$gt": EVER} if wanted.order is Order.NEXT else None,
    }
    given = {name: value for name, value in fields.items() if value is not None}
    # The index of states begins with the queue: naming all of them makes it serve a query for any.
    return AT_ANY_TIME | given | ({"queue": {"$in": QUEUES}} if "state" in given else {})


def _stores(wanted: JobFilter) -> Sequence[Document]:
    """An order may be in several stores."""
    if wanted.store_uid is None:
        return [{}]
    return [{"storeUid": wanted.store_uid}, {"otherStores": wanted.store_uid}]


def _flags(wanted: JobFilter) -> Document | None:
    if wanted.settled:
        return {"$exists": False}
    return {"$exists": True} if wanted.attention else None


def _tenant(wanted: JobFilter) -> Any:
    if wanted.of_tenants is None:
        return wanted.tenant_uid
    seen = wanted.of_tenants if wanted.tenant_uid is None else wanted.of_tenants & {wanted.tenant_uid}
    return next(iter(seen)) if len(seen) == 1 else {"$in": sorted(seen)}


def _tries(wanted: JobFilter) -> Document | None:
    """At least so many; who sorts by them means those that were tried again, which are few."""
    least = max(wanted.attempts or 0, 2 if wanted.order is Order.ATTEMPTS else 0)
    return {"$gte": least} if least else None


def _state(wanted: JobFilter) -> Any:
    if wanted.held_by is not None:
        return JobState.HELD.value if _may_be_held(wanted) else NOTHING
    if wanted.pending:
        return {"$in": _words(PENDING)}
    if wanted.states:
        return {"$in": _words(wanted.states)}
    return wanted.state and wanted.state.value


def _may_be_held(wanted: JobFilter) -> bool:
    named = wanted.states or ({wanted.state} if wanted.state is not None else frozenset())
    return wanted.pending or not named or JobState.HELD in named


def _words(states: frozenset[JobState]) -> Sequence[str]:
    return sorted(state.value for state in states)


def _times(wanted: JobFilter) -> Document | None:
    bounds = {"$gte": wanted.accepted_since, "$lt": wanted.accepted_before}
    return {name: at for name, at in bounds.items() if at is not None} or None
