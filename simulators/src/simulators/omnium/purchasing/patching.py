"""How a patch of a purchase order merges; pure."""

from typing import Any, Final

from simulators.documents import Document, clone
from simulators.list_merging import merged
from simulators.omnium.orders.totals import rows

KEEP_LINES: Final = "keepExistingOrderLines"
KEEP_ITEMS: Final = "keepExistingListItems"
KEY_OF_LIST: Final = {"properties": "key", "externalIds": "providerName"}


def patched_purchase_order(order: Document, patch: Document) -> Document:
    """Apply a patch to a copy of a purchase order; fields that the patch does not hold stay."""
    result = clone(order)
    for name, value in patch.items():
        if name not in (KEEP_LINES, KEEP_ITEMS):
            result[name] = _new_value(result, name, value, patch)
    return result


def _new_value(order: Document, name: str, value: Any, patch: Document) -> Any:
    if name == "purchaseOrderForm":
        return _patched_form(order.get(name) or {}, value, keep=patch.get(KEEP_LINES, True))
    if not patch.get(KEEP_ITEMS, True):
        return value
    if name == "tags":
        return list(dict.fromkeys([*(order.get("tags") or []), *value]))
    return merged(rows(order, name), value, KEY_OF_LIST[name]) if name in KEY_OF_LIST else value


def _patched_form(form: Document, patch: Document, *, keep: bool) -> Document:
    result = {**form, **patch}
    if keep and "lineItems" in patch:
        result["lineItems"] = merged(rows(form, "lineItems"), patch["lineItems"], "lineItemId")
    return result
