"""Carries out planned changes of an outbound order in Omnium."""

from flow_omnium.jobs.sync import Write
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.tenants.tenant import Tenant
from order_sync.outbound.changes import (
    AddLine,
    AddPayments,
    CreateOrder,
    CreateReturn,
    SetProperties,
    SetStatus,
    UpdateLines,
)


async def apply(omnium: OmniumClient, tenant: Tenant, write: Write) -> None:
    """Carry out one change. Raises ApiError, Deferred."""
    match write:
        case CreateOrder(order):
            await omnium.orders.create(tenant, order)
        case CreateReturn(order_id, new):
            await omnium.orders.create_return(tenant, order_id, new)
        case AddLine() | AddPayments() | UpdateLines() | SetProperties() | SetStatus():
            await _change(omnium, tenant, write)
        case _:
            message = f"{type(write).__name__} is no write of an outbound order"
            raise TypeError(message)


async def _change(
    omnium: OmniumClient,
    tenant: Tenant,
    write: AddLine | AddPayments | UpdateLines | SetProperties | SetStatus,
) -> None:
    match write:
        case AddLine(order_id, shipment_id, line):
            await omnium.orders.add_line(tenant, order_id, shipment_id, line)
        case AddPayments(order_id, payments):
            await omnium.orders.add_payments(tenant, order_id, payments)
        case UpdateLines(order_id, update):
            await omnium.orders.update_lines(tenant, order_id, update)
        case SetProperties(order_id, patch):
            await omnium.orders.patch(tenant, order_id, patch)
        case SetStatus(order_id, status):
            await omnium.orders.update_status(tenant, order_id, status)
