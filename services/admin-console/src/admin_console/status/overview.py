"""How the whole suite stands at a moment: read in parts, so that one that cannot be read hides no other."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flow_omnium.jobs.circuits.circuit import Circuit
from flow_omnium.jobs.circuits.mongo import MongoCircuits
from flow_omnium.jobs.kinds import QUEUES
from flow_omnium.jobs.ledger.backlog import MongoBacklog, Pending
from flow_omnium.jobs.ledger.pauses import MongoPauses, Pause
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
from flow_omnium.tokens.renewal_leases import MongoRenewalLeases
from flow_omnium.tokens.token_state import State as TokenState
from flow_omnium.tokens.token_state import TokenRecords, state_of


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
    unread: Mapping[str, str] = field(default_factory=dict)


async def backlog(database: Database) -> Backlog:
    """Count what has not ended. Raises DatabaseError, LedgerUnavailableError."""
    by_queue, log = MongoBacklog(database), JobLog(database)
    counted = await by_queue.pending()
    newest = await log.find(JobFilter(limit=1))
    return Backlog(
        pending={state: _summed(counted, state) for state in JobState if state in PENDING},
        attention=await log.count(JobFilter(attention=True), at_most=MOST_COUNTED),
        set_aside=sum((await by_queue.set_aside()).values()),
        latest=newest[0].accepted_at if newest else None,
    )


async def causes(database: Database) -> Sequence[JobGroup]:
    """Return what jobs fail for, the most frequent first. Raises DatabaseError."""
    return await JobGroups(database).failing(JobFilter(), [GroupBy.CAUSE])


async def pauses(database: Database) -> Sequence[tuple[Pause, int]]:
    """Return what is paused, and how many jobs each pause holds. Raises DatabaseError, LedgerUnavailableError."""
    log = JobLog(database)
    return [(one, await log.held_by(one.scope)) for one in await MongoPauses(database).pauses()]


async def circuits(database: Database, now: datetime) -> Sequence[Circuit]:
    """Return the systems that do not answer for a tenant as they should. Raises LedgerUnavailableError."""
    return [one for one in await MongoCircuits(database).all() if one.state(now) is not State.CLOSED]


async def overdue(database: Database, now: datetime) -> Mapping[OverdueState, int]:
    """Count what is not as it should be by now. Raises LedgerUnavailableError."""
    counts = await MongoAwaitedRecords(database).counts(now, list(TaskName))
    of_state = {
        state: sum(one.number for (_, each), one in counts.items() if each is state) for state in OverdueState
    }
    return {state: number for state, number in of_state.items() if number}


async def tenants(database: Database) -> Tenants:
    """Return which tenants are active. Raises DatabaseError."""
    stored = database[TENANTS].find({}, {"settings.active": 1}).sort("_id", 1)
    rows = [(str(row["_id"]), bool((row.get("settings") or {}).get("active"))) async for row in stored]
    return Tenants([uid for uid, active in rows if active], [uid for uid, active in rows if not active])


async def tokens(database: Database, active: Sequence[str], now: datetime) -> Mapping[str, TokenState]:
    """Return how each active tenant's token stands, by tenant. Raises DatabaseError."""
    records, leases = TokenRecords(database), MongoRenewalLeases(database[renewal_leases.COLLECTION])

    async def state(tenant_uid: str) -> TokenState:
        return state_of(await records.get(tenant_uid), await leases.rejections(tenant_uid), now)

    return dict(zip(active, await asyncio.gather(*map(state, active)), strict=True))


async def parked(amqp_url: str) -> Mapping[str, int]:
    """Count the messages that no worker could read, by queue. Raises BrokerUnavailableError."""
    async with open_dead_letters(amqp_url) as places:
        depths = {queue: await places.depth(queue) for queue in QUEUES}
    return {queue: depth for queue, depth in depths.items() if depth}


def _summed(counted: Mapping[tuple[str, JobState], Pending], state: JobState) -> Pending:
    of_state = [one for (_, each), one in counted.items() if each is state]
    oldest = min((one.oldest for one in of_state if one.oldest is not None), default=None)
    return Pending(sum(one.jobs for one in of_state), oldest)
