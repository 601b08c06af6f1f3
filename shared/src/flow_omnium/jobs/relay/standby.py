"""Working jobs off straight from the ledger while the broker does not bring their messages.

A job in the ledger needs its message only to be found. The relay publishes what is overdue; while the broker refuses that
(a memory alarm, an outage, a queue that cannot be declared), each worker looks for jobs here. A claim is a compare-and-set
on the ticket, so it does no harm when the message comes after all.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from flow_omnium.jobs.broker.link import BrokerUnavailableError
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger.contract import LedgerUnavailableError, RelayLedger
from flow_omnium.jobs.relay.policy import RelayPolicy, lost_before
from flow_omnium.jobs.worker.deliveries import Worker
from flow_omnium.runtime.background import ended
from flow_omnium.runtime.clock import Clock
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.supervision import Supervisor

STANDBY = "standby"
"""The name of its task."""

PASSES_OF_GRACE = 3
"""How many passes of the relay a job is given before it is taken here, while the broker takes our own messages."""


class Broker(Protocol):
    """What is asked of the broker."""

    @property
    def is_refused(self) -> bool:
        """Whether it takes no messages from us."""
        ...

    async def depth(self, queue: str) -> int:
        """Return how many messages of a queue are ready. Raises BrokerUnavailableError."""
        ...


class Standby:
    """Looks as often as the relay does; at most `limit` jobs are on their way at once."""

    def __init__(  # noqa: PLR0913 - each is a part that the composition root makes
        self,
        worker: Worker,
        ledger: RelayLedger,
        broker: Broker,
        clock: Clock,
        policy: RelayPolicy,
        *,
        limit: int,
        subscribe_afresh: Callable[[], None],
        supervisor: Supervisor | None = None,
    ) -> None:
        self._worker = worker
        self._ledger = ledger
        self._broker = broker
        self._clock = clock
        self._policy = policy
        self._limit = limit
        self._subscribe_afresh = subscribe_afresh
        self._supervisor = supervisor or Supervisor()
        self._working: dict[str, asyncio.Task[None]] = {}
        self._stopping = False
        self._log = get_logger("standby")

    async def run(self) -> None:
        """Look for ever; on cancellation what runs is handed back."""
        try:
            while not self._stopping:
                await asyncio.sleep(self._policy.interval.total_seconds())
                await self._take_all()
            await asyncio.Event().wait()
        finally:
            await ended(*self._working.values())

    def stop(self) -> None:
        """Take no further jobs; what runs is finished, or handed back when `run` is cancelled."""
        self._stopping = True

    async def _take_all(self) -> None:
        """Look again and again as long as something is found."""
        try:
            while not self._stopping and await self.take_over():
                await self._room()
        except LedgerUnavailableError as error:
            self._log.warning("a look into the ledger broke off", error=str(error))

    async def _room(self) -> None:
        """Return once fewer jobs run than may."""
        while len(self._working) >= self._limit:
            await asyncio.wait(self._working.values(), return_when=asyncio.FIRST_COMPLETED)

    async def take_over(self) -> int:
        """Look once; return how many jobs were begun that the broker should have brought."""
        taken = 0
        for queue in self._policy.queues:
            for entry in await self._overdue(queue, self._clock.now()):
                taken += self._begin(entry)
        if taken:
            self._log.warning("jobs are taken from the ledger, the broker does not bring them", jobs=taken)
            if not self._broker.is_refused:
                # It takes messages but brings none: our subscription is dead, although nobody said so.
                self._subscribe_afresh()
        return taken

    async def drained(self) -> None:
        """Return once all that was begun has ended."""
        while self._working:
            await asyncio.wait(self._working.values())

    async def _overdue(self, queue: str, now: datetime) -> list[JobEntry]:
        grace = self._grace()
        if not await self._ledger.unclaimed(queue, now - grace, 1):
            return []
        before = await self._lost_before(queue, now, grace)
        if before is None:
            return []
        found = await self._ledger.unclaimed(queue, before, self._limit + len(self._working))
        fresh = [entry for entry in found if entry.job_id not in self._working]
        return fresh[: self._limit - len(self._working)]

    def _grace(self) -> timedelta:
        if self._broker.is_refused:
            return self._policy.grace
        return self._policy.grace + PASSES_OF_GRACE * self._policy.interval

    async def _lost_before(self, queue: str, now: datetime, grace: timedelta) -> datetime | None:
        if self._broker.is_refused:
            return now - grace
        try:
            depth = await self._broker.depth(queue)
        except BrokerUnavailableError:
            return now - grace
        return lost_before(now, grace, depth, await self._ledger.latest_claimed(queue))

    def _begin(self, entry: JobEntry) -> int:
        task = self._supervisor.start("a job of the ledger", self._worker.work_off(entry.message()))
        self._working[entry.job_id] = task
        task.add_done_callback(lambda _: self._working.pop(entry.job_id, None))
        return 1
