"""The status of a purchase order in Flow, computed from Omnium's figures, and when Flow's own is further on (catalog.md 4.16, 4.17)."""

from collections.abc import Mapping, Sequence
from typing import Final

from catalog_sync.purchases.source import Source
from catalog_sync.rows.row import Row
from flow_omnium.flow.resources import Record
from flow_omnium.omnium.models.purchase_export import OrderedLine

SENT: Final = "SENT_TO_SUPPLIER"
IN_TRANSIT: Final = "IN_TRANSIT"
IN_PART: Final = "PARTIALLY_RECEIVED"
RECEIVED: Final = "RECEIVED"
CLOSED: Final = "CLOSED"

FINISHED: Final = frozenset({RECEIVED, CLOSED})
"""Of such an order nothing is awaited: one that was never exported is not made."""

_GIVEN_UP: Final = frozenset({"ordercanceled", "canceled", "cancelled", "closed", "deleted"})
_DELIVERY_ENDED: Final = frozenset({"completed", "cancelled", "canceled"})
_PROGRESS: Final[Mapping[str, int]] = {
    name: place for place, name in enumerate(("NEW", SENT, IN_TRANSIT, IN_PART, RECEIVED))
}


def status_of(source: Source, lines: Sequence[OrderedLine]) -> str:
    """Compute the status; a delivery is awaited until it has ended, a whole order by what came of its lines."""
    if _folded(source.order.status) in _GIVEN_UP:
        return CLOSED
    if source.delivery is not None:
        return CLOSED if _folded(source.delivery.delivery_status) in _DELIVERY_ENDED else SENT
    return _by_lines(lines)


def is_ahead(header: Row, lines: Sequence[Row], record: Record, *, is_by_delivery: bool) -> bool:
    """Tell whether Flow's own status is further on than Omnium can know, so that ours would throw it back.

    Receptions move a purchase order on in Flow, before Omnium has heard of them. Once it has, its figures count, and an order
    to which a line was added is awaited again.
    """
    ours, theirs = _PROGRESS.get(header.fields["status"]), _PROGRESS.get(str(record.get("status")))
    if ours is None or theirs is None or theirs <= ours:
        return False
    if record.get("status") == IN_TRANSIT:
        return True
    received = {
        item.get("purchaseOrderItemUid"): item.get("quantityReceived") or 0 for item in _items(record)
    }
    if is_by_delivery:
        is_open = any(received.get(row.uid, 0) < row.fields["quantityOrdered"] for row in lines)
        return record.get("status") != RECEIVED or not is_open
    return any(received.get(row.uid, 0) > row.fields["quantityReceived"] for row in lines)


def _by_lines(lines: Sequence[OrderedLine]) -> str:
    is_begun = any(line.delivered_quantity > 0 for line in lines)
    if not lines or any(line.delivered_quantity < line.ordered_quantity for line in lines):
        return IN_PART if is_begun else SENT
    # Where everything was cancelled nothing was received, and nothing comes.
    return RECEIVED if is_begun else CLOSED


def _items(record: Record) -> Sequence[Record]:
    return record.get("items") or ()


def _folded(status: str | None) -> str:
    return (status or "").casefold()
