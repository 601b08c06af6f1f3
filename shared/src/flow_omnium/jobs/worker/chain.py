"""One slot's work: a job, then whatever is held for its record or its tenant's slot, until nothing is left.

Held jobs have no message in the broker; whoever frees what they wait for takes them straight from the ledger.
"""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

from flow_omnium.jobs.attempt_result import AttemptResult, Run, result_of
from flow_omnium.jobs.backoff import defer_delay_ms
from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.broker.link import BrokerUnavailableError
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.gate import Gate
from flow_omnium.jobs.holding import ALONE, RECORD
from flow_omnium.jobs.ledger.contract import Completed, Lease, LedgerUnavailableError, Refusal, RunLedger
from flow_omnium.jobs.message import JobMessage, new_message
from flow_omnium.jobs.state import JobState
from flow_omnium.jobs.worker.report import JobReport, job_fields
from flow_omnium.jobs.worker.runner import JobRunner
from flow_omnium.jobs.worker.slots import Solitude, TenantJobSlots
from flow_omnium.runtime.clock import Clock
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.tracing import Span
from flow_omnium.tenants.directory import TenantsUnread

_PATIENCE_SECONDS = (0.1, 0.2, 0.5, 1.0, 2.0)

_T = TypeVar("_T")


@dataclass(frozen=True)
class WorkerPolicy:
    """How a worker works: who it is, by which clock, how long its leases last, which queues it reads.

    `landing` is how long a call may take to have its effect once it has left: Omnium's workflows take up to 30 s.
    """

    owner: str
    clock: Clock
    lease: timedelta
    retry_unit_seconds: float
    queues: Collection[str]
    landing: timedelta = timedelta(seconds=30)


