"""Running one claimed task: from its claim to its end in the store, whatever happens in between."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from flow_omnium.jobs.ledger.contract import LedgerUnavailableError
from flow_omnium.jobs.worker.fence import RunLease
from flow_omnium.jobs.worker.policy import until_up
from flow_omnium.runtime.schedule import Recurrence
from flow_omnium.tasks.contract import TaskStore
from flow_omnium.tasks.due import Due
from flow_omnium.tasks.ending import (
    Plan,
    after_loss,
    after_run,
    end_of,
    entry_of,
    entry_of_loss,
    handed_back,
)
from flow_omnium.tasks.heartbeat import Heartbeat
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.policy import TaskPolicy
from flow_omnium.tasks.record import RunEntry, RunResult, TaskRecord
from flow_omnium.tasks.report import TaskReport
from flow_omnium.tasks.settings import TaskSettings
from flow_omnium.tasks.tally import Tally
from flow_omnium.tasks.task import Task, TaskRun
from flow_omnium.tenants.tenant import Tenant

_HAND_BACK_SECONDS: Final = 5.0


@dataclass(frozen=True)
class Begun:
    """A run that was claimed: for whom, and by which settings. `schedule` is None where none can be read."""

    record: TaskRecord
    due: Due
    tenant: Tenant
    settings: TaskSettings
    schedule: Recurrence | None

    def task_run(self, tally: Tally, started_at: datetime) -> TaskRun:
        """Return what the task gets."""
        task = self.record.task
        scheduled = self.settings.schedules.get(task)
        return TaskRun(
            tenant=self.tenant,
            task=task,
            started_at=started_at,
            since=self.due.since,
            is_full=self.due.is_full,
            is_first=self.record.full_at is None,
            request=self.due.request,
            properties=scheduled.properties if scheduled else {},
            tally=tally,
        )

    def plan(self, ended_at: datetime) -> Plan:
        """Return what the next run follows."""
        if self.schedule is None:
            return Plan(self.settings.scope, self.record.schedule, self.record.due_at)
        return Plan(self.settings.scope, self.schedule.text, self.schedule.next_after(ended_at))


class TaskRunner:
    """Runs claimed tasks. Every way in which a run can end is written down, but for the loss of its lease."""

    def __init__(
        self,
        store: TaskStore,
        tasks: Mapping[TaskName, Task],
        heartbeat: Heartbeat,
        policy: TaskPolicy,
        report: TaskReport,
    ) -> None:
        self._store = store
        self.tasks = tasks
        self._heartbeat = heartbeat
        self._policy = policy
        self._report = report

    async def run(self, begun: Begun) -> None:
        """Run it to its end; cancelled, it is handed back, and due again at once."""
        tally = Tally()
        self._report.begun(begun.record, begun.due)
        try:
            await self._run(begun, tally)
        except asyncio.CancelledError:
            await self._hand_back(begun.record)
            self._report.given_up(begun.record, self._policy.now(), tally, result="handed_back")
            raise

    async def lose(self, record: TaskRecord) -> None:
        """Write down that a run has ended without a word. Raises LedgerUnavailableError."""
        now = self._policy.now()
        plan = Plan(record.scope, record.schedule, record.due_at)
        after = after_loss(record, plan, now, retry_unit_seconds=self._policy.retry_unit_seconds)
        # Of the replicas that see it one writes it down.
        if await self._store.end(record, after, entry_of_loss(record, now)):
            self._report.found_lost(record)

    async def _run(self, begun: Begun, tally: Tally) -> None:
        record = begun.record
        until = record.lease_until or self._policy.now()
        lease = RunLease(until, self._policy.lease)
        error = await self._error(begun, lease, tally)
        # Asked first: the task may have caught what ended it, and gone on to a normal end.
        if lease.is_lost or not await self._is_ended(begun, error, tally):
            self._report.given_up(record, self._policy.now(), tally, result=RunResult.LOST.value)

    async def _error(self, begun: Begun, lease: RunLease, tally: Tally) -> Exception | None:
        record = begun.record
        started_at = record.started_at or self._policy.now()
        try:
            async with self._heartbeat.kept(record, lease, tally):
                await self.tasks[record.task].run(begun.task_run(tally, started_at))
        except Exception as error:  # noqa: BLE001 - whatever a task raises is the end of its run
            return error
        return None

    async def _is_ended(self, begun: Begun, error: Exception | None, tally: Tally) -> bool:
        end = end_of(error, self._policy.now())
        run = replace(begun.record, counts=tally.counts)
        unit = self._policy.retry_unit_seconds
        after = after_run(run, begun.due, end, begun.plan(end.ended_at), retry_unit_seconds=unit)
        if not await self._is_kept(run, after, entry_of(run, begun.due, end, tally)):
            return False
        self._report.ended(run, end, tally)
        return True

    async def _is_kept(self, run: TaskRecord, after: TaskRecord, entry: RunEntry | None) -> bool:
        """Store an end; False where the run is another's by then, or the database stays away for as long as a lease."""
        try:
            async with asyncio.timeout(self._policy.lease.total_seconds()):
                return await until_up(lambda: self._store.end(run, after, entry))
        except TimeoutError:
            return False

    async def _hand_back(self, run: TaskRecord) -> None:
        try:
            async with asyncio.timeout(_HAND_BACK_SECONDS):
                await self._store.end(run, handed_back(run), None)
        except (LedgerUnavailableError, TimeoutError):
            return  # its lease will end, and another process sees to it
