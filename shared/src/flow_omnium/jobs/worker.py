"""What happens to one delivery: read it, claim its job, run it, settle it, publish what follows, acknowledge last.

Nothing is acknowledged before its consequence is durable, so a crash at any point means that the message comes again.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from flow_omnium.jobs.backoff import DEFER_MS
from flow_omnium.jobs.broker_link import BrokerUnavailableError
from flow_omnium.jobs.consumer import Delivery
from flow_omnium.jobs.dispatch import Dispatch
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger import Lease, Ledger, LedgerUnavailableError, Refusal
from flow_omnium.jobs.message import JobMessage, UnreadableMessageError
from flow_omnium.jobs.runner import JobRunner
from flow_omnium.jobs.settlement import settle
from flow_omnium.jobs.state import JobState
from flow_omnium.jobs.trace_context import trace_headers
from flow_omnium.runtime.clock import Clock
from flow_omnium.runtime.logging import get_logger

BUSY_MS = DEFER_MS[0]
"""How long a message waits whose record is busy."""

_PATIENCE_SECONDS = (0.2, 0.5, 1.0, 2.0)

_T = TypeVar("_T")


@dataclass(frozen=True)
class WorkerPolicy:
    """How a worker works: who it is, how long its leases last, how many jobs it runs at once."""

    owner: str
    lease: timedelta
    retry_unit_seconds: float
    concurrency: int


class Worker:
    """Handles deliveries; at most `policy.concurrency` jobs run at once in this process."""

    def __init__(
        self, runner: JobRunner, ledger: Ledger, dispatch: Dispatch, clock: Clock, policy: WorkerPolicy
    ) -> None:
        self._runner = runner
        self._ledger = ledger
        self._dispatch = dispatch
        self._clock = clock
        self._policy = policy
        self._slots = asyncio.Semaphore(policy.concurrency)
        self._log = get_logger("worker")

    async def on_delivery(self, delivery: Delivery) -> None:
        """Deal with one message; returns it to the broker when we are told to stop before it has begun."""
        async with self._slots:
            try:
                await self._deal_with(delivery)
            except asyncio.CancelledError:
                await delivery.give_back()
                raise

    async def _deal_with(self, delivery: Delivery) -> None:
        try:
            message = JobMessage.decode(delivery.body)
        except UnreadableMessageError as error:
            reason = str(error)
            self._log.error("parked an unreadable message", queue=delivery.queue, reason=reason)
            await self._until_up(lambda: self._dispatch.park(delivery.queue, delivery.body, reason))
        else:
            await self._work_off(message, trace_headers(delivery.headers))
        await delivery.ack()

    async def _work_off(self, message: JobMessage, headers: dict[str, str]) -> None:
        claimed = await self._until_up(lambda: self._ledger.claim(message, self._new_lease()))
        if claimed is Refusal.BUSY:
            await self._until_up(lambda: self._dispatch.come_back(message, BUSY_MS, headers))
        elif isinstance(claimed, JobEntry):
            await self._run(claimed, headers)

    async def _run(self, entry: JobEntry, headers: dict[str, str]) -> None:
        run = await self._runner.run(entry)
        settlement = settle(
            run,
            failures=entry.failures,
            attempt_count=entry.attempt_count,
            retry_unit_seconds=self._policy.retry_unit_seconds,
        )
        settled = await self._until_up(lambda: self._ledger.settle(entry, settlement, self._clock.now()))
        self._log_end(entry, settled)
        if settled is not None and settled.state is JobState.WAITING and settlement.delay_ms is not None:
            delay_ms = settlement.delay_ms
            await self._until_up(lambda: self._dispatch.wait(settled, delay_ms, headers))

    def _new_lease(self) -> Lease:
        return Lease(self._policy.owner, self._clock.now(), self._policy.lease)

    async def _until_up(self, act: Callable[[], Awaitable[_T]]) -> _T:
        """Repeat what broker or ledger could not take: meanwhile the message stays unacknowledged, so it is safe."""
        failures = 0
        while True:
            try:
                return await act()
            except (LedgerUnavailableError, BrokerUnavailableError) as error:
                self._log.warning("waiting for broker or ledger", error=str(error))
            await asyncio.sleep(_PATIENCE_SECONDS[min(failures, len(_PATIENCE_SECONDS) - 1)])
            failures += 1

    def _log_end(self, entry: JobEntry, settled: JobEntry | None) -> None:
        attempt = settled.attempts[-1] if settled is not None and settled.attempts else None
        self._log.info(
            "job attempt ended",
            tenant=entry.tenant_uid,
            kind=entry.kind.value,
            key=entry.key,
            job_id=entry.job_id,
            state=settled.state.value if settled is not None else "lease lost",
            reason=settled.reason if settled is not None else None,
            attempt=attempt.number if attempt is not None else None,
            outcome=attempt.outcome if attempt is not None else None,
            error=attempt.message if attempt is not None else None,
            duration_seconds=attempt.duration_seconds if attempt is not None else None,
        )
