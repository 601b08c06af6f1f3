"""Which Flow store gets an order: where its first shipment goes, else the store that sold it. No I/O."""

from flow_omnium.flow.uids import sanitize_uid
from flow_omnium.omnium.models import Order
from flow_omnium.outcomes import InvalidData
from order_sync.inbound.order_types import OrderRule


def store_of(order: Order, rule: OrderRule) -> str:
    """Return the store's uid. Raises InvalidData if the order names none."""
    shipments = order.order_form.shipments if order.order_form else ()
    warehouse = rule.warehouse(shipments[0]) if shipments else None
    code = warehouse or order.store_id
    if code is None:
        raise InvalidData("storeId", None, f"given, nor is the first shipment's {rule.warehouse_field}")
    return sanitize_uid(code)
