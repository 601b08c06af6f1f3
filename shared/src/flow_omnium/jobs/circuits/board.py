"""The circuits as one process knows them: asked before each job, told after each run, read again every two seconds.

To ask costs no I/O, and to tell none where all goes well.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final, Self

from flow_omnium.jobs.attempt_result import Run
from flow_omnium.jobs.circuits.circuit import Circuit, Pace, heard
from flow_omnium.jobs.circuits.contract import Circuits, Key
from flow_omnium.jobs.circuits.evidence import Evidence
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.holding import outage_of
from flow_omnium.jobs.ledger.contract import LedgerUnavailableError
from flow_omnium.jobs.message import JobMessage
from flow_omnium.runtime.circuit_breaker import State
from flow_omnium.runtime.clock import Clock
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.metrics import CircuitMetrics
from flow_omnium.runtime.supervision import Supervised, Supervisor

CIRCUITS = "circuits"
"""The name of the task that reads them."""

REFRESH_SECONDS = 2.0

_PATIENCE_SECONDS: Final = 2.0
"""How long the end of a run waits for what it tells to be written down."""

_ROUNDS: Final = 10
"""How often that is tried where other processes tell of the same circuit at the same moment."""

_STATES: Final[Mapping[State, int]] = {State.CLOSED: 0, State.HALF_OPEN: 1, State.OPEN: 2}


class CircuitBoard(Supervised):
    """Implements what gate, worker and recovery ask of circuits. While they cannot be read, the last known ones hold."""

    def __init__(
        self,
        circuits: Circuits,
        clock: Clock,
        pace: Pace,
        metrics: CircuitMetrics,
        supervisor: Supervisor | None = None,
        *,
        refresh_seconds: float = REFRESH_SECONDS,
    ) -> None:
        super().__init__(supervisor, {CIRCUITS: self._keep_fresh})
        self._store = circuits
        self._clock = clock
        self._pace = pace
        self._metrics = metrics
        self._refresh_seconds = refresh_seconds
        self._known: dict[Key, Circuit] = {}
        self._shut: Mapping[str, str] = {}
        self._telling = asyncio.Lock()
        self._log = get_logger("circuits")

    async def __aenter__(self) -> Self:
        await self._read()
        return await super().__aenter__()

    def hold_reason(self, job: JobMessage) -> str | None:
        """Return what holds the job: a system that does not answer for its tenant; None where all do, as far as is known.

        One that was let go runs, unless the circuit has opened again before it could begin.
        """
        reason = self._shut.get(job.tenant_uid)
        if reason is None or not job.is_released:
            return reason
        now = self._clock.now()
        opened = [circuit for circuit in self._known.values() if circuit.state(now) is State.OPEN]
        return next((outage_of(*each.key) for each in opened if each.tenant_uid == job.tenant_uid), None)

    def is_over(self, held_by: str) -> bool:
        """Tell whether an outage that holds jobs is over, and nobody lets them go one by one any more."""
        return not any(
            outage_of(*key) == held_by for key, circuit in self._known.items() if _is_at_work(circuit)
        )

    def at_work(self) -> Sequence[Circuit]:
        """Return the circuits that are open, or that come back."""
        return [circuit for circuit in self._known.values() if _is_at_work(circuit)]

    async def tell(self, entry: JobEntry, run: Run) -> None:
        """Tell what a run heard. It is evidence, and not more: what cannot be written down in time is left out."""
        told = [
            ((entry.tenant_uid, system), Evidence(entry.job_id, run.started_at, run.ended_at, tone))
            for system, tone in run.tones.items()
        ]
        for key, evidence in told:
            if heard(self._known.get(key), key, evidence, self._pace) != self._known.get(key):
                await self._tell(key, evidence)

    async def refresh(self) -> None:
        """Read what others have told. Raises LedgerUnavailableError."""
        async with self._telling:
            found = {circuit.key: circuit for circuit in await self._store.all()}
            for key in self._known.keys() | found.keys():
                self._put(key, found.get(key))

    async def forget(self, circuit: Circuit) -> None:
        """Remove a circuit that has nothing left to do, unless it has changed. Raises LedgerUnavailableError."""
        async with self._telling:
            if await self._store.replace(circuit, None):
                self._put(circuit.key, None)
                self._log.info("a circuit is closed", tenant=circuit.tenant_uid, system=circuit.system)

    async def _tell(self, key: Key, evidence: Evidence) -> None:
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS), self._telling:
                await self._change(key, lambda known: heard(known, key, evidence, self._pace))
        except (LedgerUnavailableError, TimeoutError) as error:
            self._log.warning("not told to a circuit", tenant=key[0], system=key[1], error=str(error))

    async def _change(self, key: Key, change: Callable[[Circuit | None], Circuit | None]) -> None:
        for _ in range(_ROUNDS):
            known = self._known.get(key)
            after = change(known)
            if after == known:
                return
            after = after and replace(after, version=after.version + 1)
            if await self._store.replace(known, after):
                self._tell_of(known, after)
                self._put(key, after)
                return
            self._put(key, await self._store.get(key))

    async def _keep_fresh(self) -> None:
        while True:
            await asyncio.sleep(self._refresh_seconds)
            await self._read()

    async def _read(self) -> None:
        try:
            await self.refresh()
        except LedgerUnavailableError as error:
            self._log.warning("circuits not read, the last known ones hold", error=str(error))

    def _put(self, key: Key, circuit: Circuit | None) -> None:
        if circuit is None:
            self._known.pop(key, None)
        else:
            self._known[key] = circuit
        state = State.CLOSED if circuit is None else circuit.state(self._clock.now())
        self._metrics.state.labels(*key).set(_STATES[state])
        # In the order of their names, so that all processes hold a tenant's jobs for the same one of two outages.
        shut = sorted((key for key, each in self._known.items() if each.is_shut), reverse=True)
        self._shut = {tenant_uid: outage_of(tenant_uid, system) for tenant_uid, system in shut}

    def _tell_of(self, before: Circuit | None, after: Circuit | None) -> None:
        """Write a line for each step that an operator asks for afterwards."""
        if after is None:
            return
        was_shut = before is not None and before.is_shut
        if after.is_shut and (not was_shut or (before and after.opened > before.opened)):
            self._metrics.opened.labels(*after.key).inc()
            self._log.warning(
                "a circuit is open",
                tenant=after.tenant_uid,
                system=after.system,
                openUntil=str(after.open_until),
            )
        elif before is not None and after.width > before.width:
            self._log.info(
                "a circuit lets more through", tenant=after.tenant_uid, system=after.system, width=after.width
            )


def _is_at_work(circuit: Circuit) -> bool:
    return circuit.is_shut or circuit.width > 0
