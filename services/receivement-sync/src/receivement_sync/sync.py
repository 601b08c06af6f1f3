"""One job: bring what a shop has received to Omnium, as a goods reception or as stock levels."""

from dataclasses import replace
from typing import Final

from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.sync import Plan, Write
from flow_omnium.omnium.client import OmniumClient
from receivement_sync.apply import Applying
from receivement_sync.changes import PassOn
from receivement_sync.gather import Gathering
from receivement_sync.plan import plan

_PASSED_ON: Final = "passedOnBy"
"""Names in an event of ours the job that goods were passed on by; who was woken by it wakes nobody."""


class ReceivementSync:
    """The sync of `receivement` jobs; the key is Flow's uid of a purchase order, or of a reception without one."""

    def __init__(self, omnium: OmniumClient, flow: FlowClient) -> None:
        self._omnium = omnium
        self._flow = flow

    async def plan(self, job: JobContext) -> Plan:
        """See `Sync.plan`."""
        gathered = await Gathering(self._omnium, self._flow, job).gather()
        planned = plan(gathered, passes_on=job.wakes is not None)
        return replace(planned, writes=[one for one in planned.writes if not await _is_needless(job, one)])

    async def apply(self, job: JobContext, write: Write) -> None:
        """See `Sync.apply`."""
        if isinstance(write, PassOn) and job.wakes is not None:
            event = {
                "storeUid": write.store_uid,
                "receivementUid": write.receivement_uid,
                _PASSED_ON: job.key,
            }
            await job.wakes(JobKind.RECEIVEMENT, write.order_uid, event)
            return
        await Applying(self._omnium, self._flow, job.tenant).apply(write)


async def _is_needless(job: JobContext, write: Write) -> bool:
    """Tell whether a job need not be made: there is one, or two orders would go on waking each other."""
    if not isinstance(write, PassOn):
        return False
    return _PASSED_ON in job.event or await job.awaits(JobKind.RECEIVEMENT, write.order_uid)
