"""A broker under a memory alarm takes messages in and confirms none: that is "down", never success."""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Callable

import pytest

from flow_omnium.jobs.broker.link import BrokerUnavailableError
from flow_omnium.jobs.broker.publication import Publication
from flow_omnium.jobs.broker.publisher import BrokerPublisher, Deadlines
from flow_omnium.jobs.broker.topology import Queue
from flow_omnium.testing.broker import delete_queues
from flow_omnium.testing.polling import until
from local_stack.broker import Broker
from local_stack.infrastructure import Infrastructure

AT_ONCE = Deadlines(confirm=0.5, open=0)
OPEN_FOR_LONG = Deadlines(confirm=0.5, open=600)
PATIENT = Deadlines(confirm=600)
FIFTY = 50


@pytest.fixture
async def queue(amqp_url: str) -> AsyncIterator[str]:
    name = f"test.{uuid.uuid4().hex}"
    yield name
    await delete_queues(amqp_url, [name])


@pytest.fixture
def publisher(amqp_url: str, queue: str) -> Callable[[Deadlines], BrokerPublisher]:
    def build(deadlines: Deadlines) -> BrokerPublisher:
        return BrokerPublisher(amqp_url, name="test", queues=[Queue(queue)], deadlines=deadlines)

    return build


@pytest.fixture
async def alarm(
    infrastructure: Infrastructure, publisher: Callable[[Deadlines], BrokerPublisher], queue: str
) -> AsyncIterator[None]:
    """The broker confirms nothing; it may take a moment until a publisher is held."""
    broker = _broker(infrastructure)
    await asyncio.to_thread(broker.control, "set_vm_memory_high_watermark", "absolute", "1MB")
    async with publisher(AT_ONCE) as subject:
        await subject.wait_connected()
        await until("the alarm holds publications", lambda: _is_held(subject, queue))
    yield
    await asyncio.to_thread(broker.control, "set_vm_memory_high_watermark", "0.4")


@pytest.mark.usefixtures("alarm")
async def test_a_publication_is_refused_and_the_next_ones_without_asking(
    publisher: Callable[[Deadlines], BrokerPublisher], queue: str
) -> None:
    async with publisher(OPEN_FOR_LONG) as subject:
        await subject.wait_connected()
        with pytest.raises(BrokerUnavailableError, match="TimeoutError"):
            await subject.publish(queue, b"{}", {})
        with pytest.raises(BrokerUnavailableError, match="just failed"):
            await subject.publish(queue, b"{}", {})


@pytest.mark.usefixtures("alarm")
async def test_a_group_is_refused_within_the_time_for_one_confirm(
    publisher: Callable[[Deadlines], BrokerPublisher], queue: str
) -> None:
    async with publisher(OPEN_FOR_LONG) as subject:
        await subject.wait_connected()
        started = time.monotonic()
        assert await subject.publish_group([Publication(queue, b"{}")] * FIFTY) == [False] * FIFTY
        seconds = time.monotonic() - started
        assert await subject.publish_group([Publication(queue, b"{}")]) == [False]

    assert OPEN_FOR_LONG.confirm <= seconds < FIFTY * OPEN_FOR_LONG.confirm / 2  # one by one takes fifty


@pytest.mark.usefixtures("alarm")
async def test_a_group_whose_connection_breaks_waits_for_no_confirm(
    publisher: Callable[[Deadlines], BrokerPublisher], infrastructure: Infrastructure, queue: str
) -> None:
    async with publisher(PATIENT) as subject:
        await subject.wait_connected()
        publishing = asyncio.create_task(subject.publish_group([Publication(queue, b"{}")] * FIFTY))
        await asyncio.to_thread(_broker(infrastructure).control, "close_all_connections", "test")
        async with asyncio.timeout(PATIENT.confirm / 10):
            assert await publishing == [False] * FIFTY


async def test_publications_go_on_after_the_alarm(
    publisher: Callable[[Deadlines], BrokerPublisher], queue: str
) -> None:
    async with publisher(AT_ONCE) as subject:
        await subject.wait_connected()
        assert not await _is_held(subject, queue)


async def _is_held(publisher: BrokerPublisher, queue: str) -> bool:
    try:
        await publisher.publish(queue, b"{}", {})
    except BrokerUnavailableError as refusal:
        return "TimeoutError" in str(refusal)
    return False


def _broker(infrastructure: Infrastructure) -> Broker:
    broker = infrastructure.broker
    assert isinstance(broker, Broker)
    return broker
