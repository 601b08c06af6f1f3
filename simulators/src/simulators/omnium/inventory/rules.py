"""How written items meet those in stock (omnium.md 6); pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from simulators.documents import Document
from simulators.omnium.models.inventory import InventoryItem, InventoryMovement
from simulators.omnium.stores import warehouse_fault
from simulators.refusal import Refusal

MANY: Final = 1_000
# Sent as zero or empty, these keep their old value.
KEPT_WHEN_EMPTY: Final = ("cost", "location", "minQuantity")
WORKED_OUT: Final = ("costTotal", "created", "modified")


def refuse_bad_items(
    items: Sequence[InventoryItem], stores: Mapping[str, Document], refused_skus: Collection[str] = ()
) -> None:
    """Refuse too many items, wrong warehouses or SKUs, and one item written twice in a call. Raises Refusal 400."""
    if len(items) > MANY:
        raise Refusal(400, f"body: {len(items)} items, no more than {MANY} at once")
    keys = [(item.sku, item.warehouse_code) for item in items]
    doubled = dict.fromkeys(key for key in keys if keys.count(key) > 1) if len(set(keys)) < len(keys) else ()
    faults = [f"sku: '{sku}' stands twice for warehouse '{warehouse}'" for sku, warehouse in doubled]
    faults += [f"sku: '{item.sku}' is unknown" for item in items if item.sku in refused_skus]
    _refuse([*_warehouse_faults([item.warehouse_code for item in items], stores), *faults])


def refuse_bad_movements(movements: Sequence[InventoryMovement], stores: Mapping[str, Document]) -> None:
    """Refuse movements in wrong warehouses. Raises Refusal 400."""
    _refuse(list(_warehouse_faults([movement.warehouse_code for movement in movements], stores)))


def updated_item(before: Document, sent: Document, *, overwrite_reserved: bool) -> Document:
    """Write the sent fields of an item over the old ones; what is reserved stays, unless it is said to go."""
    kept = {name for name in KEPT_WHEN_EMPTY if not sent.get(name)}
    kept |= set(WORKED_OUT) if overwrite_reserved else {*WORKED_OUT, "reservedInventory"}
    return {**before, **{name: value for name, value in sent.items() if name not in kept}}


def _warehouse_faults(codes: Sequence[str | None], stores: Mapping[str, Document]) -> Iterator[str]:
    for place, code in enumerate(codes):
        fault = warehouse_fault(stores, code)
        if fault:
            yield f"{place}.{fault}"


def _refuse(faults: list[str]) -> None:
    if faults:
        raise Refusal(400, "; ".join(faults))
