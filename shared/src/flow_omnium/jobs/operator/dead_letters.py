"""The dead letters as an operator works on them: looking without taking, and sending back to be read again.

A look gets messages without acknowledging them and closes its channel, which returns them; meanwhile nobody else sees
them. A quorum queue delivers what it gets back first, in the order in which it came back (a `nack` would put it last;
measured on 3.10.8). So every look gets the same number, or a short one would put the first messages behind the others. The
broker counts each return, and RabbitMQ 4.0 and newer drop what was returned too often: hence the high limit in `topology`.
"""

import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractIncomingMessage, AbstractQueue

from flow_omnium.jobs.broker.link import translated
from flow_omnium.jobs.broker.publisher import CONFIRM_SECONDS
from flow_omnium.jobs.broker.topology import MAX_LOOK, dead_letter_queue
from flow_omnium.jobs.operator.dead_letter import (
    HEAD_BYTES,
    DeadLetter,
    DeadLetterBody,
    DeadLetterQueue,
    digest_of,
)
from flow_omnium.jobs.trace_context import TRACE_HEADER

_CONNECT_SECONDS = 5.0


class DeadLetters:
    """What can be done with dead letters, on one connection. Every method raises BrokerUnavailableError."""

    def __init__(self, connection: AbstractConnection) -> None:
        self._connection = connection

    async def look(self, queue: str, limit: int) -> DeadLetterQueue:
        """Return the first `limit` dead letters of queue `queue`; everything stays where it is."""
        async with self._opened(queue) as opened:
            seen = [_described(queue, message) async for message in opened.messages(MAX_LOOK)]
        return DeadLetterQueue(queue, max(opened.depth, len(seen)), seen[:limit])

    async def depth(self, queue: str) -> int:
        """Return how many dead letters queue `queue` has; none of them is looked at."""
        async with self._opened(queue) as opened:
            return opened.depth

    async def requeue(self, queue: str, limit: int | None, on_sent: Callable[[], None]) -> None:
        """Send dead letters back to queue `queue`, the oldest first; `on_sent` is called for each message.

        What comes into the dead letter queue meanwhile, because it is as unreadable as before, is left there.
        """
        async with self._opened(queue) as opened:
            depth = opened.depth
            async for message in opened.messages(depth if limit is None else min(limit, depth)):
                await _send(opened.channel, queue, message)
                # Only now does it leave the dead letters: the broker has it safe in its queue.
                await message.ack()
                on_sent()

    async def nth(self, queue: str, number: int) -> DeadLetterBody | None:
        """Return one dead letter of queue `queue` whole, the first being 1; everything stays where it is."""
        found = None
        async with self._opened(queue) as opened:
            position = 0
            # All of them, as in every look: a short one would put the first messages behind the others.
            async for message in opened.messages(MAX_LOOK):
                position += 1
                found = _whole(queue, message) if position == number else found
        return found

    async def discard(self, queue: str, digest: str) -> bool:
        """Remove, for good, the first dead letter of queue `queue` whose body has this digest; False where none has."""
        gone = False
        async with self._opened(queue) as opened:
            async for message in opened.wanted(lambda body: digest_of(body) == digest):
                if not gone:
                    await message.ack()
                gone = True
        return gone

    async def send_back(self, queue: str, digest: str) -> bool:
        """Send the first dead letter of queue `queue` whose body has this digest back to it; False where none has."""
        sent = False
        async with self._opened(queue) as opened:
            async for message in opened.wanted(lambda body: digest_of(body) == digest):
                if not sent:
                    await _send(opened.channel, queue, message)
                    await message.ack()
                sent = True
        return sent

    async def search(self, queue: str, is_wanted: Callable[[bytes], bool]) -> Sequence[DeadLetterBody]:
        """Return every dead letter of queue `queue` whose body is wanted; everything stays where it is."""
        async with self._opened(queue) as opened:
            return [_whole(queue, message) async for message in opened.wanted(is_wanted)]

    async def remove(self, queue: str, is_wanted: Callable[[bytes], bool]) -> int:
        """Remove the dead letters of queue `queue` whose body is wanted, for good; return how many."""
        removed = 0
        async with self._opened(queue) as opened:
            async for message in opened.wanted(is_wanted):
                await message.ack()
                removed += 1
        return removed

    @asynccontextmanager
    async def _opened(self, queue: str) -> AsyncIterator["_Opened"]:
        """Open the dead letter queue of a queue on a channel of its own; closing that returns what was not acknowledged."""
        with translated():
            async with self._connection.channel(publisher_confirms=True, on_return_raises=True) as channel:
                yield _Opened(channel, await _found(channel, queue))


@asynccontextmanager
async def open_dead_letters(url: str) -> AsyncIterator[DeadLetters]:
    """Connect once, without trying again. Raises BrokerUnavailableError."""
    with translated():
        connection = await aio_pika.connect(
            url, timeout=_CONNECT_SECONDS, client_properties={"connection_name": "flow-omnium"}
        )
    async with connection:
        yield DeadLetters(connection)


@dataclass(frozen=True)
class _Opened:
    """A dead letter queue on an open channel; `place` is None while no service has declared it."""

    channel: AbstractChannel
    place: AbstractQueue | None

    @property
    def depth(self) -> int:
        return 0 if self.place is None else self.place.declaration_result.message_count or 0

    async def messages(self, limit: int) -> AsyncIterator[AbstractIncomingMessage]:
        """Get the messages one by one, without acknowledging them."""
        if self.place is None:
            return
        for _ in range(limit):
            message = await self.place.get(fail=False, timeout=CONFIRM_SECONDS)
            if message is None:
                return
            yield message

    async def wanted(self, is_wanted: Callable[[bytes], bool]) -> AsyncIterator[AbstractIncomingMessage]:
        """Get all messages whose body is wanted."""
        async for message in self.messages(max(MAX_LOOK, self.depth)):
            if is_wanted(message.body):
                yield message


async def _found(channel: AbstractChannel, queue: str) -> AbstractQueue | None:
    try:
        return await channel.declare_queue(dead_letter_queue(queue), passive=True)
    except aio_pika.exceptions.ChannelNotFoundEntity:
        return None


async def _send(channel: AbstractChannel, queue: str, message: AbstractIncomingMessage) -> None:
    """Publish the body as a new message: the broker's headers tell how it came here, and must not travel on."""
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
    body = message.body
    return DeadLetter(queue, _reason(message), len(body), body[:HEAD_BYTES], digest_of(body))


def _whole(queue: str, message: AbstractIncomingMessage) -> DeadLetterBody:
    headers = {str(name): _text(value) for name, value in message.headers.items()}
    return DeadLetterBody(queue, _reason(message), message.body, headers)


def _reason(message: AbstractIncomingMessage) -> str:
    # Without a reason of ours, the broker moved it: it was delivered too often.
    headers = message.headers
    return _text(headers.get("x-parked-reason") or headers.get("x-first-death-reason") or "unknown")


def _text(value: object) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)
