"""Flow's orders as a search lists them: how they stand, without their lines. Flow publishes no such search (flow.md 4.2)."""

from datetime import datetime

from flow_omnium.rest.models import Detail, ReadModel, UtcTime, WriteModel


class ChangedOrders(WriteModel):
    """The orders that were changed since a moment (UTC)."""

    last_modified_from: datetime


class ListedOrder(ReadModel):
    """What is read of an order in a list."""

    order_uid: str
    store_uid: Detail = None
    order_number: Detail = None
    external_order_number: Detail = None
    type: Detail = None
    order_state: Detail = None
    settle_state: Detail = None
    delivery_state: Detail = None
    last_modified_at: UtcTime = None
