"""What of a purchase order is not written because Flow knows better: its status, its own currency, what its tills have counted."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from catalog_sync.purchases.mapping import MappedOrder
from catalog_sync.purchases.status import is_ahead
from catalog_sync.rows.raising import COUNTED_BY
from catalog_sync.rows.row import Row
from flow_omnium.flow.amounts import from_flow
from flow_omnium.flow.resources import Record

ITEM: Final = "purchaseOrderItemUid"


def held(one: MappedOrder, record: Record | None, currency: str | None) -> MappedOrder:
    """Keep Flow's status where it is further on than Omnium can know, and the tenant's own currency, which is never told."""
    is_by_delivery = one.source.delivery is not None
    if one.header is None or record is None:
        return one
    kept = set(one.header.held)
    if is_ahead(one.header, one.lines, record, is_by_delivery=is_by_delivery):
        kept.add("status")
    if one.header.fields["currency"] is None and record.get("currency") == currency:
        kept.add("currency")
    lines = [_told_apart(_counted_elsewhere(row, one, record), record) for row in one.lines]
    return replace(one, header=replace(one.header, held=frozenset(kept)), lines=lines)


def _counted_elsewhere(row: Row, one: MappedOrder, record: Record) -> Row:
    """Tell nothing of what came of a line where another line of Flow has counted it: that of the package, or those of its parts."""
    items = {item.get(ITEM): item.get("quantityReceived") or 0 for item in record.get("items") or ()}
    if not any(items.get(uid) for uid in one.same_goods.get(row.uid, ())):
        return row
    return replace(row, held=row.held | {"quantityReceived"})


def _told_apart(row: Row, record: Record) -> Row:
    """Tell where Omnium has received more of a line than the till that counts it: neither figure may be written over the other."""
    items: Sequence[Record] = record.get("items") or ()
    found: Record = next((item for item in items if item.get(ITEM) == row.uid), {})
    theirs, ours = found.get("quantityReceived") or 0, row.fields["quantityReceived"]
    if not found.get(COUNTED_BY) or ours <= theirs or row.held:
        return row
    told = f"{row}: {from_flow(ours):f} received in Omnium, {from_flow(theirs):f} in the shop, whose figure is left"
    return replace(row, notes=(*row.notes, told))
