"""One job: bring what a shop has received to Omnium, as a goods reception or as stock levels."""

from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.sync import Plan, Write
from flow_omnium.omnium.client import OmniumClient
from receivement_sync.apply import Applying
from receivement_sync.gather import Gathering
from receivement_sync.plan import plan


class ReceivementSync:
    """The sync of `receivement` jobs; the key is Flow's uid of a purchase order, or of a reception without one."""

    def __init__(self, omnium: OmniumClient, flow: FlowClient) -> None:
        self._omnium = omnium
        self._flow = flow

    async def plan(self, job: JobContext) -> Plan:
        """See `Sync.plan`."""
        return plan(await Gathering(self._omnium, self._flow, job.tenant).gather(job))

    async def apply(self, job: JobContext, write: Write) -> None:
        """See `Sync.apply`."""
        await Applying(self._omnium, self._flow, job.tenant).apply(write)
