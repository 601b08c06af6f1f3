"""In which index the entries that an operator means are looked up, and in which they are counted.

The database would choose by itself, and chooses wrong where a tenant's jobs are many and few of them are meant: it reads them all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from flow_omnium.jobs.ledger.indexes import BY_STATE, ENDED_OF_TENANT
from flow_omnium.jobs.ledger.operator_indexes import (
    BY_ATTEMPTS,
    BY_ERROR,
    BY_FURTHER_STORE,
    BY_NEXT_ATTEMPT,
    BY_STATUS,
    BY_STORE,
    BY_TENANT_AND_ERROR,
    HELD_BY_AGE,
    WITH_ATTENTION,
)
from flow_omnium.jobs.operator.job_filter import EVER, JobFilter, queries_of, query_of
from flow_omnium.jobs.operator.job_order import Order
from flow_omnium.jobs.state import FINAL, JobState
from flow_omnium.runtime.database import Document, IndexModel
from flow_omnium.runtime.hints import Fields, fields_of


@dataclass(frozen=True)
class Way:
    """One of the ways in which an entry is among those that are meant; `index` is what it is looked up in, if that is told."""

    query: Document
    index: Fields | None = None


def way_of(wanted: JobFilter) -> Way:
    """Return the one question for all that is meant."""
    return Way(query_of(wanted), _named(_index_of_held(wanted)))


def ways_of(wanted: JobFilter) -> Sequence[Way]:
    """Return the questions which together find every entry that is meant. Of those that need somebody none is found twice."""
    queries = queries_of(wanted)
    if not wanted.needs_somebody:
        return [Way(query, _named(_index_of_held(wanted))) for query in queries]
    in_need, flagged = queries
    if wanted.order is Order.NEXT:
        return [Way(in_need, fields_of(BY_NEXT_ATTEMPT)), Way(flagged, fields_of(BY_NEXT_ATTEMPT))]
    found_in = _index_of_failure(wanted) or BY_STATE
    return [Way(in_need, fields_of(found_in)), Way(flagged, fields_of(WITH_ATTENTION))]


def ways_to_count(wanted: JobFilter) -> Sequence[Way]:
    """Return the questions which together count every entry that is meant once: in an index that tells all of it, where there is one."""
    if wanted.needs_somebody:
        in_need, flagged = ways_of(wanted)
        return [replace(in_need, index=_named(_index_of_tries(wanted)) or in_need.index), flagged]
    if wanted.held_by is not None or _names_few(wanted):
        return [way_of(wanted)]
    if wanted.store_uid is not None:
        return _of_store(wanted)
    if _asks_for_states_alone(wanted):
        return [_of_states(wanted)]
    by_time = BY_NEXT_ATTEMPT if wanted.order is Order.NEXT else None
    return [Way(query_of(wanted), _named(_index_of_tries(wanted) or by_time))]


def _of_store(wanted: JobFilter) -> Sequence[Way]:
    own, further = queries_of(wanted)
    not_twice = {"storeUid": {"$ne": wanted.store_uid}}
    return [Way(own, fields_of(BY_STORE)), Way(further | not_twice, fields_of(BY_FURTHER_STORE))]


def _of_states(wanted: JobFilter) -> Way:
    """Nearly all jobs of all tenants have ended: those of one are counted among its own."""
    of_tenant, named = query_of(wanted).get("tenantUid"), _states(wanted)
    narrower = (wanted.kind, wanted.accepted_since, wanted.accepted_before)
    if of_tenant is None or not named or not named <= FINAL or any(value is not None for value in narrower):
        return Way(query_of(wanted), fields_of(BY_STATE))
    words = sorted(state.value for state in named)
    ended = {"tenantUid": of_tenant, "finishedAt": {"$gt": EVER}, "state": {"$in": words}}
    return Way(ended, fields_of(ENDED_OF_TENANT))


def _index_of_held(wanted: JobFilter) -> IndexModel | None:
    """By itself the database takes the index of states, and reads every job that is held."""
    found_by = (wanted.http_status, wanted.error_class, wanted.store_uid)
    is_narrower = wanted.attention or _names_few(wanted) or any(value is not None for value in found_by)
    return None if wanted.held_by is None or is_narrower else HELD_BY_AGE


def _index_of_tries(wanted: JobFilter) -> IndexModel | None:
    """What jobs failed for, or how often they were tried."""
    by_failure = _index_of_failure(wanted)
    if (
        by_failure is not None
        or wanted.attempts is None
        or wanted.attempts < _TRIED_AGAIN
        or _names_few(wanted)
    ):
        return by_failure
    return BY_ATTEMPTS


def _index_of_failure(wanted: JobFilter) -> IndexModel | None:
    if _names_few(wanted) or wanted.held_by is not None:
        return None
    if wanted.http_status is not None:
        return BY_STATUS
    if wanted.error_class is None:
        return None
    return BY_ERROR if wanted.tenant_uid is None else BY_TENANT_AND_ERROR


def _names_few(wanted: JobFilter) -> bool:
    """Tell whether it names what few jobs have: the database finds those by itself."""
    return any(value is not None for value in (wanted.key, wanted.number, wanted.cause))


def _asks_for_states_alone(wanted: JobFilter) -> bool:
    is_asked = wanted.order is not Order.NEXT and bool(_states(wanted) or wanted.pending)
    return is_asked and replace(wanted, **_TOLD) == JobFilter(**_TOLD)


def _states(wanted: JobFilter) -> frozenset[JobState]:
    return wanted.states or (frozenset() if wanted.state is None else frozenset({wanted.state}))


def _named(index: IndexModel | None) -> Fields | None:
    return None if index is None else fields_of(index)


_TRIED_AGAIN: Final = 2
"""The index of tries has the jobs that were tried so often or more."""

_TOLD: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "state": None,
        "pending": False,
        "states": frozenset(),
        "limit": None,
        "order": Order.NEWEST,
        "tenant_uid": None,
        "kind": None,
        "of_tenants": None,
        "accepted_since": None,
        "accepted_before": None,
    }
)
"""What the index of states tells, or a count does not ask."""
