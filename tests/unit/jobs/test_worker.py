"""What a worker does with a delivery, on fakes."""

import asyncio
from datetime import timedelta

import pytest

from flow_omnium.jobs.broker.dispatch import MAX_BEHIND, Dispatch
from flow_omnium.jobs.gate import Gate
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.holding import ALONE
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.contract import UnstorableError
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.state import JobState
from flow_omnium.jobs.worker import deliveries
from flow_omnium.jobs.worker.alone import LoneRunner
from flow_omnium.jobs.worker.chain import JobChain
from flow_omnium.jobs.worker.deliveries import Worker
from flow_omnium.jobs.worker.leases import LeaseRenewer
from flow_omnium.jobs.worker.policy import WorkerPolicy
from flow_omnium.jobs.worker.report import JobReport
from flow_omnium.jobs.worker.runner import JobRunner
from flow_omnium.jobs.worker.slots import TenantJobSlots
from flow_omnium.outcomes import Deferral, Deferred, Failed, Ignored
from flow_omnium.runtime.destinations import DestinationRefused
from flow_omnium.runtime.metrics import Registrar, WorkerMetrics
from flow_omnium.tenants.directory import TenantsUnread
from flow_omnium.tenants.record import TenantRecord, UnreadableTenant
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.clock import FixedClock
from flow_omnium.testing.jobs import NOON, a_message
from flow_omnium.testing.memory_delivery import MemoryDelivery
from flow_omnium.testing.memory_ledger import MemoryLedger
from flow_omnium.testing.memory_publisher import MemoryPublisher
from flow_omnium.testing.polling import until
from flow_omnium.testing.tenants import a_tenant

QUEUE = "external_order_sync"
CAP = 2
HANGS = ("the handler hangs",)


class Bench:
    """A worker on fakes, with one handler to be told what to do."""

    def __init__(
        self, result: tuple[str, ...] | Exception = (), tenant: Tenant | Exception | None = None
    ) -> None:
        self.clock = FixedClock(NOON)
        self.ledger = MemoryLedger()
        self.publisher = MemoryPublisher()
        self.contexts: list[JobContext] = []
        self.release = asyncio.Event()
        self.pauses: set[str] = set()
        self.tenant = tenant
        self._result = result
        lease = timedelta(seconds=60)
        leases = LeaseRenewer(self.ledger, self.clock, lease)
        runner = JobRunner(
            {JobKind.INBOUND_ORDER: self._handle, JobKind.OUTBOUND_ORDER: self._handle},
            self._find_tenant,
            leases,
            self.clock,
            timeout=timedelta(seconds=0.2),
        )
        self.registrar = Registrar()
        self.report = JobReport(WorkerMetrics(self.registrar))
        self.dispatch = Dispatch(self.publisher)
        slots = TenantJobSlots(CAP)
        gate = Gate(self._find_tenant, lambda: self.pauses)
        policy = WorkerPolicy("worker-1", self.clock, lease, 60, [QUEUE])
        self.chain = JobChain(runner, self.ledger, self.dispatch, gate, slots, policy, report=self.report)
        self.worker = Worker(self.chain, slots, self.dispatch, concurrency=8)
        self.lone = LoneRunner(self.chain, leases, interval=0.01, patience=0.1)

    async def deliver(self, message: JobMessage) -> MemoryDelivery:
        delivery = MemoryDelivery(message.queue, message.encode(), {"traceparent": TRACE})
        await self.worker.on_delivery(delivery)
        await self.dispatch.drained()
        return delivery

    async def suspected(self, key: str = "suspect") -> JobMessage:
        """Record a job whose worker has died twice."""
        message = a_message(key)
        await self.ledger.record([message])
        entry = self.ledger.entries[message.job_id]
        self.ledger.entries[message.job_id] = entry.model_copy(update={"deaths": 2, "deaths_alone": 1})
        return message

    def counted(self, name: str, **labels: str) -> float | None:
        return self.registrar.registry.get_sample_value(f"flow_omnium_{name}", labels)

    def states(self) -> dict[str, JobState]:
        return {entry.key: entry.state for entry in self.ledger.entries.values()}

    async def _handle(self, context: JobContext) -> None:
        self.contexts.append(context)
        if self._result is HANGS:
            await self.release.wait()
        if isinstance(self._result, Exception):
            raise self._result
        for line in self._result:
            context.journal.wrote(line)

    async def _find_tenant(self, _uid: str) -> Tenant | None:
        if isinstance(self.tenant, Exception):
            raise self.tenant
        return self.tenant


TRACE = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"


def bench(result: tuple[str, ...] | Exception = ()) -> Bench:
    return Bench(result, a_tenant("acme"))


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


