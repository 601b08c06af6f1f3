"""Publishing with proof: persistent, mandatory, and confirmed by the broker; anything but a confirm is an error.

https://www.rabbitmq.com/docs/confirms#publisher-confirms
"""

import asyncio
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

import aio_pika
import aiormq
from aio_pika.abc import AbstractChannel, AbstractConnection

from flow_omnium.jobs.broker.confirms import write
from flow_omnium.jobs.broker.declaration import declare
from flow_omnium.jobs.broker.link import CLIENT_ERRORS, BrokerLink, BrokerUnavailableError
from flow_omnium.jobs.broker.mending import QueueMender
from flow_omnium.jobs.broker.publication import Publication
from flow_omnium.jobs.broker.topology import Queue
from flow_omnium.runtime.circuit_breaker import CircuitBreaker
from flow_omnium.runtime.difference import Tell, untold
from flow_omnium.runtime.supervision import Supervisor

CONFIRM_SECONDS = 3.0
"""How long a confirm may take; a broker under an alarm takes messages in and confirms none."""

OPEN_SECONDS = 2.0
"""How long the circuit breaker stays open after a confirm that did not come in time, so that nobody queues up behind it."""


@dataclass(frozen=True)
class Deadlines:
    """For how many seconds a publisher waits for a confirm, and then publishes nothing when it came too late."""

    confirm: float = CONFIRM_SECONDS
    open: float = OPEN_SECONDS


class UnroutableError(BrokerUnavailableError):
    """The broker gave the message back: its queue is not there."""


class Publisher(Protocol):
    """Hands messages to the broker."""

    async def publish(self, queue: str, body: bytes, headers: Mapping[str, str]) -> None:
        """Return once the broker has the message safe. Raises BrokerUnavailableError: then it may have it or not."""
        ...

    async def publish_group(self, publications: Sequence[Publication]) -> Sequence[bool]:
        """Publish all at once, at a fraction of the cost; tell of each whether the broker has it safe."""
        ...


class BrokerPublisher:
    """Publishes on its own connection and channel, so that a slow consumer never holds up a publication.

    It uses the client's protocol layer (`confirms`), since the upper layer costs more than all the rest. When the broker
    returns a message its queue is missing: the queue is declared again, and the message is sent once more.
    """

    def __init__(
        self,
        url: str,
        *,
        name: str,
        queues: Sequence[Queue],
        tell: Tell = untold,
        supervisor: Supervisor | None = None,
        deadlines: Deadlines = Deadlines(),
    ) -> None:
        """`tell` is told, with each new connection, how the queues are not as they should be."""
        self._queues = queues
        self._tell = tell
        self._deadlines = deadlines
        supervisor = supervisor or Supervisor()
        self._mender = QueueMender(queues, supervisor)
        # Everybody may publish again when its time is over. A confirm does not close it: one that comes late, of a message
        # from before the broker's alarm, would close it too early.
        self._circuit = CircuitBreaker[float](probes_alone=False)
        self._is_refused = False
        self._link = BrokerLink(url, name=f"{name}-publisher", prepare=self._prepare, supervisor=supervisor)

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

    async def check_queues(self, names: Collection[str]) -> None:
        """Raise QueueMissingError if one of these queues, or what belongs to it, is missing and cannot be declared;
        without a connection nothing is known."""
        if self._link.is_open:
            await self._mender.check(self._link.connection, names)

    @property
    def is_refused(self) -> bool:
        """Whether the broker takes no messages from us: there is no connection, or the latest one was not confirmed."""
        return self._is_refused or not self._link.is_open

    async def depth(self, queue: str) -> int:
        """Return how many messages of a queue are ready, 0 when it is missing. Raises BrokerUnavailableError."""
        connection = self._link.connection
        try:
            # On a channel of its own: the broker closes a channel that asks for a missing queue.
            async with (
                asyncio.timeout(self._deadlines.confirm),
                connection.channel(publisher_confirms=False) as channel,
            ):
                declared = await channel.declare_queue(queue, passive=True)
        except aio_pika.exceptions.ChannelNotFoundEntity:
            await self._mender.declare_again(connection, queue)
            return 0
        except CLIENT_ERRORS as error:
            fault = f"the broker did not answer: {type(error).__name__}"
            raise BrokerUnavailableError(fault) from None
        return declared.declaration_result.message_count or 0

    async def publish(self, queue: str, body: bytes, headers: Mapping[str, str]) -> None:
        """See `Publisher.publish`."""
        (fault,) = await self._faults([Publication(queue, body, headers)])
        if fault is not None:
            raise fault

    async def publish_group(self, publications: Sequence[Publication]) -> Sequence[bool]:
        """See `Publisher.publish_group`."""
        if not publications:
            return []
        try:
            return [fault is None for fault in await self._faults(publications)]
        except BrokerUnavailableError:
            return [False] * len(publications)

    async def _faults(self, publications: Sequence[Publication]) -> Sequence[BrokerUnavailableError | None]:
        """Return why each message was not confirmed, None for one that was. Raises when none could be written."""
        faults = list(await self._faults_once(publications))
        returned = [number for number, fault in enumerate(faults) if isinstance(fault, UnroutableError)]
        if returned:
            await self._send_again(publications, returned, faults)
        self._is_refused = any(fault is not None for fault in faults)
        return faults

    async def _send_again(
        self,
        publications: Sequence[Publication],
        returned: Sequence[int],
        faults: list[BrokerUnavailableError | None],
    ) -> None:
        """Declare the queues that the returned messages miss, and send once more what has a queue now."""
        missing = {publications[number].queue for number in returned}
        try:
            connection = self._link.connection
            mended = {name for name in missing if await self._mender.declare_again(connection, name)}
            again = [number for number in returned if publications[number].queue in mended]
            repeated = await self._faults_once([publications[number] for number in again]) if again else ()
        except BrokerUnavailableError:
            return
        for number, fault in zip(again, repeated, strict=True):
            faults[number] = fault

    async def _faults_once(
        self, publications: Sequence[Publication]
    ) -> Sequence[BrokerUnavailableError | None]:
        self._require_circuit()
        channel = self._link.raw_channel
        deadline = time.monotonic() + self._deadlines.confirm
        try:
            async with asyncio.timeout(self._deadlines.confirm):
                confirms = await write(channel, publications)
        except CLIENT_ERRORS as error:
            raise self._unconfirmed(error) from None
        faults = await confirms.faults(deadline - time.monotonic())
        return [None if fault is None else self._unconfirmed(fault) for fault in faults]

    def _unconfirmed(self, error: BaseException) -> BrokerUnavailableError:
        if isinstance(error, TimeoutError):
            self._circuit.failed(time.monotonic() + self._deadlines.open)
        self._is_refused = True
        kind = (
            UnroutableError if isinstance(error, aiormq.exceptions.PublishError) else BrokerUnavailableError
        )
        return kind(f"the broker did not confirm: {type(error).__name__}")

    def _require_circuit(self) -> None:
        if not self._circuit.lets_through(time.monotonic()):
            raise BrokerUnavailableError("the broker has just failed to confirm in time")

    async def _prepare(self, connection: AbstractConnection, _replace: Callable[[], None]) -> AbstractChannel:
        found = await declare(connection, self._queues)
        self._mender.declared(found)
        self._tell(found)
        return await connection.channel(publisher_confirms=True, on_return_raises=True)
