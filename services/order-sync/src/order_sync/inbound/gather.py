"""Reads what the plan of an inbound order needs from both systems, and no more."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from flow_omnium.customer_marks.port import CustomerMarks
from flow_omnium.flow.client import FlowClient
from flow_omnium.flow.models import Customer as FlowCustomer
from flow_omnium.flow.uids import uids_of
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import tells_deletion
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.omnium.models import Order
from flow_omnium.omnium.versions import GONE, version_of
from flow_omnium.outcomes import Ignored
from flow_omnium.tenants.tenant import Tenant
from order_sync.called import note_flow_orders, note_omnium_order
from order_sync.customers.memory import CustomerMemory
from order_sync.flow_orders import read_orders
from order_sync.identity import is_order_of, was_born_in_omnium
from order_sync.inbound.allotment import PaymentRules
from order_sync.inbound.customer import (
    NOBODY,
    CustomerFacts,
    customer_id_of,
    customer_kind,
    known_customer_uid,
    named_in,
)
from order_sync.inbound.gathered import Gathered, InboundContext
from order_sync.inbound.stores import Stores, codes_of
from order_sync.order_stage import OrderStage, is_known, stage_of
from order_sync.order_types import OrderRule, rule_of

_SHOP_ORDER = "pos"
"""The type, in lower case, that orders of the shops have in Omnium."""


async def gather(omnium: OmniumClient, flow: FlowClient, job: JobContext, marks: CustomerMarks) -> Gathered:
    """Read both systems.

    Raises NotFound for an order that Omnium lacks, unless the event says that it was deleted; Ignored for an order type that
    does not go to the shop; Deferred for an order still Queued in Omnium.
    """
    order = await _order(omnium, job)
    job.journal.saw(GONE if order is None else version_of(order))
    note_omnium_order(job.journal, order)
    if order is None:
        return await _deleted(flow, job)
    stage_of(order.status)  # raises Deferred while Queued, before any further call
    statuses = job.tenant.order_statuses
    cancelled = await omnium.order_types.cancelled_statuses(job.tenant)
    stage = stage_of(order.status, cancelled, statuses)
    rule = await _rule(flow, job.tenant, order)
    actuals = await read_orders(flow, job.tenant, order.id, order)
    note_flow_orders(job.journal, (actual for actual in actuals if is_order_of(actual, order)))
    # Nothing is made of such an order, so nothing more need be read.
    if stage is OrderStage.CANCELLED or (stage is not OrderStage.ALIVE and not actuals):
        return Gathered(order, actuals, stage)
    return Gathered(
        order,
        actuals,
        stage,
        await _context(flow, job, order),
        await _customer(omnium, flow, CustomerMemory(marks, job.tenant), order),
        job.is_rerun,
        await _stores(flow, job.tenant, codes_of(order, rule) if rule else ()),
        is_known(order.status, statuses, await omnium.order_types.statuses(job.tenant)),
        rule,
    )


async def _rule(flow: FlowClient, tenant: Tenant, order: Order) -> OrderRule | None:
    """Return the rule of the order's type; None if shops do not handle the type by now, but have the order.

    Raises Ignored if no shop has it. Sales of the shops come back from Omnium as events too: they are ignored without a look
    into Flow.
    """
    try:
        return rule_of(order.order_type, tenant.order_types)
    except Ignored:
        if (order.order_type or "").strip().lower() == _SHOP_ORDER:
            raise
        own = [one for one in await read_orders(flow, tenant, order.id, order) if is_order_of(one, order)]
        if not any(was_born_in_omnium(actual) for actual in own):
            raise
        return None


async def _order(omnium: OmniumClient, job: JobContext) -> Order | None:
    # Without word of a deletion, a 404 may be an order outside our user's stores and markets: it is tried again.
    if tells_deletion(job.event):
        return await omnium.orders.find(job.tenant, job.key)
    return await omnium.orders.read(job.tenant, job.key)


async def _deleted(flow: FlowClient, job: JobContext) -> Gathered:
    """Read the orders in Flow, and the shop's currency: the deleted order tells none."""
    actuals = await read_orders(flow, job.tenant, job.key, None)
    note_flow_orders(job.journal, actuals)
    currency = (await flow.tenants.read(job.tenant)).currency.code if actuals else None
    return Gathered(None, actuals, OrderStage.CANCELLED, shop_currency=currency)


async def _stores(flow: FlowClient, tenant: Tenant, codes: Collection[str]) -> Stores:
    listed = Stores(frozenset(tenant.stores))
    if not listed.leaves_open(codes):
        return listed
    return replace(listed, in_flow=await flow.tenants.store_uids(tenant))


async def _context(flow: FlowClient, job: JobContext, order: Order) -> InboundContext:
    """Time zone and country come from Flow; a country in our own settings comes first."""
    known = await flow.tenants.read(job.tenant)
    has_payments = bool(order.order_form and order.order_form.payments)
    return InboundContext(
        parameters=job.tenant.parameters,
        now=job.started_at,
        timezone=known.timezone,
        country=job.tenant.flow.country_code or known.country_code,
        order_types=job.tenant.order_types,
        shipping_product_uid=job.tenant.flow.shipping_product_uid,
        shared_customer_ids=job.tenant.shared_ids,
        fee_product_uid=job.tenant.flow.fee_product_uid,
        payments=PaymentRules(
            choice=job.tenant.inbound_payments,
            own_names=job.tenant.payment_methods,
            methods=await flow.tenants.payment_methods(job.tenant) if has_payments else (),
            currency=known.currency.code,
            cash_rounding=known.currency.cash_rounding,
        ),
    )


async def _customer(
    omnium: OmniumClient, flow: FlowClient, memory: CustomerMemory, order: Order
) -> CustomerFacts:
    tenant = memory.tenant
    customer_id = customer_id_of(order, tenant.shared_ids)
    if customer_id is None:
        return NOBODY
    # Omnium's record is only for making the customer, which is not needed here.
    if in_flow := await flow.customers.find(tenant, customer_id):
        return CustomerFacts(in_flow)
    found = await omnium.customers.find(tenant, customer_kind(order), customer_id)
    of_uids = await _of_uids(flow, tenant, customer_id)
    facts = CustomerFacts(of_uids=of_uids, in_omnium=found, named=named_in(order, customer_id))
    if known_customer_uid(customer_id, facts) is not None:
        return facts
    return replace(facts, is_erased=await memory.is_erased(customer_id, *uids_of(customer_id)))


async def _of_uids(flow: FlowClient, tenant: Tenant, customer_id: str) -> Sequence[FlowCustomer]:
    found: list[FlowCustomer] = []
    for uid in uids_of(customer_id):
        customer = await flow.customers.read(tenant, uid)
        if customer is None:
            break
        found.append(customer)
    return found
