"""How late an order is that no event has told of, at the intervals that hold where nobody chooses others."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.worker.other_jobs import Wanted
from flow_omnium.polling.intervals import interval_of, settings_of
from flow_omnium.polling.source import Flag, Sighting, Window
from flow_omnium.polling.task import GRACE, PollTask
from flow_omnium.runtime.settings.process import WorkerSettings
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.service import LOOKS_PER_PASS
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.memory_ledger import MemoryLedger
from flow_omnium.testing.task_bench import ScriptedTask, TaskBench
from flow_omnium.testing.tenants import a_tenant
from flow_omnium.testing.virtual_time import LoopClock, in_virtual_time

POLL: Final = TaskName.POLL_OMNIUM_ORDERS
PROMISED: Final = timedelta(minutes=3)
LOOK: Final = timedelta(
    seconds=WorkerSettings.model_fields["relay_interval_seconds"].default / LOOKS_PER_PASS
)
"""How often a worker looks for polls that are due."""

LISTING: Final = timedelta(seconds=4)
"""How long a vendor takes to list what changed; a poll of the busiest tenant takes less than one second."""

JOB: Final = timedelta(seconds=15)
"""What is left for the job itself, which is published as soon as it is made."""


@dataclass
class Vendor:
    """An order changes each second, and no event tells of any; notes when each got its job. Implements `Source`, `MakesJobs`."""

    clock: LoopClock = field(default_factory=LoopClock)
    late: dict[str, timedelta] = field(default_factory=dict)

    async def sightings(
        self, _tenant: Tenant, window: Window, _flag: Flag
    ) -> AsyncGenerator[Sequence[Sighting], None]:
        """See `Source.sightings`."""
        await asyncio.sleep(LISTING.total_seconds())
        second = window.since.replace(microsecond=0) + timedelta(seconds=1)
        changed = []
        while second <= window.until:
            changed.append(Sighting(JobKind.INBOUND_ORDER, second.isoformat(), "v1"))
            second += timedelta(seconds=1)
        yield changed

    async def make(self, _tenant_uid: str, wanted: Sequence[Wanted]) -> int:
        """See `MakesJobs.make`."""
        for one in wanted:
            self.late.setdefault(one.key, self.clock.now() - datetime.fromisoformat(one.key))
        return len(wanted)


def bound_of(every: timedelta) -> timedelta:
    """Return how late a job is made at most: its order had changed just too late for a poll that had begun a moment before."""
    return GRACE + LISTING + every + LOOK + LISTING


@in_virtual_time
async def test_an_order_that_no_event_told_has_its_job_well_within_three_minutes_whenever_it_changed() -> (
    None
):
    vendor, tenant = Vendor(), a_tenant()
    poll = ScriptedTask(PollTask(vendor, MemoryLedger(), vendor).run)
    bench = TaskBench({POLL: poll}, tenants=[tenant], settings={"acme": settings_of(tenant, [POLL])})
    began = vendor.clock.now().isoformat()
    async with bench.scheduler(poll_seconds=LOOK.total_seconds()):
        await asyncio.sleep(3600)
    every = interval_of(tenant, POLL)
    assert every is not None
    # What changed before the first poll is as late as that one was.
    lates = [late for changed_at, late in vendor.late.items() if changed_at >= began]
    assert len(lates) > 3600 - PROMISED.total_seconds()
    assert every + GRACE < max(lates) <= bound_of(every)
    assert bound_of(every) + JOB <= PROMISED
