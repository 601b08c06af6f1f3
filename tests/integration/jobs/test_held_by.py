"""What holds jobs is asked for by a word, and answered by an index: of those that something else holds next to none is read."""

import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger.documents import new_document
from flow_omnium.jobs.operator.held_by import HeldBy, held_by_of
from flow_omnium.jobs.operator.job_filter import JobFilter, Order
from flow_omnium.jobs.operator.job_log import JobLog
from flow_omnium.jobs.operator.job_pages import JobPages
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Database, Document, connect
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.testing.jobs import NOON, a_message

MANY: Final = 1_500
SPARE: Final = 101
"""The database tries several plans at first, for so many jobs each at most."""

RARE: Final = {
    HeldBy.PAUSE: ("tenant:t1", "store:t1/oslo", "kind:inbound-order"),
    HeldBy.SYSTEM: ("outage:t1/flow", "outage:t1/omnium"),
    HeldBy.POISON: ("poison",),
    HeldBy.UNREADABLE: ("unreadable",),
    HeldBy.SLOT: ("slot",),
    HeldBy.RECORD: ("record",),
    HeldBy.ALONE: ("alone",),
}
REASONS: Final = tuple(reason for reasons in RARE.values() for reason in reasons)
STEP: Final = 50


def a_document(number: int) -> Document:
    """An entry: nearly all are held since their tenant is not active, as in the hours after somebody has switched one off."""
    at = NOON + timedelta(seconds=number)
    stored = new_document(a_message(f"om-{number}", tenant_uid=f"t{number % 3}", at=at))
    reason = REASONS[number // STEP % len(REASONS)] if number % STEP == 0 else f"inactive:t{number % 3}"
    return stored | {"state": JobState.HELD.value, "heldBy": reason, "heldAt": at}


@pytest.fixture(scope="module")
async def held(mongodb_url: str) -> AsyncIterator[Database]:
    """A ledger in which a great many jobs are held."""
    client = connect(mongodb_url, application="tests")
    database = client[f"test_{uuid.uuid4().hex[:16]}"]
    await DatabaseSchema(database).create_missing()
    await database["jobs"].insert_many([a_document(number) for number in range(MANY)])
    yield database
    await client.drop_database(database.name)
    client.close()


async def reasons(database: Database, **fields: Any) -> set[str]:
    entries = await JobLog(database).listed(JobFilter(limit=None, **fields))
    return {str(entry.held_by) for entry in entries if isinstance(entry, JobEntry)}


@pytest.mark.parametrize("kind", RARE, ids=lambda kind: kind.value)
async def test_each_kind_finds_its_own_and_nothing_else(kind: HeldBy, held: Database) -> None:
    assert await reasons(held, held_by=kind) == set(RARE[kind])
    assert {held_by_of(reason) for reason in RARE[kind]} == {kind}


async def test_an_inactive_tenant_holds_the_rest(held: Database) -> None:
    assert await reasons(held, held_by=HeldBy.INACTIVE) == {f"inactive:t{number}" for number in range(3)}
    assert await JobLog(held).count(JobFilter(held_by=HeldBy.INACTIVE)) == MANY - MANY // STEP


@pytest.mark.parametrize("order", [Order.NEWEST, Order.AGE])
@pytest.mark.parametrize("tenant_uid", [None, "t1"])
async def test_a_page_of_what_holds_few_reads_little_more_than_it_shows(
    order: Order, tenant_uid: str | None, held: Database
) -> None:
    wanted = JobFilter(held_by=HeldBy.PAUSE, order=order, tenant_uid=tenant_uid)
    await held.command("profile", 2)
    page = await JobPages(held).page(wanted, size=5)
    await held.command("profile", 0)
    found = await held["system.profile"].find({"ns": f"{held.name}.jobs"}).to_list()
    await held.drop_collection("system.profile")
    assert page.entries
    assert sum(row["docsExamined"] for row in found) <= len(page.entries) + SPARE
    assert all("COLLSCAN" not in row["planSummary"] for row in found)


async def test_a_look_at_it_stands_in_the_index_of_its_own(held: Database) -> None:
    wanted = {"acceptedAt": {"$gte": NOON}, "heldBy": {"$in": ["poison"]}, "state": JobState.HELD.value}
    found = held["jobs"].find(wanted, hint="held_by_age").sort("acceptedAt", -1)
    stats = (await found.explain())["executionStats"]
    assert stats["totalDocsExamined"] == stats["nReturned"] > 0


async def test_what_is_not_held_is_held_by_nothing(held: Database) -> None:
    paused = JobFilter(held_by=HeldBy.PAUSE, limit=None)
    log = JobLog(held)
    assert await log.count(replace(paused, state=JobState.WAITING)) == 0
    assert await log.count(replace(paused, pending=True)) == await log.count(paused) > 0
    # What a pause holds would only be held again: a retry of all leaves it.
    assert await log.count(replace(paused, free=True)) == 0
    slots = JobFilter(held_by=HeldBy.SLOT, limit=None)
    assert await log.count(replace(slots, free=True)) == await log.count(slots) > 0
