"""Reads the orders of Flow that are one order of Omnium's."""

from collections.abc import Iterable, Sequence

from flow_omnium.flow.client import FlowClient
from flow_omnium.flow.models import Order
from flow_omnium.flow.uids import sanitize_uid
from flow_omnium.omnium.models import Order as OmniumOrder
from flow_omnium.tenants.tenant import Tenant
from order_sync.order_uids import shipment_id, uids_of_shipment
from order_sync.to_omnium.own_properties import further_uids


async def read_orders(
    flow: FlowClient, tenant: Tenant, order_id: str, order: OmniumOrder | None
) -> Sequence[Order]:
    """Read the order of the bare uid, then those of each shipment, until a uid is free; orders of others are among them.

    The bare uid is used first: where it is free, no other is taken. Shipments that were cancelled or moved have left orders
    too; those of shipments that Omnium has no more are known by what was told of them.
    """
    bare = await flow.orders.read(tenant, sanitize_uid(order_id))
    if bare is None:
        return ()
    found = {bare.order_uid: bare}
    shipments = order.order_form.shipments if order and order.order_form else ()
    for position, shipment in enumerate(shipments):
        uids = uids_of_shipment(order_id, shipment_id(position, shipment))
        found |= await _read_until_free(flow, tenant, uids)
    prefix = tenant.parameters.omnium_property_prefix
    for uid in further_uids(order.properties, prefix) if order else ():
        if uid not in found:
            found |= await _read_until_free(flow, tenant, [uid])
    return tuple(found.values())


async def _read_until_free(flow: FlowClient, tenant: Tenant, uids: Iterable[str]) -> dict[str, Order]:
    found: dict[str, Order] = {}
    for uid in uids:
        order = await flow.orders.read(tenant, uid)
        if order is None:
            return found
        found[uid] = order
    return found
