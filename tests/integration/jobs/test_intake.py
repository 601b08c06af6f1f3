"""Several gateways record the same events at the same moment."""

import asyncio
from collections import Counter, defaultdict

from flow_omnium.jobs.ledger.intake import MongoIntakeLedger
from flow_omnium.runtime.database import Database
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.testing.jobs import a_message

GATEWAYS = 4
KEYS = 30
ROUNDS = 20


async def test_one_of_them_begins_the_job_and_the_others_join_it(database: Database) -> None:
    gateways = [MongoIntakeLedger(database) for _ in range(GATEWAYS)]
    await DatabaseSchema(database).create_missing()
    for number in range(ROUNDS):
        keys = [f"{number}-{key}" for key in range(KEYS)]

        groups = await asyncio.gather(
            *(gateway.record([a_message(key) for key in keys]) for gateway in gateways)
        )

        new = Counter(key for group in groups for key, item in zip(keys, group, strict=True) if item.is_new)
        jobs = defaultdict(set)
        for group in groups:
            for key, item in zip(keys, group, strict=True):
                jobs[key].add(item.job_id)
        assert set(new.values()) == {1}
        assert {len(ids) for ids in jobs.values()} == {1}


async def test_a_record_that_was_seen_before_gets_a_new_job_once_its_last_one_has_ended(
    database: Database,
) -> None:
    gateway = MongoIntakeLedger(database)
    await DatabaseSchema(database).create_missing()
    (first,) = await gateway.record([a_message("1")])
    await database["jobs"].update_one({"_id": first.job_id}, {"$unset": {"pending": ""}})

    (second,) = await gateway.record([a_message("1")])
    (third,) = await gateway.record([a_message("1")])

    assert (first.is_new, second.is_new, third.is_new) == (True, True, False)
    assert third.job_id == second.job_id
