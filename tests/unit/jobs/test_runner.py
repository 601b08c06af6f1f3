"""How a run ends when its lease does, on fakes."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from flow_omnium.jobs.attempt_result import Run
from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.circuits.evidence import Tone
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.contract import Lease, LedgerUnavailableError
from flow_omnium.jobs.worker.fence import LeaseLostError, RunLease
from flow_omnium.jobs.worker.leases import LEASES, LeaseRenewer
from flow_omnium.jobs.worker.other_jobs import LedgerJobs
from flow_omnium.jobs.worker.runner import JobRunner
from flow_omnium.rest.hearing import Hearing
from flow_omnium.runtime.supervision import Supervisor
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.clock import FixedClock
from flow_omnium.testing.jobs import a_message
from flow_omnium.testing.memory_ledger import MemoryLedger
from flow_omnium.testing.memory_publisher import MemoryPublisher
from flow_omnium.testing.tenants import a_tenant
from flow_omnium.testing.virtual_time import LoopClock, in_virtual_time

LEASE = timedelta(seconds=0.3)
Renewal = Callable[[], Awaitable[bool]]


class LedgerThatRenews(MemoryLedger):
    """Renews in its own way."""

    def __init__(self, renewal: Renewal) -> None:
        super().__init__()
        self._renewal = renewal

    async def renew(self, _entry: JobEntry, _until: datetime) -> bool:
        """See `RunLedger.renew`."""
        return await self._renewal()


async def lost() -> bool:
    return False


async def down() -> bool:
    raise LedgerUnavailableError("the ledger did not answer")


async def frozen() -> bool:
    await asyncio.Event().wait()
    return True


async def kept() -> bool:
    return True


async def run(renewal: Renewal, handler_seconds: float, age: timedelta = timedelta()) -> Run:
    ledger, clock = LedgerThatRenews(renewal), LoopClock()

    async def handle(job: JobContext) -> None:
        await asyncio.sleep(handler_seconds)
        job.journal.wrote("written")

    async def find_tenant(_uid: str) -> Tenant:
        return a_tenant("acme")

    entry = await ledger.claim(a_message(), Lease("worker-1", clock.now() - age, LEASE))
    assert isinstance(entry, JobEntry)
    handlers = {JobKind.INBOUND_ORDER: handle}
    async with LeaseRenewer(ledger, clock, LEASE) as leases, asyncio.timeout(1):
        runner = JobRunner(handlers, find_tenant, leases, clock, timeout=timedelta(seconds=30))
        return await runner.run(entry)


def has_written(ended: Run) -> bool:
    return ended.error is None and ended.changes == ("written",)


@in_virtual_time
async def test_a_job_may_ask_what_other_jobs_its_tenant_has() -> None:
    ledger, clock, told = MemoryLedger(), LoopClock(), []

    async def handle(job: JobContext) -> None:
        told.extend([await job.awaits(JobKind.OUTBOUND_ORDER, key) for key in ("there", "not there")])

    async def find_tenant(_uid: str) -> Tenant:
        return a_tenant("acme")

    await ledger.record([a_message("there", kind=JobKind.OUTBOUND_ORDER)])
    entry = await ledger.claim(a_message(), Lease("worker-1", clock.now(), LEASE))
    assert isinstance(entry, JobEntry)
    timeout, handlers = timedelta(seconds=30), {JobKind.INBOUND_ORDER: handle}
    others = LedgerJobs(ledger, Dispatch(MemoryPublisher()), clock)
    async with LeaseRenewer(ledger, clock, LEASE) as leases:
        runner = JobRunner(handlers, find_tenant, leases, clock, timeout=timeout, others=others)
        await runner.run(entry)
    assert told == [True, False]


@in_virtual_time
async def test_a_run_that_takes_too_long_tells_which_system_it_waited_for() -> None:
    ledger, clock, hearing = MemoryLedger(), LoopClock(), Hearing()

    async def handle(_job: JobContext) -> None:
        with hearing.call("omnium"):
            pass
        with hearing.call("flow"):
            await asyncio.Event().wait()

    async def find_tenant(_uid: str) -> Tenant:
        return a_tenant("acme")

    entry = await ledger.claim(a_message(), Lease("worker-1", clock.now(), LEASE))
    assert isinstance(entry, JobEntry)
    async with LeaseRenewer(ledger, clock, LEASE) as leases:
        handlers, timeout = {JobKind.INBOUND_ORDER: handle}, timedelta(seconds=3)
        runner = JobRunner(handlers, find_tenant, leases, clock, timeout=timeout, hearing=hearing)
        ended = await runner.run(entry)
    assert ended.tones == {"omnium": Tone.ANSWERED, "flow": Tone.SILENT}
    assert ended.missed == "flow"


@in_virtual_time
async def test_a_job_knows_when_its_event_came_however_late_it_runs() -> None:
    ledger, clock, told = MemoryLedger(), LoopClock(), []

    async def handle(job: JobContext) -> None:
        told.append(job.accepted_at)

    async def find_tenant(_uid: str) -> Tenant:
        return a_tenant("acme")

    message = a_message(at=clock.now() - timedelta(hours=3))
    entry = await ledger.claim(message, Lease("worker-1", clock.now(), LEASE))
    assert isinstance(entry, JobEntry)
    async with LeaseRenewer(ledger, clock, LEASE) as leases:
        handlers = {JobKind.INBOUND_ORDER: handle}
        runner = JobRunner(handlers, find_tenant, leases, clock, timeout=timedelta(seconds=30))
        await runner.run(entry)
    assert told == [message.accepted_at]


@in_virtual_time
async def test_a_job_may_make_another_as_if_an_event_had_come_unless_one_is_pending() -> None:
    ledger, publisher, clock = MemoryLedger(), MemoryPublisher(), LoopClock()
    dispatch = Dispatch(publisher)

    async def handle(job: JobContext) -> None:
        assert job.wakes is not None
        for key in ("1001", "1001", "pending"):
            await job.wakes(JobKind.OUTBOUND_ORDER, key, {"storeUid": "oslo"})

    async def find_tenant(_uid: str) -> Tenant:
        return a_tenant("acme")

    await ledger.record([a_message("pending", kind=JobKind.OUTBOUND_ORDER)])
    entry = await ledger.claim(a_message(), Lease("worker-1", clock.now(), LEASE))
    assert isinstance(entry, JobEntry)
    timeout, handlers = timedelta(seconds=30), {JobKind.INBOUND_ORDER: handle}
    others = LedgerJobs(ledger, dispatch, clock)
    async with LeaseRenewer(ledger, clock, LEASE) as leases:
        await JobRunner(handlers, find_tenant, leases, clock, timeout=timeout, others=others).run(entry)
    await dispatch.drained()
    made = [one for one in ledger.entries.values() if one.kind is JobKind.OUTBOUND_ORDER]
    assert [(one.tenant_uid, one.key, one.event) for one in made] == [
        (entry.tenant_uid, "pending", made[0].event),
        (entry.tenant_uid, "1001", {"storeUid": "oslo"}),
    ]
    assert [sent.message.key for sent in publisher.published] == ["1001"]


@pytest.mark.parametrize("renewal", [lost, down, frozen])
@in_virtual_time
async def test_a_run_ends_with_its_lease_so_that_no_other_run_can_overlap_it(renewal: Renewal) -> None:
    assert isinstance((await run(renewal, 60)).error, LeaseLostError)


@in_virtual_time
async def test_a_run_whose_lease_is_renewed_may_last_longer_than_the_lease() -> None:
    assert has_written(await run(kept, 2 * LEASE.total_seconds()))


@in_virtual_time
async def test_a_run_that_is_quicker_than_its_lease_needs_no_renewal() -> None:
    assert has_written(await run(down, 0))


@pytest.mark.parametrize("renewal", [lost, down, frozen])
@in_virtual_time
async def test_a_claim_that_was_answered_too_late_begins_no_run(renewal: Renewal) -> None:
    assert isinstance((await run(renewal, 0, age=2 * LEASE)).error, LeaseLostError)


@in_virtual_time
async def test_a_claim_that_was_answered_late_is_renewed_before_its_run() -> None:
    assert has_written(await run(kept, 0, age=LEASE * 0.8))


@pytest.mark.parametrize("is_ours", [True, False])
@in_virtual_time
async def test_a_renewal_that_is_answered_after_its_run_has_ended_ends_nothing_else(is_ours: bool) -> None:
    asked, ended = asyncio.Event(), asyncio.Event()

    async def answered_late() -> bool:
        asked.set()
        await ended.wait()
        return is_ours

    ledger, clock, supervisor = LedgerThatRenews(answered_late), LoopClock(), Supervisor()

    async def is_renewed(key: str) -> None:
        asked.clear()
        entry = await ledger.claim(a_message(key), Lease("worker-1", clock.now(), LEASE))
        assert isinstance(entry, JobEntry)
        lease = RunLease(clock.now() + 60 * LEASE, LEASE)
        async with leases.kept(entry, lease, leases.deadline(lease, math.inf)):
            await asked.wait()

    async with LeaseRenewer(ledger, clock, LEASE, supervisor) as leases, asyncio.timeout(10):
        await is_renewed("first")
        ended.set()
        await is_renewed("second")

        await supervisor.runs(LEASES)()


@pytest.mark.parametrize(("job_timeout", "ends_after"), [(300, 50), (20, 20)])
@in_virtual_time
async def test_a_run_and_the_call_that_is_out_end_with_a_margin_before_the_lease_does(
    job_timeout: float, ends_after: float
) -> None:
    ledger, clock, lease = LedgerThatRenews(kept), FixedClock(), timedelta(seconds=60)
    leases, loop = LeaseRenewer(ledger, clock, lease), asyncio.get_running_loop()
    entry = await ledger.claim(a_message(), Lease("worker-1", clock.now(), lease))
    assert isinstance(entry, JobEntry)

    secured = await leases.secured(entry)
    deadline = leases.deadline(secured, job_timeout)
    async with leases.kept(entry, secured, deadline):
        assert (deadline.timeout.when() or 0) - loop.time() == pytest.approx(ends_after, abs=5)
