"""The outbox relay: finds the jobs whose message the broker should have and has not, and publishes them again.

The ledger is the outbox: an event is safe there before its message is sent. The relay runs in every worker, one at a time
by a lease. Every publication raises the ticket, so a message that was not lost after all is dropped when it arrives.
"""

import asyncio
import random
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from flow_omnium.jobs.attempt_result import result_of_lost
from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.broker.link import BrokerUnavailableError
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.gate import Gate
from flow_omnium.jobs.holding import ALONE, POISON, RECORD, SLOT
from flow_omnium.jobs.ledger.contract import LedgerUnavailableError, RelayLedger
from flow_omnium.jobs.relay.policy import RelayPolicy, lost_before
from flow_omnium.jobs.relay.report import Depth, RelayWatch
from flow_omnium.jobs.state import JobState
from flow_omnium.jobs.worker.report import job_fields
from flow_omnium.runtime.clock import Clock
from flow_omnium.runtime.logging import get_logger
from flow_omnium.tenants.directory import TenantsUnread

RELAY = "relay"
"""The name of its task."""

BATCH = 500
"""How many jobs of one cause are published in one pass: this bounds the rate at which a backlog comes back."""

FULL_PASS_PAUSE = 1.0
"""Seconds until the next pass when a batch was full."""


