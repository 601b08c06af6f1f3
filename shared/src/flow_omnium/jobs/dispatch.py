"""Where a job's message goes next: to its queue, into a wait queue, or to the parking place."""

from collections.abc import Mapping

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger import Ledger
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.publisher import Publisher
from flow_omnium.jobs.topology import parked_queue, wait_queue
from flow_omnium.runtime.clock import Clock


class Dispatch:
    """Publishes jobs and notes in the ledger what the broker has confirmed. Raises BrokerUnavailableError."""

    def __init__(self, publisher: Publisher, ledger: Ledger, clock: Clock) -> None:
        self._publisher = publisher
        self._ledger = ledger
        self._clock = clock

    async def enqueue(self, message: JobMessage, headers: Mapping[str, str]) -> None:
        """Send a job to its queue."""
        await self._publisher.publish(message.queue, message.encode(), headers)
        await self._ledger.mark_published([message], self._clock.now())

    async def wait(self, entry: JobEntry, delay_ms: int, headers: Mapping[str, str]) -> None:
        """Send a waiting job into the wait queue of its delay."""
        message = entry.message()
        await self._publisher.publish(wait_queue(entry.queue, delay_ms), message.encode(), headers)
        await self._ledger.mark_published([message], self._clock.now())

    async def come_back(self, message: JobMessage, delay_ms: int, headers: Mapping[str, str]) -> None:
        """Send a message that cannot start its job at the moment round a wait queue, unchanged."""
        await self._publisher.publish(wait_queue(message.queue, delay_ms), message.encode(), headers)

    async def park(self, queue: str, body: bytes, reason: str) -> None:
        """Send what cannot be read to the parking place, with the reason."""
        await self._publisher.publish(parked_queue(queue), body, {"x-parked-reason": reason[:500]})
