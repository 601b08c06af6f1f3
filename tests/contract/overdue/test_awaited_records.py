"""What keeping awaited records promises: the same tests in memory and on MongoDB."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.overdue.contract import AwaitedRecords
from flow_omnium.overdue.memory import MemoryAwaitedRecords
from flow_omnium.overdue.mongo import COLLECTION, MongoAwaitedRecords
from flow_omnium.overdue.record import Awaited, AwaitedName, Overdue, OverdueCount
from flow_omnium.polling.expectation import OverdueState
from flow_omnium.runtime.database import Database
from flow_omnium.tasks.kind import TaskName

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
POLL = TaskName.POLL_OMNIUM_ORDERS
ORDER = OverdueState.ORDER


@pytest.fixture(params=["memory", "mongodb"])
def records(request: pytest.FixtureRequest) -> AwaitedRecords:
    if request.param == "memory":
        return MemoryAwaitedRecords()
    database: Database = request.getfixturevalue("database")
    return MongoAwaitedRecords(database)


def awaited(key: str, *, minutes: int = 5, state: OverdueState = ORDER, part: str = "") -> Awaited:
    """An order that was to be in the shop so many minutes ago."""
    by = NOW - minutes * MINUTE
    name = AwaitedName(state, JobKind.INBOUND_ORDER, key, part)
    return Awaited(name, POLL, "v1", by - 5 * MINUTE, by, looked_at=NOW - MINUTE)


async def test_what_is_kept_comes_back_as_it_was(records: AwaitedRecords) -> None:
    one = awaited("1001", part="r/1")
    await records.note("acme", [one])
    assert await records.due("acme", POLL, NOW, 10) == [one]
    assert await records.overdue(NOW, 10) == [Overdue("acme", one)]


async def test_what_is_still_not_so_keeps_its_beginning_and_its_deadline(records: AwaitedRecords) -> None:
    first = awaited("1001")
    await records.note("acme", [first])
    later = replace(first, version="v2", since=NOW, by=NOW + MINUTE, looked_at=NOW)
    await records.note("acme", [later])
    (kept,) = await records.due("acme", POLL, NOW, 10)
    assert kept == replace(later, since=first.since, by=first.by, sightings=2)


async def test_a_deadline_that_the_record_tells_moves(records: AwaitedRecords) -> None:
    first = replace(awaited("1001"), is_told=True)
    await records.note("acme", [first])
    await records.note("acme", [replace(first, by=NOW + MINUTE)])
    assert await records.overdue(NOW, 10) == []
    assert len(await records.overdue(NOW + MINUTE, 10)) == 1


async def test_what_is_as_it_should_be_is_dropped_and_nothing_else(records: AwaitedRecords) -> None:
    gone, stays = awaited("1001", part="r1"), awaited("1001", part="r2")
    await records.note("acme", [gone, stays])
    await records.note("globex", [gone])
    await records.settle("acme", [gone.name, awaited("unknown").name])
    assert await records.due("acme", POLL, NOW, 10) == [stays]
    assert len(await records.due("globex", POLL, NOW, 10)) == 1


async def test_nothing_is_due_before_its_time(records: AwaitedRecords) -> None:
    await records.note("acme", [awaited("now", minutes=0), awaited("later", minutes=-1)])
    assert [one.name.key for one in await records.due("acme", POLL, NOW, 10)] == ["now"]
    assert [one.awaited.name.key for one in await records.overdue(NOW, 10)] == ["now"]


async def test_what_nobody_has_looked_at_for_longest_is_looked_at_first(records: AwaitedRecords) -> None:
    first, second = awaited("1"), awaited("2")
    await records.note("acme", [first, second])
    await records.looked("acme", [first.name, awaited("unknown").name], NOW)
    assert [one.name.key for one in await records.due("acme", POLL, NOW, 1)] == ["2"]
    assert [one.name.key for one in await records.due("acme", POLL, NOW, 10)] == ["2", "1"]


async def test_of_other_polls_and_tenants_nothing_is_due(records: AwaitedRecords) -> None:
    await records.note("acme", [awaited("1")])
    assert await records.due("globex", POLL, NOW, 10) == []
    assert await records.due("acme", TaskName.POLL_RECEIPTS, NOW, 10) == []


async def test_the_longest_overdue_is_shown_first_and_can_be_chosen_by_tenant_and_state(
    records: AwaitedRecords,
) -> None:
    late, later = awaited("late", minutes=1), awaited("later", minutes=9)
    pick_up = awaited("late", minutes=3, state=OverdueState.PICK_UP)
    await records.note("acme", [late, pick_up])
    await records.note("globex", [later])
    assert [one.awaited for one in await records.overdue(NOW, 10)] == [later, pick_up, late]
    assert [one.awaited for one in await records.overdue(NOW, 10, "acme")] == [pick_up, late]
    assert [one.awaited for one in await records.overdue(NOW, 10, "acme", ORDER)] == [late]
    assert len(await records.overdue(NOW, 1)) == 1


async def test_each_tenants_states_are_counted_with_the_longest_of_them(records: AwaitedRecords) -> None:
    await records.note("acme", [awaited("1", minutes=1), awaited("2", minutes=9), awaited("3", minutes=-1)])
    await records.note("globex", [awaited("1", minutes=2)])
    assert await records.counts(NOW, [POLL]) == {
        ("acme", ORDER): OverdueCount(2, NOW - 9 * MINUTE),
        ("globex", ORDER): OverdueCount(1, NOW - 2 * MINUTE),
    }
    assert await records.counts(NOW, [TaskName.POLL_RECEIPTS]) == {}


async def test_what_takes_several_sightings_counts_from_the_last_of_them_on(records: AwaitedRecords) -> None:
    silent = replace(awaited("omnium", state=OverdueState.SENDER), sightings=2, needs=3)
    await records.note("acme", [silent])
    assert (await records.overdue(NOW, 10), await records.counts(NOW, [POLL])) == ([], {})
    await records.note("acme", [replace(silent, sightings=1)])
    assert len(await records.overdue(NOW, 10)) == 1
    assert len(await records.counts(NOW, [POLL])) == 1


async def test_one_that_is_damaged_is_left_alone_and_hides_no_other(database: Database) -> None:
    records = MongoAwaitedRecords(database)
    await records.note("acme", [awaited("1"), awaited("2")])
    damaged = {"_id": f"acme/{ORDER.value}/inbound-order/1/"}
    await database[COLLECTION].update_one(damaged, {"$set": {"kind": "of another version"}})
    assert [one.awaited.name.key for one in await records.overdue(NOW, 10)] == ["2"]
