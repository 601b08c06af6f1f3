"""How many jobs match is counted in an index, by their states too: however many there are, none is read for it."""

import uuid
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise
from typing import Any, Final

import pytest

from flow_omnium.jobs.ledger.documents import COLLECTION, new_document
from flow_omnium.jobs.ledger.indexes import ENDED_OF_TENANT, INDEXES
from flow_omnium.jobs.operator.job_filter import JobFilter, Order
from flow_omnium.jobs.operator.job_log import JobLog
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import ASCENDING, Database, Document, IndexModel, connect
from flow_omnium.runtime.hints import fields_of
from flow_omnium.schema.catalogue import COLLECTIONS
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.testing.jobs import NOON, a_message

TENANTS: Final = ("t0", "t1")
STATES: Final = (JobState.WAITING, JobState.HELD, JobState.DONE, JobState.CANCELLED)
JOBS: Final = 400
OF_TENANT: Final = JOBS // 2
OF_STATE: Final = JOBS // len(STATES)
FURTHER: Final = 10
"""So many jobs of each tenant are in a further store."""


def an_entry(number: int) -> Document:
    """One of two tenants, by turns; of each as many in every state, all failed alike. Few are in a further store; all of those wait."""
    at = NOON + timedelta(seconds=number)
    state = STATES[number // 2 % len(STATES)]
    stored = new_document(a_message(f"om-{number}", tenant_uid=TENANTS[number % 2], at=at)) | {
        "storeUid": "oslo",
        **({"otherStores": ["bergen", "oslo"]} if number % 40 < len(TENANTS) else {}),
        "state": state.value,
        "attemptCount": 3,
        "lastErrorClass": "Rejected",
        "cause": {"key": "0" * 12, "error": "Rejected", "system": "flow", "status": 400, "text": "no"},
    }
    if state in {JobState.DONE, JobState.CANCELLED}:
        del stored["pending"]
        return stored | {"finishedAt": at}
    return stored | ({"nextAttemptAt": at} if state is JobState.WAITING else {"heldBy": "slot"})


@pytest.fixture(scope="module")
async def ledger(mongodb_url: str) -> AsyncIterator[Database]:
    """A ledger of jobs that are found by many things."""
    client = connect(mongodb_url, application="tests")
    database = client[f"test_{uuid.uuid4().hex[:16]}"]
    await database[COLLECTION].insert_many([an_entry(number) for number in range(JOBS)])
    await DatabaseSchema(database).create_missing()
    yield database
    await client.drop_database(database.name)
    client.close()


async def counted(database: Database, wanted: JobFilter) -> tuple[int, int]:
    """Return how many match, and how many were read to tell it."""
    await database.command("profile", 2)
    number = await JobLog(database).count(wanted, at_most=10_001)
    await database.command("profile", 0)
    found = await database["system.profile"].find({"ns": f"{database.name}.{COLLECTION}"}).to_list()
    await database.drop_collection("system.profile")
    assert found
    return number, sum(row["docsExamined"] for row in found)


CHOICES: dict[str, tuple[dict[str, Any], int]] = {
    "a class of error": ({"error_class": "Rejected"}, JOBS),
    "a class of error of a tenant": ({"error_class": "Rejected", "tenant_uid": "t0"}, OF_TENANT),
    "an answer": ({"http_status": 400}, JOBS),
    "many tries": ({"attempts": 2}, JOBS),
    "a tenant": ({"tenant_uid": "t0"}, OF_TENANT),
    "nothing": ({}, JOBS),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(("fields", "matching"), CHOICES.values(), ids=CHOICES.keys())
async def test_jobs_of_a_state_are_counted_and_not_read(
    fields: dict[str, Any], matching: int, state: JobState, ledger: Database
) -> None:
    assert await counted(ledger, JobFilter(state=state, **fields)) == (matching // len(STATES), 0)


@pytest.mark.parametrize(
    ("store", "state", "answer"),
    [
        ("oslo", JobState.DONE, (OF_STATE // 2, 0)),
        ("oslo", JobState.WAITING, (OF_STATE // 2, FURTHER)),
        ("bergen", JobState.WAITING, (FURTHER, FURTHER)),
        ("bergen", JobState.DONE, (0, 0)),
    ],
)
async def test_of_a_store_s_jobs_those_alone_are_read_that_are_in_several(
    store: str, state: JobState, answer: tuple[int, int], ledger: Database
) -> None:
    assert await counted(ledger, JobFilter(tenant_uid="t0", store_uid=store, state=state)) == answer


async def test_those_that_are_tried_next_are_counted_and_not_read(ledger: Database) -> None:
    assert await counted(ledger, JobFilter(state=JobState.WAITING, order=Order.NEXT)) == (OF_STATE, 0)


async def test_those_of_several_tenants_are_counted_as_those_of_one(ledger: Database) -> None:
    both = JobFilter(states=frozenset({JobState.DONE, JobState.CANCELLED}), of_tenants=frozenset(TENANTS))
    assert await counted(ledger, both) == (2 * OF_STATE, 0)


async def test_an_index_that_has_replaced_an_older_one_is_found_by_its_fields(mongodb_url: str) -> None:
    client = connect(mongodb_url, application="tests")
    database = client[f"test_{uuid.uuid4().hex[:16]}"]
    jobs = database[COLLECTION]
    older = IndexModel(
        [("tenantUid", ASCENDING), ("finishedAt", ASCENDING)],
        name=ENDED_OF_TENANT.document["name"],
        partialFilterExpression={"finishedAt": {"$exists": True}},
    )
    await jobs.create_indexes([older])
    await jobs.insert_many([an_entry(number) for number in range(JOBS)])
    assert [report async for report in DatabaseSchema(database).apply()]

    assert ENDED_OF_TENANT.document["name"] not in await jobs.index_information()
    assert await counted(database, JobFilter(tenant_uid="t0", state=JobState.DONE)) == (OF_STATE // 2, 0)
    await client.drop_database(database.name)
    client.close()


def test_no_two_indexes_of_a_collection_have_the_same_fields() -> None:
    assert INDEXES in [collection.indexes for collection in COLLECTIONS]
    for collection in COLLECTIONS:
        fields = sorted(str(list(fields_of(index).items())) for index in collection.indexes)
        assert all(one != other for one, other in pairwise(fields)), collection.name
