"""One message from a queue, and how it is acknowledged, given back or rejected."""

from collections.abc import Awaitable, Mapping
from typing import Any, Protocol

import aiormq

from flow_omnium.jobs.broker.acknowledging import Acknowledgements
from flow_omnium.jobs.broker.link import CLIENT_ERRORS


class Delivery(Protocol):
    """One message from a queue, to be acknowledged last of all."""

    @property
    def queue(self) -> str:
        """The queue it came from."""
        ...

    @property
    def body(self) -> bytes:
        """The raw message."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """Its headers, as text."""
        ...

    async def ack(self) -> None:
        """Tell the broker that the message is dealt with."""
        ...

    async def give_back(self) -> None:
        """Put the message back into its queue, for another worker."""
        ...

    async def reject(self) -> None:
        """Let the broker move the message to the dead letter queue, without a reason, as soon as it can."""
        ...


class BrokerDelivery:
    """Implements `Delivery` over the client's message."""

    def __init__(
        self, queue: str, message: aiormq.abc.DeliveredMessage, acknowledgements: Acknowledgements
    ) -> None:
        self.queue = queue
        self._message = message
        self._acknowledgements = acknowledgements
        self._tag: int = message.delivery_tag or 0
        acknowledgements.note_delivered(self._tag)

    @property
    def body(self) -> bytes:
        """See `Delivery.body`."""
        return self._message.body

    @property
    def headers(self) -> Mapping[str, str]:
        """See `Delivery.headers`."""
        given = self._message.header.properties.headers or {}
        return {str(key): _text(value) for key, value in given.items()}

    async def ack(self) -> None:
        """See `Delivery.ack`. A lost connection is no error: the broker delivers the message again."""
        self._acknowledgements.ack(self._tag)

    async def give_back(self) -> None:
        """See `Delivery.give_back`."""
        await self._sent(self._message.channel.basic_nack(self._tag, requeue=True))

    async def reject(self) -> None:
        """See `Delivery.reject`."""
        await self._sent(self._message.channel.basic_reject(self._tag, requeue=False, wait=False))

    async def _sent(self, answer: Awaitable[None]) -> None:
        try:
            await answer
        except CLIENT_ERRORS:
            return
        self._acknowledgements.note_returned(self._tag)


def _text(value: Any) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)
