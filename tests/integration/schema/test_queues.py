"""Queues of a real broker: what differs is named and used, what is empty is replaced, what holds messages stays."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Sequence
from typing import Any

import aio_pika
import pytest
from aio_pika.abc import AbstractConnection, AbstractIncomingMessage

from flow_omnium.jobs.broker.consumer import BrokerConsumer, Reading
from flow_omnium.jobs.broker.delivery import Delivery
from flow_omnium.jobs.broker.publisher import BrokerPublisher
from flow_omnium.jobs.broker.topology import Queue, work_queues
from flow_omnium.jobs.broker.upkeep import open_upkeep
from flow_omnium.runtime.difference import Difference
from flow_omnium.testing.broker import delete_queues

OTHERWISE = {"x-delivery-limit": 5}


@pytest.fixture
async def queues(amqp_url: str) -> AsyncIterator[Sequence[Queue]]:
    """A queue and its parking place, both of the test's own."""
    made = work_queues(f"schema-{uuid.uuid4().hex[:8]}")
    yield made
    await delete_queues(amqp_url, (queue.name for queue in made))


@pytest.fixture
async def connection(amqp_url: str) -> AsyncIterator[AbstractConnection]:
    async with await aio_pika.connect(amqp_url) as opened:
        yield opened


async def made_otherwise(connection: AbstractConnection, queue: Queue) -> None:
    arguments: dict[str, Any] = {**queue.arguments, **OTHERWISE}
    async with connection.channel() as channel:
        await channel.declare_queue(queue.name, durable=True, arguments=arguments)


async def leave_alone(_message: AbstractIncomingMessage) -> None:
    """Read, and do nothing."""


async def lines(amqp_url: str, queues: Sequence[Queue]) -> list[str]:
    async with open_upkeep(amqp_url, queues) as upkeep:
        return [report.line async for report in upkeep.apply()]


async def differing(amqp_url: str, queues: Sequence[Queue]) -> list[str]:
    async with open_upkeep(amqp_url, queues) as upkeep:
        return [str(difference) for difference in await upkeep.differences()]


async def test_a_look_creates_nothing_and_applying_twice_declares_once(
    amqp_url: str, queues: Sequence[Queue]
) -> None:
    missing = [f"queue {queue.name} is missing" for queue in queues]
    assert (await differing(amqp_url, queues), await differing(amqp_url, queues)) == (missing, missing)

    assert await lines(amqp_url, queues) == [f"queue {queue.name}: declared" for queue in queues]
    assert (await lines(amqp_url, queues), await differing(amqp_url, queues)) == ([], [])


async def test_an_empty_queue_is_replaced_once_by_two_at_once(
    amqp_url: str, queues: Sequence[Queue], connection: AbstractConnection
) -> None:
    await made_otherwise(connection, queues[1])

    told = await asyncio.gather(*(lines(amqp_url, queues[1:]) for _ in range(2)))

    assert sorted(told) == [
        [],
        [f"queue {queues[1].name}: x-delivery-limit was 5, is 20: deleted while empty, declared afresh"],
    ]
    assert await differing(amqp_url, queues[1:]) == []


async def test_a_queue_with_messages_or_readers_stays_and_is_named(
    amqp_url: str, queues: Sequence[Queue], connection: AbstractConnection
) -> None:
    name = queues[1].name
    fault = f"queue {name}: x-delivery-limit is 5 and should be 20"
    await made_otherwise(connection, queues[1])
    async with connection.channel() as channel:
        await channel.default_exchange.publish(aio_pika.Message(b"1"), name)

        assert await lines(amqp_url, queues[1:]) == [f"{fault}; it holds 1 messages, so it stays as it is"]

        queue = await channel.get_queue(name, ensure=False)
        await queue.consume(leave_alone)
        (line,) = await lines(amqp_url, queues[1:])
        assert line.startswith(fault)
        assert line.endswith("consumers read it, so it stays as it is")


async def test_a_queue_made_otherwise_is_used_and_named_by_argument(
    amqp_url: str, queues: Sequence[Queue], connection: AbstractConnection
) -> None:
    await made_otherwise(connection, queues[1])
    told: list[Difference] = []
    received = asyncio.Event()

    async def on_delivery(delivery: Delivery) -> None:
        await delivery.ack()
        received.set()

    publisher = BrokerPublisher(amqp_url, name="test", queues=queues, tell=told.extend)
    reading = Reading([queues[1].name], queues, prefetch=1, drain_seconds=1)
    consumer = BrokerConsumer(
        amqp_url, name="test", reading=reading, on_delivery=on_delivery, tell=told.extend
    )
    async with publisher, consumer:
        await publisher.wait_connected()
        await consumer.wait_connected()
        await publisher.publish(queues[1].name, b"work goes on", {})
        async with asyncio.timeout(60):
            await received.wait()

    assert [str(difference) for difference in told] == [
        f"queue {queues[1].name}: x-delivery-limit is 5 and should be 20"
    ] * 2
