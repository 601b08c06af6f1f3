"""An order as it should stand in Flow. No I/O."""

from dataclasses import dataclass

from flow_omnium.flow.models import NewItem, NewOrder
from flow_omnium.flow.states import OrderState


@dataclass(frozen=True)
class DesiredOrder:
    """What Omnium's order amounts to in Flow: its store, its header, its lines, its handling and its state."""

    store_uid: str
    header: NewOrder
    items: tuple[NewItem, ...]
    handling_uid: str | None
    state: OrderState
