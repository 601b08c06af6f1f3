"""Where a job's message goes next: to its queue, into a wait queue, or to the dead letter queue."""

import asyncio
from collections.abc import Sequence

from flow_omnium.jobs.broker.link import BrokerUnavailableError
from flow_omnium.jobs.broker.publication import Publication
from flow_omnium.jobs.broker.publisher import Publisher
from flow_omnium.jobs.broker.topology import dead_letter_queue, wait_queue
from flow_omnium.jobs.ledger.contract import Due
from flow_omnium.jobs.message import JobMessage
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.supervision import Supervisor

MAX_BEHIND = 500
"""Messages that may be on their way to the broker after their events were answered; beyond it, answers wait for the broker.
As many may be on their way into wait queues; beyond it, the relay publishes the job when it is overdue."""

MAX_REASON = 500


class Dispatch:
    """Publishes jobs. Nobody notes whether a message arrived: the relay finds the jobs that are not claimed in time."""

    def __init__(self, publisher: Publisher, supervisor: Supervisor | None = None) -> None:
        self._publisher = publisher
        self._supervisor = supervisor or Supervisor()
        self._background: set[asyncio.Task[Sequence[JobMessage]]] = set()
        self._behind = 0
        self._waiting: set[asyncio.Task[None]] = set()
        self._log = get_logger("dispatch")

    async def enqueue(self, jobs: Sequence[JobMessage]) -> Sequence[JobMessage]:
        """Send jobs to their queues at once; return those that the broker confirmed."""
        # What was not confirmed may have arrived all the same; a second message of it then has a newer ticket.
        sent = await self._publisher.publish_group([_publication(job) for job in jobs])
        return [job for job, is_sent in zip(jobs, sent, strict=True) if is_sent]

    async def enqueue_soon(self, jobs: Sequence[JobMessage]) -> None:
        """Enqueue jobs that are safe in the ledger, in the background; waits only while MAX_BEHIND are on their way."""
        if not jobs:
            return
        self._behind += len(jobs)
        while self._behind > MAX_BEHIND and self._background:
            await asyncio.wait(self._background, return_when=asyncio.FIRST_COMPLETED)
        task = self._supervisor.start("publishing behind the answer", self.enqueue(jobs))
        self._background.add(task)
        task.add_done_callback(lambda done: self._end(done, len(jobs)))

    async def announce(self, dues: Sequence[Due]) -> None:
        """Publish in the background what recording events led to: new jobs, and waiting ones that were brought forward."""
        await self.enqueue_soon([due.message for due in dues if not due.delay_ms])
        for due in dues:
            if due.delay_ms:
                self.wait_soon(due.message, due.delay_ms)

    def _end(self, task: asyncio.Task[Sequence[JobMessage]], jobs: int) -> None:
        self._background.discard(task)
        self._behind -= jobs

    async def drained(self) -> None:
        """Return once everything that goes on in the background has ended."""
        while going := [*self._background, *self._waiting]:
            await asyncio.wait(going)

    def wait_soon(self, job: JobMessage, delay_ms: int) -> None:
        """Send a job that waits in the ledger into the wait queue of its delay, in the background.

        Nobody waits for the broker: the relay publishes what it does not take, once the job is overdue.
        """
        if len(self._waiting) >= MAX_BEHIND:
            return
        task = self._supervisor.start("publishing into a wait queue", self._wait(job, delay_ms))
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)

    async def _wait(self, job: JobMessage, delay_ms: int) -> None:
        try:
            await self._publisher.publish(wait_queue(job.queue, delay_ms), job.encode(), job.headers)
        except BrokerUnavailableError as error:
            self._log.warning("a retry is left to the relay", jobId=job.job_id, error=str(error))

    async def dead_letter(self, queue: str, body: bytes, reason: str) -> None:
        """Send what cannot be read to the dead letter queue, with the reason. Raises BrokerUnavailableError."""
        await self._publisher.publish(
            dead_letter_queue(queue), body, {"x-parked-reason": reason[:MAX_REASON]}
        )


def _publication(job: JobMessage) -> Publication:
    return Publication(job.queue, job.encode(), job.headers)
