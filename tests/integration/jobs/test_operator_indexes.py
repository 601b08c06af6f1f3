"""Whatever an operator asks for is found in an index: the database reads what it answers, and next to nothing else."""

import uuid
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any

import pytest

from flow_omnium.jobs.cause import cause_of
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.documents import COLLECTION, new_document
from flow_omnium.jobs.ledger.operator_indexes import AT_ANY_TIME, CAUSES, of_store
from flow_omnium.jobs.ledger.settling import ENDED_WITH_FLAGS
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import ASCENDING, DESCENDING, Database, connect
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.testing.jobs import NOON, a_message

JOBS = 2_000
FEW = 30
"""How many entries may be read to answer with ten: at first the database tries several plans."""

OUTAGE = cause_of("Unavailable", "down", system="flow", call="POST /orders", status=502)
REFUSAL = cause_of("Rejected", "unknown handling", system="flow", call="POST /orders", status=400)

NEWEST = [("acceptedAt", DESCENDING)]

LOOKS: Mapping[str, tuple[dict[str, Any], list[tuple[str, int]]]] = {
    "all": ({}, NEWEST),
    "oldest": ({}, [("acceptedAt", ASCENDING)]),
    "tenant": ({"tenantUid": "t1"}, NEWEST),
    "since": ({"acceptedAt": {"$gte": NOON + timedelta(minutes=1_990)}}, NEWEST),
    "until": ({"tenantUid": "t1", "acceptedAt": {"$lt": NOON + timedelta(minutes=10)}}, NEWEST),
    "rare kind": ({"kind": "stock-level"}, NEWEST),
    "rare kind of a tenant": ({"tenantUid": "t1", "kind": "stock-level"}, NEWEST),
    "rare store": (of_store(AT_ANY_TIME | {"tenantUid": "t1"}, "bergen"), NEWEST),
    "store of some orders, further store of others": (
        of_store(AT_ANY_TIME | {"tenantUid": "t1"}, "harstad"),
        NEWEST,
    ),
    "number": ({"numbers": "so-77"}, NEWEST),
    "number of a tenant": ({"tenantUid": "t1", "numbers": "so-77"}, NEWEST),
    "beginning of a number": ({"numbers": {"$regex": "^so-77"}}, []),
    "key": ({"key": "om-77"}, NEWEST),
    "beginning of a key": ({"key": {"$regex": "^om-77"}}, []),
    "cause": ({"cause.key": REFUSAL.key}, NEWEST),
    "status": ({"cause.status": 400}, NEWEST),
    "error": ({"lastErrorClass": "Rejected"}, NEWEST),
    "error of a tenant": ({"tenantUid": "t1", "lastErrorClass": "Rejected"}, NEWEST),
    "attention": ({"attention.0": {"$exists": True}}, NEWEST),
    "attention of a tenant": ({"tenantUid": "t1", "attention.0": {"$exists": True}}, NEWEST),
    "many attempts": ({"attemptCount": {"$gte": 20}}, [("attemptCount", DESCENDING)]),
    "next attempt": ({"nextAttemptAt": {"$exists": True}}, [("nextAttemptAt", ASCENDING)]),
}


@pytest.fixture(scope="module")
async def filled(mongodb_url: str) -> AsyncIterator[Database]:
    """A ledger in which most jobs are done, and whatever is asked for is rare."""
    client = connect(mongodb_url, application="tests")
    database = client[f"test_{uuid.uuid4().hex[:16]}"]
    await DatabaseSchema(database).create_missing()
    await database[COLLECTION].insert_many([an_entry(number) for number in range(JOBS)])
    yield database
    await client.drop_database(database.name)
    client.close()


