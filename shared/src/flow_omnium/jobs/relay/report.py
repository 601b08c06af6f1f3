"""What the leading relay measures: the backlog, the dead letters, and what it published again."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime

from flow_omnium.jobs.broker.link import BrokerUnavailableError
from flow_omnium.jobs.broker.topology import dead_letter_queue
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger.backlog import Backlog
from flow_omnium.jobs.state import PENDING
from flow_omnium.runtime.metrics import RelayMetrics

Depth = Callable[[str], Awaitable[int]]
"""How many messages of a queue are ready. Raises BrokerUnavailableError."""


class RelayWatch:
    """Measures the backlog with each pass of the relay; only the worker that leads does, so nothing is counted twice."""

    def __init__(
        self, backlog: Backlog, depth: Depth, metrics: RelayMetrics, queues: Collection[str]
    ) -> None:
        self._backlog = backlog
        self._depth = depth
        self._metrics = metrics
        self._queues = queues

    async def leading(self, now: datetime) -> None:
        """Measure the backlog and the dead letters. Raises LedgerUnavailableError."""
        self._metrics.leads.set(1)
        await self._tell_pending(now)
        await self._tell_unreadable()
        await self._tell_set_aside()
        await self._tell_failing()
        await self._tell_dead_letters()

    def resign(self) -> None:
        """Serve no figures from now on: another worker leads."""
        self._metrics.resign()

    def republished(self, jobs: Sequence[JobEntry]) -> None:
        """Count jobs, as they were found."""
        for job in jobs:
            self._metrics.republished.labels(job.state.value).inc()

    def lost(self, job: JobEntry) -> None:
        """Count a run whose worker died."""
        self.republished([job])
        self._metrics.lost.labels(job.tenant_uid, job.kind.value).inc()

    def passed(self, at: datetime) -> None:
        """Note that a pass has ended."""
        self._metrics.last_pass.value = at.timestamp()

    async def _tell_pending(self, now: datetime) -> None:
        found = await self._backlog.pending()
        for queue in self._queues:
            for state in PENDING:
                pending = found.get((queue, state))
                oldest = pending.oldest if pending else None
                # The gateway may have accepted it by its own machine's clock, ahead of the database's (decision 25).
                age = max((now - oldest).total_seconds(), 0) if oldest else 0
                self._metrics.pending.labels(queue, state.value).set(pending.jobs if pending else 0)
                self._metrics.oldest.labels(queue, state.value).set(age)

    async def _tell_unreadable(self) -> None:
        for reason, count in (await self._backlog.unreadable()).items():
            self._metrics.unreadable.labels(reason).set(count)

    async def _tell_set_aside(self) -> None:
        found = await self._backlog.set_aside()
        for queue in self._queues:
            self._metrics.set_aside.labels(queue).set(found.get(queue, 0))

    async def _tell_failing(self) -> None:
        found = await self._backlog.failing()
        for queue in self._queues:
            self._metrics.failing.labels(queue).set(found.get(queue, 0))

    async def _tell_dead_letters(self) -> None:
        for queue in self._queues:
            try:
                depth = await self._depth(dead_letter_queue(queue))
            except BrokerUnavailableError:
                # No figure is better than an old one beside new ones.
                self._metrics.parked.clear()
                return
            self._metrics.parked.labels(queue).set(depth)
