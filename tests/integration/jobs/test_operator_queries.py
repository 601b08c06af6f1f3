"""What an operator asks is answered by an index: of a ledger full of other jobs nearly none is read."""

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from flow_omnium.jobs.kinds import QUEUE_BY_KIND, JobKind
from flow_omnium.jobs.operator.cause_hours import CauseHours
from flow_omnium.jobs.operator.finding import RecordFinder
from flow_omnium.jobs.operator.job_filter import JobFilter, Order
from flow_omnium.jobs.operator.job_groups import GroupBy, JobGroups
from flow_omnium.jobs.operator.job_log import JobLog
from flow_omnium.jobs.operator.known_values import KnownValues
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Database, Document, connect
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.testing.jobs import NOON

MANY = 3_000
RARE = 10
"""Every so many-hundredth job is one that somebody looks for."""

Ask = Callable[[Database], Awaitable[object]]


def a_document(number: int) -> Document:
    """An entry of a ledger in which nearly all is well."""
    is_rare = number % (MANY // RARE) == 0
    kind = JobKind.RECEIVEMENT if is_rare else JobKind.INBOUND_ORDER
    at = NOON + timedelta(seconds=number)
    stored: Document = {
        "_id": f"{number:032x}",
        "tenantUid": f"t{number % 10}",
        "storeUid": "rare" if is_rare else "oslo",
        "queue": QUEUE_BY_KIND[kind],
        "kind": kind.value,
        "key": f"key-{number}",
        "record": f"order:key-{number}",
        "state": JobState.WAITING.value if is_rare else JobState.DONE.value,
        "ticket": 1,
        "event": {},
        "acceptedAt": at,
        "numbers": [f"n{number}"],
        "attemptCount": 9 if is_rare else 1,
        "attempts": [],
        "startedAt": at,
    }
    return stored | (_failing(number, at) if is_rare else {"finishedAt": at})


def _failing(number: int, at: datetime) -> Document:
    key = f"{number // (MANY // RARE) % 2:012x}"
    return {
        "pending": True,
        "nextAttemptAt": at,
        "lastErrorClass": "Unavailable",
        "attention": ["look"],
        "failures": 9,
        "cause": {"key": key, "error": "Unavailable", "system": "Flow", "status": 502, "text": "no"},
    }


@pytest.fixture(scope="module")
async def ledger(mongodb_url: str) -> AsyncIterator[Database]:
    """A ledger of thousands of jobs, of which few need somebody."""
    client = connect(mongodb_url, application="tests")
    database = client[f"test_{uuid.uuid4().hex[:16]}"]
    await DatabaseSchema(database).create_missing()
    await database["jobs"].insert_many([a_document(number) for number in range(MANY)])
    yield database
    await client.drop_database(database.name)
    client.close()


async def looked_at(database: Database, ask: Ask) -> tuple[int, set[str]]:
    """Return how many jobs were read for a question, and by which plans."""
    await database.command("profile", 2)
    await ask(database)
    await database.command("profile", 0)
    found = await database["system.profile"].find({"ns": f"{database.name}.jobs"}).to_list()
    assert found
    await database.drop_collection("system.profile")
    return sum(row["docsExamined"] for row in found), {row["planSummary"] for row in found}


def listing(**fields: Any) -> Ask:
    wanted = JobFilter(**fields)
    return lambda database: JobLog(database).listed(wanted)


def counting(**fields: Any) -> Ask:
    wanted = JobFilter(**fields)
    return lambda database: JobLog(database).count(wanted)


NEEDS = {"needs_somebody": True}
FILTERS: dict[str, dict[str, Any]] = {
    "what needs somebody": NEEDS,
    "that of a tenant": NEEDS | {"tenant_uid": "t0"},
    "a number": {"number": "n17"},
    "a key": {"key": "key-17"},
    "a cause": {"cause": "0" * 12},
    "an answer": {"http_status": 502},
    "a class": {"error_class": "Unavailable"},
    "a class of a tenant": {"error_class": "Unavailable", "tenant_uid": "t0"},
    "flags": {"attention": True},
    "flags of a tenant": {"attention": True, "tenant_uid": "t0"},
    "many tries": {"attempts": 5},
    "a state": {"state": JobState.WAITING},
    "states": {"states": frozenset({JobState.WAITING, JobState.HELD})},
    "a time": {"accepted_since": NOON + timedelta(seconds=MANY - 20)},
    "what is next": NEEDS | {"order": Order.NEXT},
    "what was tried most": NEEDS | {"order": Order.ATTEMPTS},
    "the oldest": NEEDS | {"order": Order.AGE},
    "a kind": NEEDS | {"kind": JobKind.RECEIVEMENT},
    "a store, of what needs somebody": NEEDS | {"store_uid": "rare", "tenant_uid": "t0"},
    "a store of a tenant": {"store_uid": "rare", "tenant_uid": "t0"},
}
SPARE = 101
"""The database tries several plans at first, for so many jobs each at most."""


@pytest.mark.parametrize("fields", FILTERS.values(), ids=FILTERS.keys())
async def test_a_list_reads_little_more_than_it_shows(fields: dict[str, Any], ledger: Database) -> None:
    read, plans = await looked_at(ledger, listing(**fields))
    assert read <= 50 + SPARE
    assert "COLLSCAN" not in plans


@pytest.mark.parametrize("fields", FILTERS.values(), ids=FILTERS.keys())
async def test_counting_scans_no_collection(fields: dict[str, Any], ledger: Database) -> None:
    _read, plans = await looked_at(ledger, counting(**fields))
    assert "COLLSCAN" not in plans


GROUPINGS = [
    [GroupBy.CAUSE],
    [GroupBy.TENANT],
    [GroupBy.KIND],
    [GroupBy.STORE],
    [GroupBy.STATUS],
    [GroupBy.ERROR],
]


@pytest.mark.parametrize("by", GROUPINGS, ids=lambda by: by[0].value)
async def test_groups_are_counted_without_a_look_at_the_jobs(by: list[GroupBy], ledger: Database) -> None:
    read, plans = await looked_at(ledger, lambda database: JobGroups(database).of(JobFilter(), by))
    examples = 2
    assert read <= examples * 2
    assert "COLLSCAN" not in plans


@pytest.mark.parametrize("text", ["n17", "N1700", "n270", "key-1777", "KEY-1777", "key-177", f"{1777:032x}"])
@pytest.mark.parametrize("tenant_uid", [None, "t7"])
async def test_a_record_is_found_without_a_look_at_the_others(
    text: str, tenant_uid: str | None, ledger: Database
) -> None:
    read, plans = await looked_at(ledger, lambda database: RecordFinder(database).find(text, tenant_uid))
    assert read <= 60
    assert "COLLSCAN" not in plans


async def test_which_names_there_are_is_known_without_a_look_at_the_jobs(ledger: Database) -> None:
    known = KnownValues(ledger)

    async def ask(_database: Database) -> object:
        assert set(await known.tenants()) == {f"t{number}" for number in range(10)}
        assert await known.causes("00000000000") == ["0" * 12, f"{1:012x}"]
        assert "Unavailable" in await known.error_classes()
        assert await known.has_jobs_in("rare", "t0")
        return await known.has_jobs_in("nowhere", "t0")

    read, plans = await looked_at(ledger, ask)
    assert read <= 30
    assert "COLLSCAN" not in plans


async def test_what_has_not_ended_is_counted_by_state_without_a_look_at_the_jobs(ledger: Database) -> None:
    async def ask(database: Database) -> object:
        assert await JobLog(database).unfinished(JobFilter()) == {JobState.WAITING: RARE}
        return await JobLog(database).unfinished(JobFilter(tenant_uid="t0"))

    read, plans = await looked_at(ledger, ask)
    assert read == 0
    assert "COLLSCAN" not in plans


async def test_without_an_index_that_is_hinted_at_the_answer_is_the_same(database: Database) -> None:
    await database["jobs"].insert_many([a_document(number) for number in range(0, MANY, 100)])
    wanted = JobFilter(needs_somebody=True, tenant_uid="t0")
    log = JobLog(database)
    before = [entry.job_id for entry in await log.listed(wanted)]
    counted = (await log.count(wanted), await log.unfinished(wanted))
    await DatabaseSchema(database).create_missing()
    assert [entry.job_id for entry in await log.listed(wanted)] == before
    assert (await log.count(wanted), await log.unfinished(wanted)) == counted
    assert len(before) == counted[0] == RARE


async def test_how_failures_came_by_the_hour_is_counted_without_a_look_at_the_jobs(ledger: Database) -> None:
    keys = ["0" * 12, f"{1:012x}"]

    async def ask(database: Database) -> object:
        found = await CauseHours(database).of(keys, NOON)
        assert {key: sum(hours.values()) for key, hours in found.items()} == dict.fromkeys(keys, RARE // 2)
        assert set(found[keys[0]]) == {NOON}
        return await CauseHours(database).of(keys, NOON, ["t1"])

    read, plans = await looked_at(ledger, ask)
    assert read == 0
    assert "COLLSCAN" not in plans
