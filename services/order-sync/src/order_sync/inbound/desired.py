"""An order as it should be in Flow, in Flow's integers.

The lines add up to Omnium's total, to the cent. A line always gets the same uid, so adding it twice is a conflict in Flow.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from flow_omnium.flow.amounts import from_flow, to_flow
from flow_omnium.flow.models import NewItem, NewOrder
from flow_omnium.flow.states import OrderState
from flow_omnium.flow.uids import digest_of, sanitize_uid
from order_sync.lines.packages import OpenLine, priced_in_cents
from order_sync.price_notes import Price

_SCALE = 100


@dataclass(frozen=True)
class DesiredLine:
    """A line with its open quantity.

    - `cancelled`: what Omnium has cancelled of it besides, × 100
    - `is_from_shop`: the shop has added it; if the shop has it no more, it was removed there and is not added again
    - `mark`: the shop's price that we set in Omnium last
    - `tax_rate`: Omnium's, in percent; None leaves it to the shop
    """

    item: NewItem
    cancelled: int = 0
    is_from_shop: bool = False
    mark: Price | None = None
    tax_rate: Decimal | None = None


@dataclass(frozen=True)
class DesiredOrder:
    """An order as it should be in Flow.

    - `line_ids`: all of Omnium's lines, those with nothing left included
    - `gone`: what others hand over of them, by line, × 100
    - `discount`: off the whole order, in major units
    - `flags`: what did not add up
    - `deadline`: Omnium's own, which may move later; one that we worked out is in the header only, and stays
    """

    order_id: str
    store_uid: str
    header: NewOrder
    lines: tuple[DesiredLine, ...]
    line_ids: frozenset[str]
    handling_uid: str | None
    state: OrderState
    gone: Mapping[str, int] = field(default_factory=dict)
    currency: str | None = None
    discount: Decimal = Decimal(0)
    discount_name: str = ""
    flags: tuple[str, ...] = ()
    deadline: datetime | None = None

    @property
    def cost(self) -> Decimal:
        """What is to be paid of it, in major units."""
        return sum((new_item_cost(line.item) for line in self.lines), -self.discount)


def flow_items(
    lines: Sequence[OpenLine], total: Decimal | None, order_uid: str | None = None
) -> tuple[NewItem, ...]:
    """Write each line with its unit price and the discount that makes it cost what it costs in Omnium; of an order, with its uid."""
    return tuple(_item(line, to_flow(line.cost), order_uid) for line in priced_in_cents(lines, total))


def item_total(quantity: int, unit_price: int, discount: int) -> int:
    """Work out a line as Flow does, in cents: price × quantity, rounded half away from zero, less the discount."""
    # In integers: a third decimal of 5 or more is rounded up, whatever the sign.
    gross = unit_price * quantity
    rounded = (abs(gross) + _SCALE // 2) // _SCALE
    return (rounded if gross >= 0 else -rounded) - discount


def new_item_cost(item: NewItem) -> Decimal:
    """Work out what a new line costs, in major units."""
    return from_flow(item_total(item.quantity_ordered, item.unit_price, item.item_discount_amount))


def _item(line: OpenLine, cents: int, order_uid: str | None) -> NewItem:
    quantity = to_flow(line.quantity)
    price = to_flow(line.price)
    if item_total(quantity, price, 0) < cents:
        # The line costs more than its price (rounding, a package's share), and a discount cannot be negative.
        price = -(-cents * _SCALE // quantity)
    return NewItem(
        order_item_uid=None if order_uid is None else item_uid(order_uid, line.line_id),
        external_id=line.line_id,
        product_uid=_product_uid(line.code),
        quantity_ordered=quantity,
        unit_price=price,
        item_discount_amount=item_total(quantity, price, 0) - cents,
    )


def item_uid(order_uid: str, line_id: str) -> str:
    """Build a line's uid. Ids that differ only in characters that a uid cannot have still get different uids."""
    plain = sanitize_uid(line_id)
    mark = "" if plain == line_id else f"-{digest_of(line_id)}"
    return f"{order_uid}-{plain}{mark}"


def _product_uid(code: str) -> str:
    """Return a product's uid by its SKU. The catalogue made it, so two SKUs that look alike cannot be told apart here."""
    return sanitize_uid(code)


def alike(codes: Iterable[str]) -> Iterator[str]:
    """Flag the SKUs of an order that are one product in Flow."""
    by_uid: dict[str, set[str]] = {}
    for code in codes:
        by_uid.setdefault(_product_uid(code), set()).add(code)
    for uid, of_uid in by_uid.items():
        if len(of_uid) > 1:
            yield f"SKUs {', '.join(sorted(of_uid))} are one product in Flow, {uid}: the shop cannot tell them apart"
