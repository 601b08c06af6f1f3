"""How far a line has come in the shop, as new totals for Omnium (design section 7). No I/O.

Totals only ever rise, and delivered and cancelled together stay within what Omnium has ordered: Omnium would refuse
anything else, for ever.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from flow_omnium.flow.amounts import from_flow
from flow_omnium.flow.models import OrderItem
from flow_omnium.jobs.sync import FieldChange
from flow_omnium.omnium.models import LineUpdate, OrderLine
from order_sync.to_omnium.line_cost import kept_quantity

_ZERO: Final = Decimal(0)
_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "delivered_quantity": "deliveredQuantity",
        "canceled_quantity": "canceledQuantity",
        "ready_for_pickup_quantity": "readyForPickupQuantity",
    }
)


@dataclass(frozen=True)
class LineProgress:
    """A line of Omnium's with its totals as they should be, and what could not be brought over."""

    line: OrderLine
    delivered: Decimal
    cancelled: Decimal
    ready: Decimal
    flags: tuple[str, ...] = ()

    @property
    def has_delivered(self) -> bool:
        """Tell whether more is delivered than Omnium knows."""
        return self.delivered > self.line.delivered_quantity

    @property
    def is_finished(self) -> bool:
        """Tell whether nothing of the line will be open."""
        return self.delivered + self.cancelled >= (self.line.quantity or _ZERO)

    @property
    def update(self) -> LineUpdate | None:
        """The totals that rise; None if none does."""
        rising = LineUpdate(
            line_item_id=self.line.line_item_id or "",
            delivered_quantity=_risen(self.delivered, self.line.delivered_quantity),
            canceled_quantity=_risen(self.cancelled, self.line.canceled_quantity),
            ready_for_pickup_quantity=_risen(self.ready, self.line.ready_for_pickup_quantity),
        )
        return None if rising == LineUpdate(line_item_id=rising.line_item_id) else rising

    def fields(self) -> Iterator[FieldChange]:
        """Tell the totals that rise."""
        for attribute, name in _NAMES.items():
            new = getattr(self.update, attribute, None)
            if new is not None:
                old = f"{getattr(self.line, attribute):f}"
                yield FieldChange(f"line {self.line.line_item_id} {name}", old, f"{new:f}")

    def without_delivery(self) -> "LineProgress":
        """Return the same line with the delivery held back."""
        if not self.has_delivered:
            return self
        flag = f"line {self.line.line_item_id}: delivered in the shop, but Omnium is done with the order"
        return replace(self, delivered=self.line.delivered_quantity, flags=(*self.flags, flag))


def unchanged(line: OrderLine) -> LineProgress:
    """Return a line that the shop knows nothing new of."""
    return LineProgress(line, line.delivered_quantity, line.canceled_quantity, line.ready_for_pickup_quantity)


def taken_off(line: OrderLine) -> LineProgress:
    """Return a line that the shop had added and has taken off again: nothing of it is wanted any more."""
    left = (line.quantity or _ZERO) - line.delivered_quantity
    return LineProgress(line, line.delivered_quantity, left, line.ready_for_pickup_quantity)


def line_progress(item: OrderItem, line: OrderLine, *, is_ready: bool) -> LineProgress:
    """Compare a line of Flow's with the same line of Omnium's; `is_ready` says that what is open waits for pickup."""
    ordered = line.quantity or _ZERO
    handed_over = max(from_flow(item.quantity_delivered), line.delivered_quantity)
    delivered = max(min(handed_over, ordered - line.canceled_quantity), line.delivered_quantity)
    given_up = ordered - kept_quantity(item) if item.quantity_cancelled > 0 else _ZERO
    cancelled = max(min(given_up, ordered - delivered), line.canceled_quantity)
    still_open = ordered - delivered - cancelled
    ready = max(still_open if is_ready else _ZERO, line.ready_for_pickup_quantity)
    flags = _flags(line, too_much=handed_over > delivered, too_late=given_up > cancelled)
    return LineProgress(line, delivered, cancelled, ready, tuple(flags))


def _flags(line: OrderLine, *, too_much: bool, too_late: bool) -> Iterator[str]:
    if too_much:
        yield f"line {line.line_item_id}: delivered more than Omnium has ordered"
    if too_late:
        yield f"line {line.line_item_id}: cancelled in the shop, but delivered in Omnium"


def _risen(new: Decimal, old: Decimal) -> Decimal | None:
    return new if new > old else None
