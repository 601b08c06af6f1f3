"""Reading queues: each delivery goes to a callback, which must acknowledge the message or give it back."""

import asyncio
from collections.abc import Callable, Collection, Coroutine, Sequence
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Any, Self

import aiormq
from aio_pika.abc import AbstractChannel, AbstractConnection

from flow_omnium.jobs.broker.acknowledging import Acknowledgements
from flow_omnium.jobs.broker.declaration import declare
from flow_omnium.jobs.broker.delivery import BrokerDelivery, Delivery
from flow_omnium.jobs.broker.link import CLIENT_ERRORS, BrokerLink, BrokerUnavailableError
from flow_omnium.jobs.broker.mending import QueueMender
from flow_omnium.jobs.broker.topology import Queue
from flow_omnium.runtime.background import require_going_on
from flow_omnium.runtime.difference import Tell, untold
from flow_omnium.runtime.supervision import Supervisor

DRAIN_SECONDS = 20.0
"""How long running jobs may take after SIGTERM. Kubernetes kills after 30 s:
https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination"""

HAND_BACK_SECONDS = 5.0
"""How long the jobs that are cancelled then may take to be handed back."""

CANCEL_SECONDS = 2.0

SUBSCRIBE_AGAIN_SECONDS = 1.0
"""Pause between two attempts to read a queue again that the broker has ended the subscription of."""

OnDelivery = Callable[[Delivery], Coroutine[Any, Any, None]]


@dataclass(frozen=True)
class Reading:
    """What a consumer reads (`names`), which queues it declares (`topology`), and how many messages of each are out at once."""

    names: Sequence[str]
    topology: Sequence[Queue]
    prefetch: int
    drain_seconds: float = DRAIN_SECONDS


class BrokerConsumer:
    """Reads some queues on its own connection.

    Leaving the context stops the deliveries, waits `reading.drain_seconds` for the callbacks that run, cancels the rest, and
    only then closes the connection: an acknowledgement on a closed channel would break everything (queue.md B2). When the
    broker ends the subscription to one queue (deleted, moved), that queue is declared and read again; the others go on.
    """

    def __init__(
        self,
        url: str,
        *,
        name: str,
        reading: Reading,
        on_delivery: OnDelivery,
        tell: Tell = untold,
        supervisor: Supervisor | None = None,
    ) -> None:
        """`tell` is told, with each new connection, how the queues are not as they should be."""
        self._reading = reading
        self._tell = tell
        self._supervisor = supervisor or Supervisor()
        self._on_delivery = on_delivery
        self._running: set[asyncio.Task[None]] = set()
        self._mender = QueueMender(reading.topology, self._supervisor)
        self._mending: set[asyncio.Task[None]] = set()
        self._raw_channel: aiormq.abc.AbstractChannel | None = None
        """None until it was open once: a service may be told to stop before."""
        self._tags: dict[str, str] = {}
        self._replace: Callable[[], None] = _nothing
        self._is_stopping = False
        self._link = BrokerLink(
            url, name=f"{name}-consumer", prepare=self._prepare, supervisor=self._supervisor
        )

    async def __aenter__(self) -> Self:
        await self._link.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await self.stop_consuming()
            require_going_on()
            if self._running:
                await asyncio.wait(self._running, timeout=self._reading.drain_seconds)
        finally:
            # A queue that is read again now would bring deliveries that nobody takes.
            for task in self._mending:
                task.cancel()
            # Also when we are told to stop a second time: what still runs is handed back.
            await self._cancel_running()
            await self._link.__aexit__(kind, error, trace)

    async def wait_connected(self) -> None:
        """Return once deliveries come in."""
        await self._link.wait_connected()

    async def ping(self) -> None:
        """Raise BrokerUnavailableError unless the broker is connected, and every queue is read."""
        await self._link.ping()
        unread = [name for name in self._reading.names if not self.is_consuming(name)]
        if unread:
            message = f"not read: {', '.join(unread)}"
            raise BrokerUnavailableError(message)

    async def check_queues(self, names: Collection[str]) -> None:
        """Raise QueueMissingError if one of these queues, or what belongs to it, is missing and cannot be declared;
        without a connection nothing is known."""
        if self._link.is_open:
            await self._mender.check(self._link.connection, names)

    def is_consuming(self, name: str) -> bool:
        """Tell whether deliveries of the queue come in now."""
        return self._link.is_open and name in self._tags

    def subscribe_afresh(self) -> None:
        """Replace the connection: what was delivered to nobody comes again."""
        self._replace()

    async def stop_consuming(self) -> None:
        """Ask the broker for no more deliveries; those that are out stay out."""
        self._is_stopping = True
        channel, tags, self._tags = self._raw_channel, self._tags, {}
        if channel is None:
            return
        for tag in tags.values():
            try:
                await channel.basic_cancel(tag, timeout=CANCEL_SECONDS)
            except CLIENT_ERRORS:
                return  # the connection is gone, and with it every delivery

    async def _cancel_running(self) -> None:
        for task in self._running:
            task.cancel()
        if self._running:
            await asyncio.wait(self._running, timeout=HAND_BACK_SECONDS)

    async def _prepare(self, connection: AbstractConnection, replace: Callable[[], None]) -> AbstractChannel:
        self._replace = replace
        found = await declare(connection, self._reading.topology)
        self._mender.declared(found)
        self._tell(found)
        channel = await connection.channel(publisher_confirms=False)
        # No more than are worked on at once: what waits here is not seen by other replicas.
        await channel.set_qos(prefetch_count=self._reading.prefetch)
        self._raw_channel = raw = await channel.get_underlay_channel()
        acks = Acknowledgements(raw, self._supervisor)
        # Without this we would wait for ever: the broker ends a subscription whose queue is deleted or moves.
        # https://www.rabbitmq.com/docs/consumer-cancel
        raw.on_consumer_cancel_callbacks.add(partial(self._on_cancelled, acks))
        self._tags = {}
        for name in self._reading.names:
            self._tags[name] = await self._consume(acks, name)
        return channel

    def _on_cancelled(self, acks: Acknowledgements, frame: Any) -> None:
        ended = [name for name, tag in self._tags.items() if tag == frame.consumer_tag]
        for name in ended:
            del self._tags[name]
            reading = self._subscribe_again(acks, name)
            task = self._supervisor.start("subscribing again", reading)
            self._mending.add(task)
            task.add_done_callback(self._mending.discard)

    async def _subscribe_again(self, acks: Acknowledgements, name: str) -> None:
        """Declare and read one queue again, on the channel on which the others are read."""
        while acks.channel is self._raw_channel and self._link.is_open and not self._is_stopping:
            if await self._is_subscribed_again(acks, name):
                return
            await asyncio.sleep(SUBSCRIBE_AGAIN_SECONDS)

    async def _is_subscribed_again(self, acks: Acknowledgements, name: str) -> bool:
        try:
            if not await self._mender.declare_again(self._link.connection, name):
                return False
            self._tags[name] = await self._consume(acks, name)
        except CLIENT_ERRORS:
            return False  # the channel is gone as well, and the link makes a new one
        return True

    async def _consume(self, acks: Acknowledgements, name: str) -> str:
        async def on_message(message: aiormq.abc.DeliveredMessage) -> None:
            # A task of our own: the client would cancel its own when the channel breaks, and a running job must be finished.
            task = self._supervisor.start("delivery", self._on_delivery(BrokerDelivery(name, message, acks)))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

        consuming = await acks.channel.basic_consume(name, on_message, no_ack=False)
        return str(consuming.consumer_tag)


def _nothing() -> None:
    """Do nothing: there is no connection yet that could be replaced."""
