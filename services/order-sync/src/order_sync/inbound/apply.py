"""Carries out planned changes of an inbound order in Flow."""

from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.sync import Write
from flow_omnium.tenants.tenant import Tenant
from order_sync.inbound.changes import (
    AddDiscount,
    AddLine,
    AddSettlement,
    AttachHandling,
    ChangeHeader,
    ChangeLine,
    ChangeState,
    CreateCustomer,
    CreateOrder,
    RemoveLine,
)
from order_sync.to_omnium.tax_rate import tax_flags


async def apply(flow: FlowClient, tenant: Tenant, write: Write) -> tuple[str, ...]:
    """Carry out one change, and tell what the shop made of it that nobody wanted. Raises ApiError, Deferred."""
    if isinstance(write, AddLine):
        added = await flow.orders.add_item(tenant, write.order, write.item)
        return tuple(tax_flags([(write.item.external_id, write.tax_rate, added)]))
    await _apply(flow, tenant, write)
    return ()


async def _apply(flow: FlowClient, tenant: Tenant, write: Write) -> None:
    match write:
        case CreateCustomer(customer):
            await flow.customers.create(tenant, customer)
        case CreateOrder(store_uid, order):
            await flow.orders.create(tenant, store_uid, order)
        case ChangeLine() | RemoveLine():
            await _apply_to_line(flow, tenant, write)
        case AddDiscount() | AddSettlement():
            await _apply_to_money(flow, tenant, write)
        case ChangeHeader() | AttachHandling() | ChangeState():
            await _apply_to_order(flow, tenant, write)
        case _:
            message = f"{type(write).__name__} is no write of an inbound order"
            raise TypeError(message)


async def _apply_to_line(flow: FlowClient, tenant: Tenant, write: ChangeLine | RemoveLine) -> None:
    match write:
        case ChangeLine(ref, item_uid, _, change):
            await flow.orders.change_item(tenant, ref, item_uid, change)
        case RemoveLine(ref, item_uid):
            await flow.orders.remove_item(tenant, ref, item_uid)


async def _apply_to_money(flow: FlowClient, tenant: Tenant, write: AddDiscount | AddSettlement) -> None:
    match write:
        case AddDiscount(ref, discount):
            await flow.orders.add_discount(tenant, ref, discount)
        case AddSettlement(ref, settlement):
            await flow.orders.add_settlement(tenant, ref, settlement)


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
