"""Carries out planned changes in Flow, and tells of each in the operator's words."""

from collections.abc import AsyncIterator, Sequence

from flow_omnium.flow.amounts import from_flow
from flow_omnium.flow.client import FlowClient
from flow_omnium.flow.models import NewItem
from flow_omnium.tenants.tenant import Tenant
from order_sync.inbound.changes import AddLine, AttachHandling, Change, ChangeState, CreateOrder


async def apply(flow: FlowClient, tenant: Tenant, changes: Sequence[Change]) -> AsyncIterator[str]:
    """Write one change after the other, yielding a line for each once it is done. Raises ApiError, Deferred."""
    for change in changes:
        yield await _apply_one(flow, tenant, change)


async def _apply_one(flow: FlowClient, tenant: Tenant, change: Change) -> str:
    match change:
        case CreateOrder(store_uid, order):
            await flow.create_order(tenant, store_uid, order)
            return f"created order {order.order_uid} in store {store_uid}"
        case AddLine(ref, item):
            await flow.add_item(tenant, ref, item)
            return f"added line {item.external_id}: {_shown(item)}"
        case AttachHandling(ref, handling_uid):
            await flow.attach_handling(tenant, ref, handling_uid)
            return f"attached handling {handling_uid}"
        case ChangeState(ref, state):
            await flow.change_state(tenant, ref, state)
            return f"set state {state}"


def _shown(item: NewItem) -> str:
    goods = f"{from_flow(item.quantity_ordered)} × {item.product_uid} at {from_flow(item.unit_price):.2f}"
    discount = from_flow(item.item_discount_amount)
    return f"{goods}, {discount:.2f} off" if discount else goods
