"""What is asked of Omnium's orders by search and scroll, and what of each order that comes is read (omnium.md 2.4, 2.5, 4.4).

The names are Omnium's own to the letter: it passes over a filter that it does not know, and then gives everything. It
publishes none by several order types.
"""

from datetime import datetime
from typing import Any

from flow_omnium.rest.models import Detail, Items, ReadModel, UtcTime, WriteModel


class ChangedOrders(WriteModel):
    """The orders that were modified between two moments (UTC), both included, those of long ago first."""

    modified_from: datetime
    modified_to: datetime
    sort_order: str = "ModifiedAscending"
    disable_facets: bool = True


class ChangedOrdersPage(ChangedOrders):
    """A page of them, counted from 0."""

    page: int
    take: int


class NumberedOrders(WriteModel):
    """The orders of a number, or of an id."""

    order_number: str
    take: int
    disable_facets: bool = True


class OrdersPage(ReadModel):
    """A page of a search, its orders still as they came."""

    result: Items[Any] = ()


class OrderVersion(ReadModel):
    """What is read of an order in a list: which one it is, in which version, and how it stands."""

    id: str
    order_number: Detail = None
    version_id: Detail = None
    modified: UtcTime = None
    order_type: Detail = None
    status: Detail = None
    market_id: Detail = None
    store_id: Detail = None
    customer_pickup_deadline: UtcTime = None
