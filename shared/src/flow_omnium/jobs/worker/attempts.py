"""One attempt at a claimed job: run it, write down its result, and see to what follows from that."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from flow_omnium.jobs.attempt_result import AttemptResult, Run, result_of
from flow_omnium.jobs.backoff import defer_delay_ms
from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger.contract import (
    Completed,
    Due,
    LedgerUnavailableError,
    Recorded,
    RunLedger,
    due_of,
)
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.poison import Deaths
from flow_omnium.jobs.state import JobState
from flow_omnium.jobs.worker.policy import WorkerPolicy, until_up
from flow_omnium.jobs.worker.report import JobReport, job_fields
from flow_omnium.jobs.worker.runner import JobRunner
from flow_omnium.jobs.worker.runs_apart import Leave
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.tracing import Span

TellRun = Callable[[JobEntry, Run], Awaitable[None]]
"""Told of each run of a job before it is completed; it raises nothing."""


class Attempts:
    """Runs jobs under a lease that was taken already, and completes them."""

    def __init__(
        self,
        runner: JobRunner,
        ledger: RunLedger,
        dispatch: Dispatch,
        policy: WorkerPolicy,
        report: JobReport,
        tell: TellRun,
    ) -> None:
        self._runner = runner
        self._ledger = ledger
        self._dispatch = dispatch
        self._policy = policy
        self._clock = policy.clock
        self._report = report
        self._tell = tell
        self._log = get_logger("worker")

    async def make(self, entry: JobEntry, leave: Leave) -> Completed | None:
        """Run a job once and write down what came of it; None when the lease was lost. On cancellation it is handed back.

        `leave` is called in between: from then on the job calls nobody, and waits for the disk alone.
        """
        with self._report.traced(entry) as span:
            try:
                with self._report.running(entry):
                    run = await self._runner.run(entry)
            except asyncio.CancelledError:
                await self.hand_back(entry)
                raise
            # Before the slot is free: the next job is let go, or held, by what is known.
            await self._tell(entry, run)
            leave()
            return await self._complete(entry, run, span)

    async def hand_back(self, entry: JobEntry) -> None:
        """Give a running job back, since this worker must stop: another one begins it at once, not when our lease ends."""
        await self._hand_back(entry, "the worker stops")

    async def hand_back_unbegun(self, entry: JobEntry) -> None:
        """Give back a job that was taken, and for which no slot came free."""
        await self._hand_back(entry, "no slot came free for it")

    async def _hand_back(self, entry: JobEntry, reason: str) -> None:
        now = self._clock.now()
        self._report.handed_back(entry, (now - (entry.started_at or now)).total_seconds(), reason)
        try:
            completed = await self._ledger.hand_back(entry, now)
            # Where a newer job of the key is pending, it has ended as superseded, and has no message.
            if completed is not None and completed.state is JobState.QUEUED:
                await self._dispatch.enqueue([entry.message().reissued(completed.ticket)])
        except LedgerUnavailableError as error:
            fields = job_fields(entry)
            self._log.warning("a job was not handed back, its lease will end", **fields, error=str(error))

    async def _complete(self, entry: JobEntry, run: Run, span: Span) -> Completed | None:
        decided = result_of(
            run,
            failures=entry.failures,
            attempt_count=entry.attempt_count,
            retry_unit_seconds=self._policy.retry_unit_seconds,
            was_forwarded=entry.forwarded,
        )
        # However it ended: the process lives, so the deaths beside others were its neighbours' (decision 20).
        survived = entry.worker_deaths.survived_alone() if entry.alone else None
        result = _with(decided, span.trace, survived)
        completed = await until_up(lambda: self._ledger.complete(entry, result, self._clock.now()))
        self._report.ended(span, entry, run, result, completed)
        # Another worker took the job while a call of ours was out, and may have compared both sides before it (decision 25).
        if completed is None and run.has_written:
            await self._compare_again(entry)
        if completed is not None and completed.state is JobState.WAITING and result.delay_ms is not None:
            self._send_to_wait(Due(entry.message().put_off(completed.ticket), result.delay_ms))
        if completed is not None and completed.put_off is not None:
            self._send_to_wait(completed.put_off)
        return completed

    def _send_to_wait(self, due: Due) -> None:
        # Nobody waits for the broker here: the ledger has the retry already, and the relay publishes what does not arrive.
        self._dispatch.wait_soon(due.message, due.delay_ms)
        self._report.retry_scheduled(due.message, due.delay_ms)

    async def _compare_again(self, entry: JobEntry) -> None:
        """Make a new job of the record, since this run wrote something and then lost its lease.

        Another worker runs the job, or has run it, and may have compared both sides before our last call had its effect.
        """
        message = entry.anew(self._clock.now())
        self._log.warning("written under a lease that was lost: compared once more", **job_fields(entry))
        landing = self._policy.landing.total_seconds()
        # It begins when our last call has had its effect.
        recorded = await self._recorded(message)
        if recorded.is_new:
            delay_ms = defer_delay_ms(landing, self._policy.retry_unit_seconds)
            self._dispatch.wait_soon(message, delay_ms)
            return
        await self._dispatch.announce(due_of([message], [recorded]))
        # It joined a pending job, which may begin too soon: so the same once more after that time.
        await asyncio.sleep(landing)
        await self._dispatch.announce(due_of([message], [await self._recorded(message)]))

    async def _recorded(self, message: JobMessage) -> Recorded:
        (recorded,) = await until_up(lambda: self._ledger.record([message]))
        return recorded


def _with(result: AttemptResult, trace: str | None, deaths: Deaths | None) -> AttemptResult:
    # Most runs have neither.
    if trace is None and deaths is None:
        return result
    return replace(result, span=trace, deaths=deaths)
