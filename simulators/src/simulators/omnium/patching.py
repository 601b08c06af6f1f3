"""How PatchOrder merges (omnium.md 4.5); pure."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from simulators.documents import Document, clone
from simulators.list_merging import merged
from simulators.omnium.orders.totals import rows

OPTIONS: Final = frozenset(
    {"keepExistingCustomProperties", "keepExistingListItems", "propertiesRemovalConditions", "forceUpdate"}
)
KEY_OF_FORM_LIST: Final[Mapping[str, str]] = MappingProxyType(
    {"lineItems": "lineItemId", "shipments": "shipmentId", "payments": "id"}
)
# The key that list items are merged by, and the option that says to replace the list instead.
MERGED_LISTS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "properties": ("key", "keepExistingCustomProperties"),
        "externalIds": ("providerName", "keepExistingListItems"),
    }
)


def patched(order: Document, patch: Document) -> Document:
    """Apply a patch to a copy of an order; fields that the patch does not hold stay."""
    result = clone(order)
    _remove_properties(result, patch)
    for name, value in patch.items():
        if name not in OPTIONS:
            result[name] = _new_value(result, name, value, patch)
    return {**result, **dict.fromkeys(_forced_names(result, patch))}


def _remove_properties(order: Document, patch: Document) -> None:
    unwanted = {condition["key"] for condition in rows(patch, "propertiesRemovalConditions")}
    if unwanted:
        order["properties"] = [item for item in rows(order, "properties") if item.get("key") not in unwanted]


def _new_value(order: Document, name: str, value: Any, patch: Document) -> Any:
    if name in MERGED_LISTS:
        key, option = MERGED_LISTS[name]
        return merged(rows(order, name) if patch.get(option, True) else [], value, key)
    if name == "tags" and patch.get("keepExistingListItems", True):
        return list(dict.fromkeys([*(order.get("tags") or []), *value]))
    return _patched_form(order.get("orderForm") or {}, value) if name == "orderForm" else value


def _patched_form(form: Document, patch: Document) -> Document:
    lists = {
        name: merged(rows(form, name), patch[name], key)
        for name, key in KEY_OF_FORM_LIST.items()
        if name in patch
    }
    return {**form, **patch, **lists}


def _forced_names(order: Document, patch: Document) -> list[str]:
    """Tell which fields `forceUpdate` empties, in the order's spelling."""
    forced = {str(name).lower() for name in patch.get("forceUpdate") or []}
    return [name for name in order if name.lower() in forced and patch.get(name) is None]
