"""What a worker does with a delivery, on fakes."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from flow_omnium.jobs.dispatch import Dispatch
from flow_omnium.jobs.handler import Changes, Handler, JobContext
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.runner import JobRunner
from flow_omnium.jobs.state import JobState
from flow_omnium.jobs.worker import Worker, WorkerPolicy
from flow_omnium.outcomes import Deferred, Failed, Ignored
from flow_omnium.tenants.directory import TenantsUnread
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.clock import FixedClock
from flow_omnium.testing.jobs import NOON, a_lease, a_message
from flow_omnium.testing.memory_delivery import MemoryDelivery
from flow_omnium.testing.memory_ledger import MemoryLedger
from flow_omnium.testing.memory_publisher import MemoryPublisher
from flow_omnium.testing.tenants import a_tenant

QUEUE = "external_order_sync"
HANGS = ("the handler hangs",)


class Bench:
    """A worker on fakes, with one handler to be told what to do."""

    def __init__(self, result: Changes | Exception = (), tenant: Tenant | Exception | None = None) -> None:
        self.clock = FixedClock(NOON)
        self.ledger = MemoryLedger()
        self.publisher = MemoryPublisher()
        self.contexts: list[JobContext] = []
        self._result = result
        self._tenant = tenant
        handlers: dict[JobKind, Handler] = {JobKind.INBOUND_ORDER: self._handle}
        lease = timedelta(seconds=60)
        runner = JobRunner(
            handlers, self._find_tenant, self.ledger, self.clock, timeout=timedelta(seconds=0.2), lease=lease
        )
        dispatch = Dispatch(self.publisher, self.ledger, self.clock)
        self.worker = Worker(
            runner, self.ledger, dispatch, self.clock, WorkerPolicy("worker-1", lease, 60, concurrency=4)
        )

    async def deliver(self, message: JobMessage) -> MemoryDelivery:
        delivery = MemoryDelivery(message.queue, message.encode(), {"traceparent": TRACE})
        await self.worker.on_delivery(delivery)
        return delivery

    async def _handle(self, context: JobContext) -> Changes:
        self.contexts.append(context)
        if self._result is HANGS:
            await asyncio.Event().wait()
        if isinstance(self._result, Exception):
            raise self._result
        return self._result

    async def _find_tenant(self, _uid: str) -> Tenant | None:
        if isinstance(self._tenant, Exception):
            raise self._tenant
        return self._tenant


TRACE = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"


def bench(result: Changes | Exception = ()) -> Bench:
    return Bench(result, a_tenant("acme"))


async def test_a_job_that_succeeds_is_done_and_acknowledged() -> None:
    subject, message = bench(["order 1001: created"]), a_message()

    delivery = await subject.deliver(message)

    assert delivery.answers == ["ack"]
    assert subject.ledger.entries[message.job_id].state is JobState.DONE
    assert subject.ledger.entries[message.job_id].attempts[0].changes == ("order 1001: created",)
    assert subject.publisher.published == []


async def test_the_handler_gets_the_key_the_event_and_the_number_of_the_attempt() -> None:
    subject = bench()

    await subject.deliver(a_message("1001"))

    (context,) = subject.contexts
    assert (context.key, context.event, context.attempt) == ("1001", {"objectId": "1001"}, 1)


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
    subject, message = bench(Deferred("still Queued", after_seconds=5)), a_message()

    await subject.deliver(message)

    entry = subject.ledger.entries[message.job_id]
    assert subject.publisher.published[0].queue == f"{QUEUE}.wait.5000"
    assert (entry.state, entry.attempt_count, entry.failures) == (JobState.WAITING, 0, 0)


async def test_an_ignored_job_ends() -> None:
    subject, message = bench(Ignored("type Subscription is not synced")), a_message()

    await subject.deliver(message)

    assert subject.ledger.entries[message.job_id].state is JobState.IGNORED


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


async def test_a_message_whose_record_is_busy_comes_back_unchanged() -> None:
    subject, message = bench(), a_message()
    await subject.ledger.claim(message, a_lease("worker-2"))

    delivery = await subject.deliver(message)

    (published,) = subject.publisher.published
    assert (published.queue, published.message) == (f"{QUEUE}.wait.5000", message)
    assert (delivery.answers, subject.contexts) == (["ack"], [])


@pytest.mark.parametrize(
    ("tenant", "state", "text"),
    [
        (lambda: a_tenant("acme", active=False), JobState.WAITING, "the tenant is not active"),
        (lambda: TenantsUnread("not read yet"), JobState.WAITING, "not read yet"),
    ],
)
async def test_a_job_of_a_tenant_that_cannot_run_now_is_deferred(
    tenant: Callable[[], Tenant | Exception], state: JobState, text: str
) -> None:
    subject, message = Bench(tenant=tenant()), a_message()

    await subject.deliver(message)

    entry = subject.ledger.entries[message.job_id]
    assert (entry.state, entry.reason, entry.attempt_count) == (state, text, 0)


async def test_a_job_of_a_tenant_that_is_not_configured_fails_and_is_kept() -> None:
    subject, message = Bench(tenant=None), a_message()

    await subject.deliver(message)

    assert subject.ledger.entries[message.job_id].last_error == "tenant 'acme' is not configured"


async def test_a_kind_without_a_handler_fails_and_is_kept() -> None:
    subject, message = bench(), a_message(kind=JobKind.ORDER_RECEIPT)

    await subject.deliver(message)

    assert (
        subject.ledger.entries[message.job_id].last_error
        == "this worker has no handler for order-receipt jobs"
    )


async def test_nothing_is_acknowledged_while_broker_or_ledger_is_down() -> None:
    subject, message = bench(Failed("boom")), a_message()
    subject.publisher.available = False
    delivery = MemoryDelivery(QUEUE, message.encode())

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await subject.worker.on_delivery(delivery)

    assert delivery.answers == ["give back"]
