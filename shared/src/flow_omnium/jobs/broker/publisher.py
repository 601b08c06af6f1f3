"""Publishing that proves itself: persistent, confirmed, mandatory; anything but a confirm is an error."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Protocol, Self

import aio_pika
import aiormq
from aio_pika.abc import AbstractChannel, AbstractConnection
from aiormq import spec

from flow_omnium.jobs.broker.declaration import declare
from flow_omnium.jobs.broker.link import BrokerLink, BrokerUnavailableError
from flow_omnium.jobs.broker.topology import Queue

CONFIRM_SECONDS = 3.0
"""How long a confirm may take; a broker under an alarm takes messages in and confirms none."""

_PERSISTENT = 2

REST_SECONDS = 2.0
"""How long a broker that confirmed nothing in time is left alone, so that nobody queues up behind it."""


class Publisher(Protocol):
    """Hands messages to the broker."""

    async def publish(self, queue: str, body: bytes, headers: Mapping[str, str]) -> None:
        """Return once the broker has the message safe. Raises BrokerUnavailableError: then it may have it or not."""
        ...


class BrokerPublisher:
    """Publishes on its own connection and channel, so that a slow consumer never holds up a publication.

    It speaks to the client's protocol layer: building the upper layer's message object costs more than all the rest.
    """

    def __init__(self, url: str, *, name: str, queues: Sequence[Queue]) -> None:
        self._queues = queues
        self._rests_until = float("-inf")
        self._link = BrokerLink(url, name=f"{name}-publisher", prepare=self._prepare)

    async def __aenter__(self) -> Self:
        await self._link.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._link.__aexit__(kind, error, trace)

    async def wait_connected(self) -> None:
        """Return once messages can be published."""
        await self._link.wait_connected()

    async def ping(self) -> None:
        """Raise BrokerUnavailableError unless the broker is connected."""
        await self._link.ping()

    async def depth(self, queue: str) -> int:
        """Return how many messages of a queue are ready. Raises BrokerUnavailableError."""
        channel = self._link.channel
        try:
            async with asyncio.timeout(CONFIRM_SECONDS):
                declared = await channel.declare_queue(queue, passive=True)
        except (OSError, TimeoutError, aio_pika.exceptions.AMQPError, RuntimeError) as error:
            fault = f"the broker did not answer: {type(error).__name__}"
            raise BrokerUnavailableError(fault) from None
        return declared.declaration_result.message_count or 0

    async def publish(self, queue: str, body: bytes, headers: Mapping[str, str]) -> None:
        """See `Publisher.publish`."""
        self._require_rested()
        channel = self._link.raw_channel
        try:
            # The client gives each message a fresh id: two publications with one id would be confused (queue.md B2).
            await channel.basic_publish(  # type: ignore[call-arg]  # the protocol class lacks `wait`
                body,
                routing_key=queue,
                properties=spec.Basic.Properties(
                    content_type="application/json", delivery_mode=_PERSISTENT, headers=dict(headers)
                ),
                mandatory=True,
                timeout=CONFIRM_SECONDS,
                wait=False,  # for the socket: it is the confirm that we wait for
            )
        except (OSError, TimeoutError, aiormq.exceptions.AMQPError, RuntimeError) as error:
            if isinstance(error, TimeoutError):
                self._rests_until = time.monotonic() + REST_SECONDS
            fault = f"the broker did not confirm: {type(error).__name__}"
            raise BrokerUnavailableError(fault) from None

    def _require_rested(self) -> None:
        if time.monotonic() < self._rests_until:
            raise BrokerUnavailableError("the broker has just failed to confirm in time")

    async def _prepare(self, connection: AbstractConnection, _replace: Callable[[], None]) -> AbstractChannel:
        channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
        await declare(channel, self._queues)
        return channel
