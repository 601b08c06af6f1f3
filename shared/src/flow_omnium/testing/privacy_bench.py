"""The data of one customer of `acme` wherever it can be: in jobs, pauses, the audit log and parked messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.broker.publisher import BrokerPublisher
from flow_omnium.jobs.broker.topology import dead_letter_queue, work_queues
from flow_omnium.jobs.entry import Attempt, JobEntry
from flow_omnium.jobs.kinds import ORDER_QUEUE, JobKind
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Database
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.testing.broker import delete_queues
from flow_omnium.testing.jobs import NOON, a_lease, a_message

CUSTOMER: Final = "kunde-4711"
WANTED: Final = ("--tenant", "acme", "--customer", CUSTOMER)
"""The options of `flow-omnium privacy` that mean this customer."""

PARKED: Final = dead_letter_queue(ORDER_QUEUE)
THEIR_BODY: Final = b'{"oops": "customer kunde-4711 of acme"'
BODIES: Final = (THEIR_BODY, b"\xff kunde-4711 of nobody", b'{"oops": "kunde-4711 of globex"}', b"five")
"""Parked messages; the first alone is surely theirs."""


@dataclass
class Shop:
    """The jobs of two customers of `acme`, and of one of the same id elsewhere."""

    theirs: JobMessage
    waiting: JobMessage
    order: JobMessage
    others: JobMessage
    elsewhere: JobMessage


def just_now() -> datetime:
    """When jobs end here: those that ended long ago are removed by the database, at a moment of its choice."""
    return datetime.now(UTC)


def done(*changes: str, flags: Sequence[str] = ()) -> AttemptResult:
    """A run that has made these changes."""
    attempt = Attempt(
        number=1,
        started_at=NOON,
        duration_seconds=1,
        outcome="done",
        changes=tuple(changes),
        flags=tuple(flags),
    )
    return AttemptResult(JobState.DONE, attempt=attempt)


def failed(message: str) -> AttemptResult:
    """A run that Omnium has refused, in these words."""
    attempt = Attempt(
        number=1,
        started_at=NOON,
        duration_seconds=1,
        outcome="failed",
        error_class="NotFound",
        message=message,
        http_status=404,
    )
    return AttemptResult(JobState.WAITING, delay_ms=120_000, failures=1, attempt=attempt)


async def complete(database: Database, message: JobMessage, result: AttemptResult) -> JobMessage:
    """Record a job, let it run and end so."""
    ledger = MongoRunLedger(database)
    await ledger.record([message])
    claimed = await ledger.claim(message, a_lease())
    assert isinstance(claimed, JobEntry)
    await ledger.complete(claimed, result, just_now())
    return message


async def fill(database: Database) -> Shop:
    """Put the customer's data into an empty database, and somebody else's beside it."""
    await DatabaseSchema(database).create_missing()
    kind = JobKind.OUTBOUND_CUSTOMER
    told = f"create private customer {CUSTOMER} in Omnium (name)"
    order = a_message("100234", kind=JobKind.OUTBOUND_ORDER)
    order = order.model_copy(update={"event": {"orderUid": "100234", "customerUid": CUSTOMER}})
    waiting = a_message("100235", kind=JobKind.INBOUND_ORDER)
    shop = Shop(
        theirs=await complete(
            database, a_message(CUSTOMER, kind=kind), done(told, flags=[f"{CUSTOMER}: Ola Nordmann?"])
        ),
        waiting=await complete(database, waiting, failed(f"customer {CUSTOMER} (Ola Nordmann) is locked")),
        order=await complete(database, order, done("create order 100234")),
        others=await complete(database, a_message("kunde-47110", kind=kind), done("customer kunde-47110")),
        elsewhere=await complete(database, a_message(CUSTOMER, kind=kind, tenant_uid="globex"), done(told)),
    )
    await database["pauses"].insert_one(
        {"_id": "store:acme/oslo", "by": "kari", "at": NOON, "reason": f"{CUSTOMER} complained"}
    )
    reason = {"act": "cancel", "by": "kari", "at": NOON, "reason": f"{CUSTOMER} complained"}
    await database["bulk_acts"].insert_one({"_id": 900, "state": "done", "act": reason})
    row = {
        "act": "retry",
        "by": "ola",
        "at": just_now(),
        "target": f"key {CUSTOMER}",
        "reason": None,
        "count": 1,
    }
    await database["acts"].insert_one(row)
    await database["reconciliations"].insert_one(
        {"_id": "r1", "tenantUid": "acme", "kind": "customers", "ids": [CUSTOMER, "somebody-else"]}
    )
    rows: list[dict[str, Any]] = [
        {"_id": f"r1/{key}", "report": "r1", "tenantUid": tenant_uid, "key": key, "told": [], "error": None}
        for tenant_uid, key in (("acme", CUSTOMER), ("acme", "somebody-else"), ("globex", "another"))
    ]
    await database["reconciliation_rows"].insert_many(rows)
    awaited: list[dict[str, Any]] = [
        {"_id": f"{tenant_uid}/{key}", "tenantUid": tenant_uid, "key": key, "part": ""}
        for tenant_uid, key in (("acme", CUSTOMER), ("acme", "somebody-else"), ("globex", "another"))
    ]
    await database["awaited_records"].insert_many(awaited)
    return shop


async def queue_a_job(database: Database) -> JobMessage:
    """Record one more job of the customer, which is still to be done."""
    message = a_message(CUSTOMER, kind=JobKind.OUTBOUND_CUSTOMER)
    await MongoRunLedger(database).record([message])
    return message


async def entry(database: Database, message: JobMessage) -> dict[str, Any]:
    """The job as it is stored."""
    found = await database["jobs"].find_one({"_id": message.job_id})
    assert found is not None
    return dict(found)


async def dumped(database: Database) -> str:
    """All that the database holds, as one text."""
    names = await database.list_collection_names()
    return "\n".join([repr(document) for name in names async for document in database[name].find({})])


async def park(url: str, bodies: Sequence[bytes]) -> None:
    """Put messages where the worker puts those that it cannot read."""
    async with BrokerPublisher(url, name="tests", queues=work_queues(ORDER_QUEUE)) as publisher:
        await publisher.wait_connected()
        for body in bodies:
            await publisher.publish(PARKED, body, {"x-parked-reason": "not JSON"})


async def delete_parked(url: str) -> None:
    """Delete the queues that `park` made."""
    await delete_queues(url, [queue.name for queue in work_queues(ORDER_QUEUE)])
