"""What must be written so that the lines of an order in Omnium are as far as in the shop. No I/O."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from flow_omnium.omnium.models import NewLine, OrderForm, OrderLine
from order_sync.outbound.added_lines import added_lines
from order_sync.outbound.changes import AddLine, UpdateLines
from order_sync.outbound.gathered import Gathered
from order_sync.outbound.line_progress import LineProgress, line_progress, taken_off, unchanged
from order_sync.outbound.shop_progress import standing_items
from order_sync.to_omnium.identity import is_from_shop


@dataclass(frozen=True)
class LinesPlan:
    """New lines, and every line of the order with its totals as they should be.

    `unknown` are lines that came from Omnium, were delivered, and are no longer on the order there.
    """

    order_id: str
    shipment_id: str | None
    added: tuple[NewLine, ...]
    lines: tuple[LineProgress, ...]
    unknown: tuple[str, ...] = ()

    @property
    def finishes(self) -> bool:
        """Tell whether the last goods are handed over now: then Omnium's workflow ends the order by itself."""
        return self.delivers and all(line.is_finished for line in self.lines)

    @property
    def delivers(self) -> bool:
        """Tell whether goods are handed over now."""
        return any(line.has_delivered for line in self.lines)

    @property
    def flags(self) -> tuple[str, ...]:
        """What a person should look at."""
        unknown = (
            f"line {line_id}: delivered in the shop, but not on the order in Omnium"
            for line_id in self.unknown
        )
        return (*(flag for line in self.lines for flag in line.flags), *unknown)

    def additions(self) -> Iterator[AddLine]:
        """Add the lines that Omnium lacks."""
        yield from (AddLine(self.order_id, self.shipment_id, line) for line in self.added)

    def updates(self) -> Iterator[UpdateLines]:
        """Set the totals that rise, all in one call."""
        updates = tuple(update for line in self.lines if (update := line.update))
        if updates:
            fields = tuple(field for line in self.lines for field in line.fields())
            yield UpdateLines(self.order_id, updates, fields)

    def without_delivery(self) -> "LinesPlan":
        """Return the same plan with deliveries held back."""
        held = tuple(line.without_delivery() for line in self.lines)
        return replace(self, lines=held)


def plan_lines(gathered: Gathered, order_id: str, form: OrderForm, *, is_ready: bool) -> LinesPlan:
    """Compare the lines by their ids; those that only Omnium has stay as they are. Raises InvalidData."""
    present = {line.line_item_id for line in form.line_items if line.line_item_id}
    keep_parents = gathered.tenant.parameters.omnium_include_main_package_in_order_items
    added = added_lines(gathered.order, present, keep_parents=keep_parents)
    lines = (*form.line_items, *map(_as_read, added))
    shipment_id = form.shipments[0].shipment_id if form.shipments else None
    progress = tuple(_compared(gathered, lines, is_ready=is_ready))
    return LinesPlan(order_id, shipment_id, added, progress, tuple(_unknown(gathered, present)))


def _compared(gathered: Gathered, lines: Sequence[OrderLine], *, is_ready: bool) -> Iterator[LineProgress]:
    items = {item.line_id: item for item in standing_items(gathered.order)}
    for line in lines:
        item = items.get(line.line_item_id or "")
        if item is not None:
            yield line_progress(item, line, is_ready=is_ready)
        else:
            yield taken_off(line) if is_from_shop(line) else unchanged(line)


def _unknown(gathered: Gathered, present: Collection[str]) -> Iterator[str]:
    # The line that carries the shipping cost is ours: Omnium keeps that cost on the shipment.
    shipping = gathered.tenant.flow.shipping_product_uid
    for item in gathered.order.items:
        is_lost = item.external_id and item.external_id not in present and item.quantity_delivered > 0
        if is_lost and (shipping is None or item.product_uid != shipping):
            yield item.line_id


def _as_read(line: NewLine) -> OrderLine:
    return OrderLine(line_item_id=line.line_item_id, code=line.code, quantity=line.quantity)
