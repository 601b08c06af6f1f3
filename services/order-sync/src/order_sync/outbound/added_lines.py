"""Which lines were rung up in the shop on an order that Omnium has. No I/O."""

from collections.abc import Collection

from flow_omnium.flow.models import Order, OrderItem
from flow_omnium.omnium.models import NewLine
from order_sync.outbound.shop_progress import standing_items
from order_sync.price_notes import new_mark
from order_sync.to_omnium.identity import shop_mark
from order_sync.to_omnium.line_cost import kept_quantity
from order_sync.to_omnium.lines import omnium_lines


def added_lines(order: Order, present: Collection[str], *, keep_parents: bool) -> tuple[NewLine, ...]:
    """Map the lines that Omnium lacks of those that did not come from it; packages stand before their parts.

    `present` are Omnium's line ids. Nothing of the lines is delivered or cancelled yet: that is told by their totals.
    Raises InvalidData.
    """
    items = standing_items(order)
    added = {item.line_id: item for item in items if _is_added(item, items, present)}
    if not added:
        return ()
    lines = (
        line
        for line in omnium_lines(items, keep_parents=keep_parents, is_vat_free=order.vat_free)
        if line.line_item_id in added
    )
    marked = (_untouched(line, added[line.line_item_id]) for line in lines)
    return tuple(sorted(marked, key=lambda line: line.package_line_item_id is not None))


def _is_added(item: OrderItem, items: Collection[OrderItem], present: Collection[str]) -> bool:
    if item.external_id or item.line_id in present:
        return False
    # A package whose parts went to Omnium without it was left out when they did, and they have its price.
    parts = (other.line_id for other in items if other.package_order_item_uid == item.order_item_uid)
    return bool(kept_quantity(item)) and not any(part in present for part in parts)


def _untouched(line: NewLine, item: OrderItem) -> NewLine:
    untouched = {"delivered_quantity": None, "canceled_quantity": None}
    marks = {"external_ids": (shop_mark(item),), "properties": (new_mark(item, None),)}
    return line.model_copy(update={**untouched, **marks})