class JobChain:
    """Claims, runs and completes jobs one after the other."""

    def __init__(  # noqa: PLR0913 - each is a part that the composition root makes
        self,
        runner: JobRunner,
        ledger: RunLedger,
        dispatch: Dispatch,
        gate: Gate,
        slots: TenantJobSlots,
        policy: WorkerPolicy,
        *,
        report: JobReport,
        solitude: Solitude | None = None,
    ) -> None:
        self.solitude = solitude or Solitude()
        self._runner = runner
        self._ledger = ledger
        self._dispatch = dispatch
        self._gate = gate
        self._slots = slots
        self._clock = policy.clock
        self._policy = policy
        self._report = report
        self._stopping = False
        self._log = get_logger("worker")

    def stop(self) -> None:
        """Take no further held jobs; what runs is finished."""
        self._stopping = True

    async def run_message(self, message: JobMessage) -> None:
        """Run the message's job, or hold it, then what is held behind it."""
        reason = await self.until_up(lambda: self._gate.hold_reason(message))
        if reason is not None:
            await self.hold(message, reason)
            return
        await self._follow(await self._start(message), admitted=message.job_id)

    async def run_held(self, tenant_uid: str) -> None:
        """Run the jobs that are held for a slot of the tenant."""
        await self._follow(await self._next_for_slot(tenant_uid))

    async def take_alone(self) -> JobEntry | None:
        """Take the job that waits longest to run alone. Raises LedgerUnavailableError."""
        return await self._ledger.take_held_alone(self._policy.queues, self.lease())

    async def run_alone(self, entry: JobEntry) -> None:
        """Run a job that was taken to run alone; whoever calls sees to it that nothing else runs here."""
        if await self.until_up(lambda: self._ledger.begin_alone(entry)):
            await self._run_if_admitted(entry.model_copy(update={"alone": True}))

    async def put_off(self, entry: JobEntry) -> Completed | None:
        """Leave a running job to a later run alone, at no cost."""
        self._report.held(entry.tenant_uid, ALONE)
        return await self.until_up(lambda: self._ledger.put_on_hold(entry, ALONE, self._clock.now()))

    async def hold(self, message: JobMessage, held_by: str) -> None:
        """Keep the message's job in the ledger alone."""
        if await self.until_up(lambda: self._ledger.hold(message, held_by, self._clock.now())):
            self._report.held(message.tenant_uid, held_by)

    async def _start(self, message: JobMessage) -> JobEntry | None:
        claimed = await self.until_up(lambda: self._ledger.claim(message, self.lease()))
        if isinstance(claimed, JobEntry):
            return claimed
        if claimed is Refusal.STALE:
            return None
        await self.hold(message, RECORD)
        if await self.until_up(lambda: self._ledger.notify_waiter(message)):
            return None
        # It has ended while we wrote, and did not see this job.
        return await self.until_up(lambda: self._ledger.take_held_by_record(message, self.lease()))

    async def _follow(self, entry: JobEntry | None, admitted: str | None = None) -> None:
        while entry is not None:
            run = self._run if entry.job_id == admitted else self._run_if_admitted
            entry = await self._next(entry, await run(entry))

    async def _next(self, entry: JobEntry, completed: Completed | None) -> JobEntry | None:
        if completed is not None and completed.has_waiters and not self._stopping:
            message = entry.message()
            heir = await self.until_up(lambda: self._ledger.take_held_by_record(message, self.lease()))
            if heir is not None:
                return heir
        return await self._next_for_slot(entry.tenant_uid)

    async def _next_for_slot(self, tenant_uid: str) -> JobEntry | None:
        if not self._slots.may_be_held(tenant_uid) or self.solitude.is_wanted:
            return None
        # Forgotten before we look: a job that is held after our look is noted after it as well.
        self._slots.note_none_held(tenant_uid)
        if self._stopping:
            return None
        taken = await self.until_up(
            lambda: self._ledger.take_held_by_slot(tenant_uid, self._policy.queues, self.lease())
        )
        if taken is not None:
            self._slots.note_held(tenant_uid)
        return taken

    async def _run_if_admitted(self, entry: JobEntry) -> Completed | None:
        """A job that was held may have been paused since."""
        reason = await self.until_up(lambda: self._gate.hold_reason(entry.message()))
        if reason is None:
            return await self._run(entry)
        self._report.held(entry.tenant_uid, reason)
        return await self.until_up(lambda: self._ledger.put_on_hold(entry, reason, self._clock.now()))

    async def _run(self, entry: JobEntry) -> Completed | None:
        if entry.worker_deaths.must_run_alone and not entry.alone:
            completed = await self.put_off(entry)
            self.solitude.ask()
            return completed
        with self._report.running(entry) as span:
            try:
                run = await self._runner.run(entry)
            except asyncio.CancelledError:
                await self.hand_back(entry)
                raise
            return await self._complete(entry, run, span)

    async def _complete(self, entry: JobEntry, run: Run, span: Span) -> Completed | None:
        decided = result_of(
            run,
            failures=entry.failures,
            attempt_count=entry.attempt_count,
            retry_unit_seconds=self._policy.retry_unit_seconds,
        )
        survived = entry.worker_deaths.survived_alone() if entry.alone else None
        result = replace(decided, span=span.trace, deaths=survived)
        completed = await self.until_up(lambda: self._ledger.complete(entry, result, self._clock.now()))
        self._report.ended(span, entry, run, result, completed)
        if completed is None and run.has_written:
            await self._compare_again(entry)
        if completed is not None and completed.state is JobState.WAITING:
            self._wait(entry.message().reissued(completed.ticket), result)
        return completed

    async def _compare_again(self, entry: JobEntry) -> None:
        """Another worker runs the job, or has run it, and we have written: perhaps what it never saw, if a call had left
        before we stood still. So the record gets a job of its own, as if an event had come. That is tried when even
        what left last has arrived; a pending job that it joins may begin sooner, so then we look once more."""
        message = self._same_work(entry)
        self._log.warning("written under a lease that was lost: compared once more", **job_fields(entry))
        if await self._is_recorded(message):
            delay_ms = defer_delay_ms(self._policy.landing.total_seconds(), self._policy.retry_unit_seconds)
            self._dispatch.wait_soon(message, delay_ms)
            return
        await asyncio.sleep(self._policy.landing.total_seconds())
        if await self._is_recorded(message):
            await self._dispatch.enqueue([message])

    def _same_work(self, entry: JobEntry) -> JobMessage:
        return new_message(
            job_id=uuid.uuid4().hex,
            tenant_uid=entry.tenant_uid,
            kind=entry.kind,
            key=entry.key,
            event=entry.event,
            accepted_at=self._clock.now(),
            trace=entry.trace,
        )

    async def _is_recorded(self, message: JobMessage) -> bool:
        (recorded,) = await self.until_up(lambda: self._ledger.record([message]))
        return recorded.is_new

    def _wait(self, message: JobMessage, result: AttemptResult) -> None:
        """The ledger has the retry safe: neither slot nor place nor acknowledgement waits for the broker."""
        if result.delay_ms is not None:
            self._dispatch.wait_soon(message, result.delay_ms)
            self._report.retry_scheduled(message, result.delay_ms)

    async def hand_back(self, entry: JobEntry) -> None:
        """We must stop: another worker shall begin this job at once, not when our lease has ended."""
        now = self._clock.now()
        self._report.handed_back(entry, (now - (entry.started_at or now)).total_seconds())
        try:
            completed = await self._ledger.hand_back(entry, now)
            if completed is not None and completed.state is JobState.QUEUED:
                await self._dispatch.enqueue([entry.message().reissued(completed.ticket)])
        except LedgerUnavailableError as error:
            fields = job_fields(entry)
            self._log.warning("a job was not handed back, its lease will end", **fields, error=str(error))

    def lease(self) -> Lease:
        """A lease that begins now."""
        return Lease(self._policy.owner, self._clock.now(), self._policy.lease)

    async def until_up(self, act: Callable[[], Awaitable[_T]]) -> _T:
        """Repeat what broker or ledger could not take: meanwhile the message stays unacknowledged, so it is safe."""
        failures = 0
        while True:
            try:
                return await act()
            except (LedgerUnavailableError, BrokerUnavailableError, TenantsUnread) as error:
                self._log.warning("waiting for broker or ledger", error=str(error))
            await asyncio.sleep(_PATIENCE_SECONDS[min(failures, len(_PATIENCE_SECONDS) - 1)])
            failures += 1
