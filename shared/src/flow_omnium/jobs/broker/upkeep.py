"""Looking at the queues in the broker, and bringing them up to date.

A queue's arguments cannot be changed: it is deleted and declared afresh, and only while it is empty and nobody reads it.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager

import aio_pika
from aio_pika.abc import AbstractConnection
from aiormq import exceptions

from flow_omnium.jobs.broker.declaration import declare
from flow_omnium.jobs.broker.link import translated
from flow_omnium.jobs.broker.topology import Queue
from flow_omnium.runtime.difference import MISSING, Difference, Report

LOCK = "flow-omnium.schema"
"""The name of a queue that exists only while somebody brings the queues up to date: it belongs to one connection."""

_CONNECT_SECONDS = 5.0
_LOCK_SECONDS = 60.0
_LOCK_PAUSE_SECONDS = 0.5


class QueueUpkeep:
    """Looks at the queues and mends them, on one connection. Every method raises BrokerUnavailableError."""

    def __init__(self, connection: AbstractConnection, queues: Iterable[Queue]) -> None:
        self._connection = connection
        self._queues = tuple(queues)

    async def differences(self) -> Sequence[Difference]:
        """Return which queues are missing, or have other arguments; creates none."""
        with translated():
            found = [await self._difference(queue) for queue in self._queues]
        return [difference for difference in found if difference is not None]

    async def apply(self) -> AsyncIterator[Report]:
        """Declare what is missing, replace what differs and is empty, and tell line by line what was done."""
        async with _locked(self._connection):
            for queue in self._queues:
                with translated():
                    report = await self._apply(queue)
                if report is not None:
                    yield report

    async def _apply(self, queue: Queue) -> Report | None:
        difference = await self._difference(queue)
        if difference is None:
            return None
        if difference.option == MISSING:
            return await self._declare(queue, "declared")
        reason = await self._reason_to_keep(queue.name)
        return await self._replace(queue, difference) if reason is None else _kept(difference, reason)

    async def _difference(self, queue: Queue) -> Difference | None:
        if await self._counts(queue.name) is None:
            return Difference("queue", queue.name, MISSING)
        return next(iter(await declare(self._connection, [queue])), None)

    async def _declare(self, queue: Queue, done: str) -> Report:
        fault = next(iter(await declare(self._connection, [queue])), None)
        return Report(f"queue {queue.name}: {done}") if fault is None else Report(str(fault), fault)

    async def _reason_to_keep(self, name: str) -> str | None:
        messages, readers = await self._counts(name) or (0, 0)
        if messages:
            return f"it holds {messages} messages"
        return f"{readers} consumers read it" if readers else None

    async def _replace(self, queue: Queue, difference: Difference) -> Report:
        async with self._connection.channel() as channel:
            deleted = await channel.queue_delete(queue.name)
        lost = deleted.message_count or 0
        changed = f"{difference.option} was {difference.found}, is {difference.wanted}: deleted while empty, declared afresh"
        # There should be none. If there are, the relay publishes their jobs again.
        meanwhile = f"; {lost} messages came in between" if lost else ""
        return await self._declare(queue, changed + meanwhile)

    async def _counts(self, name: str) -> tuple[int, int] | None:
        """Return how many messages are ready and how many consumers read them, None where there is no queue."""
        try:
            async with self._connection.channel() as channel:
                found = (await channel.declare_queue(name, passive=True)).declaration_result
        except exceptions.ChannelNotFoundEntity:
            return None
        return found.message_count or 0, found.consumer_count or 0


@asynccontextmanager
async def open_upkeep(url: str, queues: Iterable[Queue]) -> AsyncIterator[QueueUpkeep]:
    """Connect once, without trying again. Raises BrokerUnavailableError."""
    with translated():
        connection = await aio_pika.connect(
            url, timeout=_CONNECT_SECONDS, client_properties={"connection_name": "flow-omnium schema"}
        )
    async with connection:
        yield QueueUpkeep(connection, queues)


@asynccontextmanager
async def _locked(connection: AbstractConnection) -> AsyncIterator[None]:
    """Keep out another one that does the same: between our look and our deletion a queue must not be a new one."""
    with translated():
        async with asyncio.timeout(_LOCK_SECONDS):
            await _lock(connection)
    yield
    with translated():
        async with connection.channel() as channel:
            await channel.queue_delete(LOCK)


async def _lock(connection: AbstractConnection) -> None:
    while True:
        if await _is_locked(connection):
            return
        await asyncio.sleep(_LOCK_PAUSE_SECONDS)


async def _is_locked(connection: AbstractConnection) -> bool:
    """Declare the queue that is the lock. It is exclusive: it belongs to this connection, and goes with it."""
    try:
        async with connection.channel() as channel:
            await channel.declare_queue(LOCK, exclusive=True)
    except exceptions.ChannelLockedResource:
        return False
    return True


def _kept(difference: Difference, reason: str) -> Report:
    return Report(f"{difference}; {reason}, so it stays as it is", difference)
