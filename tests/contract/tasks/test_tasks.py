"""What the store of scheduled tasks promises: the same tests in memory and on MongoDB."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from flow_omnium.runtime.database import Database
from flow_omnium.tasks.contract import TaskClaim, TaskStore
from flow_omnium.tasks.ending import handed_back
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.memory import MemoryTaskStore
from flow_omnium.tasks.mongo import COLLECTION, RUNS, MongoTaskStore
from flow_omnium.tasks.record import LastRun, RunEntry, RunResult, TaskRecord, TaskState
from flow_omnium.tasks.request import RunRequest
from flow_omnium.tasks.tally import Counts

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
UNTIL = NOW + timedelta(seconds=60)
PRICE = TaskName.PRICE
NEW = TaskRecord("acme", PRICE)
CLAIM = TaskClaim("worker-1", NOW, UNTIL)
SOME = RunRequest("kari", NOW, skus=("A", "B"))
FULL = RunRequest("ola", NOW, is_full=True)
ENTRY = RunEntry(
    "acme",
    PRICE,
    1,
    NOW,
    NOW + timedelta(seconds=5),
    RunResult.FAILED,
    text="no",
    error="Unavailable",
    is_full=True,
    since=NOW - timedelta(days=1),
    request=SOME,
    counts=Counts(read=4, set_aside=1),
    told=("one", "two"),
    told_left_out=7,
    flags=("look",),
)


@pytest.fixture(params=["memory", "mongodb"])
def store(request: pytest.FixtureRequest) -> TaskStore:
    if request.param == "memory":
        return MemoryTaskStore()
    database: Database = request.getfixturevalue("database")
    return MongoTaskStore(database)


async def running(store: TaskStore, record: TaskRecord = NEW, claim: TaskClaim = CLAIM) -> TaskRecord:
    run = await store.claim(record, claim)
    assert run is not None
    return run


async def test_a_task_that_never_ran_is_not_kept(store: TaskStore) -> None:
    assert await store.read("acme", PRICE) is None
    assert await store.records() == []
    assert await store.history("acme", None, 10) == []


async def test_of_those_who_meet_one_runs_the_task(store: TaskStore) -> None:
    claims = [store.claim(NEW, replace(CLAIM, owner=f"worker-{number}")) for number in range(10)]
    won = [run for run in await asyncio.gather(*claims) if run is not None]
    assert len(won) == 1
    assert await store.read("acme", PRICE) == won[0]
    assert (won[0].state, won[0].started_at, won[0].lease_until) == (TaskState.RUNNING, NOW, UNTIL)


async def test_a_running_task_is_not_claimed_whatever_its_lease(store: TaskStore) -> None:
    run = await running(store)
    assert await store.claim(run, replace(CLAIM, owner="worker-2")) is None


async def test_a_task_that_has_changed_since_it_was_seen_is_not_claimed(store: TaskStore) -> None:
    await store.request("acme", PRICE, SOME)
    assert await store.claim(NEW, CLAIM) is None
    seen = await store.read("acme", PRICE)
    assert seen is not None
    assert (await running(store, seen)).request == SOME


async def test_tenants_and_tasks_have_their_own(store: TaskStore) -> None:
    await running(store)
    await running(store, TaskRecord("acme", TaskName.STORE))
    await running(store, TaskRecord("acme-2", PRICE))
    assert [record.key for record in await store.records("acme")] == [
        "acme/FlowPriceScheduledTask",
        "acme/FlowStoreScheduledTask",
    ]
    assert len(await store.records()) == 3


async def test_of_all_tenants_those_tasks_are_refreshed_that_are_asked_for(store: TaskStore) -> None:
    for tenant_uid in ("acme", "globex"):
        await running(store, TaskRecord(tenant_uid, PRICE))
        await running(store, TaskRecord(tenant_uid, TaskName.STORE))
    found = await store.refreshed([PRICE], {})
    assert sorted(found) == ["acme/FlowPriceScheduledTask", "globex/FlowPriceScheduledTask"]
    assert found[NEW.key] == await store.read("acme", PRICE)


async def test_what_is_known_is_not_read_again(store: TaskStore) -> None:
    await running(store)
    await running(store, TaskRecord("globex", PRICE))
    known = await store.refreshed([PRICE], {})
    await store.request("globex", PRICE, SOME)
    again = await store.refreshed([PRICE], known)
    assert again[NEW.key] is known[NEW.key]
    assert again["globex/FlowPriceScheduledTask"].request == SOME


async def test_every_change_of_a_task_is_seen_whatever_was_known(store: TaskStore) -> None:
    known: Mapping[str, TaskRecord] = {}

    async def sees() -> TaskRecord:
        nonlocal known
        known = await store.refreshed([PRICE], known)
        assert known[NEW.key] == await store.read("acme", PRICE)
        return known[NEW.key]

    await store.request("acme", PRICE, SOME)
    asked = await sees()
    await store.reschedule(asked, "0 2 * * * UTC", UNTIL)
    due = await sees()
    run = await running(store, due)
    await sees()
    await store.renew(run, UNTIL + timedelta(seconds=20), Counts(read=3))
    assert (await sees()).counts == Counts(read=3)
    await store.end(run, handed_back(run), None)
    assert (await sees()).state is TaskState.IDLE


async def test_a_heartbeat_prolongs_the_lease_and_tells_how_far_it_is(store: TaskStore) -> None:
    run = await running(store)
    later, counts = UNTIL + timedelta(seconds=20), Counts(read=3, written=1, unchanged=1, set_aside=1)
    assert await store.renew(run, later, counts)
    assert await store.read("acme", PRICE) == replace(run, lease_until=later, counts=counts)


async def test_a_run_that_ended_is_what_was_decided(store: TaskStore) -> None:
    run = await running(store)
    after = replace(
        handed_back(run),
        scope="NO",
        watermark=NOW,
        full_at=NOW,
        schedule="0 2 * * * UTC",
        due_at=UNTIL,
        retry_at=UNTIL,
        failures=3,
        counts=Counts(read=4),
        last=LastRun(RunResult.FAILED, UNTIL, "no"),
    )
    await store.renew(run, UNTIL, Counts(read=1))
    assert await store.end(run, after, ENTRY)
    assert await store.read("acme", PRICE) == replace(after, version=run.version + 1)
    assert await store.history("acme", PRICE, 10) == [ENTRY]


async def test_only_the_run_itself_renews_and_ends(store: TaskStore) -> None:
    first = await running(store)
    assert await store.end(first, handed_back(first), None)
    idle = await store.read("acme", PRICE)
    assert idle is not None
    second = await running(store, idle)
    assert not await store.renew(first, UNTIL, Counts())
    assert not await store.end(first, replace(handed_back(first), failures=9), ENTRY)
    assert not await store.renew(replace(second, owner="worker-2"), UNTIL, Counts())
    assert await store.read("acme", PRICE) == second
    assert await store.history("acme", None, 10) == []


async def test_a_run_ends_once(store: TaskStore) -> None:
    run = await running(store)
    ends = [store.end(run, handed_back(run), ENTRY) for _ in range(5)]
    assert sorted(await asyncio.gather(*ends)) == [False, False, False, False, True]


async def test_a_claim_takes_off_the_request_that_it_is_for(store: TaskStore) -> None:
    await store.request("acme", PRICE, SOME)
    seen = await store.read("acme", PRICE)
    assert seen is not None
    run = await running(store, seen, replace(CLAIM, request=SOME))
    assert (run.request, run.running) == (None, SOME)
    assert await store.read("acme", PRICE) == run


async def test_a_request_that_comes_while_another_waits_joins_it(store: TaskStore) -> None:
    assert await store.request("acme", PRICE, SOME) == SOME
    assert await store.request("acme", PRICE, FULL) == FULL
    stored = await store.read("acme", PRICE)
    assert stored is not None
    assert stored.request == FULL


async def test_no_request_is_lost_that_comes_with_others(store: TaskStore) -> None:
    asked = [replace(SOME, skus=(f"S{number}",)) for number in range(5)]
    await asyncio.gather(*(store.request("acme", PRICE, each) for each in asked))
    stored = await store.read("acme", PRICE)
    assert stored is not None
    assert stored.request is not None
    assert sorted(stored.request.skus) == ["S0", "S1", "S2", "S3", "S4"]


async def test_a_request_that_comes_during_a_run_outlives_it(store: TaskStore) -> None:
    run = await running(store)
    await store.request("acme", PRICE, SOME)
    assert await store.renew(run, UNTIL, Counts())
    assert await store.end(run, replace(handed_back(run), request=replace(SOME, skus=("C",))), None)
    stored = await store.read("acme", PRICE)
    assert stored is not None
    assert stored.request == replace(SOME, skus=("C", "A", "B"))


async def test_a_task_is_rescheduled_only_as_it_was_seen(store: TaskStore) -> None:
    await store.request("acme", PRICE, SOME)
    seen = await store.read("acme", PRICE)
    assert seen is not None
    assert await store.reschedule(seen, "0 2 * * * UTC", UNTIL)
    assert not await store.reschedule(seen, "0 3 * * * UTC", NOW)
    stored = await store.read("acme", PRICE)
    assert stored is not None
    assert (stored.schedule, stored.due_at, stored.request) == ("0 2 * * * UTC", UNTIL, SOME)


async def test_the_history_tells_the_newest_first_and_no_more_than_asked(store: TaskStore) -> None:
    for number, task in enumerate([PRICE, TaskName.STORE, PRICE], start=1):
        seen = await store.read("acme", task) or TaskRecord("acme", task)
        run = await running(store, seen)
        entry = replace(ENTRY, task=task, ticket=run.ticket, started_at=NOW + timedelta(hours=number))
        await store.end(run, handed_back(run), entry)
    assert [entry.started_at.hour for entry in await store.history("acme", None, 10)] == [12, 11, 10]
    assert [entry.started_at.hour for entry in await store.history("acme", PRICE, 1)] == [12]
    assert await store.history("globex", None, 10) == []


async def test_what_another_version_wrote_hides_nothing_else(database: Database) -> None:
    store = MongoTaskStore(database)
    await running(store)
    await database[COLLECTION].insert_one({"_id": "acme/NewTask", "tenantUid": "acme", "task": "NewTask"})
    await database[RUNS].insert_one({"_id": "acme/NewTask/1", "tenantUid": "acme", "task": "NewTask"})
    await database[COLLECTION].update_one({}, {"$set": {"fieldOfAnother": 1}})
    await database[COLLECTION].insert_one({"_id": "globex/FlowPriceScheduledTask", "task": PRICE.value})
    assert [record.task for record in await store.records()] == [PRICE]
    assert list(await store.refreshed([PRICE], {})) == [NEW.key]
    assert await store.history("acme", None, 10) == []


async def test_fields_are_written_as_elsewhere(database: Database) -> None:
    await running(MongoTaskStore(database))
    document = await database[COLLECTION].find_one({"_id": "acme/FlowPriceScheduledTask"})
    assert document is not None
    assert (document["tenantUid"], document["leaseUntil"], document["state"]) == ("acme", UNTIL, "running")
    assert document["counts"] == {"read": 0, "written": 0, "unchanged": 0, "setAside": 0}
