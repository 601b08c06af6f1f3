"""Plans the lines of an order in Omnium: new ones, and the totals of those that have come further in the shop."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from flow_omnium.flow.amounts import from_flow
from flow_omnium.flow.models import Order, OrderItem
from flow_omnium.omnium.models import LinesUpdate, NewLine, OrderForm, OrderLine, ShipmentInfo
from order_sync.identity import is_from_shop
from order_sync.lines.shop_lines import joined_lines
from order_sync.outbound.changes import AddLine, UpdateLines
from order_sync.outbound.deliveries import DeliveryNotes, delivery_notes
from order_sync.outbound.gathered import Gathered
from order_sync.outbound.line_progress import (
    LineProgress,
    line_progress,
    taken_off,
    unchanged,
)
from order_sync.outbound.shop_progress import standing_items
from order_sync.outbound.sold import added_lines
from order_sync.to_omnium.notes import noted_shipments


@dataclass(frozen=True)
class LinesPlan:
    """New lines, and every line of the order with its totals as they should be.

    - `shipment_id`: where new lines go
    - `shipments`: the shipment of each line, by line id
    - `unknown`: lines that came from Omnium, were delivered, and are on the order there no more
    """

    order_id: str
    shipment_id: str | None
    added: tuple[NewLine, ...]
    lines: tuple[LineProgress, ...]
    unknown: tuple[OrderItem, ...] = ()
    shipments: Mapping[str, str] = field(default_factory=dict)
    is_one_shipment: bool = True

    @property
    def finishes(self) -> bool:
        """Tell whether the last goods are handed over now: Omnium's workflow then ends the order by itself."""
        return self.delivers and all(line.is_finished for line in self.lines)

    @property
    def finishes_at_once(self) -> bool:
        """Tell whether one call hands over all that is left: of several calls, the first would be a part delivery."""
        return self.finishes and len(tuple(self.updates())) == 1

    @property
    def delivers(self) -> bool:
        """Tell whether goods are handed over now."""
        return any(line.has_delivered for line in self.lines)

    @property
    def flags(self) -> tuple[str, ...]:
        """What a person should look at."""
        unknown = (
            f"line {item.line_id}: delivered in the shop, but not on the order in Omnium: "
            f"{from_flow(item.quantity_delivered):f} handed over"
            for item in self.unknown
        )
        return (*(flag for line in self.lines for flag in line.flags), *unknown)

    def additions(self) -> Iterator[AddLine]:
        """Add the lines that Omnium lacks."""
        yield from (AddLine(self.order_id, self.shipment_id, line) for line in self.added)

    def updates(self) -> Iterator[UpdateLines]:
        """Set the totals of the lines that have come further, in one call for each shipment."""
        by_shipment: dict[str | None, list[LineProgress]] = {}
        for line in self.lines:
            if line.update:
                by_shipment.setdefault(self._shipment_of(line), []).append(line)
        for shipment_id, lines in by_shipment.items():
            totals = LinesUpdate(
                line_item_updates=tuple(line.update for line in lines if line.update),
                shipment_info=ShipmentInfo(shipment_id=shipment_id) if shipment_id else None,
            )
            yield UpdateLines(
                self.order_id, totals, tuple(change for line in lines for change in line.fields())
            )

    def _shipment_of(self, line: LineProgress) -> str | None:
        """Return the shipment of a line. A single shipment has all lines, even if it does not list them."""
        line_id = line.line.line_item_id or ""
        if line_id in self.shipments:
            return self.shipments[line_id]
        is_new = any(added.line_item_id == line_id for added in self.added)
        return self.shipment_id if is_new or self.is_one_shipment else None

    def taken(self, *, is_over: bool) -> "LinesPlan":
        """Return what Omnium takes: it refuses a part delivery of an order that is over, which would reopen it."""
        if not is_over or not self.delivers or self.finishes_at_once:
            return self
        return replace(self, lines=tuple(line.without_delivery() for line in self.lines))