async def test_a_job_whose_record_is_busy_is_held_and_run_by_whoever_frees_the_record() -> None:
    subject = bench(HANGS)
    first = asyncio.create_task(subject.deliver(a_message("A", kind=JobKind.OUTBOUND_ORDER)))
    await until("the first runs", lambda: _is(len(subject.contexts) == 1))

    second = await subject.deliver(a_message("A"))
    assert (second.answers, len(subject.contexts)) == (["ack"], 1)

    subject.release.set()
    await first
    assert {entry.state for entry in subject.ledger.entries.values()} == {JobState.DONE}
    assert len(subject.contexts) == 2


async def test_a_tenant_at_its_cap_has_its_jobs_held_and_taken_oldest_first() -> None:
    subject = bench(HANGS)
    deliveries = [asyncio.create_task(subject.deliver(a_message(str(number)))) for number in range(CAP)]
    await until("the cap is reached", lambda: _is(len(subject.contexts) == CAP))
    subject.clock.advance(timedelta(minutes=10))
    for number in (9, 7, 8):
        await subject.deliver(a_message(str(number), at=NOON + timedelta(minutes=number)))
    assert sorted(subject.states().values()) == [JobState.HELD] * 3 + [JobState.RUNNING] * CAP

    subject.release.set()
    await asyncio.gather(*deliveries)

    assert set(subject.states().values()) == {JobState.DONE}
    assert [context.key for context in subject.contexts[CAP:]] == ["7", "8", "9"]


async def test_another_tenant_is_not_held_up_by_one_at_its_cap() -> None:
    subject = bench(HANGS)
    deliveries = [asyncio.create_task(subject.deliver(a_message(str(number)))) for number in range(CAP)]
    await until("the cap is reached", lambda: _is(len(subject.contexts) == CAP))

    other = asyncio.create_task(subject.deliver(a_message("1", tenant_uid="other")))

    await until("the other tenant's job runs", lambda: _is(len(subject.contexts) == CAP + 1))
    assert [entry.state for entry in subject.ledger.entries.values()] == [JobState.RUNNING] * (CAP + 1)
    subject.release.set()
    await asyncio.gather(other, *deliveries)


@pytest.mark.parametrize("pause", ["tenant:acme", "kind:inbound-order", "store:acme/oslo"])
async def test_a_paused_job_is_held_under_the_name_of_its_pause(pause: str) -> None:
    subject, message = bench(), a_message()
    subject.pauses.add(pause)
    message = message.model_copy(update={"event": {"storeId": "oslo"}})

    delivery = await subject.deliver(message)

    entry = subject.ledger.entries[message.job_id]
    assert (entry.state, entry.held_by, delivery.answers) == (JobState.HELD, pause, ["ack"])
    assert subject.contexts == []


async def test_a_job_of_a_tenant_that_is_not_active_is_held() -> None:
    subject, message = Bench(tenant=a_tenant("acme", active=False)), a_message()

    await subject.deliver(message)

    entry = subject.ledger.entries[message.job_id]
    assert (entry.state, entry.held_by, entry.attempt_count) == (JobState.HELD, "inactive:acme", 0)


async def test_a_held_job_is_not_run_by_a_freed_slot_once_its_tenant_is_paused() -> None:
    subject = bench(HANGS)
    deliveries = [asyncio.create_task(subject.deliver(a_message(str(number)))) for number in range(CAP)]
    await until("the cap is reached", lambda: _is(len(subject.contexts) == CAP))
    held = a_message("9")
    await subject.deliver(held)
    subject.pauses.add("tenant:acme")

    subject.release.set()
    await asyncio.gather(*deliveries)

    assert subject.ledger.entries[held.job_id].held_by == "tenant:acme"


async def test_a_job_waits_in_its_message_while_its_tenant_cannot_be_read() -> None:
    subject, message = Bench(tenant=TenantsUnread("not read yet")), a_message()
    delivery = asyncio.create_task(subject.deliver(message))
    await asyncio.sleep(0.05)

    subject.tenant = a_tenant("acme")

    assert (await delivery).answers == ["ack"]
    assert subject.states() == {"1001": JobState.DONE}


async def test_a_job_of_a_tenant_that_is_stored_but_cannot_be_read_fails_by_the_table_and_is_flagged() -> (
    None
):
    record: TenantRecord[Tenant] = TenantRecord("acme", 1, None, "stores.oslo.marketId: odd", is_active=True)
    subject, message = Bench(tenant=UnreadableTenant(record)), a_message()

    await subject.deliver(message)

    entry = subject.ledger.entries[message.job_id]
    said = "tenant acme cannot be read: stores.oslo.marketId: odd"
    assert (entry.state, entry.failures, tuple(entry.attention)) == (JobState.WAITING, 1, (said,))
    assert (entry.attempts[0].error_class, entry.attempts[0].message) == ("UnreadableTenant", said)


