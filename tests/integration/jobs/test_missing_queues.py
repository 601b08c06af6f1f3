"""Queues that go missing, and a broker that takes nothing: what cannot be published costs nobody else anything."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import pairwise

import pytest
from yarl import URL

from flow_omnium.jobs.broker.consumer import BrokerConsumer, Reading
from flow_omnium.jobs.broker.delivery import Delivery
from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.broker.publisher import BrokerPublisher
from flow_omnium.jobs.broker.topology import Queue, wait_queues, work_queues
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.kinds import ORDER_QUEUE
from flow_omnium.testing.broker import count, delete_queues
from flow_omnium.testing.polling import until
from flow_omnium.testing.workbench import SETTINGS, UNIT_SECONDS, Workbench
from local_stack.broker import Broker
from local_stack.infrastructure import Infrastructure

WAIT_QUEUES = [queue.name for queue in wait_queues(ORDER_QUEUE, UNIT_SECONDS)]
LATE = timedelta(seconds=SETTINGS["relay_grace_seconds"] + 5)
"""How late a retry may be that the relay brings, on a busy machine."""
TABLE = [timedelta(seconds=units * UNIT_SECONDS) for units in (2, 2, 5, 10)]
MANY = [str(number) for number in range(24)]
"""Three times as many as run at once."""


@pytest.fixture
def broker(infrastructure: Infrastructure) -> Broker:
    assert isinstance(infrastructure.broker, Broker)
    return infrastructure.broker


@pytest.fixture
async def alarm(broker: Broker) -> AsyncIterator[None]:
    await asyncio.to_thread(broker.control, "set_vm_memory_high_watermark", "absolute", "1MB")
    yield
    await asyncio.to_thread(broker.control, "set_vm_memory_high_watermark", "0.4")


@pytest.fixture
async def bench(open_bench: Callable[[str], Workbench], amqp_url: str) -> AsyncIterator[Workbench]:
    subject = open_bench(amqp_url)
    async with subject.working():
        yield subject


async def test_deleted_wait_queues_cost_neither_a_retry_nor_a_neighbour(
    bench: Workbench, amqp_url: str, gateway_dispatch: Dispatch
) -> None:
    await delete_queues(amqp_url, WAIT_QUEUES)
    await bench.accept("broken", MANY, gateway_dispatch)
    await bench.accept("healthy", MANY, gateway_dispatch)
    assert await until("the healthy are done", lambda: _are(bench, "healthy", "done"))
    await delete_queues(amqp_url, WAIT_QUEUES)

    await until("the broken are tried again", lambda: _have_failed(bench, 4))
    bench.failing.clear()
    assert await until("the broken are done", lambda: _are(bench, "broken", "done"))

    assert_in_time_and_once(bench, await bench.entries("broken"))
    assert [entry.attempt_count for entry in await bench.entries("healthy")] == [1] * len(MANY)
    assert await bench.readiness() == (200, [])


@pytest.mark.usefixtures("alarm")
async def test_under_a_memory_alarm_jobs_of_the_ledger_go_on_and_retries_come_in_time(
    bench: Workbench, gateway_dispatch: Dispatch
) -> None:
    await bench.accept("broken", MANY, gateway_dispatch)
    await bench.accept("healthy", MANY)

    assert await until("the healthy are done", lambda: _are(bench, "healthy", "done"))
    await until("the broken are tried again", lambda: _have_failed(bench, 3))
    bench.failing.clear()
    assert await until("the broken are done", lambda: _are(bench, "broken", "done"), seconds=30)

    assert_in_time_and_once(bench, await bench.entries("broken"))


async def test_a_missing_queue_that_cannot_be_declared_is_told_by_readiness(
    open_bench: Callable[[str], Workbench],
    amqp_url: str,
    broker: Broker,
    gateway_dispatch: Dispatch,
) -> None:
    async with _limited(broker, amqp_url) as (url, permit):
        subject = open_bench(url)
        async with subject.working():
            await permit("^$")
            await delete_queues(amqp_url, WAIT_QUEUES)
            await subject.accept("broken", ["1"], gateway_dispatch)

            assert await until("it is told", lambda: _tells(subject, (503, ["queues"])))
            await subject.accept("healthy", ["2"], gateway_dispatch)
            assert await until("others are worked off", lambda: _are(subject, "healthy", "done"))

            await permit(".*")
            assert await until("all is well", lambda: _tells(subject, (200, [])))


async def test_a_deleted_queue_is_declared_again_by_the_message_that_misses_it(amqp_url: str) -> None:
    queues = work_queues("test.deleted")
    async with BrokerPublisher(amqp_url, name="test", queues=queues) as publisher:
        await publisher.wait_connected()
        for queue in queues:
            await delete_queues(amqp_url, [queue.name])
            await publisher.publish(queue.name, b"1", {})
            assert await count(amqp_url, queue.name) == 1

        await delete_queues(amqp_url, ["test.deleted"])
        assert await publisher.depth("test.deleted") == 0
        assert await count(amqp_url, "test.deleted") == 0
    await delete_queues(amqp_url, [queue.name for queue in queues])


async def test_a_deleted_queue_costs_those_who_read_others_on_the_same_channel_nothing(amqp_url: str) -> None:
    kept, deleted = "test.kept", "test.deleted"
    topology = [Queue(name, work_queues(ORDER_QUEUE)[0].arguments) for name in (kept, deleted)]
    seen: list[tuple[str, bytes]] = []
    release = asyncio.Event()

    async def take(delivery: Delivery) -> None:
        seen.append((delivery.queue, delivery.body))
        await release.wait()
        await delivery.ack()

    consumer = BrokerConsumer(
        amqp_url, name="test", reading=Reading([kept, deleted], topology, prefetch=4), on_delivery=take
    )
    async with consumer, BrokerPublisher(amqp_url, name="test", queues=topology) as publisher:
        await publisher.wait_connected()
        await consumer.wait_connected()
        await publisher.publish(kept, b"runs", {})
        await until("it runs", lambda: _is(len(seen) == 1))
        await delete_queues(amqp_url, [deleted])
        await publisher.publish(deleted, b"afterwards", {})
        await until("the deleted one is read again", lambda: _is(len(seen) == 2))
        await consumer.ping()
        release.set()

    assert seen == [(kept, b"runs"), (deleted, b"afterwards")]
    assert [await count(amqp_url, name) for name in (kept, deleted)] == [0, 0]
    await delete_queues(amqp_url, [kept, deleted])


def assert_in_time_and_once(bench: Workbench, entries: Sequence[JobEntry]) -> None:
    """Each run is an attempt, and each came when the table says, or when the relay has noticed."""
    assert len(entries) == len(MANY)
    for entry in entries:
        assert len(entry.attempts) == entry.attempt_count
        for (sooner, later), wanted in zip(pairwise(entry.attempts), TABLE, strict=False):
            ended = sooner.started_at + timedelta(seconds=sooner.duration_seconds)
            waited = later.started_at - ended
            assert wanted - timedelta(milliseconds=5) <= waited <= wanted + LATE
    assert sum(entry.attempt_count for entry in entries) == bench.runs["broken"]


@asynccontextmanager
async def _limited(broker: Broker, url: str) -> AsyncIterator[tuple[str, Callable[[str], Awaitable[object]]]]:
    """A user of the broker's whose right to declare queues is given and taken: its URL, and how."""

    async def permit(configure: str) -> object:
        return await asyncio.to_thread(broker.control, "set_permissions", "limited", configure, ".*", ".*")

    await asyncio.to_thread(broker.control, "add_user", "limited", "limited")
    try:
        await permit(".*")
        yield str(URL(url).with_user("limited").with_password("limited")), permit
    finally:
        await asyncio.to_thread(broker.control, "delete_user", "limited")


async def _are(bench: Workbench, tenant_uid: str, state: str) -> bool:
    entries = await bench.entries(tenant_uid)
    return {entry.state.value for entry in entries} == {state}


async def _have_failed(bench: Workbench, times: int) -> bool:
    return min(entry.failures for entry in await bench.entries("broken")) >= times


async def _tells(bench: Workbench, answer: tuple[int, list[str]]) -> bool:
    return await bench.readiness() == answer


async def _is(answer: bool) -> bool:
    return answer
