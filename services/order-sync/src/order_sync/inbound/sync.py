"""Brings one Omnium order to Flow: read both sides, compare, write what differs."""

from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.sync import Plan, Write
from flow_omnium.omnium.client import OmniumClient
from order_sync.inbound.apply import apply
from order_sync.inbound.decide import decide
from order_sync.inbound.gather import gather


class InboundOrderSync:
    """The sync of `inbound-order` jobs; the job's key is Omnium's order id."""

    def __init__(self, omnium: OmniumClient, flow: FlowClient) -> None:
        self._omnium = omnium
        self._flow = flow

    async def plan(self, job: JobContext) -> Plan:
        """See `Sync.plan`."""
        return decide(await gather(self._omnium, self._flow, job))

    async def apply(self, job: JobContext, write: Write) -> None:
        """See `Sync.apply`."""
        for flag in await apply(self._flow, job.tenant, write):
            job.journal.flag(flag)
