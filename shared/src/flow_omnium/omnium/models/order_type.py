"""How a tenant of Omnium has set up its order types (omnium.md 4.2)."""

from pydantic import RootModel

from flow_omnium.rest.models import Flag, Items, ReadModel, Text


class OrderStatus(ReadModel):
    """A status that orders of a type may have."""

    name: Text = None
    is_canceled_status: Flag = False


class OrderType(ReadModel):
    """A type of order."""

    name: Text = None
    order_statuses: Items[OrderStatus] = ()


class OrderTypes(RootModel[tuple[OrderType, ...]]):
    """All of them."""
