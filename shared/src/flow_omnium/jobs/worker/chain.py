"""One slot's work: a job, then whatever is held for its record or its tenant's slot, until nothing is left.

Held jobs have no message in the broker; whoever frees what they wait for takes them straight from the ledger.
"""

from flow_omnium.jobs.attempt_result import Run
from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.gate import Gate
from flow_omnium.jobs.holding import ALONE, RECORD
from flow_omnium.jobs.ledger.contract import Completed, Refusal, RunLedger
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.worker.attempts import Attempts, TellRun
from flow_omnium.jobs.worker.policy import WorkerPolicy, until_up
from flow_omnium.jobs.worker.report import JobReport
from flow_omnium.jobs.worker.runner import JobRunner
from flow_omnium.jobs.worker.slots import Solitude, TenantJobSlots


async def _untold(_entry: JobEntry, _run: Run) -> None:
    """Tell nobody of a run."""


class JobChain:
    """Claims and runs jobs one after the other."""

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
        tell: TellRun | None = None,
    ) -> None:
        self.solitude = solitude or Solitude()
        self._attempts = Attempts(runner, ledger, dispatch, policy, report, tell or _untold)
        self._ledger = ledger
        self._gate = gate
        self._slots = slots
        self._clock = policy.clock
        self._policy = policy
        self._report = report
        self._stopping = False

    def stop(self) -> None:
        """Take no more held jobs; what runs is finished."""
        self._stopping = True

    async def run_message(self, message: JobMessage) -> None:
        """Run the message's job or hold it, then run what is held behind it."""
        reason = await until_up(lambda: self._gate.hold_reason(message))
        if reason is not None:
            await self.hold(message, reason)
            return
        await self._follow(await self._start(message), admitted=message.job_id)

    async def run_held(self, tenant_uid: str) -> None:
        """Run the jobs that are held for a slot of the tenant."""
        await self._follow(await self._next_for_slot(tenant_uid))

    async def take_alone(self) -> JobEntry | None:
        """Take the job that waits longest to run alone. Raises LedgerUnavailableError."""
        return await self._ledger.take_held_alone(self._policy.queues, self._policy.new_lease())

    async def run_alone(self, entry: JobEntry) -> None:
        """Run a job that was taken to run alone; the caller sees to it that nothing else runs in this process."""
        if await until_up(lambda: self._ledger.begin_alone(entry)):
            await self._run_if_admitted(entry.model_copy(update={"alone": True}))

    async def put_off(self, entry: JobEntry) -> Completed | None:
        """Put a running job off to a later run alone; that counts as no attempt."""
        self._report.held(entry.tenant_uid, ALONE)
        return await until_up(lambda: self._ledger.put_on_hold(entry, ALONE, self._clock.now()))

    async def hold(self, message: JobMessage, held_by: str) -> None:
        """Hold the message's job: it stays in the ledger, and has no message any more."""
        if await until_up(lambda: self._ledger.hold(message, held_by, self._clock.now())):
            self._report.held(message.tenant_uid, held_by)

    async def hand_back(self, entry: JobEntry) -> None:
        """See `Attempts.hand_back`."""
        await self._attempts.hand_back(entry)

    async def _start(self, message: JobMessage) -> JobEntry | None:
        claimed = await until_up(lambda: self._ledger.claim(message, self._policy.new_lease()))
        if isinstance(claimed, JobEntry):
            return claimed
        # It was published again since, or has ended: the newer message does the work.
        if claimed is Refusal.STALE:
            return None
        # Written first, then looked again: of this job and the one that runs, one always sees the other (decision 9).
        await self.hold(message, RECORD)
        if await until_up(lambda: self._ledger.notify_waiter(message)):
            return None
        # The other job ended while we wrote, and did not see this one: nobody else would take it.
        return await until_up(lambda: self._ledger.take_held_by_record(message, self._policy.new_lease()))

    async def _follow(self, entry: JobEntry | None, admitted: str | None = None) -> None:
        while entry is not None:
            # Only the job of the message was asked about; one that was held may have been paused meanwhile.
            run = self._run if entry.job_id == admitted else self._run_if_admitted
            entry = await self._next(entry, await run(entry))

    async def _next(self, entry: JobEntry, completed: Completed | None) -> JobEntry | None:
        if completed is not None and completed.has_waiters and not self._stopping:
            message = entry.message()
            waiter = await until_up(
                lambda: self._ledger.take_held_by_record(message, self._policy.new_lease())
            )
            if waiter is not None:
                return waiter
        return await self._next_for_slot(entry.tenant_uid)

    async def _next_for_slot(self, tenant_uid: str) -> JobEntry | None:
        # A job that waits to run alone waits for all that runs: nothing is begun before it.
        if not self._slots.may_be_held(tenant_uid) or self.solitude.is_wanted:
            return None
        # Forget it before the look: a job that is held after the look is noted after it, and so not forgotten.
        self._slots.note_none_held(tenant_uid)
        if self._stopping:
            return None
        taken = await until_up(
            lambda: self._ledger.take_held_by_slot(tenant_uid, self._policy.queues, self._policy.new_lease())
        )
        if taken is not None:
            self._slots.note_held(tenant_uid)
        return taken

    async def _run_if_admitted(self, entry: JobEntry) -> Completed | None:
        """Run a job that was held, unless it has been paused since."""
        reason = await until_up(lambda: self._gate.hold_reason(entry.message()))
        if reason is None:
            return await self._run(entry)
        self._report.held(entry.tenant_uid, reason)
        return await until_up(lambda: self._ledger.put_on_hold(entry, reason, self._clock.now()))

    async def _run(self, entry: JobEntry) -> Completed | None:
        if entry.worker_deaths.must_run_alone and not entry.alone:
            # It may be the job that takes its workers down: nothing else may run beside it (see `poison`).
            completed = await self.put_off(entry)
            self.solitude.ask()
            return completed
        return await self._attempts.make(entry)
