"""An order as it should stand in Flow. No I/O."""

from dataclasses import dataclass

from flow_omnium.flow.models import NewItem, NewOrder
from flow_omnium.flow.states import OrderState


@dataclass(frozen=True)
class DesiredLine:
    """A line with what is open of it; `cancelled` (× 100) is what Omnium has cancelled of it besides."""

    item: NewItem
    cancelled: int = 0


@dataclass(frozen=True)
class DesiredOrder:
    """What Omnium's order amounts to in Flow: its store, its header, its lines, its handling and its state."""

    order_id: str
    store_uid: str
    header: NewOrder
    lines: tuple[DesiredLine, ...]
    handling_uid: str | None
    state: OrderState
