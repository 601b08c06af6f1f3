"""A broker under a memory alarm takes messages in and confirms none: that is "down", never success."""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator

import pytest

from flow_omnium.jobs.broker.confirms import Publication
from flow_omnium.jobs.broker.link import BrokerUnavailableError
from flow_omnium.jobs.broker.publisher import CONFIRM_SECONDS, OPEN_SECONDS, BrokerPublisher
from flow_omnium.jobs.broker.topology import Queue
from flow_omnium.testing.broker import delete_queues
from flow_omnium.testing.polling import until
from local_stack.broker import Broker
from local_stack.infrastructure import Infrastructure

pytestmark = pytest.mark.alone


@pytest.fixture
async def publisher(amqp_url: str) -> AsyncIterator[tuple[BrokerPublisher, str]]:
    queue = f"test.{uuid.uuid4().hex}"
    async with BrokerPublisher(amqp_url, name="test", queues=[Queue(queue)]) as publisher:
        await publisher.wait_connected()
        yield publisher, queue
    await delete_queues(amqp_url, [queue])


@pytest.fixture
async def alarm(infrastructure: Infrastructure) -> AsyncIterator[None]:
    broker = _broker(infrastructure)
    await asyncio.to_thread(broker.control, "set_vm_memory_high_watermark", "absolute", "1MB")
    yield
    await asyncio.to_thread(broker.control, "set_vm_memory_high_watermark", "0.4")


@pytest.mark.usefixtures("alarm")
async def test_a_publication_is_refused_and_the_next_ones_at_once(
    publisher: tuple[BrokerPublisher, str],
) -> None:
    subject, queue = publisher
    with pytest.raises(BrokerUnavailableError, match="TimeoutError"):
        await until("the alarm holds publications", lambda: _published(subject, queue))

    started = time.monotonic()
    with pytest.raises(BrokerUnavailableError, match="just failed"):
        await subject.publish(queue, b"{}", {})

    assert time.monotonic() - started < CONFIRM_SECONDS / 2


@pytest.mark.usefixtures("alarm")
async def test_a_group_is_refused_within_the_time_for_one_confirm(
    publisher: tuple[BrokerPublisher, str],
) -> None:
    subject, queue = publisher
    with pytest.raises(BrokerUnavailableError, match="TimeoutError"):
        await until("the alarm holds publications", lambda: _published(subject, queue))
    await asyncio.sleep(OPEN_SECONDS)

    started = time.monotonic()
    confirmed = await subject.publish_group([Publication(queue, b"{}")] * 50)

    assert confirmed == [False] * 50
    assert CONFIRM_SECONDS / 2 < time.monotonic() - started < CONFIRM_SECONDS * 1.5
    assert await subject.publish_group([Publication(queue, b"{}")]) == [False]


@pytest.mark.usefixtures("alarm")
async def test_a_group_whose_connection_breaks_is_refused_at_once(
    publisher: tuple[BrokerPublisher, str], infrastructure: Infrastructure
) -> None:
    subject, queue = publisher
    with pytest.raises(BrokerUnavailableError, match="TimeoutError"):
        await until("the alarm holds publications", lambda: _published(subject, queue))
    await asyncio.sleep(OPEN_SECONDS)
    publishing = asyncio.create_task(subject.publish_group([Publication(queue, b"{}")] * 50))
    await asyncio.sleep(0.1)

    started = time.monotonic()
    await asyncio.to_thread(_broker(infrastructure).control, "close_all_connections", "test")

    assert await publishing == [False] * 50
    assert time.monotonic() - started < CONFIRM_SECONDS


async def test_publications_go_on_after_the_alarm(publisher: tuple[BrokerPublisher, str]) -> None:
    subject, queue = publisher

    async def goes_through() -> bool:
        try:
            await subject.publish(queue, b"{}", {})
        except BrokerUnavailableError:
            return False
        return True

    assert await until("a publication is confirmed", goes_through)


async def _published(publisher: BrokerPublisher, queue: str) -> bool:
    """Publish until it fails; the alarm may take a moment to reach us."""
    await publisher.publish(queue, b"{}", {})
    return False


def _broker(infrastructure: Infrastructure) -> Broker:
    broker = infrastructure.broker
    assert isinstance(broker, Broker)
    return broker
