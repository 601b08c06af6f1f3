"""What carries out acts on many jobs in a server: it takes those that nobody is at, its own or what another has left."""

import asyncio
import uuid
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Final

from admin_console.acts.bulk_run import BulkRun, Pacing
from admin_console.acts.repairs import REPAIRS, Repair
from flow_omnium.audit.log import KeepsGrowing
from flow_omnium.jobs.operator.bulk_acts import BulkAct, BulkState
from flow_omnium.jobs.operator.bulk_store import BulkActs
from flow_omnium.runtime.clock import Clock
from flow_omnium.runtime.database import Database, DatabaseError, fault_of
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.metrics import ConsoleMetrics, Registrar
from flow_omnium.runtime.supervision import Supervised, Supervisor

BULK_ACTS: Final = "bulk acts"
"""The name of the task that carries them out."""

LOOK_SECONDS: Final = 1.0
ENDS: Final = (BulkState.DONE, BulkState.STOPPED, BulkState.FAILED)
"""How an act may end."""

AT_ONCE: Final = 8
"""So many acts one server carries out at the same time: a slow one keeps no other waiting."""


class BulkRunner(Supervised):
    """Carries out acts for as long as it is open; what is left then, another server goes on with at once."""

    def __init__(  # noqa: PLR0913 - each is a part that the composition root makes, or a test
        self,
        database: Database,
        clock: Clock,
        supervisor: Supervisor | None = None,
        metrics: ConsoleMetrics | None = None,
        *,
        pacing: Pacing | None = None,
        repairs: Mapping[str, Repair] = REPAIRS,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        super().__init__(supervisor, {BULK_ACTS: self._work})
        self._database = database
        self._clock = clock
        self._metrics = metrics or ConsoleMetrics(Registrar())
        for state in ENDS:  # at zero from the start: an alert sees the first one
            self._metrics.bulk_acts.labels(state.value)
        self._pacing = pacing or Pacing()
        self._repairs = repairs
        self._look_seconds = look_seconds
        self._name = uuid.uuid4().hex
        self._log = get_logger("bulk acts")

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await super().__aexit__(kind, error, trace)
        await self._leave()

    async def _leave(self) -> None:
        """What was taken in the very moment of the end has no task of its own: so all is left that bears our name."""
        with suppress(DatabaseError):
            await BulkActs(self._database).leave(self._name)

    async def _work(self) -> None:
        await self._leave()  # of the work before, if that has ended unexpectedly
        room = asyncio.Semaphore(AT_ONCE)
        async with asyncio.TaskGroup() as group:
            while True:
                await room.acquire()
                act = await self._taken()
                if act is None:
                    room.release()
                    await asyncio.sleep(self._look_seconds)
                    continue
                task = group.create_task(self._carry_on(act), name=f"act {act.number}")
                task.add_done_callback(lambda _task: room.release())

    async def _taken(self) -> BulkAct | None:
        owner = f"{self._name}/{uuid.uuid4().hex}"
        try:
            return await BulkActs(self._database).take(owner, self._clock.now(), self._pacing.lease)
        except DatabaseError as error:
            self._log.warning("no act on many jobs can be taken just now", error=fault_of(error))
            return None

    async def _carry_on(self, act: BulkAct) -> None:
        if act.repair not in self._repairs:
            # Of a newer version, one of whose servers takes it when its lease runs out.
            self._log.warning("an act on many jobs is none of this version", act=act.number)
            return
        run = BulkRun(self._database, self._clock, act, self._pacing, self._repairs, ended=self._count)
        self._log.info("an act on many jobs is carried on", act=act.number, position=act.position)
        try:
            await run.to_the_end()
        except (DatabaseError, KeepsGrowing) as error:
            # Its lease runs out, and whoever takes it then goes on where it is.
            self._log.warning("an act on many jobs is broken off", act=act.number, error=fault_of(error))
        except Exception as defect:  # noqa: BLE001 - one act's fault must not end the others of this server
            self._log.exception("an act on many jobs met a defect", act=act.number)
            await self._note(run, act, defect)

    async def _note(self, run: BulkRun, act: BulkAct, defect: Exception) -> None:
        try:
            await run.met_defect(defect)
        except (DatabaseError, KeepsGrowing) as error:
            self._log.warning("a defect was not counted", act=act.number, error=fault_of(error))

    def _count(self, state: BulkState) -> None:
        self._metrics.bulk_acts.labels(state.value).inc()
