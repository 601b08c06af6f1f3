"""Acts on many jobs, carried out by servers that die, race and are told to stop."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from admin_console.acts.bulk_run import BulkRun, Pacing
from admin_console.acts.bulk_runner import BulkRunner
from admin_console.acts.bulk_start import BulkOrder, begin
from admin_console.acts.bulk_watch import BulkWatch
from admin_console.acts.members import act_now, jobs_to_repair
from admin_console.acts.repairs import BRING_BACK, CANCEL, REPAIRS, RETRY, Repair
from flow_omnium.audit.kinds import Kind
from flow_omnium.audit.log import AuditLog
from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.entry import AuditEntry, JobEntry
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.jobs.operator.act_jobs import ActJobs
from flow_omnium.jobs.operator.audit_trail import AuditTrail
from flow_omnium.jobs.operator.bulk_acts import MOST_DEFECTS, STANDS_STILL_AFTER, BulkAct, BulkState
from flow_omnium.jobs.operator.bulk_store import BulkActs
from flow_omnium.jobs.operator.choosing import Choosing
from flow_omnium.jobs.operator.job_log import JobFilter
from flow_omnium.jobs.operator.repair import OperatorLedger, Outcome
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Database, server_time
from flow_omnium.runtime.metrics import ConsoleMetrics, Registrar
from flow_omnium.testing.clock import FixedClock
from flow_omnium.testing.jobs import NOON, a_lease, a_message
from flow_omnium.testing.operator_bench import DONE, failed
from flow_omnium.testing.polling import until

QUICK = Pacing(look_seconds=0.01, noted_jobs=3)
MANY = 7
ACT = AuditEntry(act="cancel", by="kari", at=NOON, reason="a test")


class Killed(BaseException):
    """The pod is gone."""


async def many(database: Database, count: int = MANY) -> None:
    """Record so many jobs."""
    await MongoRunLedger(database).record([a_message(str(number)) for number in range(count)])


async def begun(database: Database, repair: Repair = CANCEL, **manner: float) -> int:
    """Begin an act on every pending job."""
    chosen = await Choosing(database).by_filter(JobFilter(pending=True, limit=None))
    act = ACT if repair is CANCEL else ACT.model_copy(update={"act": "retry"})
    return await begin(database, BulkOrder(repair, act, "all", chosen, **manner))  # type: ignore[arg-type]


async def stored(database: Database, number: int) -> BulkAct:
    """The act as it stands."""
    act = await BulkActs(database).one(number)
    assert act is not None
    return act


async def ended(database: Database, number: int) -> BulkAct:
    """Wait for its end."""

    async def is_over() -> BulkAct | None:
        act = await stored(database, number)
        return None if act.state is BulkState.OPEN else act

    act = await until("the act has ended", is_over, seconds=20)
    assert act is not None
    return act


async def first_done(database: Database, number: int) -> None:
    """Wait until the first were dealt with."""

    async def are_done() -> bool:
        return (await stored(database, number)).first_done_at is not None

    await until("the first were dealt with", are_done, seconds=20)


async def notes(database: Database, number: int) -> list[int]:
    """How often each job was dealt with by the act."""
    rows = [row async for row in database["jobs"].find({})]
    return [sum(act.get("actId") == number for act in row.get("acts", ())) for row in rows]


def dying(repair: Repair, after: int) -> Repair:
    """The same, in a pod that dies as soon as it has changed so many jobs, before it writes down that it did."""
    counts = iter(range(1, 1_000))

    async def each(ledger: OperatorLedger, job_id: str, act: AuditEntry) -> Outcome:
        outcome = await repair.to_each(ledger, job_id, act)
        if next(counts) == after:
            raise Killed
        return outcome

    return replace(repair, to_each=each)


async def taken(database: Database, clock: FixedClock, repairs: dict[str, Repair]) -> BulkRun:
    """Let a pod take the act."""
    act = await BulkActs(database).take("a pod", clock.now(), QUICK.lease)
    assert act is not None
    return BulkRun(database, clock, act, QUICK, {**REPAIRS, **repairs})


async def run(database: Database, clock: FixedClock, number: int, pods: int = 1) -> BulkAct:
    """Let so many pods carry on until it has ended."""
    async with asyncio.TaskGroup() as group:
        runners = [BulkRunner(database, clock, pacing=QUICK, look_seconds=0.01) for _ in range(pods)]
        for runner in runners:
            await group.create_task(runner.__aenter__())
        act = await ended(database, number)
        for runner in runners:
            await runner.__aexit__(None, None, None)
    return act


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


async def test_every_job_is_dealt_with_and_the_audit_log_tells_how_many(
    database: Database, clock: FixedClock
) -> None:
    await many(database)
    number = await begun(database)

    act = await run(database, clock, number)

    assert (act.state, act.position, act.done, act.left) == (BulkState.DONE, MANY, MANY, 0)
    assert await notes(database, number) == [1] * MANY
    kept = await AuditTrail(database).one(number)
    assert kept is not None
    assert (kept.result, kept.count, kept.target, kept.tenant) == ("done", MANY, "all", "acme")


async def test_it_is_kept_before_the_first_job_is_changed(database: Database) -> None:
    await many(database)
    number = await begun(database)

    assert [record["_id"] for record in await AuditLog(database).latest(9)] == [number]
    assert len(await ActJobs(database).of(number)) == MANY
    assert await notes(database, number) == [0] * MANY


@pytest.mark.parametrize("after", [1, 3, 4, MANY])
@pytest.mark.parametrize("repair", ["cancel", "retry"])
async def test_a_pod_that_is_killed_leaves_an_act_that_another_ends_without_a_job_dealt_with_twice(
    database: Database, clock: FixedClock, repair: str, after: int
) -> None:
    await many(database)
    number = await begun(database, REPAIRS[repair])
    killed = await taken(database, clock, {repair: dying(REPAIRS[repair], after)})
    with pytest.raises(Killed):
        await killed.to_the_end()

    assert await BulkActs(database).take("another", clock.now(), QUICK.lease) is None
    clock.advance(QUICK.lease + timedelta(milliseconds=1))
    act = await run(database, clock, number)

    assert (act.state, act.done, act.refused, act.skipped) == (BulkState.DONE, MANY, 0, 0)
    assert await notes(database, number) == [1] * MANY
    outcomes = [one for one in await AuditLog(database).latest(99) if one["kind"] == Kind.OUTCOME.value]
    assert [one["content"]["count"] for one in outcomes] == [MANY]


async def test_a_job_is_brought_back_once_although_the_pod_died_between_making_it_and_noting_it(
    database: Database, clock: FixedClock
) -> None:
    await many(database, 2)
    cancelled = await begun(database)
    await run(database, clock, cancelled)
    repair, ids = await jobs_to_repair(database, cancelled)
    assert repair is BRING_BACK
    chosen = await Choosing(database).by_ids(ids)
    act = ACT.model_copy(update={"act": "retry"})
    number = await begin(database, BulkOrder(repair, act, f"act {cancelled}", chosen))
    made = await OperatorLedger(database).retry_of_act(ids[0], act.model_copy(update={"act_id": number}))
    # As if it had died before the cancelled job told of the new one, and that had ended meanwhile.
    await database["jobs"].update_one({"_id": ids[0]}, {"$pop": {"acts": 1}})
    await database["jobs"].update_one(
        {"acts.actId": number}, {"$set": {"state": "done"}, "$unset": {"pending": ""}}
    )

    done = await run(database, clock, number)

    assert made.done
    assert (done.done, done.refused, await database["jobs"].count_documents({})) == (2, 0, 4)


async def test_an_act_that_fails_unexpectedly_ends_no_other(database: Database, clock: FixedClock) -> None:
    async def fails(_ledger: OperatorLedger, _job_id: str, _act: AuditEntry) -> Outcome:
        raise RuntimeError("a defect")

    await many(database)
    broken, number = await begun(database, RETRY), await begun(database, per_second=20)
    repairs = {**REPAIRS, "retry": replace(RETRY, to_each=fails)}

    async with BulkRunner(database, clock, pacing=QUICK, repairs=repairs, look_seconds=0.01):
        assert (await ended(database, number)).done == MANY

    assert (await stored(database, broken)).state is BulkState.OPEN


async def test_an_act_that_meets_a_defect_again_and_again_has_failed_and_says_why(
    database: Database, clock: FixedClock
) -> None:
    def fails_at(job: str) -> Repair:
        async def each(ledger: OperatorLedger, job_id: str, act: AuditEntry) -> Outcome:
            if job_id == job:
                raise RuntimeError("a defect")
            return await RETRY.to_each(ledger, job_id, act)

        return replace(RETRY, to_each=each)

    await many(database)
    number, metrics = await begun(database, RETRY), ConsoleMetrics(Registrar())
    repairs = {**REPAIRS, "retry": fails_at((await ActJobs(database).of(number))[5])}

    async def met(defects: int) -> None:
        async def are_counted() -> bool:
            return (await stored(database, number)).defects == defects

        await until(f"{defects} defects are counted", are_counted, seconds=20)

    async with BulkRunner(database, clock, None, metrics, pacing=QUICK, repairs=repairs, look_seconds=0.01):
        for defects in range(1, MOST_DEFECTS):
            await met(defects)
            assert (await stored(database, number)).state is BulkState.OPEN
            clock.advance(QUICK.lease + timedelta(milliseconds=1))
        act = await ended(database, number)

    assert (act.state, act.position, act.done, act.left) == (BulkState.FAILED, 5, 5, 2)
    assert act.why == "servers met a defect in it 5 times (RuntimeError); their log says which"
    assert sorted(await notes(database, number)) == [0] * 2 + [1] * 5
    kept = await AuditTrail(database).one(number)
    assert kept is not None
    assert (kept.result, kept.count) == ("failed", 5)
    assert [metrics.bulk_acts.labels(end)._value.get() for end in ("done", "failed")] == [0, 1]


async def test_an_act_that_stands_still_is_told_by_the_metrics_until_it_moves(
    database: Database, clock: FixedClock
) -> None:
    await many(database)
    number, metrics = await begun(database), ConsoleMetrics(Registrar())
    at = (await stored(database, number)).at
    clock.advance(at - clock.now())
    watch = BulkWatch(database, clock, metrics)

    async def told() -> float:
        await watch.look()
        return float(metrics.bulk_acts_still._value.get())

    clock.advance(STANDS_STILL_AFTER - timedelta(seconds=1))
    assert await told() == 0
    clock.advance(timedelta(seconds=1))
    assert await told() == 1
    assert [one.number for one in await BulkActs(database).in_trouble(clock.now())] == [number]
    killed = await taken(database, clock, {"cancel": dying(CANCEL, 5)})
    with pytest.raises(Killed):
        await killed.to_the_end()
    assert await told() == 0
    clock.advance(STANDS_STILL_AFTER)
    assert await told() == 1
    await run(database, clock, number)
    assert await told() == 0


async def test_of_many_pods_each_act_has_one(database: Database, clock: FixedClock) -> None:
    await many(database, 30)
    number = await begun(database)

    act = await run(database, clock, number, pods=3)

    assert (act.done, act.refused, act.skipped) == (30, 0, 0)
    assert await notes(database, number) == [1] * 30


async def test_who_has_lost_the_lease_writes_nothing_any_more(database: Database, clock: FixedClock) -> None:
    await many(database)
    number = await begun(database)
    slow = await BulkActs(database).take("slow", clock.now(), QUICK.lease)
    assert slow is not None
    clock.advance(QUICK.lease * 2)
    assert (await run(database, clock, number)).state is BulkState.DONE

    moved = slow.model_copy(update={"position": 1})
    assert await BulkActs(database).advance(moved, clock.now()) is None
    assert not await BulkActs(database).end(moved, BulkState.STOPPED, "late", clock.now())
    assert (await stored(database, number)).position == MANY


async def test_a_pod_that_is_drained_leaves_the_act_to_the_next_at_once(
    database: Database, clock: FixedClock
) -> None:
    await many(database)
    number = await begun(database, per_second=2)

    async def is_taken() -> bool:
        return (await stored(database, number)).leased(clock.now())

    async with BulkRunner(database, clock, pacing=QUICK, look_seconds=0.01):
        await until("it is taken", is_taken, seconds=20)

    left = await stored(database, number)
    assert (left.state, left.lease_until) == (BulkState.OPEN, None)
    assert await BulkActs(database).take("the next", clock.now(), QUICK.lease) is not None


async def test_of_an_act_that_goes_on_only_jobs_are_judged_that_it_has_come_to(
    database: Database, clock: FixedClock
) -> None:
    await many(database)
    number = await begun(database)
    run_ = await taken(database, clock, {"cancel": dying(CANCEL, 4)})
    with pytest.raises(Killed):
        await run_.to_the_end()

    going = await act_now(database, number)
    clock.advance(QUICK.lease * 2)
    await run(database, clock, number)
    now = await act_now(database, number)

    assert (going.goes_on, len(going.members)) == (True, 3)
    assert (now.goes_on, len(now.members)) == (False, MANY)


async def test_a_person_stops_it_and_the_rest_is_left_alone(database: Database, clock: FixedClock) -> None:
    await many(database)
    number = await begun(database)

    assert await BulkActs(database).ask_to_stop(number, "stopped by ola")
    assert not await BulkActs(database).ask_to_stop(number, "stopped by ola")
    act = await run(database, clock, number)

    assert (act.state, act.why, act.position) == (BulkState.STOPPED, "stopped by ola", 0)
    kept = await AuditTrail(database).one(number)
    assert kept is not None
    assert (kept.result, kept.count) == ("stopped", 0)


async def ran(database: Database, ids: Sequence[str], result: AttemptResult) -> None:
    """Let a worker run these jobs, now."""
    ledger, now = MongoRunLedger(database), await server_time(database.client)
    for job_id in ids:
        row = await database["jobs"].find_one({"_id": job_id})
        claimed = await ledger.claim(JobEntry.model_validate(row).message(), a_lease(at=now))
        assert isinstance(claimed, JobEntry)
        attempt = result.attempt and result.attempt.model_copy(update={"started_at": now})
        await ledger.complete(claimed, replace(result, attempt=attempt), now)


@pytest.mark.parametrize(
    ("result", "state", "position"),
    [(DONE, BulkState.DONE, MANY), (failed(), BulkState.STOPPED, 2)],
    ids=["well", "failed"],
)
async def test_the_rest_is_tried_only_if_all_of_the_first_end_well(
    database: Database, clock: FixedClock, result: AttemptResult, state: BulkState, position: int
) -> None:
    await many(database)
    number = await begun(database, RETRY, first=2)
    first = (await ActJobs(database).of(number))[:2]

    async def worker() -> None:
        await first_done(database, number)
        await ran(database, first, result)

    act, _ = await asyncio.gather(run(database, clock, number), worker())

    assert (act.state, act.position) == (state, position)
    assert act.why is None if state is BulkState.DONE else "2 failing again (Unavailable" in (act.why or "")


async def test_the_first_are_not_waited_for_without_end(database: Database, clock: FixedClock) -> None:
    await many(database)
    number = await begun(database, RETRY, first=2)

    async def hours() -> None:
        await first_done(database, number)
        clock.advance(timedelta(hours=1))

    act, _ = await asyncio.gather(run(database, clock, number), hours())

    assert (act.state, act.position) == (BulkState.STOPPED, 2)
    assert act.why == "the first have not ended within 600 s"


async def test_jobs_that_have_changed_meanwhile_are_counted_apart(
    database: Database, clock: FixedClock
) -> None:
    await many(database, 3)
    ids = [row["_id"] async for row in database["jobs"].find({}).sort("acceptedAt", 1)]
    number = await begun(database)
    await ran(database, ids[:1], DONE)
    row = await database["jobs"].find_one({"_id": ids[1]})
    await MongoRunLedger(database).claim(JobEntry.model_validate(row).message(), a_lease())

    act = await run(database, clock, number)

    assert (act.done, act.skipped, act.refused, act.state) == (1, 1, 1, BulkState.DONE)
    assert {one async for one in _states(database)} == {JobState.DONE, JobState.RUNNING, JobState.CANCELLED}


async def _states(database: Database):  # type: ignore[no-untyped-def]
    async for row in database["jobs"].find({}):
        yield JobState(row["state"])
