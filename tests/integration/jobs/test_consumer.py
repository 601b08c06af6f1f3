"""Reading from the real broker: nothing is lost between delivery and acknowledgement."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import suppress

import aiormq
import pytest

from flow_omnium.jobs.broker.consumer import DRAIN_SECONDS, BrokerConsumer, Reading
from flow_omnium.jobs.broker.delivery import Delivery
from flow_omnium.jobs.broker.link import BrokerUnavailableError
from flow_omnium.jobs.broker.publisher import BrokerPublisher
from flow_omnium.jobs.broker.topology import work_queues
from flow_omnium.testing.broker import count, delete_queues
from flow_omnium.testing.polling import until


@pytest.fixture
async def queue(amqp_url: str) -> AsyncIterator[str]:
    name = f"test.{uuid.uuid4().hex}"
    yield name
    await delete_queues(amqp_url, (queue.name for queue in work_queues(name)))


@pytest.fixture
async def publisher(amqp_url: str, queue: str) -> AsyncIterator[BrokerPublisher]:
    async with BrokerPublisher(amqp_url, name="test", queues=work_queues(queue)) as publisher:
        await publisher.wait_connected()
        yield publisher


async def holds(url: str, queue: str, number: int) -> bool:
    """The broker settles what a closed connection left behind in its own time."""
    return await count(url, queue) == number


class Reader:
    """Consumes one queue and keeps what it saw; answers as it is told."""

    def __init__(
        self, url: str, queue: str, *, give_back_first: bool = False, drain_seconds: float = 20
    ) -> None:
        self.seen: list[bytes] = []
        self.release = asyncio.Event()
        self.release.set()
        self._give_back = give_back_first
        reading = Reading([queue], work_queues(queue), prefetch=4, drain_seconds=drain_seconds)
        self.consumer = BrokerConsumer(url, name="test", reading=reading, on_delivery=self._take)

    async def _take(self, delivery: Delivery) -> None:
        self.seen.append(delivery.body)
        try:
            await self.release.wait()
        except asyncio.CancelledError:
            await delivery.give_back()
            raise
        if self._give_back:
            self._give_back = False
            await delivery.give_back()
            return
        await delivery.ack()

    async def has_seen(self, number: int) -> bool:
        return len(self.seen) >= number


async def test_one_that_is_stopped_before_it_was_connected_ends_well(queue: str) -> None:
    async with Reader("amqp://nobody@127.0.0.1:9/", queue).consumer as consumer:
        assert not consumer.is_consuming(queue)


async def test_an_acknowledged_message_is_gone(amqp_url: str, queue: str, publisher: BrokerPublisher) -> None:
    reader = Reader(amqp_url, queue)
    async with reader.consumer:
        await publisher.publish(queue, b"1", {})
        await until("the message arrives", lambda: reader.has_seen(1))

    assert await until("the queue is empty", lambda: holds(amqp_url, queue, 0))


async def test_a_message_given_back_is_delivered_again(
    amqp_url: str, queue: str, publisher: BrokerPublisher
) -> None:
    reader = Reader(amqp_url, queue, give_back_first=True)
    async with reader.consumer:
        await publisher.publish(queue, b"1", {})
        await until("the message arrives twice", lambda: reader.has_seen(2))

    assert reader.seen == [b"1", b"1"]


async def test_stopping_waits_for_what_runs(amqp_url: str, queue: str, publisher: BrokerPublisher) -> None:
    reader = Reader(amqp_url, queue)
    reader.release.clear()
    async with reader.consumer:
        await publisher.publish(queue, b"1", {})
        await until("the message arrives", lambda: reader.has_seen(1))
        asyncio.get_running_loop().call_later(0.2, reader.release.set)

    assert await until("the queue is empty", lambda: holds(amqp_url, queue, 0))


async def test_what_does_not_end_in_time_is_cancelled_and_given_back(
    amqp_url: str, queue: str, publisher: BrokerPublisher
) -> None:
    reader = Reader(amqp_url, queue, drain_seconds=0.1)
    reader.release.clear()
    async with reader.consumer:
        await publisher.publish(queue, b"1", {})
        await until("the message arrives", lambda: reader.has_seen(1))

    assert await until("it is back in its queue", lambda: holds(amqp_url, queue, 1))


async def test_a_stop_at_once_is_obeyed_also_when_it_comes_together_with_an_answer_of_the_broker(
    amqp_url: str, queue: str, publisher: BrokerPublisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, is_asking = Reader(amqp_url, queue), asyncio.Event()
    reader.release.clear()

    async def answered(*_: object, **__: object) -> None:
        """What `asyncio.wait_for` does with a cancellation when the answer is there already."""
        is_asking.set()
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()

    async def stopped() -> None:
        async with reader.consumer:
            await publisher.publish(queue, b"1", {})
            await until("the message arrives", lambda: reader.has_seen(1))
            monkeypatch.setattr(aiormq.Channel, "basic_cancel", answered)

    stopping = asyncio.create_task(stopped())
    await is_asking.wait()
    stopping.cancel()

    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(stopping, DRAIN_SECONDS / 2)
    assert await until("it is back in its queue", lambda: holds(amqp_url, queue, 1))


async def test_reading_goes_on_after_the_queue_was_deleted(
    amqp_url: str, queue: str, publisher: BrokerPublisher
) -> None:
    reader = Reader(amqp_url, queue)
    async with reader.consumer:
        await reader.consumer.wait_connected()
        await delete_queues(amqp_url, [queue])

        async def arrives_again() -> bool:
            with suppress(BrokerUnavailableError):
                await publisher.publish(queue, b"2", {})
            return await reader.has_seen(1)

        assert await until("the queue is back", arrives_again, seconds=10, every=0.2)
