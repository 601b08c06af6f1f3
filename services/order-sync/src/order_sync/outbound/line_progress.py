"""How far a line has come in the shop, as new totals for Omnium (design section 7).

Totals only rise, and delivered and cancelled together never exceed what Omnium has ordered: Omnium refuses anything else, in
each retry. Quantities are compared in Flow's hundredths: 0.33 of 0.333 is all of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from flow_omnium.flow.amounts import from_flow, to_flow
from flow_omnium.flow.models import OrderItem
from flow_omnium.jobs.sync import FieldChange
from flow_omnium.omnium.models import LineUpdate, OrderLine
from order_sync.lines.amounts import is_nothing, part_of
from order_sync.lines.shop_lines import kept_hundredths

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
    """A line of Omnium's with its totals as they should be; `flags` tell what Omnium cannot take."""

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
        return is_nothing((self.line.quantity or _ZERO) - self.delivered - self.cancelled)

    @property
    def update(self) -> LineUpdate | None:
        """All three totals, since Omnium reads a missing one as 0; None if none rises.

        More may be ready than is ordered, if the quantity was lowered since. Omnium refuses such a total, so it is cut.
        """
        most = self.ready if self.line.quantity is None else self.line.quantity
        totals = LineUpdate(
            line_item_id=self.line.line_item_id or "",
            delivered_quantity=self.delivered,
            canceled_quantity=self.cancelled,
            ready_for_pickup_quantity=min(self.ready, most),
            compared_with=self.line.delivered_quantity,
        )
        rises = any(getattr(totals, name) > getattr(self.line, name) for name in _NAMES)
        return totals if rises else None

    def fields(self) -> Iterator[FieldChange]:
        """List the totals that rise, old and new."""
        for attribute, name in _NAMES.items() if self.update else ():
            old, new = getattr(self.line, attribute), getattr(self.update, attribute)
            if new > old:
                yield FieldChange(f"line {self.line.line_item_id} {name}", f"{old:f}", f"{new:f}")

    def without_delivery(self) -> "LineProgress":
        """Return the same line with the delivery held back."""
        if not self.has_delivered:
            return self
        known = self.line.delivered_quantity
        flag = (
            f"line {self.line.line_item_id}: delivered in the shop, but Omnium is done with the order: "
            f"{self.delivered:f} in the shop, {known:f} in Omnium"
        )
        return replace(self, delivered=known, flags=(*self.flags, flag))


@dataclass(frozen=True)
class OthersShare:
    """What others have delivered of a line, and how much of that the shop's line leaves out already; in hundredths."""

    delivered: int = 0
    taken_off: int = 0


def unchanged(line: OrderLine) -> LineProgress:
    """Return the totals of a line that stay as they are."""
    return LineProgress(line, line.delivered_quantity, line.canceled_quantity, line.ready_for_pickup_quantity)


def taken_off(line: OrderLine) -> LineProgress:
    """Return the totals of a line that the shop had added and has removed again: all that is open is cancelled."""
    left = (line.quantity or _ZERO) - line.delivered_quantity
    return LineProgress(line, line.delivered_quantity, left, line.ready_for_pickup_quantity)


def line_progress(
    item: OrderItem, line: OrderLine, *, is_ready: bool, others: OthersShare | None = None
) -> LineProgress:
    """Compare a line of Flow with the same line in Omnium.

    `is_ready` says that what is open waits for pickup. What `others` have delivered counts besides what the shop has.
    """
    elsewhere, taken_off_here = (others.delivered, others.taken_off) if others else (0, 0)
    ordered = line.quantity or _ZERO
    # Where the shop has handed over nothing, what others told is in Omnium already.
    handed_over = item.quantity_delivered + elsewhere if item.quantity_delivered else 0
    delivered = _risen(line.delivered_quantity, handed_over, ordered - line.canceled_quantity)
    # Without a cancellation in the shop, more in Omnium is a rise there that inbound has yet to bring.
    given_up = to_flow(ordered) - kept_hundredths(item) - taken_off_here if item.quantity_cancelled > 0 else 0
    cancelled = _risen(line.canceled_quantity, given_up, ordered - delivered)
    still_open = ordered - delivered - cancelled
    is_waiting = is_ready and not is_nothing(still_open)
    ready = max(still_open if is_waiting else _ZERO, line.ready_for_pickup_quantity)
    progress = LineProgress(line, delivered, cancelled, ready)
    return replace(progress, flags=tuple(_flags(progress, handed_over, given_up, elsewhere)))


def _risen(known: Decimal, hundredths: int, most: Decimal) -> Decimal:
    """Raise a total of Omnium's to the shop's, but to no more than `most`."""
    return known if hundredths <= to_flow(known) else max(known, part_of(most, hundredths))


def _flags(progress: LineProgress, handed_over: int, given_up: int, elsewhere: int) -> Iterator[str]:
    line_id = progress.line.line_item_id
    is_too_much = handed_over > to_flow(progress.delivered)
    if is_too_much and elsewhere:
        yield (
            f"line {line_id}: handed over twice: {from_flow(handed_over - elsewhere):f} in the shop and "
            f"{from_flow(elsewhere):f} elsewhere, of {progress.line.quantity or 0:f} in Omnium"
        )
    elif is_too_much:
        yield (
            f"line {line_id}: delivered more than Omnium has ordered: "
            f"{from_flow(handed_over):f} in the shop, {progress.delivered:f} in Omnium"
        )
    if given_up > to_flow(progress.cancelled):
        yield (
            f"line {line_id}: cancelled in the shop, but delivered in Omnium: "
            f"{from_flow(given_up):f} cancelled, {progress.delivered:f} of {progress.line.quantity or 0:f} delivered"
        )
