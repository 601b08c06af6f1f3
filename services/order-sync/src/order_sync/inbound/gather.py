"""Fetches what the plan of an inbound order needs from both sides."""

from flow_omnium.flow.client import FlowClient
from flow_omnium.flow.uids import sanitize_uid
from flow_omnium.jobs.deletion import tells_deletion
from flow_omnium.jobs.handler import JobContext
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.omnium.models import Order
from flow_omnium.tenants.tenant import Tenant
from order_sync.inbound.context import InboundContext
from order_sync.inbound.customer import NOBODY, CustomerFacts, customer_kind
from order_sync.inbound.gathered import Gathered
from order_sync.inbound.order_types import rule_of
from order_sync.omnium_standing import Standing, standing_of


async def gather(omnium: OmniumClient, flow: FlowClient, job: JobContext) -> Gathered:
    """Read both sides. Raises NotFound for an order that Omnium has not, unless the event says that it was deleted,

    Ignored for an order type that does not go to the shop, and Deferred for an order that is still Queued.
    """
    order = await _order(omnium, job)
    if order is None:
        actual = await flow.orders.read(job.tenant, sanitize_uid(job.key))
        return Gathered(None, actual, Standing.CANCELLED)
    standing_of(order.status)  # a Queued order is not looked at any further
    rule_of(order.order_type, job.tenant.order_types)
    standing = standing_of(order.status, await omnium.order_types.cancelled_statuses(job.tenant))
    actual = await flow.orders.read(job.tenant, sanitize_uid(order.id))
    if standing is Standing.CANCELLED or (standing is Standing.OVER and actual is None):
        return Gathered(order, actual, standing)
    context = await _context(flow, job)
    customer = await _customer(omnium, flow, job.tenant, order)
    return Gathered(order, actual, standing, context, customer, job.is_rerun)


async def _order(omnium: OmniumClient, job: JobContext) -> Order | None:
    if tells_deletion(job.event):
        return await omnium.orders.find(job.tenant, job.key)
    return await omnium.orders.read(job.tenant, job.key)


async def _context(flow: FlowClient, job: JobContext) -> InboundContext:
    """Time zone and country come from Flow; a country in our own settings comes first."""
    known = await flow.tenants.read(job.tenant)
    return InboundContext(
        parameters=job.tenant.parameters,
        now=job.started_at,
        timezone=known.timezone,
        country=job.tenant.flow.country_code or known.country_code,
        order_types=job.tenant.order_types,
        shipping_product_uid=job.tenant.flow.shipping_product_uid,
    )


async def _customer(omnium: OmniumClient, flow: FlowClient, tenant: Tenant, order: Order) -> CustomerFacts:
    if order.customer_id is None:
        return NOBODY
    if in_flow := await flow.customers.find(tenant, order.customer_id):
        return CustomerFacts(in_flow)
    if of_uid := await flow.customers.read(tenant, sanitize_uid(order.customer_id)):
        return CustomerFacts(of_uid=of_uid)
    return CustomerFacts(
        in_omnium=await omnium.customers.find(tenant, customer_kind(order), order.customer_id)
    )
