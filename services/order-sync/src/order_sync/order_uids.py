"""The uids that the orders of Flow have which are one order of Omnium's. No I/O.

The first that is made has the order's own id, further ones that of one of their shipments behind it. An order that moves
needs another each time.
"""

from collections.abc import Iterator

from flow_omnium.flow.uids import sanitize_uid
from flow_omnium.omnium.models import Shipment


def shipment_id(position: int, shipment: Shipment) -> str:
    """Return a shipment's id; one that has none is known by its place."""
    return shipment.shipment_id or str(position + 1)


def uids_of_shipment(order_id: str, shipment_id: str) -> Iterator[str]:
    """Yield the uids that orders of one shipment may have, one after the other, without end."""
    plain = sanitize_uid(f"{order_id}-{shipment_id}")
    yield plain
    number = 1
    while True:
        number += 1
        yield f"{plain}-{number}"
