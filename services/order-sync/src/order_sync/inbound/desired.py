"""An order as it should stand in Flow. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flow_omnium.flow.models import NewItem, NewOrder
from flow_omnium.flow.states import OrderState
from order_sync.price_notes import Price


@dataclass(frozen=True)
class DesiredLine:
    """A line with what is open of it; `cancelled` (× 100) is what Omnium has cancelled of it besides.

    `is_from_shop`: it came to Omnium from the shop, so one that the shop has not any more was taken off there. `mark` is the
    shop's price that we have set in Omnium last.
    """

    item: NewItem
    cancelled: int = 0
    is_from_shop: bool = False
    mark: Price | None = None


@dataclass(frozen=True)
class DesiredOrder:
    """What Omnium's order amounts to in Flow: its store, its header, its lines, its handling and its state.

    `line_ids` are all of Omnium's lines, those with nothing left included; `gone` is what others hand over of them
    (× 100).
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
