"""What publishing promises, on the fake and on RabbitMQ."""

import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import pytest

from flow_omnium.jobs.broker.link import BrokerUnavailableError
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
