"""What the relay does with runs whose lease has ended: a lost attempt, a death, and after three alone a job set aside."""

from datetime import timedelta

import pytest

from flow_omnium.jobs.attempt_result import ATTENTION_AFTER, AttemptResult
from flow_omnium.jobs.entry import AuditEntry
from flow_omnium.jobs.holding import POISON
from flow_omnium.jobs.kinds import QUEUES
from flow_omnium.jobs.operator.repair import OperatorLedger
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Database
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.testing.jobs import NOON, a_message
from flow_omnium.testing.relay_bench import WELL_AFTER, RelayBench


@pytest.fixture
async def bench(database: Database) -> RelayBench:
    subject = RelayBench(database)
    await DatabaseSchema(database).create_missing()
    return subject


async def test_a_run_whose_lease_has_ended_is_a_lost_attempt_and_its_job_waits_by_the_table(
    bench: RelayBench,
) -> None:
    entry = await bench.running(a_message("1"))

    assert await bench.relayed() == [("1", 2)]

    waiting = await bench.entry(entry.job_id)
    assert bench.publisher.published[0].queue == f"{QUEUES[0]}.wait.120000"
    assert (waiting.state, waiting.failures, waiting.attempt_count) == (JobState.WAITING, 1, 1)
    assert waiting.due_at == bench.clock.now() + timedelta(minutes=2)
    assert (waiting.deaths, waiting.deaths_alone) == (1, 0)
    assert (waiting.attempts[0].outcome, waiting.attempts[0].error_class) == ("lost", "WorkerLostError")
    assert waiting.last_error == "worker worker-1 did not renew its lease"
    assert bench.told("jobs_lost_total", tenant="acme", kind="inbound-order") == 1


async def test_a_lost_run_that_the_broker_does_not_take_is_published_when_it_is_overdue(
    bench: RelayBench,
) -> None:
    await bench.running(a_message("1"))
    bench.publisher.available = False
    await bench.relayed()
    bench.publisher.available = True

    assert await bench.relayed() == [("1", 3)]


async def test_a_job_is_told_of_from_its_fifth_failure_on_until_it_goes_well(bench: RelayBench) -> None:
    job_id = (await bench.recorded(a_message("1"))).job_id
    counts = []
    for failures in (ATTENTION_AFTER - 1, ATTENTION_AFTER, ATTENTION_AFTER + 1):
        entry = await bench.begun(job_id, alone=False)
        counts.append(bench.told("jobs_failing", queue=QUEUES[0]))
        failed = AttemptResult(JobState.WAITING, delay_ms=1, failures=failures)
        await bench.runs.complete(entry, failed, bench.clock.now())
        await bench.relayed()
    counts.append(bench.told("jobs_failing", queue=QUEUES[0]))
    # While it runs again it is still one that keeps failing: the number does not come and go with the attempts.
    entry = await bench.begun(job_id, alone=False)
    await bench.relayed(timedelta(milliseconds=1))
    counts.append(bench.told("jobs_failing", queue=QUEUES[0]))
    await bench.runs.complete(entry, AttemptResult(JobState.DONE), bench.clock.now())
    await bench.relayed()
    assert [*counts, bench.told("jobs_failing", queue=QUEUES[0])] == [None, 0, 1, 1, 1, 0]
    assert [bench.told("jobs_failing", queue=queue) for queue in QUEUES[1:]] == [0] * len(QUEUES[1:])


async def test_after_three_deaths_alone_a_job_is_set_aside_and_nothing_but_an_operator_frees_it(
    bench: RelayBench,
) -> None:
    message = a_message("1")
    await bench.recorded(message)
    for death in range(5):
        await bench.dies(message.job_id, alone=death >= 2)

    held = await bench.entry(message.job_id)
    assert (held.state, held.held_by, held.failures) == (JobState.HELD, POISON, 5)
    assert held.attention == (
        "its worker died 3 times while this job ran alone: set aside until an operator tries it again",
    )
    bench.publisher.published.clear()
    await bench.runs.record([a_message("1")])
    assert await bench.relayed() == []
    assert bench.told("jobs_set_aside", queue=QUEUES[0]) == 1
    assert (await bench.entry(message.job_id)).held_by == POISON

    act = AuditEntry(act="retry", by="kari", at=bench.clock.now())
    assert (await OperatorLedger(bench.database).retry(message.job_id, act)).done
    await bench.dies(message.job_id, alone=True)
    assert (await bench.entry(message.job_id)).held_by == POISON
    assert (await OperatorLedger(bench.database).cancel(message.job_id, act)).done


async def test_a_newer_job_inherits_the_deaths_and_the_verdict(bench: RelayBench) -> None:
    message = a_message("1")
    await bench.recorded(message)
    for death in range(4):
        await bench.dies(message.job_id, alone=death >= 2)
    entry = await bench.begun(message.job_id, alone=True)
    newer = await bench.recorded(a_message("1"))
    assert entry.state is JobState.RUNNING

    await bench.relayed()

    assert (await bench.entry(message.job_id)).state is JobState.SUPERSEDED
    held = await bench.entry(newer.job_id)
    assert (held.held_by, held.deaths, held.deaths_alone, held.failures) == (POISON, 2, 3, 5)
    assert held.attention != ()


async def test_a_running_job_with_a_living_lease_is_left_alone(bench: RelayBench) -> None:
    entry = await bench.running(a_message("1"))
    await bench.runs.renew(entry, NOON + WELL_AFTER * 2)

    assert await bench.relayed() == []


async def test_a_lost_run_with_a_newer_pending_job_ends_and_the_newer_one_goes_on(bench: RelayBench) -> None:
    entry = await bench.running(a_message("1"))
    newer = await bench.recorded(a_message("1"))

    assert ("1", 2) in await bench.relayed()

    assert (await bench.entry(entry.job_id)).state is JobState.SUPERSEDED
    assert (await bench.entry(newer.job_id)).ticket == 2
