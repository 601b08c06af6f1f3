"""One slot's work: the job of a message, or whatever is held for its tenant's slots, until nothing is left.

Held jobs have no message in the broker; whoever frees what they wait for takes them straight from the ledger.
"""

from functools import partial

from flow_omnium.jobs.attempt_result import Run
from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.gate import Gate
from flow_omnium.jobs.holding import ALONE, RECORD
from flow_omnium.jobs.ledger.contract import Completed, Refusal, RunLedger
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.worker.attempts import Attempts, TellRun
from flow_omnium.jobs.worker.held_jobs import HeldJobs
from flow_omnium.jobs.worker.policy import WorkerPolicy, until_up
from flow_omnium.jobs.worker.report import JobReport
from flow_omnium.jobs.worker.runner import JobRunner
from flow_omnium.jobs.worker.runs_apart import Leave, RunsApart
from flow_omnium.jobs.worker.seat import Seat
from flow_omnium.jobs.worker.slots import Solitude, TenantJobSlots
from flow_omnium.runtime.supervision import Supervisor


async def _untold(_entry: JobEntry, _run: Run) -> None:
    """Tell nobody of a run."""


def _stay() -> None:
    """Give nothing back: nothing was taken."""


class JobChain:
    """Claims and runs jobs. `held` are those that were held for a slot, as they are taken."""

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
        supervisor: Supervisor | None = None,
    ) -> None:
        self.solitude = solitude or Solitude()
        self._attempts = Attempts(runner, ledger, dispatch, policy, report, tell or _untold)
        self._ledger = ledger
        self._gate = gate
        self._supervisor = supervisor or Supervisor()
        self.held = HeldJobs(
            ledger, slots, self.solitude, policy, self._attempts.hand_back_unbegun, self._supervisor
        )
        self._clock = policy.clock
        self._policy = policy
        self._report = report

    def stop(self) -> None:
        """Take no more held jobs; what runs is finished."""
        self.held.stop()

    async def run_message(self, message: JobMessage, leave: Leave = _stay) -> None:
        """Run the message's job or hold it; `leave` is told when it makes no more calls, if it makes any."""
        reason = await until_up(lambda: self._gate.hold_reason(message))
        if reason is not None:
            await self.hold(message, reason)
            return
        entry = await self._start(message)
        if entry is None:
            return
        # Only the job of the message was asked about; one that was held may have been paused meanwhile.
        run = self._run if entry.job_id == message.job_id else self._run_if_admitted
        await self._take_waiter(entry, await run(entry, leave))

    async def run_held(self, tenant_uid: str, seat: Seat) -> None:
        """Run the jobs that are held for a slot of the tenant, one after the other, until none is left."""
        async with RunsApart(self._supervisor) as runs:
            while (entry := await self.held.next(tenant_uid)) is not None:
                await runs.run(partial(self._run_taken, entry))
                await seat.pass_on()
            seat.leave()

    async def take_alone(self) -> JobEntry | None:
        """Take the job that waits longest to run alone. Raises LedgerUnavailableError."""
        return await self._ledger.take_held_alone(self._policy.queues, self._policy.new_lease())

    async def run_alone(self, entry: JobEntry) -> None:
        """Run a job that was taken to run alone; the caller sees to it that nothing else runs in this process."""
        if await until_up(lambda: self._ledger.begin_alone(entry)):
            await self._run_if_admitted(entry.model_copy(update={"alone": True}), _stay)

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

    async def _run_taken(self, entry: JobEntry, leave: Leave) -> None:
        await self._take_waiter(entry, await self._run_if_admitted(entry, leave))

    async def _take_waiter(self, entry: JobEntry, completed: Completed | None) -> None:
        """Take the job that waits for the record, now that the end of this one is durable."""
        if completed is None or not completed.has_waiters or self.held.is_stopping:
            return
        message = entry.message()
        waiter = await until_up(lambda: self._ledger.take_held_by_record(message, self._policy.new_lease()))
        if waiter is not None:
            self.held.put_first(waiter)

    async def _run_if_admitted(self, entry: JobEntry, leave: Leave) -> Completed | None:
        """Run a job that was held, unless it has been paused since."""
        reason = await until_up(lambda: self._gate.hold_reason(entry.message()))
        if reason is None:
            return await self._run(entry, leave)
        self._report.held(entry.tenant_uid, reason)
        return await until_up(lambda: self._ledger.put_on_hold(entry, reason, self._clock.now()))

    async def _run(self, entry: JobEntry, leave: Leave) -> Completed | None:
        if entry.worker_deaths.must_run_alone and not entry.alone:
            # It may be the job that takes its workers down: nothing else may run beside it (see `poison`).
            completed = await self.put_off(entry)
            self.solitude.ask()
            return completed
        return await self._attempts.make(entry, leave)
