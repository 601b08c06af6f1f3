"""One job: bring a customer of the shop, made or changed there, to Omnium."""

from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.sync import Plan, Write
from flow_omnium.omnium.client import OmniumClient
from order_sync.customers.gather import gather_customer
from order_sync.customers.plan import plan_customer
from order_sync.customers.writes import CreateCustomer, NoteExternalId, PatchCustomer


class OutboundCustomerSync:
    """Plans and applies jobs whose key is Flow's uid of a customer."""

    def __init__(self, omnium: OmniumClient, flow: FlowClient) -> None:
        self._omnium = omnium
        self._flow = flow

    async def plan(self, job: JobContext) -> Plan:
        """Compare both sides. Raises Failed for a customer that Flow has not."""
        return plan_customer(await gather_customer(self._omnium, self._flow, job.tenant, job.key))

    async def apply(self, job: JobContext, write: Write) -> None:
        """Carry out one write; each can be repeated."""
        match write:
            case CreateCustomer(kind, customer):
                await self._omnium.customers.create(job.tenant, kind, customer)
            case PatchCustomer(kind, _, patch):
                await self._omnium.customers.patch(job.tenant, kind, patch)
            case NoteExternalId(customer_uid, external_id):
                await self._flow.customers.note_external_id(job.tenant, customer_uid, external_id)
            case _:
                message = f"{type(write).__name__} is no write of a customer"
                raise TypeError(message)
