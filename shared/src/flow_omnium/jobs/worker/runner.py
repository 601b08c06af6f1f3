"""Running one claimed job: its tenant, its handler, its time-out, and the lease that is renewed meanwhile."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from flow_omnium.jobs.attempt_result import Run
from flow_omnium.jobs.circuits.evidence import tones_of
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.gate import FindTenant
from flow_omnium.jobs.handler import Handlers, JobContext, Journal
from flow_omnium.jobs.holding import Pausable
from flow_omnium.jobs.worker.fence import LeaseLostError, RunLease
from flow_omnium.jobs.worker.leases import LeaseRenewer
from flow_omnium.jobs.worker.other_jobs import NoOthers, OtherJobs
from flow_omnium.outcomes import Failed, Misconfigured
from flow_omnium.rest.hearing import Hearing
from flow_omnium.runtime.clock import Clock
from flow_omnium.tenants.tenant import Tenant

_NO_OTHERS: Final = NoOthers()

PausedFor = Callable[[Pausable, Collection[str]], str | None]
"""Tells by the stores that a job is about to write to which pause holds it; None where it may write."""


def _nowhere_paused(_job: Pausable, _store_uids: Collection[str]) -> None:
    """Hold nothing."""


class JobTimeoutError(Failed):
    """The handler ran longer than JOB_TIMEOUT_SECONDS."""


class JobRunner:
    """Runs handlers; every way in which a run can end becomes a `Run`."""

    def __init__(  # noqa: PLR0913 - each is a part that the composition root makes
        self,
        handlers: Handlers,
        find_tenant: FindTenant,
        leases: LeaseRenewer,
        clock: Clock,
        *,
        timeout: timedelta,
        others: OtherJobs = _NO_OTHERS,
        hearing: Hearing | None = None,
        paused_in: PausedFor = _nowhere_paused,
    ) -> None:
        self._handlers = handlers
        self._find_tenant = find_tenant
        self._leases = leases
        self._clock = clock
        self._timeout = timeout.total_seconds()
        self._others = others
        self._hearing = hearing or Hearing()
        self._paused_in = paused_in

    async def run(self, entry: JobEntry) -> Run:
        """Run the job's handler under its time-out while the lease is kept alive."""
        started_at = self._clock.now()
        journal = Journal()
        try:
            lease = await self._leases.secured(entry)
        # Nothing was called yet, so nothing needs to be compared again.
        except LeaseLostError as lost:
            return Run(started_at, self._clock.now(), lost)
        with self._hearing.of_run() as heard:
            error = await self._error(entry, lease, journal, started_at)
        # No later attempt mends it, so a person is told after the first.
        if isinstance(error, Misconfigured):
            journal.flag(str(error))
        return Run(
            started_at,
            self._clock.now(),
            error,
            tuple(journal.changes),
            tuple(journal.flags),
            has_written=lease.has_written,
            seen=tuple(journal.seen),
            numbers=tuple(journal.numbers),
            stores=tuple(journal.stores),
            tones=tones_of(error, heard, is_late=isinstance(error, JobTimeoutError)),
        )

    async def _error(
        self, entry: JobEntry, lease: RunLease, journal: Journal, started_at: datetime
    ) -> Exception | None:
        deadline, error = self._leases.deadline(lease, self._timeout), None
        try:
            async with self._leases.kept(entry, lease, deadline):
                await self._handle(entry, journal, started_at)
        except Exception as raised:  # noqa: BLE001 - whatever a handler raises is the outcome of its run
            error = raised
        # Asked first: a handler may have caught the fence's refusal, and gone on to a normal end.
        if lease.is_lost:
            return LeaseLostError("the lease was lost, or could not be renewed in time")
        is_late = deadline.timeout.expired()
        return JobTimeoutError(f"ran longer than {self._timeout:g} s") if is_late else error

    async def _handle(self, entry: JobEntry, journal: Journal, started_at: datetime) -> None:
        tenant = await self._find_tenant(entry.tenant_uid)
        if tenant is None:
            message = f"tenant {entry.tenant_uid!r} is not configured"
            raise Failed(message)
        handler = self._handlers.get(entry.kind)
        if handler is None:
            message = f"this worker has no handler for {entry.kind.value} jobs"
            raise Failed(message)
        await handler(self._context(entry, tenant, journal, started_at))

    def _context(self, entry: JobEntry, tenant: Tenant, journal: Journal, started_at: datetime) -> JobContext:
        return JobContext(
            job_id=entry.job_id,
            tenant=tenant,
            kind=entry.kind,
            key=entry.key,
            event=entry.event,
            started_at=started_at,
            # Runs, not attempts: one that died left no attempt, and may have written.
            is_rerun=entry.runs > 1,
            awaits=partial(self._others.awaits, entry.tenant_uid),
            wakes=partial(self._others.wake, entry.tenant_uid),
            marks=self._others.marks,
            journal=journal,
            accepted_at=entry.accepted_at,
            paused_in=partial(self._paused_in, entry),
        )