class Relay:
    """One pass after the other, until cancelled."""

    def __init__(  # noqa: PLR0913 - each is a part that the composition root makes
        self,
        ledger: RelayLedger,
        dispatch: Dispatch,
        gate: Gate,
        depth: Depth,
        clock: Clock,
        policy: RelayPolicy,
        *,
        watch: RelayWatch,
    ) -> None:
        self._ledger = ledger
        self._dispatch = dispatch
        self._gate = gate
        self._depth = depth
        self._clock = clock
        self._policy = policy
        self._watch = watch
        self._stalled: dict[str, str] = {}
        self._log = get_logger("relay")

    async def run(self) -> None:
        """Relay for ever; what goes wrong in one pass is tried again in the next."""
        interval = self._policy.interval.total_seconds()
        pause = interval
        while True:
            await asyncio.sleep(pause * random.uniform(0.9, 1.1))  # noqa: S311 - jitter, no secret
            try:
                largest = await self.relay_once()
                pause = min(interval, FULL_PASS_PAUSE) if largest >= BATCH else interval
            except (LedgerUnavailableError, BrokerUnavailableError, TenantsUnread) as error:
                self._log.warning("a relay pass broke off", error=str(error))

    async def relay_once(self) -> int:
        """Make one pass if this process has the lease; return the size of its largest batch.

        A batch that fails does not keep the others from being published; its error is raised at the end.
        """
        now = self._clock.now()
        if not await self._leads(now):
            return 0
        overdue = now - self._policy.grace
        largest, fault = 0, None
        holds = await self._ledger.holds()
        # Runs that were lost come first: what they held up is free in the same pass.
        for batch in (
            partial(self._abandoned, now),
            *(partial(self._lost, queue, now) for queue in self._policy.queues),
            *(partial(self._release, held_by, overdue) for held_by in holds),
        ):
            try:
                largest = max(largest, await batch())
            # Without its stores no other batch would do better.
            except (LedgerUnavailableError, BrokerUnavailableError):
                raise
            except Exception as error:  # noqa: BLE001 - one broken batch must not keep the others
                fault = fault or error
        if fault is not None:
            raise fault
        self._watch.passed(self._clock.now())
        return largest

    async def _leads(self, now: datetime) -> bool:
        try:
            # For two intervals: one slow pass does not hand the lease to another worker.
            is_leader = await self._ledger.lead(self._policy.owner, now, self._policy.interval * 2)
            if is_leader:
                await self._watch.leading(now)
        except LedgerUnavailableError:
            self._watch.resign()
            raise
        if not is_leader:
            self._watch.resign()
        return is_leader

    async def _abandoned(self, now: datetime) -> int:
        """End the runs whose lease has ended: each is a failed attempt, and its job waits, or is set aside."""
        jobs = await self._ledger.abandoned(now, BATCH)
        for job in jobs:
            if job.state is JobState.RUNNING:
                await self._lose(job, now)
        # Held without a reason: nobody else would free it.
        await self._reissue("held for nothing", [job for job in jobs if job.state is JobState.HELD])
        return len(jobs)

    async def _lose(self, job: JobEntry, now: datetime) -> None:
        result = result_of_lost(job, at=now, retry_unit_seconds=self._policy.retry_unit_seconds)
        completed = await self._ledger.lose(job, result, now)
        if completed is None:
            return
        self._watch.lost(job)
        level = self._log.error if result.held_by == POISON else self._log.warning
        deaths = result.deaths
        told = {"deaths": deaths and deaths.beside_others, "deathsAlone": deaths and deaths.alone}
        level("a run was lost", **job_fields(job), owner=job.owner, state=completed.state.value, **told)
        if completed.state is JobState.WAITING and result.delay_ms is not None:
            self._dispatch.wait_soon(job.message().put_off(completed.ticket), result.delay_ms)

    async def _lost(self, queue: str, now: datetime) -> int:
        # One cheap look spares the others their questions to the broker: as a rule nothing is overdue.
        cutoff = now - self._policy.grace
        if not await self._ledger.unclaimed(queue, cutoff, 1):
            return 0
        depth, latest = await self._depth(queue), await self._ledger.latest_claimed(queue)
        before = lost_before(now, self._policy.grace, depth, latest)
        if before is None:
            return 0
        return await self._reissue("lost", await self._ledger.unclaimed(queue, before, BATCH))

    async def _release(self, held_by: str, overdue: datetime) -> int:
        if held_by == RECORD:
            return await self._release_records(overdue)
        if held_by == SLOT:
            return await self._release_slots(overdue)
        if held_by in (ALONE, POISON):
            return 0  # workers take the former one by one, an operator decides about the latter
        if not await self._gate.is_lifted(held_by):
            return 0
        # A pause was lifted, or a tenant activated: nothing else frees these jobs, so there is no grace to wait for.
        return await self._reissue(
            f"{held_by} lifted", await self._ledger.held(held_by, self._clock.now(), BATCH)
        )

    async def _release_records(self, overdue: datetime) -> int:
        jobs = await self._ledger.held(RECORD, overdue, BATCH)
        busy = await self._ledger.running_records(jobs)
        # Who runs takes the next waiter when it ends; these have nobody left who would.
        free = [job for job in jobs if (job.tenant_uid, job.lock_key) not in busy]
        return await self._reissue("record free", free)

    async def _release_slots(self, overdue: datetime) -> int:
        """Release what is held of tenants that run nothing, and whose oldest held job is the same as at the last look."""
        # One look alone may fall between the end of one job and the beginning of the next.
        tenants = await self._ledger.tenants_held_by_slot()
        busy = await self._ledger.running_tenants(tenants)
        before, self._stalled = self._stalled, {}
        sizes = [0]
        for tenant in set(tenants) - set(busy):
            held = await self._ledger.held(SLOT, overdue, BATCH, tenant_uid=tenant)
            if held and before.get(tenant) == held[0].job_id:
                sizes.append(await self._reissue("slot free", held))
            elif held:
                self._stalled[tenant] = held[0].job_id
        return max(sizes)

    async def _reissue(self, why: str, jobs: Sequence[JobEntry]) -> int:
        if not jobs:
            return 0
        # The ticket first: a message that was not lost after all is stale when it arrives.
        messages = await self._ledger.reissue(jobs, self._clock.now())
        self._watch.republished(jobs)
        confirmed = await self._dispatch.enqueue(messages)
        self._log.info("published afresh", why=why, jobs=len(messages), confirmed=len(confirmed))
        return len(jobs)
