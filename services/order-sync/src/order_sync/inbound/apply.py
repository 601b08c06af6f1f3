"""Carries out planned changes of an inbound order in Flow."""

from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.sync import Write
from flow_omnium.tenants.tenant import Tenant
from order_sync.inbound.changes import (
    AddLine,
    AttachHandling,
    ChangeHeader,
    ChangeLine,
    ChangeState,
    CreateCustomer,
    CreateOrder,
    RemoveLine,
)


async def apply(flow: FlowClient, tenant: Tenant, write: Write) -> None:
    """Carry out one change. Raises ApiError, Deferred."""
    match write:
        case CreateCustomer(customer):
            await flow.customers.create(tenant, customer)
        case CreateOrder(store_uid, order):
            await flow.orders.create(tenant, store_uid, order)
        case AddLine() | ChangeLine() | RemoveLine():
            await _apply_to_line(flow, tenant, write)
        case ChangeHeader() | AttachHandling() | ChangeState():
            await _apply_to_order(flow, tenant, write)
        case _:
            message = f"{type(write).__name__} is no write of an inbound order"
            raise TypeError(message)


async def _apply_to_line(flow: FlowClient, tenant: Tenant, write: AddLine | ChangeLine | RemoveLine) -> None:
    match write:
        case AddLine(ref, item):
            await flow.orders.add_item(tenant, ref, item)
        case ChangeLine(ref, item_uid, _, change):
            await flow.orders.change_item(tenant, ref, item_uid, change)
        case RemoveLine(ref, item_uid):
            await flow.orders.remove_item(tenant, ref, item_uid)


async def _apply_to_order(
    flow: FlowClient, tenant: Tenant, write: ChangeHeader | AttachHandling | ChangeState
) -> None:
    match write:
        case ChangeHeader(ref, header):
            await flow.orders.change_header(tenant, ref, header)
        case AttachHandling(ref, handling_uid):
            await flow.orders.attach_handling(tenant, ref, handling_uid)
        case ChangeState(ref, state):
            await flow.orders.change_state(tenant, ref, state)
