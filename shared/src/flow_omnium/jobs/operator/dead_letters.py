"""The parking places as the operator works on them: looking without taking, and sending back to be read again.

A look gets messages without acknowledging them and closes its channel, which returns them. Meanwhile, for as long as
the look takes, nobody else sees them. What a quorum queue gets back it delivers first, in the order in which it came
back (a `nack` would put it last; measured on 3.10.8): so every look gets the same number, or a short one would put the
first of an earlier, longer one behind the others. The broker counts each return: RabbitMQ 4.0 and newer drop what was
returned 20 times from a queue that names no other limit, so a parking place has to name one.
"""

import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractIncomingMessage, AbstractQueue

from flow_omnium.jobs.broker.link import translated
from flow_omnium.jobs.broker.publisher import CONFIRM_SECONDS
from flow_omnium.jobs.broker.topology import MAX_LOOK, parked_queue
from flow_omnium.jobs.trace_context import TRACE_HEADER

HEAD_BYTES = 120
"""How much of a parked message is shown."""

_CONNECT_SECONDS = 5.0


@dataclass(frozen=True)
class DeadLetter:
    """One message that no worker could read, or that took too many of them down."""

    queue: str
    reason: str
    size: int
    head: bytes


@dataclass(frozen=True)
class DeadLetterQueue:
    """What a look at one parking place found: how many messages there are, and the first of them."""

    queue: str
    depth: int
    first: Sequence[DeadLetter]


@dataclass(frozen=True)
class DeadLetterBody:
    """One parked message, whole."""

    queue: str
    reason: str
    body: bytes


class DeadLetters:
    """All acts, on one connection. Every method raises BrokerUnavailableError."""

    def __init__(self, connection: AbstractConnection) -> None:
        self._connection = connection

    async def look(self, queue: str, limit: int) -> DeadLetterQueue:
        """Return the first `limit` messages that are parked of queue `queue`; everything stays where it is."""
        with translated():
            async with self._connection.channel() as channel:
                place = await _place(channel, queue)
                if place is None:
                    return DeadLetterQueue(queue, 0, ())
                seen = [_described(queue, message) async for message in _taken(place, MAX_LOOK)]
        return DeadLetterQueue(queue, max(_depth(place), len(seen)), seen[:limit])

    async def requeue(self, queue: str, limit: int | None, on_sent: Callable[[], None]) -> None:
        """Send what is parked back to queue `queue`, the oldest first; `on_sent` is called for each message.

        A message leaves the parking place once the broker has it safe in the queue. What is parked meanwhile, because
        it is as unreadable as before, is left there.
        """
        with translated():
            async with self._connection.channel(publisher_confirms=True, on_return_raises=True) as channel:
                place = await _place(channel, queue)
                if place is None:
                    return
                depth = _depth(place)
                async for message in _taken(place, depth if limit is None else min(limit, depth)):
                    await _send(channel, queue, message)
                    await message.ack()
                    on_sent()

    async def search(self, queue: str, is_wanted: Callable[[bytes], bool]) -> Sequence[DeadLetterBody]:
        """Return every parked message of queue `queue` whose body is wanted; everything stays where it is."""
        with translated():
            async with self._connection.channel() as channel:
                place = await _place(channel, queue)
                if place is None:
                    return ()
                every = _taken(place, max(MAX_LOOK, _depth(place)))
                return [
                    DeadLetterBody(queue, _described(queue, message).reason, message.body)
                    async for message in every
                    if is_wanted(message.body)
                ]

    async def remove(self, queue: str, is_wanted: Callable[[bytes], bool]) -> int:
        """Remove the parked messages of queue `queue` whose body is wanted, for good; return how many."""
        removed = 0
        with translated():
            async with self._connection.channel() as channel:
                place = await _place(channel, queue)
                if place is None:
                    return 0
                async for message in _taken(place, max(MAX_LOOK, _depth(place))):
                    if is_wanted(message.body):
                        await message.ack()
                        removed += 1
        return removed


@asynccontextmanager
async def open_dead_letters(url: str) -> AsyncIterator[DeadLetters]:
    """Connect once, without trying again. Raises BrokerUnavailableError."""
    with translated():
        connection = await aio_pika.connect(
            url, timeout=_CONNECT_SECONDS, client_properties={"connection_name": "flow-omnium"}
        )
    async with connection:
        yield DeadLetters(connection)


async def _place(channel: AbstractChannel, queue: str) -> AbstractQueue | None:
    """The parking place, None while no service has made it."""
    try:
        return await channel.declare_queue(parked_queue(queue), passive=True)
    except aio_pika.exceptions.ChannelNotFoundEntity:
        return None


def _depth(place: AbstractQueue) -> int:
    return place.declaration_result.message_count or 0


async def _taken(place: AbstractQueue, limit: int) -> AsyncIterator[AbstractIncomingMessage]:
    for _ in range(limit):
        message = await place.get(fail=False, timeout=CONFIRM_SECONDS)
        if message is None:
            return
        yield message


async def _send(channel: AbstractChannel, queue: str, message: AbstractIncomingMessage) -> None:
    """Publish the body afresh: the broker's own headers tell how it came here, and must not travel on."""
    trace = message.headers.get(TRACE_HEADER)
    fresh = aio_pika.Message(
        message.body,
        headers={} if trace is None else {TRACE_HEADER: trace},
        content_type="application/json",
        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        message_id=uuid.uuid4().hex,
    )
    await channel.default_exchange.publish(fresh, routing_key=queue, mandatory=True, timeout=CONFIRM_SECONDS)


def _described(queue: str, message: AbstractIncomingMessage) -> DeadLetter:
    # Without a reason of ours the broker moved it: it was delivered too often without an end.
    reason = (
        message.headers.get("x-parked-reason") or message.headers.get("x-first-death-reason") or "unknown"
    )
    shown = reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
    return DeadLetter(queue, shown, len(message.body), message.body[:HEAD_BYTES])
