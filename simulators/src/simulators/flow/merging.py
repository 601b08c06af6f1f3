"""How a shop's edit merges into an order: fields replace, list entries merge by their uid; pure."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from simulators.documents import Document
from simulators.flow.orders.totals import calculate
from simulators.list_merging import merged

UID_OF: Final[Mapping[str, str]] = MappingProxyType(
    {
        "items": "orderItemUid",
        "orderhandlings": "orderHandlingUid",
        "settlements": "settlementUid",
        "deliveries": "deliveryUid",
        "properties": "key",
    }
)


def merged_order(order: Document, changes: Document, *, now: str) -> Document:
    """Merge changes into a copy of an order; totals are worked out anew unless they are among the changes."""
    lists = {
        name: merged(order.get(name) or [], changes[name], uid)
        for name, uid in UID_OF.items()
        if changes.get(name)
    }
    result = {**order, "lastModifiedAt": now, **changes, **lists}
    if "orderTotals" not in changes:
        calculate(result)
    return result
