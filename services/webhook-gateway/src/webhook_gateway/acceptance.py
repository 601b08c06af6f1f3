"""Makes events durable, in groups: in the ledger *or* in the broker. Only then is the sender answered.

Events that arrive together share one journaled write and are published at once. Duplicates inside a group are answered
from it and never reach the database. With the ledger down, complete messages go to the broker, and the worker rebuilds
the entries; with the broker down, the relay sends the entries on.
"""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.kinds import tells_deletion
from flow_omnium.jobs.ledger.contract import IntakeLedger, LedgerUnavailableError, Recorded, due_of
from flow_omnium.jobs.message import JobMessage
from flow_omnium.runtime.circuit_breaker import CircuitBreaker
from flow_omnium.runtime.clock import Clock
from flow_omnium.runtime.group_commit import GroupCommit
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.metrics import GatewayMetrics
from webhook_gateway.admission import Wanted
from webhook_gateway.drafts import message_of

LEDGER_SECONDS = 3.0
"""How long a group waits for the ledger before its messages go to the broker alone."""

LEDGER_OPEN_SECONDS = 1.0
"""How long the circuit to a ledger that did not answer stays open, so that the next groups are quick."""

MAX_GROUP = 200
LANES = 2
"""Groups at once: while one is being written, the next one gathers and starts."""


_VERSION_4: Final = 0x4000 << 64 | 0x8000 << 48
_DRAWN: Final = ~(0xF000 << 64 | 0xC000 << 48)
"""The bits of a UUID that are drawn by lot; version and variant are told by the others."""


class NotAcceptedError(Exception):
    """Neither ledger nor broker can take the event now: the sender must send it again."""


@dataclass(frozen=True)
class Accepted:
    """How the event was taken: as a new job, or by a pending job of the same record."""

    outcome: Literal["queued", "coalesced"]
    job_id: str


class Acceptance:
    """Records events and publishes their jobs."""

    def __init__(
        self, ledger: IntakeLedger, dispatch: Dispatch, clock: Clock, metrics: GatewayMetrics
    ) -> None:
        self._ledger = ledger
        self._dispatch = dispatch
        self._clock = clock
        self._metrics = metrics
        self._groups: GroupCommit[JobMessage, Accepted | None] = GroupCommit(
            self._commit, max_group=MAX_GROUP, lanes=LANES, common=LedgerUnavailableError
        )
        self._circuit = CircuitBreaker[float]()
        self._log = get_logger("gateway")

    async def accept(self, tenant_uid: str, wanted: Wanted, trace: str) -> Accepted:
        """Return once the event is safe. Raises NotAcceptedError."""
        job = message_of(wanted, tenant_uid, _new_id(), self._clock.now(), trace)
        accepted = await self._groups.submit(job)
        if accepted is None:
            raise NotAcceptedError("neither the ledger nor the broker can take events")
        return accepted

    async def _commit(self, jobs: Sequence[JobMessage]) -> Sequence[Accepted | None]:
        """Commit one group; None for each event that is nowhere safe."""
        self._metrics.group_events.observe(len(jobs))
        started = time.perf_counter()
        # Reversed, so that the first event of each record leads: the others of the group join its job.
        leaders = {job.identity: job for job in reversed(jobs)}
        # What tells that a record is gone must not be lost in what was told of it before.
        leaders |= {job.identity: job for job in jobs if tells_deletion(job.event)}
        taken = await self._take(list(leaders.values()))
        self._metrics.commit_seconds.observe(time.perf_counter() - started)
        return [_answer(job, leaders[job.identity], taken) for job in jobs]

    async def _take(self, leaders: Sequence[JobMessage]) -> dict[str, Accepted]:
        """Return how each leader was taken, by its job id; one that is nowhere safe is missing."""
        recorded = await self._record(leaders)
        if recorded is None:
            # Without the ledger the broker's confirmation is what makes them safe, so it is waited for.
            sent = await self._dispatch.enqueue(leaders)
            return {job.job_id: Accepted("queued", job.job_id) for job in sent}
        # They are safe: the answer does not wait for the broker, and what it does not confirm is the relay's.
        await self._dispatch.announce(due_of(leaders, recorded))
        return {
            leader.job_id: Accepted("queued" if item.is_new else "coalesced", item.job_id)
            for leader, item in zip(leaders, recorded, strict=True)
        }

    async def _record(self, jobs: Sequence[JobMessage]) -> Sequence[Recorded] | None:
        """Return None when the ledger did not answer; whether it has the jobs is then unknown, and does not matter."""
        if not self._circuit.lets_through(time.monotonic()):
            return None
        try:
            async with asyncio.timeout(LEDGER_SECONDS):
                recorded = await self._ledger.record(jobs)
        except (LedgerUnavailableError, TimeoutError) as error:
            self._circuit.failed(time.monotonic() + LEDGER_OPEN_SECONDS)
            self._log.warning("events go to the broker alone", error=str(error) or type(error).__name__)
            return None
        self._circuit.succeeded()
        return recorded


def _new_id() -> str:
    # A version 4 UUID that asks the kernel for nothing: an id must be unique, and need not be secret.
    return f"{random.getrandbits(128) & _DRAWN | _VERSION_4:032x}"


def _answer(job: JobMessage, leader: JobMessage, taken: dict[str, Accepted]) -> Accepted | None:
    accepted = taken.get(leader.job_id)
    if accepted is None or job is leader:
        return accepted
    return Accepted("coalesced", accepted.job_id)
