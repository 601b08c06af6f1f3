"""Brings one Omnium order to Flow: read it, map it, compare with what Flow has, write what is missing."""

from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.handler import JobContext
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.outcomes import Conflict, Ignored
from flow_omnium.tenants.tenant import Tenant
from order_sync.inbound.apply import apply
from order_sync.inbound.desired import DesiredOrder
from order_sync.inbound.gather import gather_context
from order_sync.inbound.omnium_to_flow import to_desired_order
from order_sync.inbound.plan import plan
from order_sync.inbound.readiness import require_ready


class InboundOrderHandler:
    """The handler of `inbound-order` jobs; the job's key is Omnium's order id."""

    def __init__(self, omnium: OmniumClient, flow: FlowClient) -> None:
        self._omnium = omnium
        self._flow = flow

    async def __call__(self, job: JobContext) -> list[str]:
        """Make the order in Flow, or finish making it. Can be repeated at any point without a second effect.

        Raises Ignored if there is nothing to do, Deferred while Omnium is not done with the order, and Failed.
        """
        order = await self._omnium.read_order(job.tenant, job.key)
        require_ready(order)
        context = await gather_context(self._flow, job)
        desired = to_desired_order(order, context)
        done: list[str] = []
        try:
            await self._bring_about(job.tenant, desired, done)
        except Conflict:
            # Somebody else was faster, or an earlier write of ours did arrive: look again, once.
            await self._bring_about(job.tenant, desired, done)
        return done

    async def _bring_about(self, tenant: Tenant, desired: DesiredOrder, done: list[str]) -> None:
        actual = await self._flow.read_order(tenant, desired.header.order_uid)
        changes = plan(desired, actual)
        if actual is not None and not changes and not done:
            reason = f"the order stands in Flow already, in state {actual.order_state}"
            raise Ignored(reason)
        async for line in apply(self._flow, tenant, changes):
            done.append(line)
