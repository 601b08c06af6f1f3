"""The writes that a plan for an order may hold, each with everything it needs. No I/O."""

from dataclasses import dataclass
from typing import TypeAlias

from flow_omnium.flow.models import NewItem, NewOrder, OrderRef
from flow_omnium.flow.states import OrderState


@dataclass(frozen=True)
class CreateOrder:
    """Make the order, without lines."""

    store_uid: str
    order: NewOrder


@dataclass(frozen=True)
class AddLine:
    """Add a line."""

    order: OrderRef
    item: NewItem


@dataclass(frozen=True)
class AttachHandling:
    """Attach the tenant's handling for this type of order."""

    order: OrderRef
    handling_uid: str


@dataclass(frozen=True)
class ChangeState:
    """Put the order into a state."""

    order: OrderRef
    state: OrderState


Change: TypeAlias = CreateOrder | AddLine | AttachHandling | ChangeState
