"""Brings one Flow order to Omnium: read both sides, compare, write what differs."""

from flow_omnium.customer_marks.port import CustomerMarks, MemoryMarks
from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.sync import Plan, Write
from flow_omnium.omnium.client import OmniumClient
from order_sync.outbound.apply import apply
from order_sync.outbound.gather import Gathering
from order_sync.outbound.plan import plan


class OutboundOrderSync:
    """The sync of `outbound-order` jobs; the job's key is Flow's order uid."""

    def __init__(self, omnium: OmniumClient, flow: FlowClient, marks: CustomerMarks | None = None) -> None:
        self._omnium = omnium
        self._flow = flow
        self._marks = marks or MemoryMarks()

    async def plan(self, job: JobContext) -> Plan:
        """See `Sync.plan`."""
        return plan(await Gathering(self._omnium, self._flow, job, job.marks or self._marks).gather(job.key))

    async def apply(self, job: JobContext, write: Write) -> None:
        """See `Sync.apply`."""
        await apply(self._omnium, job.tenant, write)
