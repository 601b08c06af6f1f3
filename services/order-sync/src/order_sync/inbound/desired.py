"""An order as it should stand in Flow. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from flow_omnium.flow.models import NewItem, NewOrder
from flow_omnium.flow.states import OrderState
from order_sync.inbound.line_amounts import new_item_cost
from order_sync.price_notes import Price


@dataclass(frozen=True)
class DesiredLine:
    """A line with what is open of it; `cancelled` (× 100) is what Omnium has cancelled of it besides.

    `is_from_shop`: it came to Omnium from the shop, so one that the shop has not any more was taken off there. `mark` is the
    shop's price that we have set in Omnium last. `tax_rate` is Omnium's, in percent; None leaves it to the shop.
    """

    item: NewItem
    cancelled: int = 0
    is_from_shop: bool = False
    mark: Price | None = None
    tax_rate: Decimal | None = None


@dataclass(frozen=True)
class DesiredOrder:
    """What Omnium's order amounts to in Flow: its store, its header, its lines, its handling and its state.

    `line_ids` are all of Omnium's lines, those with nothing left included; `gone` is what others hand over of them
    (× 100). `discount` is off the whole order, in major units, under `discount_name`; `flags` tell what did not add up.
    `deadline` is the one that Omnium has set itself: it moves, one that we have worked out does not.
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
