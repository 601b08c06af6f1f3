"""The scheduler: looks every few seconds at the tasks of all tenants, claims what is due, and lets it run."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
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
from flow_omnium.tasks.kind import PREREQUISITES, RECONCILIATIONS, TaskName
from flow_omnium.tasks.policy import TaskPolicy
from flow_omnium.tasks.record import TaskRecord
from flow_omnium.tasks.report import TaskReport
from flow_omnium.tasks.running import Begun, TaskRunner
from flow_omnium.tasks.standing import AllTenantTasks, TenantTasks
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
        standings: AllTenantTasks,
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
        self._known: Mapping[str, TaskRecord] = {}
        self._waiting: Sequence[Candidate] = ()
        self._looks_at_once = False
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
        self._looks_at_once = False
        self._known = await self._store.refreshed(self._runner.tasks, self._known)
        now = self._policy.now()
        for record in self._known.values():
            if is_lost(record, now):
                await self._runner.lose(record)
        standings = self._standings.of(self._known.values())
        self._report.show(standings, now)
        self._waiting = self._foremost(
            [each for standing in standings.values() for each in await self._candidates(standing, now)], now
        )
        await self._begin_waiting()

    async def _begin_waiting(self) -> None:
        """Begin as many as there is room for; the place of one that another process has by now goes to the next."""
        while begins := self._chosen(self._waiting, self._policy.now()):
            keys = {candidate.record.key for candidate in begins}
            self._waiting = [each for each in self._waiting if each.record.key not in keys]
            for candidate in begins:
                if not self._stopping:
                    await self._begin(candidate)

    def _foremost(self, candidates: Sequence[Candidate], now: datetime) -> Sequence[Candidate]:
        """Return those that may get a place before the next look: all that wait are gone through whenever a run ends, and
        thousands of tenants have tens of thousands."""
        running = [tenant_uid for tenant_uid, _, _ in self._running.values()]
        long = [each for each in candidates if each.record.task in RECONCILIATIONS]
        others = [each for each in candidates if each.record.task not in RECONCILIATIONS]
        return [each for some in (others, long) for each in chosen(some, running, self._policy.foreseen, now)]

    def _chosen(self, candidates: Sequence[Candidate], now: datetime) -> Sequence[Candidate]:
        running = [tenant_uid for tenant_uid, _, _ in self._running.values()]
        long = [tenant_uid for tenant_uid, task, _ in self._running.values() if task in RECONCILIATIONS]
        waiting = [each for each in candidates if each.record.task in RECONCILIATIONS]
        begins = chosen(waiting, long, self._policy.long_at_once - len(long), now)
        others = [each for each in candidates if each.record.task not in RECONCILIATIONS]
        return chosen([*others, *begins], running, self._policy.at_once - len(running), now)

    async def _keep(self) -> None:
        while not self._stopping:
            try:
                await self.look()
                await self._begin_as_others_end()
            except (LedgerUnavailableError, TenantsUnread) as error:
                self._log.warning("no look for tasks that are due", error=str(error))
                await asyncio.sleep(self._policy.poll_seconds)
        await asyncio.Event().wait()

    async def _begin_as_others_end(self) -> None:
        """Begin what waits, as runs that end make room for it, until it is time for the next look."""
        until = asyncio.get_running_loop().time() + self._policy.poll_seconds
        while await self._is_freed(until) and not self._looks_at_once:
            await self._begin_waiting()

    async def _is_freed(self, until: float) -> bool:
        """Wait for a run to end; False when that comes too late."""
        with suppress(TimeoutError):
            async with asyncio.timeout_at(until):
                await self._freed.wait()
        is_freed = self._freed.is_set()
        self._freed.clear()
        return is_freed and asyncio.get_running_loop().time() < until

    async def _candidates(self, standing: TenantTasks, now: datetime) -> Sequence[Candidate]:
        try:
            found = [await self._candidate(standing, task, now) for task in self._runner.tasks]
        except LedgerUnavailableError:
            raise
        except Exception:  # noqa: BLE001 - whatever it is, the other tenants have nothing to do with it
            self._log.exception("tasks of a tenant could not be looked at", tenant=standing.tenant.tenant_uid)
            return []
        return [each for each in found if each is not None]

    async def _candidate(self, standing: TenantTasks, task: TaskName, now: datetime) -> Candidate | None:
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

    async def _reschedule(self, record: TaskRecord, standing: TenantTasks, now: datetime) -> None:
        schedule = self._standings.schedule_of(standing, record.task)
        if schedule is not None:
            await self._store.reschedule(record, schedule.text, schedule.next_after(now))

    async def _begin(self, candidate: Candidate) -> None:
        claim = self._policy.new_claim(candidate.due.request)
        record = await self._store.claim(candidate.record, claim)
        if record is None:
            return  # another process has it
        standing = TenantTasks(candidate.tenant, candidate.settings, {})
        schedule = self._standings.schedule_of(standing, record.task)
        begun = Begun(record, candidate.due, candidate.tenant, candidate.settings, schedule)
        task = self._supervisor.start(f"task run {record.key}", self._runner.run(begun))
        self._running[record.key] = (record.tenant_uid, record.task, task)
        task.add_done_callback(lambda _: self._end(record))

    def _end(self, record: TaskRecord) -> None:
        self._running.pop(record.key, None)
        # What waited for its first run is due now. But for that no look comes sooner: many runs may end in a second.
        is_first = record.full_at is None
        hang_on_it = any(record.task in PREREQUISITES[task] for task in self._runner.tasks)
        self._looks_at_once |= is_first and hang_on_it
        self._freed.set()
