"""Which shipment has how much of each line.

Omnium repeats the lines of the form on their shipments (omnium.md 4.1). The form says how much there is of a line, the shipments
say where. A line on several shipments is divided by the quantities that they repeat.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from flow_omnium.omnium.models import OrderForm, OrderLine, Shipment, ShipmentLine
from order_sync.order_stage import CANCELLED

_ZERO: Final = Decimal(0)

_CANCELLED_SHIPMENTS: Final = frozenset({"cancelled", "canceled", *CANCELLED})
"""The statuses of a shipment, in lower case, that nobody sends any more (omnium.md 4.2)."""


@dataclass(frozen=True)
class LineShare:
    """How much one shipment or part has of a line."""

    quantity: Decimal
    cancelled: Decimal = _ZERO
    delivered: Decimal = _ZERO

    def __add__(self, other: "LineShare") -> "LineShare":
        return LineShare(
            self.quantity + other.quantity,
            self.cancelled + other.cancelled,
            self.delivered + other.delivered,
        )

    @property
    def kept(self) -> Decimal:
        """What is not cancelled."""
        return self.quantity - self.cancelled

    @property
    def open(self) -> Decimal:
        """What is neither cancelled nor delivered."""
        return self.kept - self.delivered


def whole_share(line: OrderLine) -> LineShare:
    """Return the whole of a line as one share."""
    return LineShare(line.quantity or _ZERO, line.canceled_quantity, line.delivered_quantity)


def live_shipments(form: OrderForm) -> tuple[Shipment, ...]:
    """Return the shipments that count: not cancelled, and not empty if others have lines."""
    alive = tuple(shipment for shipment in form.shipments if not _is_cancelled(shipment))
    with_lines = tuple(shipment for shipment in alive if shipment.line_items)
    return with_lines or alive[:1]


def _is_cancelled(shipment: Shipment) -> bool:
    """Tell whether nobody sends the shipment any more."""
    return any(
        (status or "").lower() in _CANCELLED_SHIPMENTS for status in (shipment.status, shipment.order_status)
    )


def is_only_on_cancelled(line: OrderLine, form: OrderForm) -> bool:
    """Tell whether all shipments that have the line are cancelled."""
    holders = [shipment for shipment in form.shipments if _copy(line, shipment)]
    return bool(holders) and all(map(_is_cancelled, holders))


def overcancelled(form: OrderForm) -> Iterator[str]:
    """Flag the lines of which more is cancelled than there is."""
    for line in form.line_items:
        if line.quantity is not None and line.canceled_quantity > line.quantity:
            cancelled, ordered = shown(line.canceled_quantity), shown(line.quantity)
            yield f"line {line.line_item_id}: {cancelled} cancelled in Omnium of {ordered}: nothing is left of it"


def open_on_cancelled(form: OrderForm) -> Iterator[str]:
    """Flag the lines that are still open although their shipment is cancelled."""
    if not any(map(_is_cancelled, form.shipments)):
        return
    for line in form.line_items:
        left = whole_share(line).open
        if left > 0 and is_only_on_cancelled(line, form):
            yield f"line {line.line_item_id}: {shown(left)} open in Omnium, but its shipment is cancelled there"


def shown(quantity: Decimal) -> str:
    """Write a quantity without needless zeros."""
    return f"{quantity.normalize():f}"


def holders_of(line: OrderLine, shipments: Sequence[Shipment]) -> Mapping[int, LineShare]:
    """Return the shares of a line by the positions of the shipments that have it; none if none has."""
    found = ((position, _copy(line, shipment)) for position, shipment in enumerate(shipments))
    copies = {position: copy for position, copy in found if copy is not None}
    whole = whole_share(line)
    return _shared(whole, copies) if len(copies) > 1 else dict.fromkeys(copies, whole)


def _copy(line: OrderLine, shipment: Shipment) -> ShipmentLine | None:
    if line.line_item_id is None:
        return None
    return next((copy for copy in shipment.line_items if copy.line_item_id == line.line_item_id), None)


def _shared(whole: LineShare, copies: Mapping[int, ShipmentLine]) -> Mapping[int, LineShare]:
    """Divide a line by what its copies ask for, never more than there is; the first takes what none asks for."""
    wanted = {at: copy.quantity or _ZERO for at, copy in copies.items()}
    quantities = _spread(whole.quantity, wanted, wanted)
    # What no shipment asks for must be handed over by somebody.
    first = next(iter(quantities))
    quantities[first] += whole.quantity - sum(quantities.values(), _ZERO)
    wanted = {at: copy.canceled_quantity for at, copy in copies.items()}
    cancelled = _spread(whole.cancelled, wanted, quantities)
    kept = {at: quantities[at] - cancelled[at] for at in quantities}
    wanted = {at: copy.delivered_quantity for at, copy in copies.items()}
    delivered = _spread(whole.delivered, wanted, kept)
    return {at: LineShare(quantities[at], cancelled[at], delivered[at]) for at in quantities}


def _spread(total: Decimal, wanted: Mapping[int, Decimal], room: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """Give each what it wants, then the rest to those with room, in their order; never more than the total."""
    given = dict.fromkeys(wanted, _ZERO)
    for asked in (wanted, room):
        for at, limit in asked.items():
            left = total - sum(given.values(), _ZERO)
            most = min(limit, room[at]) - given[at]
            given[at] += max(_ZERO, min(most, left))
    return given
