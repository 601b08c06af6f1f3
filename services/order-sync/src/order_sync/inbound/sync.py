"""Brings one Omnium order to Flow: read both sides, compare, write what differs."""

from dataclasses import replace

from flow_omnium.customer_marks.port import CustomerMarks, MemoryMarks
from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.sync import Plan, Write
from flow_omnium.omnium.client import OmniumClient
from order_sync.customers.memory import CustomerMemory
from order_sync.inbound.apply import apply
from order_sync.inbound.changes import CreateCustomer, LookAgain
from order_sync.inbound.decide import decide
from order_sync.inbound.gather import gather
from order_sync.inbound.look_again import looks_again


class InboundOrderSync:
    """The sync of `inbound-order` jobs; the job's key is Omnium's order id."""

    def __init__(self, omnium: OmniumClient, flow: FlowClient, marks: CustomerMarks | None = None) -> None:
        self._omnium = omnium
        self._flow = flow
        self._marks = marks or MemoryMarks()

    async def plan(self, job: JobContext) -> Plan:
        """See `Sync.plan`."""
        gathered = await gather(self._omnium, self._flow, job, job.marks or self._marks)
        planned = decide(gathered)
        if job.wakes is None:
            return planned
        again = [one for one in looks_again(gathered, planned, job.tenant) if not await _is_due(job, one)]
        return replace(planned, writes=(*planned.writes, *again))

    async def apply(self, job: JobContext, write: Write) -> None:
        """See `Sync.apply`."""
        if isinstance(write, LookAgain) and job.wakes is not None:
            event = {"orderUid": write.order_uid, "storeUid": write.store_uid or ""}
            await job.wakes(JobKind.OUTBOUND_ORDER, write.order_uid, event)
            return
        if isinstance(write, CreateCustomer):
            memory, uid = CustomerMemory(job.marks or self._marks, job.tenant), write.customer.customer_uid
            await memory.keep_told(uid, write.told_fields, is_guest=write.is_guest)
        for flag in await apply(self._flow, job.tenant, write):
            job.journal.flag(flag)


async def _is_due(job: JobContext, look: LookAgain) -> bool:
    return await job.awaits(JobKind.OUTBOUND_ORDER, look.order_uid)