async def test_a_job_of_a_tenant_that_cannot_be_read_and_is_not_active_is_held() -> None:
    record: TenantRecord[Tenant] = TenantRecord("acme", 1, None, "odd", is_active=False)
    subject, message = Bench(tenant=UnreadableTenant(record)), a_message()

    await subject.deliver(message)

    assert subject.ledger.entries[message.job_id].held_by == "inactive:acme"


async def test_a_destination_that_is_refused_is_flagged() -> None:
    refusal = DestinationRefused("acme", "omnium.apiUrl", "https://evil.example:443", "OMNIUM_API_HOSTS")
    subject, message = bench(refusal), a_message()

    await subject.deliver(message)

    entry = subject.ledger.entries[message.job_id]
    assert (entry.state, tuple(entry.attention)) == (JobState.WAITING, (str(refusal),))


async def test_a_job_that_we_must_leave_is_handed_back_and_published_at_once() -> None:
    subject, message = bench(HANGS), a_message()
    delivery = MemoryDelivery(QUEUE, message.encode())
    working = asyncio.create_task(subject.worker.on_delivery(delivery))
    await until("the job runs", lambda: _is(len(subject.contexts) == 1))

    working.cancel()
    await asyncio.gather(working, return_exceptions=True)

    (published,) = subject.publisher.published
    assert (published.queue, published.message.ticket) == (QUEUE, 2)
    assert subject.ledger.entries[message.job_id].state is JobState.QUEUED


async def test_a_worker_that_stops_takes_no_further_held_job() -> None:
    subject = bench(HANGS)
    deliveries = [asyncio.create_task(subject.deliver(a_message(str(number)))) for number in range(CAP)]
    await until("the cap is reached", lambda: _is(len(subject.contexts) == CAP))
    await subject.deliver(a_message("9"))

    subject.chain.stop()
    subject.release.set()
    await asyncio.gather(*deliveries)

    assert subject.states()["9"] is JobState.HELD


async def test_a_job_whose_worker_died_twice_is_held_until_it_can_run_alone() -> None:
    subject = bench()
    message = await subject.suspected()

    delivery = await subject.deliver(message)

    entry = subject.ledger.entries[message.job_id]
    assert (delivery.answers, entry.state, entry.held_by) == (["ack"], JobState.HELD, ALONE)
    assert subject.contexts == []
    assert subject.counted("jobs_held_total", tenant="acme", reason="alone") == 1
    assert await subject.lone.take_turn()
    assert subject.states() == {"suspect": JobState.DONE}
    assert not await subject.lone.take_turn()


async def test_nothing_begins_while_a_job_runs_alone() -> None:
    subject = bench(HANGS)
    await subject.deliver(await subject.suspected())
    turn = asyncio.create_task(subject.lone.take_turn())
    await until("it runs", lambda: _is(len(subject.contexts) == 1))

    other = asyncio.create_task(subject.deliver(a_message("other", tenant_uid="other")))
    await asyncio.sleep(0.05)
    assert subject.states() == {"suspect": JobState.RUNNING}

    subject.release.set()
    assert await turn
    await other
    assert subject.states() == {"suspect": JobState.DONE, "other": JobState.DONE}


async def test_a_job_that_must_run_alone_waits_for_those_that_run_but_not_for_ever() -> None:
    subject = bench(HANGS)
    other = asyncio.create_task(subject.deliver(a_message("other")))
    await until("it runs", lambda: _is(len(subject.contexts) == 1))
    suspect = await subject.suspected()
    subject.ledger.entries[suspect.job_id] = subject.ledger.entries[suspect.job_id].model_copy(
        update={"state": JobState.HELD, "held_by": ALONE, "held_at": NOON}
    )

    assert await subject.lone.take_turn()
    entry = subject.ledger.entries[suspect.job_id]
    assert (entry.state, entry.held_by, entry.attempt_count) == (JobState.HELD, ALONE, 0)

    subject.release.set()
    await other
    assert await subject.lone.take_turn()
    assert subject.states() == {"other": JobState.DONE, "suspect": JobState.DONE}


@pytest.mark.parametrize(
    "end", [Failed("boom"), Deferred("wait", cause=Deferral.STILL_QUEUED, after_seconds=5)]
)
async def test_a_run_alone_that_ends_clears_the_deaths_beside_others_and_keeps_those_alone(
    end: Exception,
) -> None:
    subject = bench(end)
    message = await subject.suspected()
    await subject.deliver(message)

    await subject.lone.take_turn()

    entry = subject.ledger.entries[message.job_id]
    assert (entry.state, entry.deaths, entry.deaths_alone, entry.alone) == (JobState.WAITING, 0, 1, False)


