"""What a worker does with a delivery, on fakes: what becomes of the job, and what is told of it."""

import asyncio

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.state import JobState
from flow_omnium.outcomes import Deferral, Deferred, Failed, Ignored
from flow_omnium.testing.jobs import a_message
from flow_omnium.testing.memory_delivery import MemoryDelivery
from flow_omnium.testing.polling import until
from flow_omnium.testing.virtual_time import in_virtual_time
from flow_omnium.testing.worker_bench import HANGS, QUEUE, TRACE, WorkerBench, bench


async def test_a_job_that_succeeds_is_done_and_acknowledged() -> None:
    subject, message = bench(("order 1001: created",)), a_message()

    delivery = await subject.deliver(message)

    assert delivery.answers == ["ack"]
    assert subject.ledger.entries[message.job_id].state is JobState.DONE
    assert subject.ledger.entries[message.job_id].attempts[0].changes == ("order 1001: created",)
    assert subject.publisher.published == []


async def test_the_handler_gets_the_key_the_event_and_whether_it_ran_before() -> None:
    subject = bench()

    await subject.deliver(a_message("1001"))

    (context,) = subject.contexts
    assert (context.key, context.event, context.is_rerun) == ("1001", {"objectId": "1001"}, False)


async def test_a_failed_job_goes_into_the_wait_queue_of_its_delay_before_it_is_acknowledged() -> None:
    subject, message = bench(Failed("boom")), a_message()

    delivery = await subject.deliver(message)

    (published,) = subject.publisher.published
    assert published.queue == f"{QUEUE}.wait.120000"
    assert (published.message.ticket, published.headers["traceparent"]) == (2, TRACE)
    assert delivery.answers == ["ack"]
    assert subject.ledger.entries[message.job_id].last_error == "boom"


async def test_each_further_failure_waits_longer() -> None:
    subject, message = bench(RuntimeError("boom")), a_message()
    for _ in range(4):
        await subject.deliver(message)
        message = subject.publisher.published[-1].message

    delays = [published.queue.rpartition(".")[2] for published in subject.publisher.published]
    assert delays == ["120000", "120000", "300000", "600000"]


async def test_a_deferred_job_waits_a_moment_and_counts_no_attempt() -> None:
    subject, message = (
        bench(Deferred("still Queued", cause=Deferral.STILL_QUEUED, after_seconds=5)),
        a_message(),
    )

    await subject.deliver(message)

    entry = subject.ledger.entries[message.job_id]
    assert subject.publisher.published[0].queue == f"{QUEUE}.wait.5000"
    assert (entry.state, entry.attempt_count, entry.failures) == (JobState.WAITING, 0, 0)


async def test_an_ignored_job_ends() -> None:
    subject, message = bench(Ignored("type Subscription is not synced")), a_message()

    await subject.deliver(message)

    assert subject.ledger.entries[message.job_id].state is JobState.IGNORED


@in_virtual_time
async def test_a_handler_that_hangs_has_failed() -> None:
    subject, message = bench(HANGS), a_message()

    await subject.deliver(message)

    assert subject.ledger.entries[message.job_id].last_error == "ran longer than 0.2 s"


async def test_an_unreadable_message_is_parked_with_the_reason() -> None:
    subject, delivery = bench(), MemoryDelivery(QUEUE, b"{nonsense")

    await subject.worker.on_delivery(delivery)

    (parked,) = subject.publisher.published
    assert (parked.queue, parked.body) == (f"{QUEUE}.parked", b"{nonsense")
    assert parked.headers["x-parked-reason"] == "the body is not JSON"
    assert delivery.answers == ["ack"]


async def test_a_stale_message_is_dropped_without_running() -> None:
    subject, message = bench(), a_message()
    await subject.deliver(message)

    delivery = await subject.deliver(message)

    assert delivery.answers == ["ack"]
    assert len(subject.contexts) == 1


async def test_a_job_of_a_tenant_that_is_not_configured_fails_and_is_kept() -> None:
    subject, message = WorkerBench(tenant=None), a_message()

    await subject.deliver(message)

    assert subject.ledger.entries[message.job_id].last_error == "tenant 'acme' is not configured"


async def test_a_kind_without_a_handler_fails_and_is_kept() -> None:
    subject, message = bench(), a_message(kind=JobKind.ORDER_RECEIPT)

    await subject.deliver(message)

    assert (
        subject.ledger.entries[message.job_id].last_error
        == "this worker has no handler for order-receipt jobs"
    )


async def test_what_a_worker_holds_and_sends_to_wait_is_counted() -> None:
    subject = bench(Failed("boom"))
    await subject.deliver(a_message("1"))
    subject.pauses.add("tenant:acme")
    await subject.deliver(a_message("2"))

    assert subject.counted("retries_scheduled_total", queue=QUEUE, delay_seconds="120") == 1
    assert subject.counted("jobs_held_total", tenant="acme", reason="paused") == 1
    assert subject.counted("jobs_running", tenant="acme") == 0


async def test_running_jobs_are_shown_while_they_run() -> None:
    subject = bench(HANGS)
    working = asyncio.create_task(subject.deliver(a_message()))

    await until("the job runs", lambda: _is(subject.counted("jobs_running", tenant="acme") == 1))

    subject.release.set()
    await working
    assert subject.counted("jobs_running", tenant="acme") == 0


async def _is(answer: bool) -> bool:
    return answer
