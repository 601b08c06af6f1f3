"""A publisher that keeps what it is given."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flow_omnium.jobs.broker_link import BrokerUnavailableError
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
    """Implements `Publisher`; `available = False` makes it raise BrokerUnavailableError."""

    def __init__(self) -> None:
        self.published: list[Published] = []
        self.available = True

    async def publish(self, queue: str, body: bytes, headers: Mapping[str, str]) -> None:
        """See `Publisher.publish`."""
        if not self.available:
            raise BrokerUnavailableError("there is no connection to the broker")
        self.published.append(Published(queue, body, headers))
