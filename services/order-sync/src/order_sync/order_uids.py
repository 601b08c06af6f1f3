"""The uids that the orders of Flow have which are one order of Omnium's. No I/O.

The first that is made has the order's own id, with a mark where a look-alike has that already; further ones have the id of
one of their shipments behind it. An order that moves needs another each time.
"""

from collections.abc import Iterable, Iterator

from flow_omnium.flow.models import Order
from flow_omnium.flow.uids import sanitize_uid, uids_of
from flow_omnium.omnium.models import Order as OmniumOrder
from flow_omnium.omnium.models import Shipment
from order_sync.to_omnium.identity import is_order_of


def base_uid(order: OmniumOrder, actuals: Iterable[Order]) -> str:
    """Return the uid of an order's first part: its bare id, or the marked one where a look-alike has that already."""
    plain, *marked = uids_of(order.id)
    is_taken = any(actual.order_uid == plain and not is_order_of(actual, order) for actual in actuals)
    return marked[0] if is_taken and marked else plain


def shipment_id(position: int, shipment: Shipment) -> str:
    """Return a shipment's id; one that has none is known by its place."""
    return shipment.shipment_id or str(position + 1)


def uids_of_shipment(base: str, shipment_id: str) -> Iterator[str]:
    """Yield the uids that orders of one shipment may have, one after the other, without end."""
    plain = sanitize_uid(f"{base}-{shipment_id}")
    yield plain
    number = 1
    while True:
        number += 1
        yield f"{plain}-{number}"
