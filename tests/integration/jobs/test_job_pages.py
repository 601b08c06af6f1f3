"""Pages of the ledger and of one record: everything is shown once, in order, and an index answers each question."""

import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.documents import new_document
from flow_omnium.jobs.operator.job_filter import JobFilter, Order
from flow_omnium.jobs.operator.job_pages import JobPages, read_place
from flow_omnium.jobs.operator.record_jobs import RecordJobs
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Database, DatabaseError, Document, bounded, connect
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.testing.jobs import NOON, a_message

MANY = 2_000
SPARE = 110
"""The database tries several plans at first, for so many jobs each at most."""


def a_document(number: int) -> Document:
    """An entry: of seven at a time each has the same time, one in ten waits, one in fifty flags something."""
    kind = JobKind.OUTBOUND_ORDER if number % 2 else JobKind.INBOUND_ORDER
    at = NOON + timedelta(minutes=number // 7)
    message = a_message(f"om-{number % 400}", tenant_uid=f"t{number % 3}", kind=kind, at=at)
    stored = new_document(message) | {"_id": f"{number * 7919 % 10_007:032x}", "runs": 1, "attemptCount": 1}
    stored |= {"storeUid": "oslo", "attention": ["look"] if number % 50 == 0 else []}
    if number % 40 == 0:
        stored |= {"storeUid": "bergen", "otherStores": ["oslo"]}
    if number % 10 == 0:
        due = NOON + timedelta(hours=number % 3)
        return stored | {
            "state": "waiting",
            "nextAttemptAt": due,
            "attemptCount": 2 + number % 30 // 10,
            "key": str(number),
        }
    del stored["pending"]
    settled = {"by": "kari", "at": at, "note": "done", "flags": []} if number % 60 == 7 else None
    return stored | {"state": "done", "finishedAt": at} | ({"settled": settled} if settled else {})


@pytest.fixture(scope="module")
async def ledger(mongodb_url: str) -> AsyncIterator[Database]:
    """A ledger of many jobs, many of which came at the same time."""
    client = connect(mongodb_url, application="tests")
    database = client[f"test_{uuid.uuid4().hex[:16]}"]
    await DatabaseSchema(database).create_missing()
    await database["jobs"].insert_many([a_document(number) for number in range(MANY)])
    yield database
    await client.drop_database(database.name)
    client.close()


LISTS: dict[str, JobFilter] = {
    "all": JobFilter(),
    "the oldest": JobFilter(order=Order.AGE),
    "a tenant": JobFilter(tenant_uid="t1"),
    "several tenants": JobFilter(of_tenants=frozenset({"t0", "t1"})),
    "a store": JobFilter(tenant_uid="t0", store_uid="oslo"),
    "a state": JobFilter(state=JobState.WAITING),
    "what needs somebody": JobFilter(needs_somebody=True),
    "the oldest of it": JobFilter(needs_somebody=True, order=Order.AGE),
    "what is next of it": JobFilter(needs_somebody=True, order=Order.NEXT),
    "what was tried most": JobFilter(order=Order.ATTEMPTS),
    "what of it was tried most": JobFilter(needs_somebody=True, order=Order.ATTEMPTS),
    "flags": JobFilter(attention=True),
    "what is settled": JobFilter(settled=True),
    "what is settled of some tenants": JobFilter(settled=True, of_tenants=frozenset({"t0", "t1"})),
}


async def _walked(database: Database, wanted: JobFilter, size: int = 50) -> list[JobEntry]:
    walked: list[JobEntry] = []
    page = await JobPages(database).page(wanted, None, size)
    while True:
        walked += [entry for entry in page.entries if isinstance(entry, JobEntry)]
        if page.end is None:
            return walked
        page = await JobPages(database).page(wanted, read_place(str(page.end), wanted.order), size)


@pytest.mark.parametrize("wanted", LISTS.values(), ids=LISTS.keys())
async def test_page_by_page_everything_that_matches_is_shown_once(
    wanted: JobFilter, ledger: Database
) -> None:
    whole = await JobPages(ledger).page(wanted, size=MANY + 1)
    expected = [entry.job_id for entry in whole.entries if isinstance(entry, JobEntry)]
    assert expected
    assert [entry.job_id for entry in await _walked(ledger, wanted, size=13)] == expected
    assert len(set(expected)) == len(expected)


async def test_entries_stand_in_the_order_that_was_asked_for(ledger: Database) -> None:
    newest = await _walked(ledger, JobFilter(tenant_uid="t1"))
    assert newest == sorted(newest, key=lambda job: (-job.accepted_at.timestamp(), job.job_id))
    most = await _walked(ledger, JobFilter(order=Order.ATTEMPTS))
    assert most == sorted(
        most, key=lambda job: (-job.attempt_count, -job.accepted_at.timestamp(), job.job_id)
    )
    soonest = await _walked(ledger, JobFilter(needs_somebody=True, order=Order.NEXT))
    assert soonest == sorted(soonest, key=lambda job: (job.next_attempt_at, job.job_id))


async def test_what_comes_while_somebody_pages_moves_nothing(database: Database) -> None:
    await DatabaseSchema(database).create_missing()
    await database["jobs"].insert_many([a_document(number) for number in range(60)])
    before = [entry.job_id for entry in await _walked(database, JobFilter())]
    first = await JobPages(database).page(JobFilter(), size=20)
    await database["jobs"].insert_many([a_document(number) for number in range(1_000, 1_030)])
    rest = await JobPages(database).page(JobFilter(), first.end, size=100)
    assert [*_ids(first), *_ids(rest)] == before


def _ids(page: Any) -> list[str]:
    return [entry.job_id for entry in page.entries]


@pytest.mark.parametrize("wanted", LISTS.values(), ids=LISTS.keys())
async def test_a_page_in_the_middle_reads_little_more_than_it_shows(
    wanted: JobFilter, ledger: Database
) -> None:
    first = await JobPages(ledger).page(wanted, size=20)
    assert first.end is not None or len(first.entries) <= 20
    read, plans = await _looked_at(ledger, replace(wanted), str(first.end) if first.end else None)
    # What needs somebody, and ties, are few hundred in all: they may be looked through to put them in order.
    few = 220 if wanted.needs_somebody or wanted.order is not Order.NEWEST else 20
    assert read <= 3 * SPARE + few
    assert "COLLSCAN" not in plans


async def _looked_at(database: Database, wanted: JobFilter, place: str | None) -> tuple[int, set[str]]:
    after = read_place(place, wanted.order) if place else None
    await database.command("profile", 2)
    await JobPages(database).page(wanted, after, size=20)
    await database.command("profile", 0)
    rows = await database["system.profile"].find({"ns": f"{database.name}.jobs"}).to_list(None)
    await database.drop_collection("system.profile")
    return sum(row["docsExamined"] for row in rows), {row["planSummary"] for row in rows}


@pytest.mark.parametrize("text", ["", "x", "1.", ".id", "1-2.id", "99999999999999999999.id", "1"])
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_place(text, Order.NEWEST)


async def test_a_record_has_the_jobs_of_both_directions_and_those_that_have_not_run_yet(
    ledger: Database,
) -> None:
    waiting = a_message("om-7", tenant_uid="t1", kind=JobKind.INBOUND_ORDER, at=NOON + timedelta(days=1))
    await ledger["jobs"].insert_one(new_document(waiting))
    page = await RecordJobs(ledger).of("t1", "order:om-7")
    assert page is not None
    assert page.record.jobs[0].job_id == waiting.job_id
    assert {job.kind for job in page.record.jobs} == {JobKind.INBOUND_ORDER, JobKind.OUTBOUND_ORDER}
    assert {job.tenant_uid for job in page.record.jobs} == {"t1"}
    assert await RecordJobs(ledger).of("t2", "order:nothing") is None


async def test_a_record_whose_only_job_has_not_run_is_found_whatever_signs_its_id_has(
    ledger: Database,
) -> None:
    odd = a_message("om.7/å", tenant_uid="t9", at=NOON)
    await ledger["jobs"].insert_one(new_document(odd))
    page = await RecordJobs(ledger).of("t9", odd.lock_key)
    assert page is not None
    assert [job.job_id for job in page.record.jobs] == [odd.job_id]


async def test_a_record_of_many_jobs_is_read_in_parts_of_which_each_job_is_in_one(ledger: Database) -> None:
    messages = [a_message("busy", tenant_uid="t8", at=NOON + timedelta(minutes=n // 2)) for n in range(11)]
    stored = [new_document(one) | {"runs": 1, "state": "done"} for one in messages]
    for one in stored:
        del one["pending"]
    await ledger["jobs"].insert_many(stored)
    seen, older = [], None
    while (page := await RecordJobs(ledger).of("t8", "order:busy", older, limit=4)) is not None:
        seen += [job.job_id for job in page.record.jobs]
        older = page.older
        if older is None:
            break
    assert sorted(seen) == sorted(one.job_id for one in messages)


async def test_a_record_is_read_without_a_look_at_the_others(ledger: Database) -> None:
    await ledger.command("profile", 2)
    await RecordJobs(ledger).of("t1", "order:om-31")
    await ledger.command("profile", 0)
    rows = await ledger["system.profile"].find({"ns": f"{ledger.name}.jobs"}).to_list(None)
    await ledger.drop_collection("system.profile")
    assert sum(row["docsExamined"] for row in rows) <= 30
    assert {row["planSummary"].partition(" ")[0] for row in rows} <= {"IXSCAN", "EXPRESS_IXSCAN"}


async def test_a_question_that_takes_too_long_is_given_up(ledger: Database) -> None:
    slow = {"$where": "sleep(50) || true"}
    with pytest.raises(DatabaseError), bounded(0.3):
        await ledger["jobs"].find(slow).to_list(None)
    assert await ledger["jobs"].find_one({}) is not None
