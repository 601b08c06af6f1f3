"""Running one claimed job: its tenant, its handler, the time-out, and the lease that is renewed meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.handler import Changes, Handlers, JobContext
from flow_omnium.jobs.ledger.contract import LedgerUnavailableError, RunLedger
from flow_omnium.jobs.settlement import Run
from flow_omnium.outcomes import Failed
from flow_omnium.runtime.clock import Clock
from flow_omnium.runtime.logging import get_logger
from flow_omnium.tenants.tenant import Tenant

FindTenant = Callable[[str], Awaitable[Tenant | None]]

_RENEWALS_PER_LEASE = 3


class JobTimeoutError(Failed):
    """The handler ran longer than JOB_TIMEOUT_SECONDS."""


class LeaseLostError(Failed):
    """The lease was lost or has ended: another worker may run the job, so this run must not go on."""


@dataclass(frozen=True)
class RunLimits:
    """How long a run may take, and how long its lease lasts between renewals."""

    timeout: timedelta
    lease: timedelta


class JobRunner:
    """Runs handlers; every way in which a run can end becomes a `Run`."""

    def __init__(
        self, handlers: Handlers, find_tenant: FindTenant, ledger: RunLedger, clock: Clock, limits: RunLimits
    ) -> None:
        self._handlers = handlers
        self._find_tenant = find_tenant
        self._ledger = ledger
        self._clock = clock
        self._timeout = limits.timeout
        self._lease = limits.lease
        self._log = get_logger("runner")

    async def run(self, entry: JobEntry) -> Run:
        """Run the job's handler under its time-out while the lease is kept alive."""
        started_at = self._clock.now()
        result = await self._result(entry)
        return Run(started_at, self._clock.now(), result)

    async def _result(self, entry: JobEntry) -> Changes | BaseException:
        renewal = asyncio.ensure_future(self._keep_lease(entry))
        work = asyncio.ensure_future(self._handle(entry))
        try:
            await asyncio.wait(
                {work, renewal}, timeout=self._timeout.total_seconds(), return_when=asyncio.FIRST_COMPLETED
            )
            return await self._outcome(work, lease_lost=renewal.done())
        finally:
            renewal.cancel()
            work.cancel()
            await asyncio.gather(work, renewal, return_exceptions=True)

    async def _outcome(self, work: "asyncio.Future[Changes]", *, lease_lost: bool) -> Changes | BaseException:
        if work.done():
            error = work.exception()
            return work.result() if error is None else error
        if lease_lost:
            return LeaseLostError("the lease was lost, or could not be renewed in time")
        return JobTimeoutError(f"ran longer than {self._timeout.total_seconds():g} s")

    async def _handle(self, entry: JobEntry) -> Changes:
        tenant = await self._find_tenant(entry.tenant_uid)
        if tenant is None:
            message = f"tenant {entry.tenant_uid!r} is not configured"
            raise Failed(message)
        handler = self._handlers.get(entry.kind)
        if handler is None:
            message = f"this worker has no handler for {entry.kind.value} jobs"
            raise Failed(message)
        return await handler(self._context(entry, tenant))

    def _context(self, entry: JobEntry, tenant: Tenant) -> JobContext:
        return JobContext(
            job_id=entry.job_id,
            tenant=tenant,
            kind=entry.kind,
            key=entry.key,
            event=entry.event,
            attempt=entry.attempt_count + 1,
            started_at=self._clock.now(),
        )

    async def _keep_lease(self, entry: JobEntry) -> None:
        """Renew until cancelled; return when the lease is lost, or has ended because it could not be renewed.

        From then on another worker may run the job, so ours must end, whether we heard of the other one or not.
        """
        loop = asyncio.get_running_loop()
        until = entry.lease_until or self._clock.now() + self._lease
        while (left := (until - self._clock.now()).total_seconds()) > 0:
            end = loop.time() + left
            await asyncio.sleep(min(left, self._lease.total_seconds() / _RENEWALS_PER_LEASE))
            renewed_until = self._clock.now() + self._lease
            try:
                async with asyncio.timeout_at(end):
                    if not await self._ledger.renew(entry, renewed_until):
                        return
                until = renewed_until
            except (LedgerUnavailableError, TimeoutError):
                self._log.warning("a lease could not be renewed", job_id=entry.job_id)
