"""Letting the jobs go that an outage has stopped: one as a probe, and as many more at once as their circuit has room for.

One process at a time does it for all, by a lease. How many are on their way is counted in the ledger, so nothing is lost
with a process that dies: what it had let go is still there, and whoever takes over goes on where it stood.
"""

import asyncio
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, zip_longest
from typing import Final

from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.circuits.board import CircuitBoard
from flow_omnium.jobs.circuits.circuit import Circuit
from flow_omnium.jobs.circuits.contract import Key, OnTheirWay, RecoveryLedger
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.gate import Gate
from flow_omnium.jobs.ledger.contract import LedgerUnavailableError
from flow_omnium.runtime.clock import Clock
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.metrics import CircuitMetrics

RECOVERY = "recovery"
"""The name of its task."""

LOOK_SECONDS: Final = 1.0
"""How often it looks while a circuit is at work: a width is let go at most so often."""

_LEASE_LOOKS: Final = 10
"""For so many looks its lease lasts: one that takes long does not hand it to another process."""

_NOTHING: Final = OnTheirWay()


@dataclass(frozen=True)
class RecoveryPolicy:
    """Who does it (`owner`), over which queues, how often, and for how long a job that was let go may be on its way before it
    keeps no other back: its worker may be gone, or its kind be paused."""

    owner: str
    queues: Sequence[str]
    interval: timedelta
    patience: timedelta


class Recovery:
    """Looks again and again; where no circuit has room, a look costs nothing."""

    def __init__(  # noqa: PLR0913 - each is a part that the composition root makes
        self,
        board: CircuitBoard,
        ledger: RecoveryLedger,
        dispatch: Dispatch,
        gate: Gate,
        clock: Clock,
        policy: RecoveryPolicy,
        *,
        metrics: CircuitMetrics,
    ) -> None:
        self._board = board
        self._ledger = ledger
        self._dispatch = dispatch
        self._gate = gate
        self._clock = clock
        self._policy = policy
        self._metrics = metrics
        self._log = get_logger("recovery")

    async def run(self) -> None:
        """Look for ever; what goes wrong in one look is tried again in the next."""
        interval = self._policy.interval.total_seconds()
        while True:
            await asyncio.sleep(interval * random.uniform(0.9, 1.1))  # noqa: S311 - jitter, no secret
            try:
                await self.look()
            except LedgerUnavailableError as error:
                self._log.warning("a look at the circuits broke off", error=str(error))

    async def look(self) -> int:
        """Let go what the circuits have room for, if this process has the lease; return how many jobs. Raises
        LedgerUnavailableError."""
        now = self._clock.now()
        if not any(circuit.room(now) for circuit in self._board.at_work()):
            return 0
        if not await self._ledger.lead(self._policy.owner, now, self._policy.interval * _LEASE_LOOKS):
            return 0
        await self._board.refresh()
        on_their_way = await self._ledger.on_their_way(now - self._policy.patience)
        return sum([await self._let_go(circuit, on_their_way, now) for circuit in self._board.at_work()])

    async def _let_go(self, circuit: Circuit, on_their_way: Mapping[Key, OnTheirWay], now: datetime) -> int:
        out = on_their_way.get(circuit.key, _NOTHING)
        room = circuit.room(now) - out.lately
        # What a pause holds would only go from one hold to the other.
        if room <= 0 or self._gate.pauses_tenant(circuit.tenant_uid):
            return 0
        jobs = await self._next(circuit, out, now, room)
        if not jobs and not out.lately and not await self._ledger.is_awaited(circuit):
            await self._board.forget(circuit)
            return 0
        messages = await self._ledger.release(jobs, now)
        self._metrics.released.labels(*circuit.key).inc(len(messages))
        await self._dispatch.enqueue(messages)
        return len(messages)

    async def _next(self, circuit: Circuit, out: OnTheirWay, now: datetime, room: int) -> Sequence[JobEntry]:
        """Choose from all queues in turn: a part of the system that stays broken, or a service that is gone, must not be all
        that is tried."""
        queues = self._policy.queues
        turn = circuit.opened % len(queues)
        in_order = sorted([*queues[turn:], *queues[:turn]], key=lambda queue: out.by_queue.get(queue, 0))
        found = [await self._ledger.awaiting(circuit, queue, now, room) for queue in in_order]
        in_turn = chain.from_iterable(zip_longest(*found))
        return [job for job in in_turn if job is not None][:room]
