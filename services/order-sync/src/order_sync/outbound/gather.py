"""Reads what the plan of an outbound order needs from both systems, and no more."""

from collections.abc import Sequence
from dataclasses import replace

from flow_omnium.customer_marks.port import CustomerMarks
from flow_omnium.flow.client import FlowClient
from flow_omnium.flow.models import Order
from flow_omnium.flow.uids import sanitize_uid
from flow_omnium.flow.versions import order_version
from flow_omnium.jobs.handler import JobContext
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.omnium.models import Order as OmniumOrder
from flow_omnium.outcomes import RecordMissing
from order_sync.called import note_flow_orders, note_omnium_order
from order_sync.customers.gather import CustomerGathering
from order_sync.customers.identity import order_trouble
from order_sync.flow_orders import original_may_come, read_orders
from order_sync.identity import is_guest, omnium_order_id, was_born_in_omnium
from order_sync.outbound.gathered import Gathered
from order_sync.outbound.payments import lacks_payments
from order_sync.outbound.relevance import irrelevance, is_return, is_sold
from order_sync.outbound.shop_progress import is_cancelled
from order_sync.to_omnium.notes import withdrawn
from order_sync.to_omnium.own_properties import further_uids


class Gathering:
    """Reads both sides in the name of a job's tenant. Raises RecordMissing, and what the clients raise."""

    def __init__(self, omnium: OmniumClient, flow: FlowClient, job: JobContext, marks: CustomerMarks) -> None:
        self._omnium = omnium
        self._flow = flow
        self._job = job
        self._tenant = job.tenant
        self._customers = CustomerGathering(omnium, flow, marks, job.tenant)

    async def gather(self, order_uid: str) -> Gathered:
        """Read what concerns one order of Flow."""
        order = await self._flow.orders.read(self._tenant, order_uid)
        if order is None:
            message = f"Flow has no order {order_uid}"
            raise RecordMissing(message)
        self._job.journal.in_store(order.store_uid)
        note_flow_orders(self._job.journal, [order])
        for version in (order_version(order), *(one.order_receipt_uid for one in order.settlements)):
            self._job.journal.saw(version)
        gathered = Gathered(self._tenant, order)
        irrelevant = irrelevance(order)
        if irrelevant is not None:
            return await self._with_figures(gathered) if irrelevant.flags else gathered
        return await (self._for_return(gathered) if is_return(order) else self._for_order(gathered))

    async def _with_figures(self, gathered: Gathered) -> Gathered:
        """Read what the flags mention: the currency, and Omnium's side of an order that was taken back from the shop."""
        found = replace(gathered, flow_tenant=await self._flow.tenants.read(self._tenant))
        return await self._with_omnium(found, found.order) if withdrawn(found.order) else found

    async def _for_return(self, gathered: Gathered) -> Gathered:
        original_uid = gathered.order.original_order_uid or ""
        original = await self._flow.orders.read(self._tenant, original_uid)
        flow_tenant = await self._flow.tenants.read(self._tenant)
        found = replace(gathered, original=original, flow_tenant=flow_tenant)
        if original is not None:
            found = await self._with_omnium(found, original)
        if found.omnium is None:
            comes = await original_may_come(self._job, gathered.order, original)
            return replace(found, original_may_come=comes)
        return await self._with_methods(found) if lacks_payments(found.order, found.omnium) else found

    async def _for_order(self, gathered: Gathered) -> Gathered:
        order = gathered.order
        flow_tenant = await self._flow.tenants.read(self._tenant)
        found = await self._with_omnium(replace(gathered, flow_tenant=flow_tenant), order)
        if found.omnium is None:
            may_be_made = is_sold(order) and not was_born_in_omnium(order)
            return await self._for_creation(found) if may_be_made else found
        whole = replace(found, others=await self._others(order, found.omnium))
        return await self._with_methods(whole) if lacks_payments(order, found.omnium) else whole

    async def _others(self, order: Order, actual: OmniumOrder) -> Sequence[Order]:
        """Read the other orders of the same order in Omnium, where there may be any."""
        if not was_born_in_omnium(order) or self._is_only_one(order, actual):
            return ()
        found = await read_orders(self._flow, self._tenant, actual.id, actual)
        others = [
            one for one in found if one.order_uid != order.order_uid and omnium_order_id(one) == actual.id
        ]
        return [one for one in others if withdrawn(one) is None]

    def _is_only_one(self, order: Order, actual: OmniumOrder) -> bool:
        """Tell whether no other order of Flow can belong to the same order in Omnium; then none need be looked for."""
        shipments = actual.order_form.shipments if actual.order_form else ()
        further = further_uids(actual.properties, self._tenant.parameters.omnium_property_prefix)
        is_bare = order.order_uid == sanitize_uid(actual.id)
        # A cancelled one may have been taken back, and another made instead of it.
        return is_bare and len(shipments) <= 1 and not any(further) and not is_cancelled(order)

    async def _for_creation(self, gathered: Gathered) -> Gathered:
        uid = gathered.order.customer_uid
        customer = await self._flow.customers.read(self._tenant, uid) if uid else None
        customer = None if is_guest(customer, self._tenant.shared_ids) else customer
        trouble = order_trouble(await self._customers.known(customer)) if customer else None
        return await self._with_methods(replace(gathered, customer=customer, customer_trouble=trouble))

    async def _with_omnium(self, gathered: Gathered, order: Order) -> Gathered:
        actual = await self._omnium.orders.find(self._tenant, omnium_order_id(order))
        note_omnium_order(self._job.journal, actual)
        if actual is None:
            return gathered
        cancelled = await self._omnium.order_types.cancelled_statuses(self._tenant)
        return replace(gathered, omnium=actual, cancelled_statuses=cancelled)

    async def _with_methods(self, gathered: Gathered) -> Gathered:
        methods = await self._flow.tenants.payment_methods(self._tenant)
        return replace(gathered, payment_methods=methods)
