"""Where a job's message goes next: to its queue, into a wait queue, or to the parking place."""

import asyncio
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from typing import Any

from flow_omnium.jobs.broker.link import BrokerUnavailableError
from flow_omnium.jobs.broker.publisher import Publisher
from flow_omnium.jobs.broker.topology import parked_queue, wait_queue
from flow_omnium.jobs.ledger.contract import IntakeLedger, LedgerUnavailableError
from flow_omnium.jobs.message import JobMessage
from flow_omnium.runtime.group_commit import GroupCommit

MAX_REASON = 500


class Dispatch:
    """Publishes jobs and notes in the ledger, in groups, what the broker has confirmed.

    A note that is lost does no harm: the relay publishes the job once more, and the older message is dropped.
    """

    def __init__(self, publisher: Publisher, ledger: IntakeLedger) -> None:
        self._publisher = publisher
        self._ledger = ledger
        self._notes: GroupCommit[Sequence[JobMessage], None] = GroupCommit(self._note)
        self._background: set[asyncio.Task[object]] = set()

    async def send(self, jobs: Sequence[JobMessage]) -> Sequence[JobMessage]:
        """Send jobs to their queues at once; return those that the broker confirmed."""
        sent = await asyncio.gather(*(self._is_sent(job) for job in jobs))
        return [job for job, is_sent in zip(jobs, sent, strict=True) if is_sent]

    async def enqueue(self, jobs: Sequence[JobMessage]) -> Sequence[JobMessage]:
        """Send jobs to their queues and note what was confirmed; return that."""
        confirmed = await self.send(jobs)
        self.note_confirmed(confirmed)
        return confirmed

    async def wait(self, job: JobMessage, delay_ms: int) -> None:
        """Send a waiting job into the wait queue of its delay. Raises BrokerUnavailableError."""
        await self._publisher.publish(wait_queue(job.queue, delay_ms), job.encode(), job.headers)
        self.note_confirmed([job])

    async def park(self, queue: str, body: bytes, reason: str) -> None:
        """Send what cannot be read to the parking place, with the reason. Raises BrokerUnavailableError."""
        await self._publisher.publish(parked_queue(queue), body, {"x-parked-reason": reason[:MAX_REASON]})

    def enqueue_soon(self, jobs: Sequence[JobMessage]) -> None:
        """Enqueue jobs that are safe in the ledger already: nobody waits for the broker."""
        if jobs:
            self._in_background(self.enqueue(jobs))

    def note_confirmed(self, jobs: Sequence[JobMessage]) -> None:
        """Have it noted soon; nobody waits for it."""
        if jobs:
            self._in_background(self._notes.submit(jobs))

    async def settled(self) -> None:
        """Return once everything that goes on in the background has ended."""
        while self._background:
            await asyncio.wait(self._background)

    def _in_background(self, work: Coroutine[Any, Any, object]) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def _note(self, groups: Sequence[Sequence[JobMessage]]) -> Sequence[None]:
        with suppress(LedgerUnavailableError):
            await self._ledger.mark_published([job for group in groups for job in group])
        return [None] * len(groups)

    async def _is_sent(self, job: JobMessage) -> bool:
        try:
            await self._publisher.publish(job.queue, job.encode(), job.headers)
        except BrokerUnavailableError:
            return False
        return True
