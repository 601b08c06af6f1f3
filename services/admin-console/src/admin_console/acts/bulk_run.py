"""Carrying out one act on many jobs in a server, from where it stands: it may have been begun, and broken off, by another."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final

from admin_console.acts.canary import LOOK_SECONDS, PATIENCE_SECONDS, Canary, fault_in, too_slow
from admin_console.acts.repairs import REPAIRS, Repair
from admin_console.audit.keeping import audit_signer, signed_if_due
from flow_omnium.jobs.operator.act_jobs import ActJobs
from flow_omnium.jobs.operator.audit_trail import DONE, AuditTrail, Tally
from flow_omnium.jobs.operator.bulk_acts import MOST_DEFECTS, BulkAct, BulkState, BulkStep
from flow_omnium.jobs.operator.bulk_store import BulkActs
from flow_omnium.jobs.operator.repair import OperatorLedger, Outcome
from flow_omnium.runtime.clock import Clock
from flow_omnium.runtime.database import Database

Ended = Callable[[BulkState], None]

STOPPED: Final = "stopped"
"""The result of an act that has left jobs alone, in the audit log."""

FAILED: Final = "failed"
"""The result of one that has left them alone since servers met a defect in it."""

_RESULTS: Final[Mapping[BulkState, str]] = MappingProxyType(
    {BulkState.DONE: DONE, BulkState.STOPPED: STOPPED, BulkState.FAILED: FAILED}
)


@dataclass(frozen=True)
class Pacing:
    """How it is carried out, in seconds: the lease, after how long or how many jobs it is written down how far it is, how
    often the first are looked at, and for how long they are waited for."""

    lease: timedelta = timedelta(seconds=30)
    noted_every: float = 0.5
    noted_jobs: int = 50
    look_seconds: float = LOOK_SECONDS
    patience_seconds: float = PATIENCE_SECONDS


class BulkRun:
    """One act in the hands of one server. `now` is the suite's clock (UTC). Every method raises DatabaseError."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        act: BulkAct,
        pacing: Pacing,
        repairs: Mapping[str, Repair] = REPAIRS,
        *,
        ended: Ended = lambda _state: None,
    ) -> None:
        """`ended` is told how the act has ended, once, by the server that wrote it down."""
        self._database = database
        self._clock = clock
        self._act: BulkAct | None = act
        self._pacing = pacing
        self._repair = repairs[act.repair]
        self._noted = act.act.model_copy(update={"act_id": act.number})
        self._ledger = OperatorLedger(database)
        self._store = BulkActs(database)
        self._canary = Canary(database, act.number, act.at)
        self._turn = turns(act.per_second)
        self._ended = ended

    async def to_the_end(self) -> None:
        """Deal with its jobs until there are no more, it is stopped, or somebody else has taken it. Raises KeepsGrowing."""
        if self._act is None:
            return
        ids = await ActJobs(self._database).of(self._act.number)
        if len(ids) < self._act.total:
            await self._end(self._act, BulkState.STOPPED, "which jobs it is about is no longer kept")
            return
        while self._act is not None:
            self._act = await self._next(self._act, ids)

    async def met_defect(self, defect: Exception) -> None:
        """Write down how far it came, and count a defect that ended the work; after too many of them the act has failed.

        The next server tries it when the lease runs out. Raises KeepsGrowing.
        """
        act = None if self._act is None else await self._advance(self._act)
        act = None if act is None else await self._store.note_defect(act)
        if act is not None and act.defects >= MOST_DEFECTS:
            why = f"servers met a defect in it {act.defects} times ({type(defect).__name__}); their log says which"
            await self._end(act, BulkState.FAILED, why)

    async def _next(self, act: BulkAct, ids: Sequence[Any]) -> BulkAct | None:
        step = act.next_step
        if step is BulkStep.WORK:
            return await self._work(act, ids)
        if step is BulkStep.AWAIT:
            return await self._await(act, ids)
        is_stopped = step is BulkStep.STOP
        await self._end(act, *((BulkState.STOPPED, act.stop) if is_stopped else (BulkState.DONE, None)))
        return None

    async def _work(self, act: BulkAct, ids: Sequence[Any]) -> BulkAct | None:
        loop = asyncio.get_running_loop()
        until = loop.time() + self._pacing.noted_every
        for job_id in ids[act.position : min(act.bound, act.position + self._pacing.noted_jobs)]:
            await self._turn()
            outcome = await self._repair.to_each(self._ledger, job_id, self._noted)
            self._act = act = moved(act, outcome).model_copy(update={"moved_at": self._clock.now()})
            if loop.time() >= until:
                break
        return await self._advance(act)

    async def _await(self, act: BulkAct, ids: Sequence[Any]) -> BulkAct | None:
        now = self._clock.now()
        since, patience = act.first_done_at or now, self._pacing.patience_seconds
        members = await self._canary.members(ids[: act.first])
        is_over = members is not None or now - since >= timedelta(seconds=patience)
        if not is_over:
            await asyncio.sleep(self._pacing.look_seconds)
        fault = too_slow(patience) if members is None else fault_in(members)
        if is_over and fault is not None:
            await self._end(act, BulkState.STOPPED, fault)
            return None
        return await self._advance(act.model_copy(update={"first_is_well": is_over, "first_done_at": since}))

    async def _advance(self, act: BulkAct) -> BulkAct | None:
        return await self._store.advance(act, self._clock.now() + self._pacing.lease)

    async def _end(self, act: BulkAct, state: BulkState, why: str | None) -> None:
        """The outcome first: who comes after a crash between the two finds it there, and adds none."""
        tally = Tally(act.number, act.done)
        await AuditTrail(self._database).end(tally, _RESULTS[state])
        if await self._store.end(act, state, why, self._clock.now()):
            self._ended(state)
        await signed_if_due(self._database, audit_signer())


def moved(act: BulkAct, outcome: Outcome) -> BulkAct:
    """Count one more job."""
    counted = "done" if outcome.done else "skipped" if outcome.is_over else "refused"
    return act.model_copy(update={"position": act.position + 1, counted: getattr(act, counted) + 1})


def turns(per_second: float | None) -> Callable[[], Any]:
    """Return what waits for the next turn, so that there are not more of them in a second than this."""
    if per_second is None:
        return lambda: asyncio.sleep(0)
    gap, due = 1 / per_second, 0.0

    async def turn() -> None:
        nonlocal due
        now = asyncio.get_running_loop().time()
        if due > now:
            await asyncio.sleep(due - now)
        due = max(due, now) + gap

    return turn
