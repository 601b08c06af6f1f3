"""Which purchase order of Omnium, or which delivery of one, a purchase order of Flow is (flow.md 1.4). No I/O.

Exported whole, its uid is Omnium's id. A delivery that was exported as a purchase order is `<PurchaseOrderId>-delivery-
<DeliveryId>`; both ids may contain `-delivery-` themselves, so every place where the text can be cut is a candidate.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from flow_omnium.flow.uids import sanitize_uid
from flow_omnium.omnium.models.purchase import PurchaseOrder, PurchaseOrderLine

_MARK: Final = re.compile("(?=-delivery-)")
_MARK_LENGTH: Final = len("-delivery-")


@dataclass(frozen=True)
class Reference:
    """A purchase order in Omnium, and the delivery of it that is meant; None means the whole."""

    purchase_order_id: str
    delivery_id: str | None = None

    def lines_of(self, order: PurchaseOrder) -> tuple[PurchaseOrderLine, ...]:
        """Return the lines that are meant: none if the order has no such delivery."""
        if self.delivery_id is None:
            return order.lines
        return tuple(line for line in order.lines if _is(line.delivery_id, self.delivery_id))


def references(uid: str, external_id: str | None, *, deliveries_first: bool) -> Sequence[Reference]:
    """List what a purchase order may be, the likelier first: `deliveries_first` is the tenant's `ExportDeliveryAsPo`.

    An external id that the uid, or its purchase order's part, was made from is taken instead of it: it has the characters
    that uids cannot have.
    """
    name = _original(uid, external_id)
    cuts = tuple(_cuts(name, external_id))
    return (*cuts, Reference(name)) if deliveries_first else (Reference(name), *cuts)


def _cuts(name: str, external_id: str | None) -> Iterator[Reference]:
    for found in _MARK.finditer(name):
        order_id, delivery_id = name[: found.start()], name[found.start() + _MARK_LENGTH :]
        if order_id and delivery_id:
            yield Reference(_original(order_id, external_id), delivery_id)


def _original(uid: str, external_id: str | None) -> str:
    return external_id if external_id and sanitize_uid(external_id) == uid else uid


def _is(delivery_id: str | None, wanted: str) -> bool:
    return delivery_id is not None and wanted in (delivery_id, sanitize_uid(delivery_id))