def an_entry(number: int) -> dict[str, Any]:
    """One entry: of a hundred one is of a rare kind or store, failing, flagged, or tried often."""
    kind = JobKind.STOCK_LEVEL if number % 100 == 1 else JobKind.INBOUND_ORDER
    at = NOON + timedelta(minutes=number)
    message = a_message(f"om-{number}", tenant_uid=f"t{number % 4}", kind=kind, at=at)
    stored = new_document(message) | {"numbers": [f"so-{number}", f"om-{number}"], "attemptCount": 1}
    stored |= {"storeUid": "bergen" if number % 100 == 1 else "oslo", "attention": []}
    if number % 100 == 1:
        return _ended(stored) | {
            "otherStores": ["harstad"],
            "attention": ["look at line 2"],
            "attemptCount": 20,
        }
    if number % 4 == 1:
        cause = REFUSAL if number % 100 == 5 else OUTAGE
        failing = {"cause": cause.model_dump(by_alias=True), "lastErrorClass": cause.error, "attemptCount": 2}
        return stored | failing | {"state": JobState.WAITING.value, "nextAttemptAt": at + timedelta(hours=1)}
    return _ended(stored)


def _ended(stored: dict[str, Any]) -> dict[str, Any]:
    del stored["pending"]
    return stored | {"state": JobState.DONE.value, "finishedAt": stored["acceptedAt"]}


@pytest.mark.parametrize("look", LOOKS)
async def test_ten_entries_are_found_without_a_look_at_the_others(filled: Database, look: str) -> None:
    wanted, order = LOOKS[look]
    found = filled[COLLECTION].find(wanted if "$or" in wanted else AT_ANY_TIME | wanted).limit(10)
    explained = await (found.sort(order) if order else found).explain()

    stats = explained["executionStats"]
    assert stats["nReturned"] > 0
    assert stats["totalDocsExamined"] <= FEW
    assert "COLLSCAN" not in str(explained["queryPlanner"]["winningPlan"])


async def test_open_flags_of_many_records_are_found_without_a_look_at_their_other_jobs(
    filled: Database,
) -> None:
    keys = [f"om-{number}" for number in range(200)]
    wanted = {"key": {"$in": keys}, "tenantUid": "t1"} | ENDED_WITH_FLAGS
    stats = (await filled[COLLECTION].find(wanted).explain())["executionStats"]

    assert (stats["nReturned"], stats["totalDocsExamined"]) == (2, 2)


async def test_what_jobs_fail_for_is_counted_without_a_look_at_the_jobs(filled: Database) -> None:
    group = {
        "_id": {"cause": "$cause.key", "tenant": "$tenantUid"},
        "jobs": {"$sum": 1},
        "oldest": {"$min": "$acceptedAt"},
        "next": {"$min": "$nextAttemptAt"},
        "example": {"$first": "$_id"},
    }
    pending = {"cause.key": {"$gt": ""}, "state": JobState.WAITING.value}
    await filled.command("profile", 2)
    hinted = CAUSES.document["name"]
    rows = await filled[COLLECTION].aggregate([{"$match": pending}, {"$group": group}], hint=hinted).to_list()
    await filled.command("profile", 0)

    assert {row["_id"]["cause"]: row["jobs"] for row in rows} == {OUTAGE.key: 460, REFUSAL.key: 20}
    profiled = await filled["system.profile"].find_one({"command.aggregate": COLLECTION})
    assert profiled is not None
    assert profiled["docsExamined"] == 0


async def test_a_new_job_is_in_no_index_of_what_jobs_become(filled: Database) -> None:
    before = await _sizes(filled)
    await filled[COLLECTION].insert_many(
        [new_document(a_message(uuid.uuid4().hex, kind=JobKind.OUTBOUND_ORDER, at=NOON)) for _ in range(5)]
    )
    after = await _sizes(filled)

    assert {name for name in after if after[name] != before[name]} == {
        "_id_",
        "one_pending_per_key",
        "due",
        "by_age",
        "by_tenant_and_age",
        "by_key_and_age",
        "by_queue_state_and_age",
    }


async def _sizes(database: Database) -> Mapping[str, int]:
    """Count the keys of each index."""
    validated = await database.command("validate", COLLECTION)
    return {name: int(keys) for name, keys in validated["keysPerIndex"].items()}
