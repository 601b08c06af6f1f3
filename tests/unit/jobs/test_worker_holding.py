"""Which jobs a worker holds instead of running them, who frees them, and what it leaves behind when it stops."""

import asyncio
from datetime import timedelta

import pytest

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.state import JobState
from flow_omnium.outcomes import Paused
from flow_omnium.runtime.destinations import DestinationRefused
from flow_omnium.tenants.directory import TenantsUnread
from flow_omnium.tenants.record import TenantRecord, UnreadableTenant
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.jobs import NOON, a_message
from flow_omnium.testing.memory_delivery import MemoryDelivery
from flow_omnium.testing.polling import until
from flow_omnium.testing.tenants import a_tenant
from flow_omnium.testing.virtual_time import in_virtual_time
from flow_omnium.testing.worker_bench import CAP, HANGS, QUEUE, WorkerBench, bench


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
    message = message.model_copy(update={"event": {"storeUid": "oslo"}})

    delivery = await subject.deliver(message)

    entry = subject.ledger.entries[message.job_id]
    assert (entry.state, entry.held_by, delivery.answers) == (JobState.HELD, pause, ["ack"])
    assert subject.contexts == []


async def test_the_store_that_omniums_event_names_holds_no_job_since_another_may_hand_the_order_over() -> (
    None
):
    subject = bench()
    subject.pauses.add("store:acme/web")
    message = a_message().model_copy(update={"event": {"storeId": "web"}})

    await subject.deliver(message)

    assert subject.ledger.entries[message.job_id].state is JobState.DONE


async def test_a_job_that_meets_a_pause_once_it_knows_its_store_is_held_and_costs_no_attempt() -> None:
    subject, message = bench(Paused("store:acme/oslo")), a_message()

    delivery = await subject.deliver(message)

    entry = subject.ledger.entries[message.job_id]
    assert (entry.state, entry.held_by, delivery.answers) == (JobState.HELD, "store:acme/oslo", ["ack"])
    assert (entry.failures, entry.attempt_count, subject.publisher.published) == (0, 0, [])


async def test_a_handler_is_told_what_is_paused_at_that_moment() -> None:
    subject = bench()
    await subject.deliver(a_message())
    (context,) = subject.contexts

    assert context.paused_in(["oslo"]) is None
    subject.pauses.add("store:acme/oslo")
    assert context.paused_in(["bergen", "oslo"]) == "store:acme/oslo"
    subject.pauses.add("tenant:acme")
    assert context.paused_in([]) == "tenant:acme"


async def test_a_job_of_a_tenant_that_is_not_active_is_held() -> None:
    subject, message = WorkerBench(tenant=a_tenant("acme", active=False)), a_message()

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


@in_virtual_time
async def test_a_job_waits_in_its_message_while_its_tenant_cannot_be_read() -> None:
    subject, message = WorkerBench(tenant=TenantsUnread("not read yet")), a_message()
    delivery = asyncio.create_task(subject.deliver(message))
    await asyncio.sleep(0.05)

    subject.tenant = a_tenant("acme")

    assert (await delivery).answers == ["ack"]
    assert subject.states() == {"1001": JobState.DONE}


async def test_a_job_of_a_tenant_that_is_stored_but_cannot_be_read_fails_by_the_table_and_is_flagged() -> (
    None
):
    record: TenantRecord[Tenant] = TenantRecord("acme", 1, None, "stores.oslo.marketId: odd", is_active=True)
    subject, message = WorkerBench(tenant=UnreadableTenant(record)), a_message()

    await subject.deliver(message)

    entry = subject.ledger.entries[message.job_id]
    said = "tenant acme cannot be read: stores.oslo.marketId: odd"
    assert (entry.state, entry.failures, tuple(entry.attention)) == (JobState.WAITING, 1, (said,))
    assert (entry.attempts[0].error_class, entry.attempts[0].message) == ("UnreadableTenant", said)


async def test_a_job_of_a_tenant_that_cannot_be_read_and_is_not_active_is_held() -> None:
    record: TenantRecord[Tenant] = TenantRecord("acme", 1, None, "odd", is_active=False)
    subject, message = WorkerBench(tenant=UnreadableTenant(record)), a_message()

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


async def _is(answer: bool) -> bool:
    return answer
