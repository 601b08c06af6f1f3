"""What the scheduler begins, what it leaves alone, and what becomes of runs when processes stop, die or lose their lease."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from flow_omnium.jobs.ledger.contract import LedgerUnavailableError
from flow_omnium.outcomes import ApiCall, Deferral, Deferred, Unavailable
from flow_omnium.tasks.contract import TaskClaim
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.record import RunResult, TaskRecord, TaskState
from flow_omnium.tasks.request import RunRequest
from flow_omnium.tasks.settings import TaskSchedule
from flow_omnium.tasks.tally import Counts
from flow_omnium.tasks.task import RunRefused, TaskRun
from flow_omnium.testing.task_bench import LEASE, Does, ScriptedTask, TaskBench, settings_of
from flow_omnium.testing.tenants import a_tenant
from flow_omnium.testing.virtual_time import in_virtual_time

PRICE, STORE = TaskName.PRICE, TaskName.STORE
HALF_HOUR = 1_800
NO_ANSWER = Unavailable(ApiCall("Flow", "GET", "/x"), "no")


def bench_of(does: Does | None = None) -> tuple[TaskBench, ScriptedTask]:
    task = ScriptedTask(does)
    return TaskBench({PRICE: task}), task


async def for_ever(_run: TaskRun) -> None:
    await asyncio.Event().wait()


@in_virtual_time
async def test_a_task_runs_at_once_and_then_by_its_schedule() -> None:
    bench, task = bench_of()
    async with bench.scheduler():
        await asyncio.sleep(2 * HALF_HOUR + 60)
    assert [(run.is_full, run.since) for run in task.runs] == [
        (True, None),
        (False, task.runs[0].started_at - timedelta(seconds=60)),
        (False, task.runs[1].started_at - timedelta(seconds=60)),
    ]
    assert (await bench.record(PRICE)).watermark == task.runs[2].started_at


@in_virtual_time
async def test_of_more_tenants_than_are_foreseen_each_has_its_turn_and_long_runs_take_no_place_of_others() -> (
    None
):
    polls, weekly = ScriptedTask(), ScriptedTask(for_ever)
    bench = TaskBench({TaskName.POLL_OMNIUM_ORDERS: polls, TaskName.RECONCILE_ORDERS: weekly})
    bench.tenants = [a_tenant(f"tenant-{number}") for number in range(9)]
    async with bench.scheduler(foreseen=2, grace_seconds=0):
        await asyncio.sleep(60)
    assert len({run.tenant.tenant_uid for run in polls.runs}) == len(bench.tenants)
    assert weekly.runs


@in_virtual_time
async def test_of_several_processes_one_runs_a_task() -> None:
    bench, task = bench_of(for_ever)
    async with bench.scheduler("worker-1"), bench.scheduler("worker-2"):
        await asyncio.sleep(LEASE.total_seconds() * 5)
        assert len(task.runs) == 1


@in_virtual_time
async def test_a_run_that_goes_on_keeps_its_lease_and_shows_how_far_it_is() -> None:
    async def counts(run: TaskRun) -> None:
        run.tally.read = 7
        await for_ever(run)

    bench, _ = bench_of(counts)
    async with bench.scheduler(grace_seconds=0):
        await asyncio.sleep(LEASE.total_seconds() * 5)
        record = await bench.record(PRICE)
        assert record.counts == Counts(read=7)
        assert record.lease_until is not None
        assert record.lease_until > bench.clock.now()


@in_virtual_time
async def test_a_run_that_lost_its_lease_is_ended_and_stores_nothing() -> None:
    ended: list[TaskRun] = []

    async def slow(run: TaskRun) -> None:
        run.tally.written = 3
        try:
            await for_ever(run)
        finally:
            ended.append(run)

    bench, task = bench_of(slow)
    async with bench.scheduler(grace_seconds=0):
        await asyncio.sleep(1)
        mine = await bench.record(PRICE)
        # Another process took the run for lost, and has begun its own.
        await bench.store.end(mine, replace(mine, state=TaskState.IDLE), None)
        idle = await bench.record(PRICE)
        until = bench.clock.now() + timedelta(hours=1)
        other = await bench.store.claim(idle, TaskClaim("worker-2", bench.clock.now(), until))
        # The next heartbeat tells, long before the lease would have ended.
        await asyncio.sleep(LEASE.total_seconds() / 3 + 1)
        assert ended == task.runs
        assert await bench.record(PRICE) == other
    assert bench.store.entries == []
    assert bench.value("task_runs_total", tenant="acme", task=PRICE.value, result="lost") == 1


@in_virtual_time
async def test_a_run_ends_with_its_lease_when_the_database_stays_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bench, task = bench_of(for_ever)

    async def away(*_: object) -> bool:
        raise LedgerUnavailableError("away")

    async with bench.scheduler():
        await asyncio.sleep(1)
        monkeypatch.setattr(bench.store, "renew", away)
        monkeypatch.setattr(bench.store, "end", away)
        monkeypatch.setattr(bench.store, "refreshed", away)
        await asyncio.sleep(LEASE.total_seconds())
        assert bench.value("task_runs_total", tenant="acme", task=PRICE.value, result="lost") == 1
    assert len(task.runs) == 1


@in_virtual_time
async def test_no_call_leaves_once_the_lease_has_ended() -> None:
    bench, _ = bench_of()
    refused: list[Exception] = []

    async def stubborn(run: TaskRun) -> None:
        try:
            await for_ever(run)
        except asyncio.CancelledError:
            try:
                bench.fence.check()
            except Exception as error:  # noqa: BLE001 - the test asks what it is
                refused.append(error)

    bench.tasks[PRICE].does = stubborn
    async with bench.scheduler(grace_seconds=0):
        await asyncio.sleep(1)
        mine = await bench.record(PRICE)
        await bench.store.end(
            mine, replace(mine, state=TaskState.IDLE, retry_at=bench.clock.now() + LEASE * 9), None
        )
        await asyncio.sleep(LEASE.total_seconds())
    assert [type(error).__name__ for error in refused] == ["LeaseLostError"]
    assert (await bench.record(PRICE)).last is None


@in_virtual_time
async def test_a_run_whose_process_died_is_told_as_lost_and_begun_again_by_the_table() -> None:
    bench, task = bench_of()
    until = bench.clock.now() + LEASE
    run = await bench.store.claim(TaskRecord("acme", PRICE), TaskClaim("dead", bench.clock.now(), until))
    assert run is not None
    await bench.store.renew(run, until, Counts(read=5))
    async with bench.scheduler(), bench.scheduler("worker-2"):
        await asyncio.sleep(LEASE.total_seconds() + 100)
        assert task.runs == []
        (entry,) = bench.store.entries
        assert (entry.result, entry.counts) == (RunResult.LOST, Counts(read=5))
        assert (await bench.record(PRICE)).failures == 1
        await asyncio.sleep(60)
        assert len(task.runs) == 1
    assert (await bench.record(PRICE)).failures == 0


@in_virtual_time
async def test_a_run_that_ends_within_the_grace_is_kept_when_the_process_stops() -> None:
    async def takes_ten_seconds(_run: TaskRun) -> None:
        await asyncio.sleep(10)

    bench, task = bench_of(takes_ten_seconds)
    async with bench.scheduler(grace_seconds=20):
        await asyncio.sleep(1)
    assert (await bench.record(PRICE)).watermark == task.runs[0].started_at


@in_virtual_time
async def test_a_run_that_outlasts_the_grace_is_handed_back_and_begun_at_once_elsewhere() -> None:
    bench, task = bench_of(for_ever)
    asked = RunRequest("kari", bench.clock.now(), is_dry=True)
    await bench.store.request("acme", PRICE, asked)
    async with bench.scheduler(grace_seconds=20):
        await asyncio.sleep(1)
    record = await bench.record(PRICE)
    assert (record.state, record.request, record.failures) == (TaskState.IDLE, asked, 0)
    async with bench.scheduler("worker-2", grace_seconds=0):
        await asyncio.sleep(1)
        assert [run.request for run in task.runs] == [asked, asked]


@in_virtual_time
async def test_nothing_begins_after_the_stop() -> None:
    bench, task = bench_of()
    async with bench.scheduler() as scheduler:
        scheduler.stop()
        await asyncio.sleep(60)
    assert task.runs == []


@in_virtual_time
async def test_a_look_that_was_under_way_at_the_stop_begins_nothing() -> None:
    bench, task = bench_of()
    scheduler = bench.scheduler()
    scheduler.stop()
    await scheduler.look()
    assert (task.runs, scheduler.running) == ([], [])


@in_virtual_time
async def test_a_run_that_cannot_be_ended_is_not_begun_once_more_beside_itself() -> None:
    async def stubborn(_run: TaskRun) -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await asyncio.sleep(300)

    bench, task = bench_of(stubborn)
    async with bench.scheduler(grace_seconds=0):
        await asyncio.sleep(1)
        mine = await bench.record(PRICE)
        await bench.store.end(mine, replace(mine, state=TaskState.IDLE), None)
        await asyncio.sleep(LEASE.total_seconds())
        assert len(task.runs) == 1


@in_virtual_time
async def test_a_process_runs_so_many_at_once_and_each_tenant_has_its_turn() -> None:
    tasks = {name: ScriptedTask(for_ever) for name in (STORE, PRICE, TaskName.SOA)}
    bench = TaskBench(tasks, tenants=[a_tenant("acme"), a_tenant("globex")])
    bench.settings = {"acme": settings_of(PRICE, TaskName.SOA), "globex": settings_of(PRICE)}
    async with bench.scheduler(at_once=2, grace_seconds=0) as scheduler:
        await asyncio.sleep(60)
        assert sorted(scheduler.running) == [f"acme/{PRICE.value}", f"globex/{PRICE.value}"]


@in_virtual_time
async def test_wrong_settings_of_one_tenant_stop_no_other() -> None:
    bench, task = bench_of()
    bench.tenants = [a_tenant("wrong"), a_tenant("cron"), a_tenant()]
    no_cron = replace(settings_of(), schedules={PRICE: TaskSchedule("often", "Europe/Oslo")})
    bench.settings = {"wrong": ValueError("catalog.markets: missing"), "cron": no_cron}
    async with bench.scheduler():
        await asyncio.sleep(60)
    assert [run.tenant.tenant_uid for run in task.runs] == ["acme"]


@in_virtual_time
async def test_a_cron_that_cannot_be_read_still_lets_a_person_run_the_task() -> None:
    bench, task = bench_of()
    bench.settings = {"acme": replace(settings_of(), schedules={PRICE: TaskSchedule("often", "Europe/Oslo")})}
    await bench.store.request("acme", PRICE, RunRequest("kari", bench.clock.now()))
    async with bench.scheduler():
        await asyncio.sleep(60)
    assert len(task.runs) == 1


@in_virtual_time
async def test_nothing_runs_for_who_is_paused_inactive_or_has_no_catalogue() -> None:
    bench, task = bench_of()
    bench.tenants = [a_tenant("paused"), a_tenant("idle", active=False), a_tenant("none")]
    bench.paused = {"paused"}
    bench.settings = {"none": None}
    async with bench.scheduler():
        await asyncio.sleep(60)
        assert task.runs == []
        bench.paused.clear()
        await asyncio.sleep(10)
    assert [run.tenant.tenant_uid for run in task.runs] == ["paused"]


@in_virtual_time
async def test_a_changed_cron_counts_from_now() -> None:
    bench, task = bench_of()
    async with bench.scheduler():
        await asyncio.sleep(HALF_HOUR - 60)
        bench.settings = {
            "acme": replace(settings_of(), schedules={PRICE: TaskSchedule("45 * * * *", "UTC")})
        }
        await asyncio.sleep(120)
        assert len(task.runs) == 1
        await asyncio.sleep(HALF_HOUR)
    assert [run.started_at.minute for run in task.runs] == [0, 45]


@in_virtual_time
async def test_first_runs_come_in_order() -> None:
    order: list[TaskName] = []

    async def takes_a_minute(run: TaskRun) -> None:
        await asyncio.sleep(60)
        order.append(run.task)

    names = (PRICE, TaskName.PRODUCT, TaskName.CATEGORY, STORE)
    bench = TaskBench({name: ScriptedTask(takes_a_minute) for name in names})
    async with bench.scheduler():
        await asyncio.sleep(600)
    assert order == [STORE, TaskName.CATEGORY, TaskName.PRODUCT, PRICE]


@in_virtual_time
async def test_what_waited_for_a_run_begins_once_that_has_ended() -> None:
    async def a_second(_run: TaskRun) -> None:
        await asyncio.sleep(1)

    first, second = ScriptedTask(a_second), ScriptedTask()
    bench = TaskBench({STORE: first, PRICE: second})
    async with bench.scheduler(poll_seconds=60):
        await asyncio.sleep(2)
    assert [len(task.runs) for task in (first, second)] == [1, 1]


@in_virtual_time
async def test_how_a_run_ends_decides_when_the_next_one_comes() -> None:
    ends = [
        NO_ANSWER,
        Deferred("slow", cause=Deferral.RATE_LIMITED, after_seconds=30),
        RunRefused("all of them?"),
    ]
    times: list[float] = []

    async def scripted(_run: TaskRun) -> None:
        times.append(asyncio.get_running_loop().time())
        if ends:
            raise ends.pop(0)

    bench, _ = bench_of(scripted)
    async with bench.scheduler(poll_seconds=1):
        await asyncio.sleep(HALF_HOUR + 60)
    assert [round(time / 10) * 10 for time in times] == [0, 120, 150, HALF_HOUR]
    results = [entry.result for entry in bench.store.entries]
    assert results == [RunResult.FAILED, RunResult.STOPPED, RunResult.REFUSED]


@in_virtual_time
async def test_a_fault_of_ours_is_a_failure_that_tells_no_secret() -> None:
    async def faulty(_run: TaskRun) -> None:
        raise KeyError("Bearer abc.def")

    bench, _ = bench_of(faulty)
    async with bench.scheduler():
        await asyncio.sleep(1)
    (entry,) = bench.store.entries
    assert (entry.result, entry.error) == (RunResult.FAILED, "Unexpected KeyError")
    assert "abc.def" not in repr(entry) + repr(await bench.record(PRICE))


@in_virtual_time
async def test_the_lines_of_a_dry_run_are_kept_and_the_watermark_is_not() -> None:
    async def tells(run: TaskRun) -> None:
        assert run.is_dry
        run.tally.tell("price A: 10 → 12")

    bench, _ = bench_of(tells)
    bench.settings = {"acme": settings_of(PRICE, is_disabled=True)}
    asked = RunRequest("kari", bench.clock.now(), is_dry=True)
    await bench.store.request("acme", PRICE, asked)
    async with bench.scheduler():
        await asyncio.sleep(60)
    (entry,) = await bench.store.history("acme", PRICE, 5)
    assert (entry.told, entry.request) == (("price A: 10 → 12",), asked)
    assert (await bench.record(PRICE)).watermark is None


@in_virtual_time
async def test_a_look_that_the_database_refuses_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    bench, task = bench_of()

    async def away(*_: object) -> None:
        raise LedgerUnavailableError("away")

    with monkeypatch.context() as patched:
        patched.setattr(bench.store, "refreshed", away)
        async with bench.scheduler():
            await asyncio.sleep(60)
            assert task.runs == []
            patched.undo()
            await asyncio.sleep(10)
    assert len(task.runs) == 1


@in_virtual_time
async def test_how_tasks_stand_is_shown_and_goes_with_the_tenant() -> None:
    async def counts(run: TaskRun) -> None:
        run.tally.read, run.tally.written, run.tally.unchanged, run.tally.set_aside = 9, 3, 5, 1

    bench, _ = bench_of(counts)
    of_task = {"tenant": "acme", "task": PRICE.value}
    async with bench.scheduler():
        await asyncio.sleep(600)
        assert bench.value("task_watermark_age_seconds", **of_task) == pytest.approx(600, abs=10)
        assert bench.value("task_overdue_seconds", **of_task) == 0
        assert bench.value("task_failures", **of_task) == 0
        bench.tenants = []
        await asyncio.sleep(10)
        assert bench.value("task_watermark_age_seconds", **of_task) is None
        assert bench.value("task_overdue_seconds", **of_task) is None
    assert bench.value("task_runs_total", **of_task, result="done") == 1
    rows = {each: bench.value("task_rows_total", **of_task, outcome=each) for each in ("read", "set_aside")}
    assert rows == {"read": 9, "set_aside": 1}
    assert bench.value("task_duration_seconds_count", task=PRICE.value) == 1


@in_virtual_time
async def test_what_takes_hours_leaves_room_for_what_cannot_wait() -> None:
    long, quick = TaskName.RECONCILE_ORDERS, TaskName.POLL_RECEIPTS
    tasks = {long: ScriptedTask(for_ever), quick: ScriptedTask(for_ever)}
    bench = TaskBench(tasks, tenants=[a_tenant(f"tenant-{number}") for number in range(5)])
    async with bench.scheduler(grace_seconds=0):
        await asyncio.sleep(60)
        assert (len(tasks[long].runs), len(tasks[quick].runs)) == (2, 5)


@in_virtual_time
async def test_runs_that_end_let_those_begin_that_wait_and_cost_no_further_look(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def half_a_second(_run: TaskRun) -> None:
        await asyncio.sleep(0.5)

    looks: list[float] = []
    poll = ScriptedTask(half_a_second)
    bench = TaskBench(
        {TaskName.POLL_RECEIPTS: poll}, tenants=[a_tenant(f"t-{number}") for number in range(40)]
    )
    read = bench.store.refreshed

    async def counted(
        tasks: Collection[TaskName], known: Mapping[str, TaskRecord]
    ) -> Mapping[str, TaskRecord]:
        looks.append(asyncio.get_running_loop().time())
        return await read(tasks, known)

    monkeypatch.setattr(bench.store, "refreshed", counted)
    async with bench.scheduler(at_once=4, poll_seconds=30):
        await asyncio.sleep(6)
        assert len(poll.runs) == 40
        assert len(looks) == 1


@in_virtual_time
async def test_a_process_that_came_too_late_for_some_begins_others_at_once() -> None:
    task = ScriptedTask(for_ever)
    bench = TaskBench({PRICE: task}, tenants=[a_tenant(f"t-{number}") for number in range(4)])
    first, second = (
        bench.scheduler(at_once=2, grace_seconds=0),
        bench.scheduler("worker-2", at_once=2, grace_seconds=0),
    )
    async with first, second:
        await asyncio.sleep(1)
        assert (len(first.running), len(second.running)) == (2, 2)


@in_virtual_time
async def test_a_look_reads_only_tasks_that_its_process_runs() -> None:
    bench, task = bench_of()
    until = bench.clock.now() + LEASE
    other = TaskRecord("acme", STORE)
    await bench.store.claim(other, TaskClaim("dead", bench.clock.now(), until))
    async with bench.scheduler():
        await asyncio.sleep(2 * LEASE.total_seconds())
    assert len(task.runs) == 1
    # It is told as lost by those who run it.
    assert (await bench.record(STORE)).state is TaskState.RUNNING
