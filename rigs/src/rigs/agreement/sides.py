"""Both sides' documents of one order, read as somebody does who knows neither's code. No I/O.

Quantities and amounts are decimals in major units, Flow's integers divided by 100.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any, Final

from rigs.agreement.stage import FEE, FLOW_STORES, SHIPPING

Document = dict[str, Any]

ZERO: Final = Decimal(0)
CENT: Final = Decimal("0.01")
_CANCELLED: Final = {
    "OrderCanceled",
    "OrderCanceledByCustomer",
    "OrderCanceledByStore",
    "Expired",
    "NotCollected",
}
_OVER: Final = {"Completed", "PickedUp", "PickedUpAndPaid", "Closed", "Returned", "PartiallyReturned"}
_NOT_YET: Final = {"Draft", "Pending", "PaymentReview", "OnHold", "Queued"}
_OUR_LINES: Final = {SHIPPING, FEE}


@dataclass(frozen=True)
class Line:
    """A line of the order in Omnium."""

    line_id: str
    ordered: Decimal = ZERO
    delivered: Decimal = ZERO
    cancelled: Decimal = ZERO
    returned: Decimal = ZERO
    cost: Decimal = ZERO
    store: str | None = None

    @property
    def open(self) -> Decimal:
        """What is still to be handed over."""
        return self.ordered - self.delivered - self.cancelled

    @property
    def kept(self) -> Decimal:
        """What is not cancelled."""
        return self.ordered - self.cancelled


@dataclass(frozen=True)
class Sides:
    """The order in Omnium, its orders and returns in Flow, and what others than the shop have handed over, by line."""

    omnium: Document
    flow: Sequence[Document]
    returns: Sequence[Document]
    elsewhere: Mapping[str, Decimal]

    @property
    def form(self) -> Document:
        """The order form."""
        form: Document = self.omnium["orderForm"]
        return form

    @property
    def status(self) -> str:
        """Omnium's word."""
        return str(self.omnium["status"])

    @property
    def is_cancelled(self) -> bool:
        """Omnium has given the order up."""
        return self.status in _CANCELLED

    @property
    def is_over(self) -> bool:
        """Omnium is done with the order."""
        return self.status in _OVER

    @property
    def is_not_yet(self) -> bool:
        """Omnium has it on hold: no shop is to begin with it."""
        return self.status in _NOT_YET

    @cached_property
    def living(self) -> tuple[Document, ...]:
        """The orders in Flow that are not cancelled."""
        return tuple(order for order in self.flow if order["orderState"] != "CANCELLED")

    @cached_property
    def lines(self) -> dict[str, Line]:
        """Omnium's lines, by id."""
        places = dict(_places(self.omnium))
        return {line["lineItemId"]: _line(line, places) for line in self.form["lineItems"]}

    def line_ids(self) -> list[str]:
        """Name every line that either side has; what carries freight and fees is none."""
        return sorted({*self.lines, *(name_of(item) for order in self.flow for item in goods_of(order))})


def goods_of(order: Document) -> Iterator[Document]:
    """List the lines of an order in Flow that are goods."""
    return (item for item in order["items"] if item["productUid"] not in _OUR_LINES)


def name_of(item: Document) -> str:
    """Give the name of a line in Omnium: a line of the shop's own has the one of Flow."""
    return str(item.get("externalId") or item["orderItemUid"])


def hundredth(value: int) -> Decimal:
    """Read an amount or a quantity of Flow's."""
    return Decimal(value) / 100


def number(value: object) -> Decimal:
    """Read an amount or a quantity of Omnium's; null counts as zero."""
    return Decimal(str(value or 0))


def in_hundredths(quantity: Decimal) -> Decimal:
    """Round a quantity of Omnium's as Flow has it, halves away from zero."""
    return quantity.quantize(CENT, ROUND_HALF_UP)


def is_same(one: Decimal, other: Decimal) -> bool:
    """Compare as far as Flow can express a quantity."""
    return abs(one - other) < CENT


def _places(omnium: Document) -> Iterator[tuple[str, str]]:
    """Tell which store hands a line over; none for what a warehouse sends that is no store of Flow."""
    for shipment in omnium["orderForm"]["shipments"]:
        where = shipment.get("warehouseCode")
        if omnium["orderType"] == "ClickAndCollect":
            where = shipment.get("pickUpWarehouseCode") or where
        if where in FLOW_STORES and shipment.get("status") != "Cancelled":
            yield from ((line["lineItemId"], where) for line in shipment["lineItems"])


def _line(line: Document, places: Mapping[str, str]) -> Line:
    return Line(
        line["lineItemId"],
        number(line["quantity"]),
        number(line["deliveredQuantity"]),
        number(line["canceledQuantity"]),
        number(line.get("returnQuantity")),
        number(line["extendedPrice"]),
        places.get(line["lineItemId"]),
    )
