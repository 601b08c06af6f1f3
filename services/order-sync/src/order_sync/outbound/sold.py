"""The original of a return in both systems: how much of it can come back. Also which lines the shop has added to an order."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from flow_omnium.flow.amounts import from_flow, to_flow
from flow_omnium.flow.models import Order, OrderItem
from flow_omnium.omnium.models import NewLine, OrderForm, OrderLine, ReturnForm
from flow_omnium.omnium.models import Order as OmniumOrder
from flow_omnium.outcomes import Failed, InvalidData
from order_sync.identity import shop_mark
from order_sync.lines.packages import OpenLine
from order_sync.lines.shop_lines import kept_quantity
from order_sync.order_stage import OrderStage
from order_sync.outbound.shop_progress import is_delivered, standing_items
from order_sync.price_notes import new_mark
from order_sync.to_omnium.lines import omnium_lines

_ZERO: Final = Decimal(0)


@dataclass(frozen=True)
class Sold:
    """A return, and its original in Flow and in Omnium.

    `form` is the return in Omnium, if it was made. `keep_parents`: Omnium gets packages besides their parts.
    """

    returned: Order
    original: Order
    actual: OmniumOrder
    stage: OrderStage
    form: ReturnForm | None
    keep_parents: bool

    @property
    def lines(self) -> Mapping[str, OrderLine]:
        """Omnium's lines by their ids."""
        lines = (self.actual.order_form or OrderForm()).line_items
        return {line.line_item_id: line for line in lines if line.line_item_id}

    @property
    def is_closed(self) -> bool:
        """Tell whether Omnium takes no return any more: the order is cancelled there."""
        return self.stage is OrderStage.CANCELLED and self.form is None

    @property
    def shipping_left(self) -> Decimal:
        """The cost of shipping in Omnium, less what other returns gave back of it; never below zero."""
        if self.is_closed:
            return _ZERO
        forms = (form for form in self.actual.return_order_forms if form is not self.form)
        credited = sum((form.shipping_credited_total or _ZERO for form in forms), _ZERO)
        return max((self.actual.order_form or OrderForm()).shipping_total - credited, _ZERO)

    def returnable(self, back: OpenLine) -> Decimal:
        """Return how much of a line that came back is in Omnium's return, or can be; never below zero.

        Omnium takes no more back than it has as delivered. Raises InvalidData while the original's own job has yet to add
        the line, and Failed while it has yet to report the delivery.
        """
        if self.is_closed:
            return _ZERO
        if self.form is not None:
            return _quantity_in(self.form, back)
        known = self.lines.get(back.line_id)
        if known is None:
            self._require_no_addition(back)
            return _ZERO
        left = known.delivered_quantity - known.return_quantity
        if to_flow(left) > to_flow(back.quantity):
            return back.quantity
        # Omnium refuses more than it has delivered, in each retry: either our own report is on its way, or it is flagged.
        if to_flow(left) < to_flow(back.quantity):
            self._require_no_delivery(back, known)
        return max(left, _ZERO)

    def _require_no_addition(self, back: OpenLine) -> None:
        coming = added_lines(self.original, self.lines.keys(), keep_parents=self.keep_parents)
        if all(new.line_item_id != back.line_id for new in coming):
            return
        uids = {item.order_item_uid for item in self.original.items if item.line_id == back.line_id}
        for position, item in enumerate(self.returned.items):
            if item.original_order_item_uid in uids:
                field = f"items[{position}].originalOrderItemUid"
                raise InvalidData(field, item.original_order_item_uid, "on a line that Omnium has")

    def _require_no_delivery(self, back: OpenLine, known: OrderLine) -> None:
        items = (item for item in self.original.items if item.line_id == back.line_id)
        handed_over = sum((from_flow(item.quantity_delivered) for item in items), _ZERO)
        most = min(handed_over, (known.quantity or _ZERO) - known.canceled_quantity)
        # Omnium takes no part delivery of an order that is over, so nothing more would be reported.
        is_reported = self.stage is OrderStage.ALIVE or is_delivered(self.original)
        if not is_reported or to_flow(most) <= to_flow(known.delivered_quantity):
            return
        message = (
            f"line {back.line_id}: {back.quantity:f} came back, {known.delivered_quantity:f} is delivered in Omnium "
            f"yet: the return waits for the rest"
        )
        raise Failed(message)


def _quantity_in(form: ReturnForm, back: OpenLine) -> Decimal:
    if not form.line_items:
        return back.quantity  # Omnium does not say which lines its return has
    quantities = (line.return_quantity for line in form.line_items if line.line_item_id == back.line_id)
    return sum((quantity for quantity in quantities if quantity), _ZERO)


def added_lines(order: Order, present: Collection[str], *, keep_parents: bool) -> tuple[NewLine, ...]:
    """Map the lines that the shop has added and Omnium lacks; packages come before their parts.

    `present` are Omnium's line ids. The lines are added with nothing delivered or cancelled: their totals follow by an update.
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
    # A part names the line of its package.
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
