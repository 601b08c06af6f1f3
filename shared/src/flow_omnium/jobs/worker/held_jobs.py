"""The jobs that are held for a slot of their tenant, as a worker takes them: several at once, and a little ahead.

To take jobs is a write that waits for the disk. So the slots that wait share one, and as many jobs are taken ahead as were
asked for while the last one was under way: none of a tenant whose jobs take long, at most a few for each slot of one whose
jobs are quick. What is taken has a lease, and is handed back if no slot comes free for it.
"""

import asyncio
from collections.abc import Awaitable, Callable

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger.contract import RunLedger
from flow_omnium.jobs.worker.backlog import TakenBacklog
from flow_omnium.jobs.worker.policy import WorkerPolicy, until_up
from flow_omnium.jobs.worker.slots import Solitude, TenantJobSlots
from flow_omnium.runtime.background import ended
from flow_omnium.runtime.supervision import Supervisor

HELD_JOBS = "held jobs"
"""The name of the task that hands back what no slot comes free for."""

_OLD = 1 / 3
"""Share of its lease for which a job may wait here: with less than the rest of it, no run begins."""

_LOOKS_PER_OLD = 2
_LAST_LOOKS_SECONDS = 2.0

HandBack = Callable[[JobEntry], Awaitable[None]]


class HeldJobs:
    """Takes them for the slots of each tenant, oldest first; the waiter of a record that has come free goes before them.

    While a job is here, a slot of its tenant is taken, or whoever has brought it looks for one: so it does not stay.
    """

    def __init__(
        self,
        ledger: RunLedger,
        slots: TenantJobSlots,
        solitude: Solitude,
        policy: WorkerPolicy,
        hand_back: HandBack,
        supervisor: Supervisor | None = None,
    ) -> None:
        self._ledger = ledger
        self._slots = slots
        self._solitude = solitude
        self._policy = policy
        self._hand_back = hand_back
        self._supervisor = supervisor or Supervisor()
        self._backlogs: dict[str, TakenBacklog] = {}
        self._stop = asyncio.Event()

    def stop(self) -> None:
        """Take no more; what is taken and has not begun is handed back."""
        self._stop.set()

    @property
    def is_stopping(self) -> bool:
        """Whether nothing more is taken."""
        return self._stop.is_set()

    def put_first(self, entry: JobEntry) -> None:
        """Let the next slot of its tenant run this job, which is taken already."""
        self._of(entry.tenant_uid).ready.appendleft(entry)

    def may_have(self, tenant_uid: str) -> bool:
        """Tell whether a free slot of the tenant is worth asking for a job."""
        backlog = self._backlogs.get(tenant_uid)
        is_coming = backlog is not None and bool(backlog.ready or backlog.look)
        return not self.is_stopping and (is_coming or self._slots.may_be_held(tenant_uid))

    async def next(self, tenant_uid: str) -> JobEntry | None:
        """Return the job that a slot of the tenant is to run; None when there is none, or nothing is to begin now."""
        backlog = self._of(tenant_uid)
        backlog.asked += 1
        backlog.waiting += 1
        try:
            return await self._next(tenant_uid, backlog)
        finally:
            backlog.waiting -= 1
            self._forget_if_idle(tenant_uid, backlog)

    async def run(self) -> None:
        """Hand back for ever what has waited too long, and everything once we are to stop."""
        pause = self._policy.lease.total_seconds() * _OLD / _LOOKS_PER_OLD
        try:
            while not await self._stopped_within(pause):
                await self._hand_back_if(self._is_old)
            await self.all_handed_back()
            await asyncio.Event().wait()
        finally:
            await self.all_handed_back()

    async def all_handed_back(self) -> None:
        """Hand back what is taken, and what the looks that are under way still bring."""
        looks = [backlog.look for backlog in self._backlogs.values() if backlog.look is not None]
        if looks:
            await asyncio.wait(looks, timeout=_LAST_LOOKS_SECONDS)
            await ended(*looks)
        await self._hand_back_if(lambda _: True)

    async def _next(self, tenant_uid: str, backlog: TakenBacklog) -> JobEntry | None:
        while not self._is_halted:
            if backlog.ready:
                entry = backlog.ready.popleft()
                self._look_ahead(tenant_uid, backlog)
                return entry
            if backlog.look is None and not self._slots.may_be_held(tenant_uid):
                return None
            await asyncio.wait({backlog.look or self._begin_look(tenant_uid, backlog)})
        # A job that waits to run alone waits for all that runs: nothing is begun before it.
        if backlog.look is not None:
            await asyncio.wait({backlog.look})
        while backlog.ready:
            await self._hand_back(backlog.ready.popleft())
        return None

    @property
    def _is_halted(self) -> bool:
        return self.is_stopping or self._solitude.is_wanted

    def _look_ahead(self, tenant_uid: str, backlog: TakenBacklog) -> None:
        if backlog.runs_short and self._slots.may_be_held(tenant_uid):
            self._begin_look(tenant_uid, backlog)

    def _begin_look(self, tenant_uid: str, backlog: TakenBacklog) -> "asyncio.Task[None]":
        backlog.look = self._supervisor.start("a look for held jobs", self._look(tenant_uid, backlog))
        return backlog.look

    async def _look(self, tenant_uid: str, backlog: TakenBacklog) -> None:
        # Forget it before the look: a job that is held after the look is noted after it, and so not forgotten.
        self._slots.note_none_held(tenant_uid)
        wanted = backlog.begun()
        try:
            taken = await until_up(
                lambda: self._ledger.take_held_by_slot(
                    tenant_uid, self._policy.queues, self._policy.new_lease(), wanted
                )
            )
        finally:
            backlog.look = None
        backlog.over(taken, self._slots.cap)
        if taken:
            self._slots.note_held(tenant_uid)
        self._forget_if_idle(tenant_uid, backlog)

    async def _stopped_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._stop.wait()
        except TimeoutError:
            return False
        return True

    async def _hand_back_if(self, wanted: Callable[[JobEntry], bool]) -> None:
        for backlog in list(self._backlogs.values()):
            for entry in [entry for entry in backlog.ready if wanted(entry)]:
                # Another one may have begun it while we waited for the ledger.
                if entry in backlog.ready:
                    backlog.ready.remove(entry)
                    await self._hand_back(entry)

    def _is_old(self, entry: JobEntry) -> bool:
        taken_at = entry.started_at
        return taken_at is None or self._policy.clock.now() >= taken_at + self._policy.lease * _OLD

    def _forget_if_idle(self, tenant_uid: str, backlog: TakenBacklog) -> None:
        if backlog.is_idle:
            self._backlogs.pop(tenant_uid, None)

    def _of(self, tenant_uid: str) -> TakenBacklog:
        return self._backlogs.setdefault(tenant_uid, TakenBacklog())
