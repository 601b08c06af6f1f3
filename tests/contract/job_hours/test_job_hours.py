"""What the hours promise: nothing is counted twice, and nothing is left out. The same in memory and on MongoDB."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from flow_omnium.job_hours.contract import ACCEPTED, SLICE, Counted, Hour, JobHours
from flow_omnium.job_hours.counting import BEGINNING, MOST_SLICES, HourCounting
from flow_omnium.job_hours.memory import MemoryJobHours
from flow_omnium.job_hours.mongo import MongoJobHours
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Database
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.testing.clock import FixedClock

NINE = datetime(2026, 1, 5, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
KIND = "inbound-order"
DONE = Counted("acme", KIND, "done", 1)
CAME = Counted("acme", KIND, ACCEPTED, 1)

Happens = Callable[[datetime, Counted], Awaitable[None]]


@pytest.fixture
async def indexed(database: Database) -> Database:
    await DatabaseSchema(database).create_missing()
    return database


@pytest.fixture(params=["memory", "mongodb"])
def hours(request: pytest.FixtureRequest) -> JobHours:
    if request.param == "memory":
        return MemoryJobHours()
    database: Database = request.getfixturevalue("indexed")
    return MongoJobHours(database)


@pytest.fixture
def happens(hours: JobHours, request: pytest.FixtureRequest) -> Happens:
    """Let a job come or end at a time."""
    database = None if isinstance(hours, MemoryJobHours) else request.getfixturevalue("indexed")

    async def happens(at: datetime, one: Counted) -> None:
        if isinstance(hours, MemoryJobHours):
            hours.happened.append((at, one))
            return
        assert database is not None
        is_new = one.outcome == ACCEPTED
        times = {"acceptedAt": at} if is_new else {"acceptedAt": NINE - timedelta(days=9), "finishedAt": at}
        state = "queued" if is_new else one.outcome
        await database["jobs"].insert_one(
            {"_id": f"{one.tenant_uid}{at}{one.outcome}", "tenantUid": one.tenant_uid, "kind": one.kind}
            | {"state": state, "key": str(at), "record": f"order:{at}"}
            | times
        )

    return happens


async def test_what_came_and_what_ended_is_counted_by_its_slice(hours: JobHours, happens: Happens) -> None:
    await happens(NINE, DONE)
    await happens(NINE + SLICE - timedelta(milliseconds=1), CAME)
    await happens(NINE + SLICE, Counted("acme", KIND, "ignored", 1))
    assert {*await hours.count(NINE, NINE + SLICE)} == {DONE, CAME}


async def test_a_slice_that_is_added_again_changes_nothing(hours: JobHours) -> None:
    for until in (NINE + SLICE, NINE + SLICE, NINE + 2 * SLICE, NINE + SLICE):
        await hours.add(until, [DONE, CAME])
    assert await hours.hours(NINE) == [Hour("acme", NINE, {"done": 2, ACCEPTED: 2})]
    assert await hours.counted_up_to() == NINE + 2 * SLICE


async def test_the_last_slice_of_an_hour_is_that_hour_s(hours: JobHours) -> None:
    await hours.add(NINE + timedelta(hours=1), [DONE])
    assert [one.at for one in await hours.hours(NINE)] == [NINE]


async def test_hours_are_told_of_the_tenants_that_are_asked_for(hours: JobHours) -> None:
    other = Counted("globex", "stock-level", "done", 3)
    await hours.add(NINE + SLICE, [DONE, other, Counted("globex", KIND, "done", 1)])
    assert await hours.hours(NINE, {"globex"}) == [Hour("globex", NINE, {"done": 4})]
    assert len(await hours.hours(NINE)) == 2
    assert await hours.hours(NINE + timedelta(hours=1)) == []


async def test_one_counts_at_a_time_and_another_follows_who_is_silent(hours: JobHours) -> None:
    assert await hours.lead("a", NINE, MINUTE)
    assert not await hours.lead("b", NINE, MINUTE)
    assert await hours.lead("b", NINE + 2 * MINUTE, MINUTE)


async def test_a_slice_is_counted_once_it_is_over_for_a_while(hours: JobHours, happens: Happens) -> None:
    clock = FixedClock(NINE + SLICE)
    await hours.add(NINE, [])
    await happens(NINE, DONE)
    assert await HourCounting(hours, clock, "a").count_once() == 0
    clock.advance(MINUTE)
    assert await HourCounting(hours, clock, "a").count_once() == 1
    assert await HourCounting(hours, clock, "a").count_once() == 0
    (hour,) = await hours.hours(NINE)
    assert hour.of(JobState.DONE) == hour.ended == 1


async def test_the_first_look_begins_a_day_back_and_ends_after_so_many_slices(
    hours: JobHours, happens: Happens
) -> None:
    await happens(NINE - BEGINNING, DONE)
    assert await HourCounting(hours, FixedClock(NINE), "a").count_once() == MOST_SLICES
    assert await hours.counted_up_to() == NINE - BEGINNING + MOST_SLICES * SLICE
    assert [one.ended for one in await hours.hours(NINE - BEGINNING)] == [1]


async def test_who_has_not_the_lease_counts_nothing(hours: JobHours) -> None:
    clock = FixedClock(NINE)
    await HourCounting(hours, clock, "a").count_once()
    assert await HourCounting(hours, clock, "b").count_once() == 0


async def test_a_whole_day_is_made_up_for_in_one_look(hours: JobHours, happens: Happens) -> None:
    await happens(NINE - 2 * SLICE, DONE)
    await HourCounting(hours, FixedClock(NINE), "a").count_all()
    assert [one.ended for one in await hours.hours(NINE - BEGINNING)] == [1]
    assert await hours.counted_up_to() == NINE - SLICE
