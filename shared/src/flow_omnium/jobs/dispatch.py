"""Where a job's message goes next: to its queue, into a wait queue, or to the parking place."""

import asyncio
from collections.abc import Sequence

from flow_omnium.jobs.broker.link import BrokerUnavailableError
from flow_omnium.jobs.broker.publisher import Publisher
from flow_omnium.jobs.broker.topology import parked_queue, wait_queue
from flow_omnium.jobs.message import JobMessage

MAX_REASON = 500


class Dispatch:
    """Publishes jobs. Whether a publication arrived is noted nowhere: the relay finds what is not claimed in time."""

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher
        self._background: set[asyncio.Task[Sequence[JobMessage]]] = set()

    async def enqueue(self, jobs: Sequence[JobMessage]) -> Sequence[JobMessage]:
        """Send jobs to their queues at once; return those that the broker confirmed."""
        sent = await asyncio.gather(*(self._is_sent(job) for job in jobs))
        return [job for job, is_sent in zip(jobs, sent, strict=True) if is_sent]

    def enqueue_soon(self, jobs: Sequence[JobMessage]) -> None:
        """Enqueue jobs that are safe in the ledger already: nobody waits for the broker."""
        if not jobs:
            return
        task = asyncio.create_task(self.enqueue(jobs))
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def settled(self) -> None:
        """Return once everything that goes on in the background has ended."""
        while self._background:
            await asyncio.wait(self._background)

    async def wait(self, job: JobMessage, delay_ms: int) -> None:
        """Send a waiting job into the wait queue of its delay. Raises BrokerUnavailableError."""
        await self._publisher.publish(wait_queue(job.queue, delay_ms), job.encode(), job.headers)

    async def park(self, queue: str, body: bytes, reason: str) -> None:
        """Send what cannot be read to the parking place, with the reason. Raises BrokerUnavailableError."""
        await self._publisher.publish(parked_queue(queue), body, {"x-parked-reason": reason[:MAX_REASON]})

    async def _is_sent(self, job: JobMessage) -> bool:
        try:
            await self._publisher.publish(job.queue, job.encode(), job.headers)
        except BrokerUnavailableError:
            return False
        return True
