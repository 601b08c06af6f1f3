"""What the overview and the system's page read: found in indexes, and no more than is shown, however much the ledger holds."""

import uuid
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from admin_console.status.overview import Overview, Tenants, tokens
from admin_console.web.overview.tenant_rows import tenant_rows
from admin_console.web.system.waves import waves
from admin_console.web.system.workers import workers
from admin_console.web.tenants.latest_events import latest_events
from flow_omnium.job_hours.contract import SLICE
from flow_omnium.job_hours.mongo import MongoJobHours
from flow_omnium.jobs.ledger.documents import COLLECTION
from flow_omnium.runtime.database import Database, connect
from flow_omnium.schema.database import DatabaseSchema

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
JOBS = 3_000
WAITING = 30


def an_entry(number: int) -> dict[str, Any]:
    """A job a minute: most are done, one in a hundred waits, ten run."""
    at = NOON - timedelta(minutes=number)
    entry: dict[str, Any] = {
        "_id": f"j-{number}",
        "tenantUid": f"t{number % 10}",
        "queue": "external_order_sync",
        "kind": "inbound-order" if number % 2 else "outbound-order",
        "key": str(number),
        "record": f"order:{number}",
        "acceptedAt": at,
        "ticket": 1,
        "event": {},
        "failures": 1,
    }
    if number % 100 == 0:
        return entry | {"state": "waiting", "pending": True, "dueAt": NOON + timedelta(minutes=3)}
    if number < 10:
        return entry | {"state": "running", "owner": "a:1", "leaseUntil": NOON, "startedAt": at}
    return entry | {"state": "done", "finishedAt": at}


@pytest.fixture(scope="module")
async def filled(mongodb_url: str) -> AsyncIterator[Database]:
    client = connect(mongodb_url, application="tests")
    database = client[f"test_{uuid.uuid4().hex[:16]}"]
    await DatabaseSchema(database).create_missing()
    await database[COLLECTION].insert_many([an_entry(number) for number in range(JOBS)])
    yield database
    await client.drop_database(database.name)
    client.close()


async def questions(database: Database, reading: Any) -> Sequence[str]:
    """Read, and return of which collection the database was asked, once for each question."""
    await database["system.profile"].drop()
    await database.command("profile", 2)
    await reading
    await database.command("profile", 0)
    found = await database["system.profile"].find({"op": "query"}).to_list(None)
    return [str(one["ns"]).partition(".")[2] for one in found]


async def looks(database: Database, reading: Any) -> Sequence[dict[str, Any]]:
    """Read, and return what the database did for it in the ledger."""
    await database["system.profile"].drop()
    await database.command("profile", 2)
    await reading
    await database.command("profile", 0)
    ns = f"{database.name}.{COLLECTION}"
    return (
        await database["system.profile"].find({"ns": ns, "op": {"$in": ["query", "command"]}}).to_list(None)
    )


async def test_the_table_of_tenants_reads_no_job(filled: Database) -> None:
    seen = Overview(NOON, tenants=Tenants([f"t{number}" for number in range(10)], []))
    found = await looks(filled, tenant_rows(filled, seen, None))
    assert found
    assert sum(one["docsExamined"] for one in found) == 0
    rows = await tenant_rows(filled, seen, {"t0"})
    assert sum(row.waiting for row in rows) == WAITING


async def test_the_tokens_of_however_many_tenants_are_two_questions(filled: Database) -> None:
    uids = [f"t{number}" for number in range(40)]
    refused = {"_id": "t2", "owner": "a", "refused": 3, "stops": 1, "stoppedUntil": NOON + timedelta(hours=1)}
    await filled["token_renewals"].insert_one(refused)
    await filled["tokens"].insert_many(
        {"_id": uid, "version": 3, "mintedAt": NOON, "expiresAt": NOON + timedelta(days=10)}
        for uid in uids[:3]
    )
    asked = await questions(filled, tokens(filled, uids, NOON))
    assert sorted(asked) == ["token_renewals", "tokens"]
    states = await tokens(filled, uids, NOON)
    assert [states[uid] for uid in ("t0", "t2", "t3")] == ["valid", "stopped", "none"]
    assert [*states] == uids


async def test_what_waits_is_read_and_nothing_else(filled: Database) -> None:
    found = await looks(filled, waves(filled, NOON))
    assert sum(one["docsExamined"] for one in found) <= WAITING
    assert (await waves(filled, NOON)).highest == ("12:03", WAITING)


async def test_who_works_is_found_by_the_leases(filled: Database) -> None:
    found = await looks(filled, workers(filled))
    assert sum(one["docsExamined"] for one in found) <= 10
    assert [one.jobs for one in (await workers(filled)).working] == [9]


async def test_the_latest_events_of_a_tenant_are_few(filled: Database) -> None:
    found = await looks(filled, latest_events(filled, "t1"))
    assert sum(one["docsExamined"] for one in found) <= 60


async def test_a_slice_of_an_hour_reads_its_own_jobs(filled: Database) -> None:
    since = NOON - timedelta(hours=5)
    found = await looks(filled, MongoJobHours(filled).count(since, since + SLICE))
    assert sum(one["docsExamined"] for one in found) <= 10
