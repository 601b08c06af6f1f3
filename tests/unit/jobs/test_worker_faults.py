"""What a worker does while ledger or broker are away, and with a message that nobody can work off."""

import asyncio

import pytest

from flow_omnium.jobs.broker.dispatch import MAX_BEHIND
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger.contract import Lease, Refusal, UnstorableError
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.state import JobState
from flow_omnium.outcomes import Failed
from flow_omnium.testing.jobs import a_message
from flow_omnium.testing.memory_delivery import MemoryDelivery
from flow_omnium.testing.memory_ledger import MemoryLedger
from flow_omnium.testing.memory_publisher import Published
from flow_omnium.testing.virtual_time import in_virtual_time
from flow_omnium.testing.worker_bench import CAP, QUEUE, bench


@in_virtual_time
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


@in_virtual_time
async def test_an_unreadable_message_is_left_to_the_broker_to_park_when_that_takes_none_from_us() -> None:
    subject, delivery = bench(), MemoryDelivery(QUEUE, b"{nonsense")
    subject.publisher.available = False

    await subject.worker.on_delivery(delivery)

    assert delivery.answers == ["reject"]


async def test_a_message_whose_handling_breaks_unexpectedly_is_parked() -> None:
    parked, delivery = await parked_by(KeyError("kind"))

    assert parked.headers["x-parked-reason"] == "the worker failed: KeyError"
    assert delivery.answers == ["ack"]


async def test_what_the_ledger_cannot_hold_is_parked() -> None:
    parked, delivery = await parked_by(UnstorableError("the ledger refuses this document"))

    assert parked.headers["x-parked-reason"] == "the ledger refuses this document"
    assert delivery.answers == ["ack"]


class LedgerThatFails(MemoryLedger):
    """Answers every claim with one error."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error

    async def claim(self, _message: JobMessage, _lease: Lease) -> JobEntry | Refusal:
        """See `RunLedger.claim`."""
        raise self._error


async def parked_by(error: Exception) -> tuple[Published, MemoryDelivery]:
    """What the worker parks, and the delivery, when the ledger answers its claim so."""
    subject, message = bench(ledger=LedgerThatFails(error)), a_message()
    delivery = MemoryDelivery(message.queue, message.encode(), message.headers)
    await subject.worker.on_delivery(delivery)
    (parked,) = subject.publisher.published
    return parked, delivery
