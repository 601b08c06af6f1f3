"""The sync of `outbound-order` jobs: brings an order of the shop to Omnium."""

from flow_omnium.customer_marks.port import CustomerMarks, MemoryMarks
from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.sync import Plan, Write
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.omnium.models import OrderPatch
from flow_omnium.outcomes import Rejected
from flow_omnium.tenants.tenant import Tenant
from order_sync.order_stage import stage_of
from order_sync.outbound.changes import (
    AddLine,
    AddPayments,
    ChangeReturn,
    CreateOrder,
    CreateReturn,
    SetPrices,
    SetProperties,
    SetReadOnly,
    SetRoundoff,
    SetStatus,
    UpdateLines,
)
from order_sync.outbound.gather import Gathering
from order_sync.outbound.plan import plan

Narrow = (
    AddLine | AddPayments | UpdateLines | SetPrices | SetProperties | SetRoundoff | SetReadOnly | SetStatus
)
"""The writes that change an order which Omnium has."""


class OutboundOrderSync:
    """Plans and applies jobs; the key is Flow's order uid."""

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


async def apply(omnium: OmniumClient, tenant: Tenant, write: Write) -> None:
    """Carry out one change. Raises ApiError, Deferred."""
    match write:
        case CreateOrder(order):
            await omnium.orders.create(tenant, order)
        case CreateReturn(order_id, new):
            await omnium.orders.create_return(tenant, order_id, new)
        case ChangeReturn(order_id, return_id, patch):
            await omnium.orders.patch_return(tenant, order_id, return_id, patch)
        case (
            AddLine()
            | AddPayments()
            | UpdateLines()
            | SetPrices()
            | SetProperties()
            | SetRoundoff()
            | SetReadOnly()
            | SetStatus()
        ):
            await _change_unless_queued(omnium, tenant, write)
        case _:
            message = f"{type(write).__name__} is no write of an outbound order"
            raise TypeError(message)


async def _change_unless_queued(omnium: OmniumClient, tenant: Tenant, write: Narrow) -> None:
    """Carry out a change. If Omnium refuses it, look whether the order has gone into Omnium's own queue: then wait.

    A locked order is a conflict, after which both sides are compared again; any other refusal is a failure.
    """
    try:
        await _change(omnium, tenant, write)
    except Rejected:
        order = await omnium.orders.find(tenant, write.order_id)
        stage_of(order.status if order else None)  # raises Deferred while Queued
        raise


async def _change(omnium: OmniumClient, tenant: Tenant, write: Narrow) -> None:
    match write:
        case AddLine(order_id, shipment_id, line):
            await omnium.orders.add_line(tenant, order_id, shipment_id, line)
        case UpdateLines(order_id, update):
            await omnium.orders.update_lines(tenant, order_id, update)
        case SetProperties(order_id, patch):
            await omnium.orders.patch(tenant, order_id, patch)
        case SetReadOnly(order_id, is_read_only):
            await omnium.orders.patch(tenant, order_id, OrderPatch(is_read_only=is_read_only))
        case SetStatus(order_id, status):
            await omnium.orders.update_status(tenant, order_id, status)
        case AddPayments() | SetPrices() | SetRoundoff():
            await _change_money(omnium, tenant, write)


async def _change_money(
    omnium: OmniumClient, tenant: Tenant, write: AddPayments | SetPrices | SetRoundoff
) -> None:
    match write:
        case AddPayments(order_id, payments):
            await omnium.orders.add_payments(tenant, order_id, payments)
        case SetPrices(order_id, patches):
            await omnium.orders.patch_lines(tenant, order_id, patches)
        case SetRoundoff(order_id, amount, version_id):
            await omnium.orders.book_roundoff(tenant, order_id, amount, version_id)