def plan_lines(gathered: Gathered, order_id: str, form: OrderForm, *, is_ready: bool) -> LinesPlan:
    """Compare the lines by their ids; those that only Omnium has stay as they are. Raises InvalidData."""
    present = {line.line_item_id for line in form.line_items if line.line_item_id}
    keep_parents = gathered.tenant.parameters.omnium_include_main_package_in_order_items
    added = added_lines(gathered.order, present, keep_parents=keep_parents)
    return _compared_with(gathered, order_id, form, added, is_ready=is_ready)


def plan_known_lines(gathered: Gathered, order_id: str, form: OrderForm) -> LinesPlan:
    """Compare the lines that Omnium has, and no others: so a line of the shop that cannot be mapped raises nothing here."""
    return _compared_with(gathered, order_id, form, (), is_ready=False)


def _compared_with(
    gathered: Gathered, order_id: str, form: OrderForm, added: tuple[NewLine, ...], *, is_ready: bool
) -> LinesPlan:
    present = {line.line_item_id for line in form.line_items if line.line_item_id}
    lines = (*form.line_items, *map(_as_read, added))
    return LinesPlan(
        order_id=order_id,
        shipment_id=_shipment_of_new_lines(gathered, form),
        added=added,
        lines=tuple(_compared(gathered, lines, is_ready=is_ready)),
        unknown=tuple(_unknown(gathered, present)),
        shipments=_shipments(form),
        is_one_shipment=len(form.shipments) == 1,
    )


def _shipment_of_new_lines(gathered: Gathered, form: OrderForm) -> str | None:
    """Return the shipment for lines that the shop adds: one that this shop hands over, if possible."""
    own = noted_shipments(gathered.order) or ()
    held = {item.line_id for item in gathered.order.items}
    with_lines = (one for one in form.shipments if any(line.line_item_id in held for line in one.line_items))
    of_the_shop = (*(one for one in form.shipments if one.shipment_id in own), *with_lines, *form.shipments)
    return next((one.shipment_id for one in of_the_shop), None)


def _shipments(form: OrderForm) -> Mapping[str, str]:
    """Return the shipment of each line. A line belongs to one (omnium.md 4.1); if several list it, the first counts."""
    return {
        line.line_item_id: shipment.shipment_id
        for shipment in reversed(form.shipments)
        for line in shipment.line_items
        if line.line_item_id and shipment.shipment_id
    }


def _compared(gathered: Gathered, lines: Sequence[OrderLine], *, is_ready: bool) -> Iterator[LineProgress]:
    items = {item.line_id: item for item in joined_lines(standing_items(gathered.whole))}
    own, notes = {item.line_id for item in gathered.order.items}, delivery_notes(gathered)
    for line in lines:
        item = items.get(line.line_item_id or "")
        if item is not None:
            is_waiting, holder = is_ready and item.line_id in own, _holder(line, notes)
            progress = line_progress(item, line, is_ready=is_waiting, others=holder.of_others(line))
            yield replace(progress, flags=(*progress.flags, *holder.flags(line)))
        else:
            # A line that the shop has no more is cancelled only if the shop had added it; the others are Omnium's.
            yield taken_off(line) if is_from_shop(line) else unchanged(line)


def _holder(line: OrderLine, notes: Sequence[tuple[Order, DeliveryNotes]]) -> DeliveryNotes:
    """Return the notes of the order that has the line; where several orders share it, those of the job's own order."""
    return next((one for _order, one in notes if line.line_item_id in one.now), notes[0][1])


def _unknown(gathered: Gathered, present: Collection[str]) -> Iterator[OrderItem]:
    # Lines that carry shipping, handling or a fee are ours: Omnium keeps those costs on the shipment and the form.
    flow = gathered.tenant.flow
    carriers = {flow.shipping_product_uid, flow.fee_product_uid} - {None}
    for item in joined_lines(gathered.order.items):
        is_lost = item.external_id and item.external_id not in present and item.quantity_delivered > 0
        if is_lost and item.product_uid not in carriers:
            yield item


def _as_read(line: NewLine) -> OrderLine:
    return OrderLine(line_item_id=line.line_item_id, code=line.code, quantity=line.quantity)
