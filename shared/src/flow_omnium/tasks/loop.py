"""The scheduler: looks every few seconds at the tasks of all tenants, claims what is due, and lets it run."""

import asyncio
from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import datetime
from types import TracebackType
from typing import Final

from flow_omnium.jobs.ledger.contract import LedgerUnavailableError
from flow_omnium.runtime.background import ended
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.supervision import Supervised, Supervisor
from flow_omnium.tasks.choice import Candidate, chosen
from flow_omnium.tasks.contract import TaskStore
from flow_omnium.tasks.due import due, has_another_schedule, is_lost
from flow_omnium.tasks.kind import RECONCILIATIONS, TaskName
from flow_omnium.tasks.policy import TaskPolicy
from flow_omnium.tasks.record import TaskRecord
from flow_omnium.tasks.report import TaskReport
from flow_omnium.tasks.running import Begun, TaskRunner
from flow_omnium.tasks.standing import Standing, Standings
from flow_omnium.tenants.directory import TenantsUnread

SCHEDULER: Final = "task scheduler"
"""The name of the background task that looks."""


class TaskScheduler(Supervised):
    """Begins the runs of one process. Use as an async context manager: on leaving it, runs get their grace, and those that
    are not done by then are handed back."""

    def __init__(
        self,
        store: TaskStore,
        runner: TaskRunner,
        standings: Standings,
        policy: TaskPolicy,
        report: TaskReport,
        supervisor: Supervisor | None = None,
    ) -> None:
        super().__init__(supervisor, {SCHEDULER: self._keep})
        self._store = store
        self._runner = runner
        self._standings = standings
        self._policy = policy
        self._report = report
        self._stopping = False
        self._running: dict[str, tuple[str, TaskName, asyncio.Task[None]]] = {}
        self._freed = asyncio.Event()
        self._log = get_logger("tasks")

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Begin nothing more, and wait for what runs."""
        self.stop()
        await super().__aexit__(kind, error, trace)
        going = [task for _, _, task in self._running.values()]
        if going:
            await asyncio.wait(going, timeout=self._policy.grace_seconds)
        await ended(*going)

    def stop(self) -> None:
        """Begin no further run."""
        self._stopping = True

    @property
    def running(self) -> Collection[str]:
        """What runs here now, as its tenant and task."""
        return list(self._running)

    async def look(self) -> None:
        """Look once, and begin what is due. Raises LedgerUnavailableError, TenantsUnread."""
        records = await self._store.records()
        now = self._policy.now()
        for record in records:
            if is_lost(record, now):
                await self._runner.lose(record)
        standings = self._standings.of(records)
        self._report.show(standings, now)
        candidates = [
            each for standing in standings.values() for each in await self._candidates(standing, now)
        ]
        for candidate in self._chosen(candidates, now):
            if not self._stopping:
                await self._begin(candidate)

    def _chosen(self, candidates: Sequence[Candidate], now: datetime) -> Sequence[Candidate]:
        running = [tenant_uid for tenant_uid, _, _ in self._running.values()]
        long = [tenant_uid for tenant_uid, task, _ in self._running.values() if task in RECONCILIATIONS]
        waiting = [each for each in candidates if each.record.task in RECONCILIATIONS]
        begins = chosen(waiting, long, self._policy.long_at_once - len(long), now)
        others = [each for each in candidates if each.record.task not in RECONCILIATIONS]
        return chosen([*others, *begins], running, self._policy.at_once - len(running), now)

    async def _keep(self) -> None:
        while not self._stopping:
            self._freed.clear()
            try:
                await self.look()
            except (LedgerUnavailableError, TenantsUnread) as error:
                self._log.warning("no look for tasks that are due", error=str(error))
            await self._pause()
        await asyncio.Event().wait()

    async def _pause(self) -> None:
        """Wait for the next look; a run that has ended makes room, and others may have waited for it."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._policy.poll_seconds):
                await self._freed.wait()

    async def _candidates(self, standing: Standing, now: datetime) -> Sequence[Candidate]:
        try:
            found = [await self._candidate(standing, task, now) for task in self._runner.tasks]
        except LedgerUnavailableError:
            raise
        except Exception:  # noqa: BLE001 - whatever it is, the other tenants have nothing to do with it
            self._log.exception("tasks of a tenant could not be looked at", tenant=standing.tenant.tenant_uid)
            return []
        return [each for each in found if each is not None]

    async def _candidate(self, standing: Standing, task: TaskName, now: datetime) -> Candidate | None:
        record = standing.record_of(task)
        if has_another_schedule(record, standing.settings):
            await self._reschedule(record, standing, now)
        decided = due(record, standing.settings, standing.records, now)
        # By a schedule that cannot be read nothing runs; a person can still ask.
        if decided is None or record.key in self._running:
            return None
        if decided.request is None and self._standings.schedule_of(standing, task) is None:
            return None
        return Candidate(record, decided, standing.tenant, standing.settings)

    async def _reschedule(self, record: TaskRecord, standing: Standing, now: datetime) -> None:
        schedule = self._standings.schedule_of(standing, record.task)
        if schedule is not None:
            await self._store.reschedule(record, schedule.text, schedule.next_after(now))

    async def _begin(self, candidate: Candidate) -> None:
        claim = self._policy.new_claim(candidate.due.request)
        record = await self._store.claim(candidate.record, claim)
        if record is None:
            return  # another process has it
        standing = Standing(candidate.tenant, candidate.settings, {})
        schedule = self._standings.schedule_of(standing, record.task)
        begun = Begun(record, candidate.due, candidate.tenant, candidate.settings, schedule)
        task = self._supervisor.start(f"task run {record.key}", self._runner.run(begun))
        self._running[record.key] = (record.tenant_uid, record.task, task)
        task.add_done_callback(lambda _: self._end(record.key))

    def _end(self, key: str) -> None:
        self._running.pop(key, None)
        self._freed.set()
