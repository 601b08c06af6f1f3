"""Asking both systems what an operator means. The console imports no service: lookups are found by their entry points."""

from collections.abc import Iterable, Sequence
from importlib.metadata import EntryPoint, entry_points
from typing import Final

from admin_console.failures import NothingDone
from admin_console.neighbours import both_systems
from admin_console.settings import PlanSettings
from admin_console.sync.decision import decided
from admin_console.sync.request import Request
from admin_console.tenants.access import stored_tenant
from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.lookup import Lookup, RecordJob, RecordType
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.outcomes import InvalidData, JobInterrupted

GROUP: Final = "flow_omnium.lookups"


async def found_jobs(settings: PlanSettings, request: Request) -> Sequence[RecordJob]:
    """Return the jobs of the record that is meant. Raises NothingDone, also where one of the systems does not answer."""
    tenant = await stored_tenant(settings, request.tenant_uid)
    async with both_systems(settings) as (omnium, flow):
        lookup = find_lookup(request.record, omnium, flow)
        try:
            records = await lookup.find(tenant, request.name, exact=request.choice.exact)
        except JobInterrupted as failure:
            raise NothingDone(_unanswered(failure)) from failure
    return decided(request, records, lookup.asks)


def find_lookup(
    record: RecordType, omnium: OmniumClient, flow: FlowClient, offered: Iterable[EntryPoint] | None = None
) -> Lookup:
    """Return the lookup of a type of record. Raises NothingDone if nothing that is installed offers it."""
    for entry_point in entry_points(group=GROUP) if offered is None else offered:
        lookups = entry_point.load()(omnium, flow)
        if record in lookups:
            lookup: Lookup = lookups[record]
            return lookup
    message = (
        f"nothing that is installed beside this command can look for a {record.value}: --force asks nobody"
    )
    raise NothingDone(message)


def _unanswered(failure: JobInterrupted) -> str:
    why = (
        "what was found cannot be read"
        if isinstance(failure, InvalidData)
        else "not both systems could be asked"
    )
    return f"{why}, so nothing was made: {failure}; --force makes the job by its exact id, and asks nobody"
