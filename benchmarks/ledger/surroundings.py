"""What stands beside the jobs in a database that has been at work for a month: tenants, pauses, the audit log, overdue records."""

import asyncio
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any, Final

from benchmarks.ledger import spread
from flow_omnium.audit import log as audit
from flow_omnium.audit.kinds import Kind
from flow_omnium.audit.record import NO_HEAD, Head, head_of, new_record
from flow_omnium.jobs.holding import pause_of_store
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.pauses import MongoPauses, Pause
from flow_omnium.overdue.mongo import MongoAwaitedRecords
from flow_omnium.overdue.record import Awaited, AwaitedName
from flow_omnium.polling.expectation import OverdueState
from flow_omnium.runtime.database import Database, connect
from flow_omnium.tasks.kind import TaskName

ACTS: Final = 5_000
OVERDUE: Final = 2_000
OPERATORS: Final = ("anna", "bo", "carl")


def furnish(url: str, database: str, now: datetime) -> None:
    """Put it there, into an audit log that is empty; the tenants are applied by the command, as any."""
    asyncio.run(_furnish(url, database, now))


async def _furnish(url: str, name: str, now: datetime) -> None:
    with closing(connect(url, application="benchmark")) as client:
        database = client[name]
        await _pauses(database, now)
        await _acts(database, now)
        await _overdue(database, now)


async def _pauses(database: Database, now: datetime) -> None:
    for tenant in spread.TENANTS[::4]:
        scope = pause_of_store(tenant, spread.STORES[0])
        await MongoPauses(database).pause(Pause(scope, "anna", now, "stocktaking"))


async def _acts(database: Database, now: datetime) -> None:
    records: list[dict[str, Any]] = []
    head = NO_HEAD
    for number in range(ACTS):
        head = _act(records, head, number, now - timedelta(minutes=ACTS - number))
    await database[audit.COLLECTION].insert_many(records)


def _act(records: list[dict[str, Any]], head: Head, number: int, at: datetime) -> Head:
    """Add an act and its outcome; return the new head."""
    told = {
        "act": "retry",
        "by": OPERATORS[number % len(OPERATORS)],
        "target": f"job {number:032x}",
        "reason": None,
    }
    for kind, content in (
        (Kind.ACT, told),
        (Kind.OUTCOME, {"of": head.sequence + 1, "count": 1, "result": "done"}),
    ):
        records.append(new_record(head, kind, content, at))
        head = head_of(records[-1])
    return head


async def _overdue(database: Database, now: datetime) -> None:
    for number, tenant in enumerate(spread.TENANTS):
        late = [_late(f"om-{number}-{one}", now) for one in range(OVERDUE // len(spread.TENANTS))]
        await MongoAwaitedRecords(database).note(tenant, late)


def _late(key: str, now: datetime) -> Awaited:
    name = AwaitedName(OverdueState.ORDER, JobKind.INBOUND_ORDER, key)
    return Awaited(
        name, TaskName.POLL_OMNIUM_ORDERS, "v1", now - timedelta(hours=2), now - timedelta(hours=1)
    )