async def test_a_failure_beside_others_clears_no_death() -> None:
    subject, message = bench(Failed("boom")), a_message()
    await subject.ledger.record([message])
    entry = subject.ledger.entries[message.job_id]
    subject.ledger.entries[message.job_id] = entry.model_copy(update={"deaths": 1})

    await subject.deliver(message)

    assert subject.ledger.entries[message.job_id].deaths == 1


async def test_a_job_that_runs_alone_is_handed_back_when_the_worker_must_stop() -> None:
    subject = bench(HANGS)
    message = await subject.suspected()
    await subject.deliver(message)
    running = asyncio.create_task(subject.lone.run())
    await until("it runs", lambda: _is(len(subject.contexts) == 1))

    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    entry = subject.ledger.entries[message.job_id]
    assert (entry.state, entry.deaths, entry.alone) == (JobState.QUEUED, 2, False)


async def _is(answer: bool) -> bool:
    return answer


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


async def test_nothing_is_acknowledged_while_the_ledger_is_down() -> None:
    subject, message = bench(), a_message()
    subject.ledger.available = False
    delivery = MemoryDelivery(QUEUE, message.encode())

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await subject.worker.on_delivery(delivery)

    assert delivery.answers == ["give back"]


async def test_a_retry_that_the_broker_does_not_take_keeps_neither_slot_nor_message() -> None:
    subject = bench(Failed("boom"))
    subject.publisher.available = False

    deliveries = [await subject.deliver(a_message(str(number))) for number in range(3 * CAP)]

    assert [delivery.answers for delivery in deliveries] == [["ack"]] * 3 * CAP
    assert set(subject.states().values()) == {JobState.WAITING}


async def test_a_broker_that_does_not_answer_holds_up_nobody() -> None:
    subject = bench(Failed("boom"))
    subject.publisher.answers.clear()

    for number in range(3 * CAP):
        await subject.worker.on_delivery(MemoryDelivery(QUEUE, a_message(str(number)).encode()))

    assert set(subject.states().values()) == {JobState.WAITING}
    subject.publisher.answers.set()
    await subject.dispatch.drained()
    assert len(subject.publisher.published) == 3 * CAP


async def test_no_more_retries_than_a_bound_are_on_their_way_and_the_others_are_left_to_the_relay() -> None:
    subject = bench()
    subject.publisher.answers.clear()

    for number in range(MAX_BEHIND + 10):
        subject.dispatch.wait_soon(a_message(str(number)), 5_000)

    subject.publisher.answers.set()
    await subject.dispatch.drained()
    assert len(subject.publisher.published) == MAX_BEHIND


async def test_an_unreadable_message_is_left_to_the_broker_to_park_when_that_takes_none_from_us() -> None:
    subject, delivery = bench(), MemoryDelivery(QUEUE, b"{nonsense")
    subject.publisher.available = False

    await subject.worker.on_delivery(delivery)

    assert delivery.answers == ["reject"]


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


async def test_a_message_that_cannot_be_parked_is_left_to_the_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "_DEAD_LETTER_PAUSES", (0, 0))
    subject, delivery = bench(), MemoryDelivery(QUEUE, b"{nonsense")
    subject.publisher.available = False

    await subject.worker.on_delivery(delivery)

    assert delivery.answers == ["reject"]


async def test_a_message_whose_handling_breaks_unexpectedly_is_parked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    subject, message = bench(), a_message()

    async def breaks(_message: JobMessage) -> None:
        raise KeyError("kind")

    monkeypatch.setattr(subject.worker, "work_off", breaks)
    delivery = MemoryDelivery(message.queue, message.encode(), message.headers)

    await subject.worker.on_delivery(delivery)

    (parked,) = subject.publisher.published
    assert parked.headers["x-parked-reason"] == "the worker failed: KeyError"
    assert delivery.answers == ["ack"]


async def test_what_the_ledger_cannot_hold_is_parked(monkeypatch: pytest.MonkeyPatch) -> None:
    subject, message = bench(), a_message()

    async def refuses(_message: JobMessage) -> None:
        raise UnstorableError("the ledger refuses this document")

    monkeypatch.setattr(subject.worker, "work_off", refuses)
    delivery = MemoryDelivery(message.queue, message.encode(), message.headers)

    await subject.worker.on_delivery(delivery)

    (parked,) = subject.publisher.published
    assert parked.headers["x-parked-reason"] == "the ledger refuses this document"
