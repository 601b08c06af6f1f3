"""What a job of the catalogue may write beside rows, and how the writes of both syncs are carried out."""

from dataclasses import dataclass

from catalog_sync.rows.export import RowExport
from catalog_sync.rows.plan import RowPlan, RowWrite
from catalog_sync.rows.row import Mapped, RowFault
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.sync import Plan, Summary, Write
from flow_omnium.outcomes import Ignored
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tenants.tenant import Tenant


@dataclass(frozen=True)
class SetAside:
    """A row cannot be written as it stands: that is remembered, so a person sees it, and the next run tries again."""

    fault: RowFault

    def describe(self) -> Summary:
        """See `Write.describe`."""
        return Summary(f"set aside {self.fault}")


@dataclass(frozen=True)
class AskForRun:
    """An event that names no record stands for many: the delta of a scheduled task finds them."""

    task: TaskName

    def describe(self) -> Summary:
        """See `Write.describe`."""
        return Summary(f"ask for a run of {self.task}")


def require_export(tenant: Tenant) -> None:
    """Raise Ignored for a tenant whose catalogue the suite does not export."""
    if not tenant.catalog.enabled:
        raise Ignored("the tenant's catalogue is not exported: catalog.enabled is off")


def plan_of(planned: RowPlan, mapped: Mapped, more: tuple[str, ...] = ()) -> Plan:
    """Make the job's plan: the rows' writes in their order, and a flag for each row that is set aside."""
    aside = [SetAside(fault) for fault in planned.faults]
    notes = tuple(note for row in mapped.rows for note in row.notes)
    flags = (*more, *(str(fault) for fault in planned.faults), *notes)
    return Plan((*aside, *planned.writes), flags=flags, is_independent=True)


async def apply_row(job: JobContext, export: RowExport, write: Write) -> Write | None:
    """Carry out a write of a row; a row that Flow refuses is set aside and flagged, since no retry would mend it."""
    if isinstance(write, SetAside):
        await export.set_aside(write.fault)
        return None
    if not isinstance(write, RowWrite):
        message = f"{type(write).__name__} is no write of a row"
        raise TypeError(message)
    fault = await export.apply(write)
    if fault is None:
        return None
    job.journal.flag(str(fault))
    return SetAside(fault)
