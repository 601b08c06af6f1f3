"""What publishing promises, on the fake and on RabbitMQ."""

import asyncio
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import pytest

from flow_omnium.jobs.broker.link import BrokerUnavailableError
from flow_omnium.jobs.broker.publication import Publication
from flow_omnium.jobs.broker.publisher import BrokerPublisher, Publisher
from flow_omnium.jobs.broker.topology import Queue
from flow_omnium.testing.broker import fetch_all
from flow_omnium.testing.memory_publisher import MemoryPublisher


@dataclass
class Subject:
    """A publisher, a queue of its own, and how to see what arrived there."""

    publisher: Publisher
    queue: str
    arrived: Callable[[], "AsyncIterator[tuple[bytes, dict[str, str]]]"]


@pytest.fixture(params=["memory", "rabbitmq"])
async def subject(request: pytest.FixtureRequest, amqp_url: str) -> AsyncIterator[Subject]:
    queue = f"test.{uuid.uuid4().hex}"
    if request.param == "memory":
        fake = MemoryPublisher(queues={queue})

        async def kept() -> AsyncIterator[tuple[bytes, dict[str, str]]]:
            for item in fake.published:
                yield item.body, dict(item.headers)

        yield Subject(fake, queue, kept)
        return
    async with BrokerPublisher(amqp_url, name="test", queues=[Queue(queue)]) as real:
        await real.wait_connected()
        yield Subject(real, queue, lambda: fetch_all(amqp_url, queue))


async def test_a_published_message_arrives_with_its_headers(subject: Subject) -> None:
    await subject.publisher.publish(subject.queue, b"{}", {"traceparent": "00-a"})

    assert [item async for item in subject.arrived()] == [(b"{}", {"traceparent": "00-a"})]


async def test_a_message_for_a_queue_that_is_not_there_is_refused(subject: Subject) -> None:
    with pytest.raises(BrokerUnavailableError):
        await subject.publisher.publish("no.such.queue", b"{}", {})


async def test_a_group_arrives_in_its_order_with_each_message_s_headers(subject: Subject) -> None:
    group = [Publication(subject.queue, b"%d" % number, {"number": str(number)}) for number in range(200)]

    assert await subject.publisher.publish_group(group) == [True] * 200
    assert [item async for item in subject.arrived()] == [
        (publication.body, publication.headers) for publication in group
    ]


async def test_of_a_group_just_what_cannot_be_routed_is_refused(subject: Subject) -> None:
    lost = Publication("no.such.queue", b"lost")
    group = [Publication(subject.queue, b"1"), lost, Publication(subject.queue, b"2"), lost]

    assert await subject.publisher.publish_group(group) == [True, False, True, False]
    assert [body async for body, _ in subject.arrived()] == [b"1", b"2"]


async def test_a_group_of_none_is_published_at_once(subject: Subject) -> None:
    assert await subject.publisher.publish_group([]) == []


async def test_a_group_may_hold_empty_bodies_and_bodies_above_a_frame(subject: Subject) -> None:
    bodies = [b"", b"x" * 131_071, b"y" * 131_072, b"z" * 300_000, b"end"]

    confirmed = await subject.publisher.publish_group([Publication(subject.queue, body) for body in bodies])

    assert confirmed == [True] * len(bodies)
    assert [body async for body, _ in subject.arrived()] == bodies


async def test_groups_and_single_messages_published_at_once_all_arrive(subject: Subject) -> None:
    async def group(number: int) -> bool:
        return all(await subject.publisher.publish_group([Publication(subject.queue, b"%d" % number)] * 10))

    async def single(number: int) -> bool:
        await subject.publisher.publish(subject.queue, b"%d" % number, {})
        return True

    done = await asyncio.gather(*(each(number) for number in range(50) for each in (group, single)))

    assert all(done)
    arrived = Counter([body async for body, _ in subject.arrived()])
    assert arrived == {b"%d" % number: 11 for number in range(50)}
