"""Which purchase order of Omnium, or which delivery of one, a purchase order of Flow was made of (flow.md 1.4).

A purchase order exported whole has Omnium's id as its uid. A delivery exported as a purchase order has
`<PurchaseOrderId>-delivery-<DeliveryId>`; both ids may contain `-delivery-` themselves, so each such place is tried.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from flow_omnium.flow.models.purchase import PurchaseOrder
from flow_omnium.flow.uids import sanitize_uid
from flow_omnium.omnium.models.purchase import PurchaseOrder as OmniumOrder
from flow_omnium.omnium.models.purchase import PurchaseOrderLine
from receivement_sync.matching import lines_named, names_of

_MARK: Final = re.compile("(?=-delivery-)")
_MARK_LENGTH: Final = len("-delivery-")


@dataclass(frozen=True)
class Reference:
    """A purchase order in Omnium and the delivery that is meant; None for the whole order."""

    purchase_order_id: str
    delivery_id: str | None = None

    def lines_of(self, order: OmniumOrder, exported: PurchaseOrder | None) -> tuple[PurchaseOrderLine, ...]:
        """Return the lines of the delivery, and those of the shop's order that were moved to another delivery since."""
        if self.delivery_id is None:
            return order.lines
        names = [names_of(item) for item in exported.items] if exported else []
        moved = {line.line_item_id for each in names for line in lines_named(each, order.lines)}
        return tuple(
            line
            for line in order.lines
            if _is(line.delivery_id, self.delivery_id) or line.line_item_id in moved
        )

    def lost_in(self, order: OmniumOrder) -> str | None:
        """Return the delivery's id if no line of the order is in it any more; else None."""
        wanted = self.delivery_id
        return (
            None if wanted is None or any(_is(line.delivery_id, wanted) for line in order.lines) else wanted
        )


def came_from_omnium(order: PurchaseOrder | None) -> bool:
    """Tell whether a purchase order came from Omnium: a line has an external id, or the uid was made from one."""
    if order is None:
        return False
    is_respelled = order.external_id and sanitize_uid(order.external_id) == order.purchase_order_uid
    return bool(is_respelled) or any(item.external_id for item in order.items)


def is_of(
    order: OmniumOrder, exported: PurchaseOrder | None, named: Collection[str], stores: Collection[str]
) -> bool:
    """Tell whether an order of Omnium is the shop's order, and not another one with the same number.

    It is if the shop's order or receptions name one of its lines (`named`), or if the shop's order has ids of Omnium. Otherwise
    only the store can tell: both systems number their orders, and may give the same number.
    """
    if exported is None or came_from_omnium(exported) or lines_named(named, order.lines):
        return True
    return order.store_id is None or order.store_id in stores


def references(uid: str, external_id: str | None, *, deliveries_first: bool) -> Sequence[Reference]:
    """List what a purchase order may be made of, the likelier first; `deliveries_first` is the setting `ExportDeliveryAsPo`.

    If the uid, or the part before `-delivery-`, was made from the external id, that id is used: it still has the characters
    that a uid cannot have.
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
