"""Jobs that an operator tries again, on the real ledger, beside workers and a relay."""

from datetime import timedelta

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.holding import SLOT, outage_of
from flow_omnium.jobs.kinds import QUEUES
from flow_omnium.jobs.ledger.contract import Refusal
from flow_omnium.jobs.ledger.pauses import Pause
from flow_omnium.jobs.operator.job_log import JobFilter
from flow_omnium.jobs.state import JobState
from flow_omnium.testing.jobs import NOON, a_lease, a_message
from flow_omnium.testing.operator_bench import DONE, RETRY, OperatorBench, failed


async def test_a_waiting_job_that_is_retried_is_published_by_the_next_relay_pass(
    bench: OperatorBench,
) -> None:
    waiting = await bench.completed(a_message("1"), failed())
    assert await bench.relayed() == []

    assert (await bench.operator.retry(waiting.job_id, RETRY)).done

    (message,) = await bench.relayed()
    assert (message.job_id, message.ticket) == (waiting.job_id, waiting.ticket + 2)
    assert isinstance(await bench.runs.claim(message, a_lease()), JobEntry)


async def test_a_retry_does_not_wait_for_a_backlog_of_hours_to_pass(bench: OperatorBench) -> None:
    waiting = await bench.completed(a_message("1"), failed())
    await bench.running(a_message("2", at=NOON - timedelta(hours=6)))
    bench.depth = 5_000

    await bench.operator.retry(waiting.job_id, RETRY)

    assert [message.job_id for message in await bench.relayed()] == [waiting.job_id]


async def test_a_retried_job_keeps_its_failures_and_says_who_retried_it(bench: OperatorBench) -> None:
    waiting = await bench.completed(a_message("1"), failed(failures=5))

    await bench.operator.retry(waiting.job_id, RETRY)

    queued = await bench.entry(waiting.job_id)
    assert (queued.state, queued.failures, queued.attempt_count) == (JobState.QUEUED, 5, 1)
    assert (queued.next_attempt_at, queued.acts) == (None, (RETRY,))


async def test_the_message_that_a_retry_overtakes_is_stale(bench: OperatorBench) -> None:
    waiting = await bench.completed(a_message("1"), failed())
    await bench.operator.retry(waiting.job_id, RETRY)

    assert await bench.runs.claim(waiting.message(), a_lease()) is Refusal.STALE


async def test_a_job_held_for_a_slot_is_tried_now_and_no_longer_held(bench: OperatorBench) -> None:
    message = await bench.recorded(a_message("1"))
    await bench.runs.hold(message, SLOT, NOON)

    assert (await bench.operator.retry(message.job_id, RETRY)).done

    assert await bench.runs.take_held_by_slot("acme", QUEUES, a_lease()) == []
    assert [sent.job_id for sent in await bench.relayed()] == [message.job_id]


async def test_a_job_held_by_a_pause_is_not_retried_but_comes_back_when_it_is_resumed(
    bench: OperatorBench,
) -> None:
    message = await bench.recorded(a_message("1"))
    await bench.pauses.pause(Pause("tenant:acme", "kari", NOON))
    await bench.runs.hold(message, "tenant:acme", NOON)

    refused = await bench.operator.retry(message.job_id, RETRY)
    assert (refused.done, "held by tenant:acme" in refused.what) == (False, True)
    assert await bench.relayed() == []

    assert await bench.pauses.resume("tenant:acme")
    assert [sent.job_id for sent in await bench.relayed()] == [message.job_id]


async def test_a_job_that_an_outage_holds_is_not_retried_and_comes_back_when_nobody_knows_of_the_outage(
    bench: OperatorBench,
) -> None:
    message = await bench.recorded(a_message("1"))
    await bench.runs.hold(message, outage_of("acme", "flow"), NOON)

    refused = await bench.operator.retry(message.job_id, RETRY)

    assert (refused.done, "waits for Flow" in refused.what) == (False, True)
    assert [sent.job_id for sent in await bench.relayed()] == [message.job_id]


async def test_a_finished_job_is_done_again_as_a_new_job(bench: OperatorBench) -> None:
    done = await bench.completed(a_message("1"), DONE)

    outcome = await bench.operator.retry(done.job_id, RETRY)

    (message,) = await bench.relayed()
    assert outcome.done
    assert message.job_id in outcome.what
    assert (message.tenant_uid, message.kind, message.key, message.event) == (
        *(done.tenant_uid, done.kind, done.key, done.event),
    )
    before, after = await bench.entry(done.job_id), await bench.entry(message.job_id)
    assert (before.state, before.acts[0].reason) == (JobState.DONE, f"again, as job {message.job_id}")
    assert (after.failures, after.acts[0].reason) == (0, f"again, after job {done.job_id}")


async def test_a_finished_job_with_a_pending_one_of_its_record_is_left_alone(bench: OperatorBench) -> None:
    done = await bench.completed(a_message("1"), DONE)
    pending = await bench.recorded(a_message("1"))

    outcome = await bench.operator.retry(done.job_id, RETRY)

    assert not outcome.done
    assert pending.job_id in outcome.what
    assert (await bench.entry(done.job_id)).acts == ()


async def test_retrying_many_never_brings_back_what_has_ended_meanwhile(bench: OperatorBench) -> None:
    done = await bench.completed(a_message("1"), DONE)

    outcome = await bench.operator.retry_pending(done.job_id, RETRY)

    assert (outcome.done, outcome.what) == (False, "has ended as done")
    assert await bench.log.ids(JobFilter(pending=True)) == []
