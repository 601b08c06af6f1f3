"""Indexes of a real database: brought up to date without a moment in which a promise is missing, told line by line."""

import asyncio
from typing import Any

import pytest

from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.runtime.database import Database, DuplicateKeyError
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.testing.jobs import a_message

PENDING_KEY = [("tenantUid", 1), ("kind", 1), ("key", 1)]


async def applied(database: Database) -> list[str]:
    return [report.line async for report in DatabaseSchema(database).apply()]


async def differing(database: Database) -> list[str]:
    return [str(difference) for difference in await DatabaseSchema(database).differences()]


async def test_an_empty_database_is_filled_once(database: Database) -> None:
    first, second = await applied(database), await applied(database)

    assert {
        "collection tokens: created",
        "index jobs.one_pending_per_key: built",
        "index acts.by_time: built",
    } <= set(first)
    assert second == []
    assert await DatabaseSchema(database).missing_collections() == []
    assert await differing(database) == []


async def test_two_that_apply_at_once_end_with_one_of_each(database: Database) -> None:
    await database["jobs"].create_index([("queue", 1)], name="due")
    await database["jobs"].create_index("finishedAt", name="retention", expireAfterSeconds=1)

    await asyncio.gather(*(applied(database) for _ in range(3)))

    assert await differing(database) == []
    assert [report async for report in DatabaseSchema(database).apply()] == []


async def test_a_changed_lifetime_is_mended_in_place(database: Database) -> None:
    await database["jobs"].create_index(
        "finishedAt",
        name="retention",
        expireAfterSeconds=3600,
        partialFilterExpression={"finishedAt": {"$exists": True}},
    )

    assert "index jobs.retention: expireAfterSeconds is 3600 and should be 2592000" in await differing(
        database
    )
    assert "index jobs.retention: expireAfterSeconds was 3600, is 2592000" in await applied(database)
    assert (await indexes(database))["retention"]["expireAfterSeconds"] == 2592000


async def test_a_promise_of_another_definition_is_replaced_and_never_missing(database: Database) -> None:
    await applied(database)
    await database["jobs"].drop_index("one_pending_per_key")
    await database["jobs"].create_index(
        [*PENDING_KEY, ("pending", 1)], name="one_pending_per_key", unique=True
    )

    lines = await applied(database)

    built, dropped = lines
    assert built.startswith("index jobs.one_pending_per_key_")
    assert built.endswith(": built")
    assert dropped == "index jobs.one_pending_per_key: dropped"
    await database["jobs"].insert_one(
        {"_id": "1", "tenantUid": "a", "kind": "k", "key": "1", "pending": True}
    )
    with pytest.raises(DuplicateKeyError):
        await database["jobs"].insert_one(
            {"_id": "2", "tenantUid": "a", "kind": "k", "key": "1", "pending": True}
        )
    assert await applied(database) == []


async def test_entries_that_a_promise_forbids_are_named_and_nothing_is_dropped(database: Database) -> None:
    await database["jobs"].create_index(PENDING_KEY, name="one_pending_per_key")
    twins = [
        {"_id": f"job-{n}", "tenantUid": "acme", "kind": "k", "key": "7", "pending": True} for n in range(2)
    ]
    await database["jobs"].insert_many(twins)

    lines = await applied(database)

    (failure,) = [line for line in lines if "forbids" in line]
    assert failure == (
        "index jobs.one_pending_per_key is missing: it cannot be built over entries that it forbids: "
        "job-0 and job-1 (tenantUid acme, kind k, key 7)"
    )
    assert "one_pending_per_key" in await indexes(database)
    assert "one_running_per_record" in await indexes(database)


async def test_a_service_builds_what_is_missing_and_takes_nothing_away(database: Database) -> None:
    await database["jobs"].create_index("finishedAt", name="retention", expireAfterSeconds=3600)
    await database["jobs"].create_index([("queue", 1)], name="due")

    assert await DatabaseSchema(database).create_missing() == []

    found = await indexes(database)
    assert found["retention"]["expireAfterSeconds"] == 3600
    assert "due" in found
    assert [line for line in await differing(database) if "missing" in line] == []
    # And with that the promises hold.
    ledger = MongoRunLedger(database)
    first, second = await ledger.record([a_message("1")]), await ledger.record([a_message("1")])
    assert (first[0].is_new, second[0].is_new) == (True, False)


async def indexes(database: Database) -> dict[str, Any]:
    return dict(await database["jobs"].index_information())
