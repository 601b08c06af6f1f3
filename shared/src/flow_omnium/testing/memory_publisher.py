"""A publisher that keeps what it is given."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from flow_omnium.jobs.broker.link import BrokerUnavailableError
from flow_omnium.jobs.broker.publication import Publication
from flow_omnium.jobs.message import JobMessage


@dataclass(frozen=True)
class Published:
    """One message that was handed over."""

    queue: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def message(self) -> JobMessage:
        """The body, decoded."""
        return JobMessage.decode(self.body)


class MemoryPublisher:
    """Implements `Publisher`; `available = False` makes it raise BrokerUnavailableError, `answers.clear()` silent.

    With `queues` given, a message for any other queue is refused, as by a broker that lacks it.
    """

    def __init__(self, queues: Collection[str] | None = None) -> None:
        self.published: list[Published] = []
        self._queues = queues
        self.available = True
        self.answers = asyncio.Event()
        self.answers.set()

    async def publish(self, queue: str, body: bytes, headers: Mapping[str, str]) -> None:
        """See `Publisher.publish`."""
        await self.answers.wait()
        if not self.available:
            raise BrokerUnavailableError("there is no connection to the broker")
        if self._queues is not None and queue not in self._queues:
            raise BrokerUnavailableError("the broker did not confirm: PublishError")
        self.published.append(Published(queue, body, headers))

    async def publish_group(self, publications: Sequence[Publication]) -> Sequence[bool]:
        """See `Publisher.publish_group`."""
        return [await self._is_published(publication) for publication in publications]

    async def _is_published(self, publication: Publication) -> bool:
        try:
            await self.publish(publication.queue, publication.body, publication.headers)
        except BrokerUnavailableError:
            return False
        return True
