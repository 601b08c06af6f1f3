"""How the whole suite stands at a moment: read in parts, so that one that cannot be read hides no other."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any, TypeAlias

from flow_omnium.jobs.circuits.circuit import Circuit
from flow_omnium.jobs.circuits.mongo import MongoCircuits
from flow_omnium.jobs.kinds import QUEUES
from flow_omnium.jobs.ledger.backlog import MongoBacklog, Pending
from flow_omnium.jobs.ledger.pauses import MongoPauses, Pause
from flow_omnium.jobs.operator.bulk_acts import BulkAct
from flow_omnium.jobs.operator.bulk_store import BulkActs
from flow_omnium.jobs.operator.dead_letters import open_dead_letters
from flow_omnium.jobs.operator.job_filter import JobFilter
from flow_omnium.jobs.operator.job_groups import GroupBy, JobGroup, JobGroups
from flow_omnium.jobs.operator.job_log import MOST_COUNTED, JobLog
from flow_omnium.jobs.state import PENDING, JobState
from flow_omnium.overdue.mongo import MongoAwaitedRecords
from flow_omnium.polling.expectation import OverdueState
from flow_omnium.runtime.circuit_breaker import State
from flow_omnium.runtime.database import Database
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tenants.repository import COLLECTION as TENANTS
from flow_omnium.tokens import renewal_leases
from flow_omnium.tokens.rejections import Rejections
from flow_omnium.tokens.renewal_leases import MongoRenewalLeases
from flow_omnium.tokens.token_state import State as TokenState
from flow_omnium.tokens.token_state import TokenRecords, state_of

Of: TypeAlias = Collection[str] | None
"""The tenants that are looked at; None: all, and what belongs to none."""


@dataclass(frozen=True)
class Backlog:
    """What has not ended, by state; how much flags something, how much is set aside, and when the latest event came (UTC)."""

    pending: Mapping[JobState, Pending]
    attention: int
    set_aside: int
    latest: datetime | None


@dataclass(frozen=True)
class Tenants:
    """Which tenants are active, and which are not."""

    active: Sequence[str]
    off: Sequence[str]


@dataclass(frozen=True)
class Overview:
    """What was read, each part None where it could not be: then `unread` says why, by the part's name. `at` is UTC."""

    at: datetime
    backlog: Backlog | None = None
    causes: Sequence[JobGroup] | None = None
    pauses: Sequence[tuple[Pause, int]] | None = None
    circuits: Sequence[Circuit] | None = None
    overdue: Mapping[OverdueState, int] | None = None
    tenants: Tenants | None = None
    tokens: Mapping[str, TokenState] | None = None
    parked: Mapping[str, int] | None = None
    acts: Sequence[BulkAct] | None = None
    unread: Mapping[str, str] = field(default_factory=dict)


def _filters(of: Of, **given: Any) -> Sequence[JobFilter]:
    """Return a filter for each of some tenants, or one for all."""
    return [JobFilter(**given)] if of is None else [JobFilter(tenant_uid=uid, **given) for uid in sorted(of)]


def _tenant_of(pause: Pause) -> str:
    what, _, name = pause.scope.partition(":")
    return "" if what == "kind" else name.partition("/")[0]


async def backlog(database: Database, of: Of = None) -> Backlog:
    """Count what has not ended. Raises DatabaseError, LedgerUnavailableError."""
    by_queue, log = MongoBacklog(database, of), JobLog(database)
    counted = await by_queue.pending()
    newest = [one for each in _filters(of, limit=1) for one in await log.find(each)]
    flags = [await log.count(each, at_most=MOST_COUNTED) for each in _filters(of, attention=True)]
    return Backlog(
        pending={state: _summed(counted, state) for state in JobState if state in PENDING},
        attention=min(sum(flags), MOST_COUNTED),
        set_aside=sum((await by_queue.set_aside()).values()),
        latest=max((one.accepted_at for one in newest), default=None),
    )


async def causes(database: Database, of: Of = None) -> Sequence[JobGroup]:
    """Return what jobs fail for, the most frequent first. Raises DatabaseError."""
    groups = JobGroups(database)
    found = [await groups.failing(each, [GroupBy.CAUSE]) for each in _filters(of)]
    return found[0] if len(found) == 1 else sorted(chain(*found), key=lambda group: -group.jobs)


async def pauses(database: Database, of: Of = None) -> Sequence[tuple[Pause, int]]:
    """Return what is paused, and how many jobs each pause holds. Raises DatabaseError, LedgerUnavailableError."""
    log, every = JobLog(database), await MongoPauses(database).pauses()
    wanted = [one for one in every if of is None or _tenant_of(one) in of]
    return [(one, await log.held_by(one.scope)) for one in wanted]


async def circuits(database: Database, now: datetime, of: Of = None) -> Sequence[Circuit]:
    """Return the systems that do not answer for a tenant as they should. Raises LedgerUnavailableError."""
    every = [one for one in await MongoCircuits(database).all() if of is None or one.tenant_uid in of]
    return [one for one in every if one.state(now) is not State.CLOSED]


async def overdue(database: Database, now: datetime, of: Of = None) -> Mapping[OverdueState, int]:
    """Count what is not as it should be by now. Raises LedgerUnavailableError."""
    counts = await MongoAwaitedRecords(database).counts(now, list(TaskName))
    seen = {key: one for key, one in counts.items() if of is None or key[0] in of}
    of_state = {
        state: sum(one.number for (_, each), one in seen.items() if each is state) for state in OverdueState
    }
    return {state: number for state, number in of_state.items() if number}


async def tenants(database: Database, of: Of = None) -> Tenants:
    """Return which tenants are active. Raises DatabaseError."""
    wanted = {} if of is None else {"_id": {"$in": sorted(of)}}
    stored = database[TENANTS].find(wanted, {"settings.active": 1}).sort("_id", 1)
    rows = [(str(row["_id"]), bool((row.get("settings") or {}).get("active"))) async for row in stored]
    return Tenants([uid for uid, active in rows if active], [uid for uid, active in rows if not active])


async def tokens(database: Database, active: Sequence[str], now: datetime) -> Mapping[str, TokenState]:
    """Return how each active tenant's token stands, by tenant: two questions for however many. Raises DatabaseError."""
    records = await TokenRecords(database).of(active)
    # Who is not among these has been refused nothing that would stop the asking.
    stopped = await MongoRenewalLeases(database[renewal_leases.COLLECTION]).stopped()
    return {uid: state_of(records.get(uid), stopped.get(uid, Rejections()), now) for uid in active}


async def acts_in_trouble(database: Database, now: datetime, of: Of = None) -> Sequence[BulkAct]:
    """Return the acts on many jobs that stand still or have failed lately. Raises DatabaseError."""
    found = await BulkActs(database).in_trouble(now)
    return [act for act in found if of is None or set(act.tenants) <= set(of)]


async def parked(amqp_url: str) -> Mapping[str, int]:
    """Count the messages that no worker could read, by queue. Raises BrokerUnavailableError."""
    async with open_dead_letters(amqp_url) as places:
        depths = {queue: await places.depth(queue) for queue in QUEUES}
    return {queue: depth for queue, depth in depths.items() if depth}


def _summed(counted: Mapping[tuple[str, JobState], Pending], state: JobState) -> Pending:
    of_state = [one for (_, each), one in counted.items() if each is state]
    oldest = min((one.oldest for one in of_state if one.oldest is not None), default=None)
    return Pending(sum(one.jobs for one in of_state), oldest)
