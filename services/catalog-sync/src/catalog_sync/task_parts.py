"""What the tasks and the syncs of the catalogue are made of."""

from dataclasses import dataclass
from functools import partial

from catalog_sync.breath import Rest, no_rest
from catalog_sync.rows.calls import RowCalls
from catalog_sync.rows.current import Current
from catalog_sync.rows.export import RowExport
from catalog_sync.rows.memory import RowMemory
from catalog_sync.rows.writing import RowWriting
from catalog_sync.run_report import tell
from catalog_sync.start_check import StartCheck
from catalog_sync.stock.flows_own import WakesJob, wakes_nobody
from flow_omnium.exported_rows.contract import RowStore
from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.work import NO_WORK, RecentWork
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.runtime.clock import Clock
from flow_omnium.tasks.contract import TaskStore
from flow_omnium.tasks.task import TaskRun
from flow_omnium.tenants.tenant import Tenant


@dataclass(frozen=True)
class TaskParts:
    """Both neighbours, the memory of what was written, and where runs are asked for.

    `work` tells of the jobs that are under way to Omnium, `wakes` makes one; without a ledger there are none. `rest` leaves the
    processors to others for a while, between pieces of a long run.
    """

    omnium: OmniumClient
    flow: FlowClient
    rows: RowStore
    tasks: TaskStore
    clock: Clock
    work: RecentWork = NO_WORK
    wakes: WakesJob = wakes_nobody
    rest: Rest = no_rest

    @property
    def check(self) -> StartCheck:
        """What every run begins with."""
        return StartCheck(self.omnium, self.flow)

    def export(self, run: TaskRun, current: Current | None = None) -> RowExport:
        """Make what brings the rows of one run, and tells what it writes."""
        memory = RowMemory(self.rows, run.tenant.tenant_uid, self.clock, is_dry=run.is_dry)
        return RowExport(
            memory, self._writing(run.tenant), current, partial(tell, run.tally, is_dry=run.is_dry)
        )

    def export_one(self, tenant: Tenant, current: Current | None = None) -> RowExport:
        """Make what brings the rows of one event."""
        memory = RowMemory(self.rows, tenant.tenant_uid, self.clock)
        return RowExport(memory, self._writing(tenant), current)

    def _writing(self, tenant: Tenant) -> RowWriting:
        return RowWriting(RowCalls(self.flow.catalogue, tenant))
