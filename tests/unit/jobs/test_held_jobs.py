"""How a worker takes the jobs that are held for a slot: how many at once, how many ahead, and what it gives back."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.holding import SLOT
from flow_omnium.jobs.ledger.contract import Lease
from flow_omnium.jobs.state import JobState
from flow_omnium.jobs.worker.backlog import AHEAD_PER_SLOT
from flow_omnium.jobs.worker.held_jobs import HeldJobs
from flow_omnium.jobs.worker.policy import WorkerPolicy
from flow_omnium.jobs.worker.slots import Solitude, TenantJobSlots
from flow_omnium.testing.jobs import NOON, a_message
from flow_omnium.testing.memory_ledger import MemoryLedger
from flow_omnium.testing.virtual_time import LoopClock, in_virtual_time

CAP = 4
LEASE = timedelta(seconds=60)
QUEUE = "external_order_sync"
LOOK = 0.01


class SlowLooks(MemoryLedger):
    """Takes its time for a look, and remembers how many jobs each one asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked_for: list[int] = []

    async def take_held_by_slot(
        self, tenant_uid: str, queues: Collection[str], lease: Lease, at_most: int = 1
    ) -> Sequence[JobEntry]:
        """See `RunLedger.take_held_by_slot`."""
        self.asked_for.append(at_most)
        await asyncio.sleep(LOOK)
        return await super().take_held_by_slot(tenant_uid, queues, lease, at_most)


class Bench:
    """The held jobs of the tenant `acme`, and the slots that ask for them."""

    def __init__(self) -> None:
        self.ledger = SlowLooks()
        self.clock = LoopClock()
        self.slots = TenantJobSlots(CAP)
        self.solitude = Solitude()
        self.handed_back: list[str] = []
        policy = WorkerPolicy("worker-1", self.clock, LEASE, 60, [QUEUE])
        self.held = HeldJobs(self.ledger, self.slots, self.solitude, policy, self._hand_back)

    async def hold(self, number: int) -> None:
        for key in range(number):
            await self.ledger.hold(a_message(f"{key:03}", at=NOON + timedelta(seconds=key)), SLOT, NOON)
        self.slots.note_held("acme")

    async def work(self, seconds: float) -> list[str]:
        """One slot: take jobs that last so long, until there is none; their keys."""
        done: list[str] = []
        while (entry := await self.held.next("acme")) is not None:
            done.append(entry.key)
            await asyncio.sleep(seconds)
        return done

    async def all_work(self, seconds: float) -> list[str]:
        return [
            key for keys in await asyncio.gather(*(self.work(seconds) for _ in range(CAP))) for key in keys
        ]

    @property
    def taken(self) -> int:
        return sum(entry.state is JobState.RUNNING for entry in self.ledger.entries.values())

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """Hand back meanwhile what waits too long."""
        keeping = asyncio.create_task(self.held.run())
        try:
            yield
        finally:
            keeping.cancel()
            await asyncio.wait([keeping])

    async def _hand_back(self, entry: JobEntry) -> None:
        self.handed_back.append(entry.key)
        await self.ledger.hand_back(entry, self.clock.now())


@in_virtual_time
async def test_every_held_job_is_taken_once_by_one_slot() -> None:
    bench = Bench()
    await bench.hold(50)

    assert sorted(await bench.all_work(LOOK)) == [f"{key:03}" for key in range(50)]
    assert not bench.held.may_have("acme")


@in_virtual_time
async def test_slots_that_wait_share_one_look() -> None:
    bench = Bench()
    await bench.hold(50)
    waiting = [asyncio.create_task(bench.held.next("acme")) for _ in range(CAP)]

    taken = await asyncio.gather(*waiting)

    assert len({entry.key for entry in taken if entry is not None}) == CAP
    assert bench.ledger.asked_for[0] == CAP


@in_virtual_time
async def test_of_a_tenant_whose_jobs_take_long_nothing_is_taken_ahead() -> None:
    bench = Bench()
    await bench.hold(50)
    working = []
    for _ in range(CAP):
        working.append(asyncio.create_task(bench.work(1.0)))
        await asyncio.sleep(1.0 / CAP)

    await asyncio.sleep(8)

    assert set(bench.ledger.asked_for) == {1}
    await asyncio.gather(*working)


@in_virtual_time
async def test_of_a_tenant_whose_jobs_are_quick_so_many_are_taken_ahead_that_its_slots_do_not_wait() -> None:
    bench = Bench()
    await bench.hold(400)
    began = asyncio.get_running_loop().time()

    await bench.all_work(LOOK)

    # Each slot alone, with a look before each job, would take twice as long.
    assert asyncio.get_running_loop().time() - began < 1.1 * 400 / CAP * LOOK


@in_virtual_time
async def test_what_is_taken_ahead_has_a_bound() -> None:
    bench = Bench()
    await bench.hold(400)

    working = asyncio.create_task(bench.all_work(LOOK / 1_000))
    await asyncio.sleep(5 * LOOK)

    assert max(bench.ledger.asked_for) <= CAP + 2 * AHEAD_PER_SLOT * CAP
    await working


@in_virtual_time
async def test_what_no_slot_comes_free_for_is_handed_back_long_before_its_lease_ends() -> None:
    bench = Bench()
    await bench.hold(100)
    async with bench.kept():
        working = asyncio.create_task(bench.all_work(LOOK))
        await asyncio.sleep(10.5 * LOOK)
        working.cancel()
        ahead = bench.taken
        await asyncio.sleep(LEASE.total_seconds() / 2)

        assert 0 < len(bench.handed_back) < ahead
        assert {bench.ledger.entries[entry.job_id].state for entry in of(bench, bench.handed_back)} == {
            JobState.QUEUED
        }
        assert not bench.held.may_have("acme") or bench.slots.may_be_held("acme")


@in_virtual_time
async def test_whoever_stops_hands_back_what_has_not_begun_and_what_a_look_still_brings() -> None:
    bench = Bench()
    await bench.hold(100)
    async with bench.kept():
        working = asyncio.create_task(bench.all_work(LOOK))
        await asyncio.sleep(10.5 * LOOK)

        bench.held.stop()
        begun = await working

    left = [entry for entry in bench.ledger.entries.values() if entry.state is JobState.RUNNING]
    assert bench.handed_back
    assert sorted(entry.key for entry in left) == sorted(begun)


@in_virtual_time
async def test_nothing_taken_stays_here_while_a_job_runs_alone() -> None:
    bench = Bench()
    await bench.hold(100)
    working = asyncio.create_task(bench.all_work(LOOK))
    await asyncio.sleep(10.5 * LOOK)

    async with bench.solitude.alone():
        begun = await working

    assert bench.handed_back
    assert bench.taken == len(begun)


@in_virtual_time
async def test_a_waiter_whose_record_has_come_free_goes_before_the_held_jobs() -> None:
    bench = Bench()
    await bench.hold(1)
    await bench.ledger.record([message := a_message("waiter")])
    waiter = await bench.ledger.claim(message, Lease("worker-1", NOON, LEASE))
    assert isinstance(waiter, JobEntry)

    bench.held.put_first(waiter)

    assert await bench.work(0) == ["waiter", "000"]


def of(bench: Bench, keys: Sequence[str]) -> list[JobEntry]:
    return [entry for entry in bench.ledger.entries.values() if entry.key in keys]
