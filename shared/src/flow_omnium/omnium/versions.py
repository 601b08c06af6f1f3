"""Which version of an order of Omnium's somebody has before him, the same whether it was listed or read; pure."""

from typing import Final

from flow_omnium.omnium.models.order import Order
from flow_omnium.omnium.models.order_search import OrderVersion
from flow_omnium.rest.versions import version_at

GONE: Final = "gone"
"""The version of an order that was deleted."""


def version_of(order: Order | OrderVersion) -> str:
    """Return the version of an order: its `versionId` (new with each write, omnium.md 2.9), else when it was modified.

    One that says neither has a digest of its status.
    """
    return order.version_id or version_at(order.modified, order.status)
