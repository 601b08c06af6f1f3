"""The kinds of job: the queue of each, what a job locks while it runs, and which events say that its record was deleted."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from flow_omnium.flow.uids import without_mark


class JobKind(StrEnum):
    """What a job does; with its key it names the record."""

    INBOUND_ORDER = "inbound-order"
    OUTBOUND_ORDER = "outbound-order"
    OUTBOUND_CUSTOMER = "outbound-customer"
    ORDER_RECEIPT = "order-receipt"
    RECEIVEMENT = "receivement"
    PRODUCT_EXPORT = "product-export"
    STORE_EXPORT = "store-export"
    STOCK_LEVEL = "stock-level"
    PURCHASE_ORDER_EXPORT = "purchase-order-export"
    DELIVERY_EXPORT = "delivery-export"


ORDER_QUEUE = "external_order_sync"
RECEIPT_QUEUE = "external_order_receipt_sync"
RECEIVEMENT_QUEUE = "external_receivement_sync"
CATALOG_QUEUE = "external_catalog_sync"

QUEUE_BY_KIND: Mapping[JobKind, str] = MappingProxyType(
    {
        JobKind.INBOUND_ORDER: ORDER_QUEUE,
        JobKind.OUTBOUND_ORDER: ORDER_QUEUE,
        JobKind.OUTBOUND_CUSTOMER: ORDER_QUEUE,
        JobKind.ORDER_RECEIPT: RECEIPT_QUEUE,
        JobKind.RECEIVEMENT: RECEIVEMENT_QUEUE,
        JobKind.PRODUCT_EXPORT: CATALOG_QUEUE,
        JobKind.STORE_EXPORT: CATALOG_QUEUE,
        JobKind.STOCK_LEVEL: RECEIVEMENT_QUEUE,
        JobKind.PURCHASE_ORDER_EXPORT: CATALOG_QUEUE,
        JobKind.DELIVERY_EXPORT: CATALOG_QUEUE,
    }
)

QUEUES = (ORDER_QUEUE, RECEIPT_QUEUE, RECEIVEMENT_QUEUE, CATALOG_QUEUE)

EXPORTS: Final = frozenset(
    {
        JobKind.PRODUCT_EXPORT,
        JobKind.STORE_EXPORT,
        JobKind.PURCHASE_ORDER_EXPORT,
        JobKind.DELIVERY_EXPORT,
    }
)
"""The jobs of a tenant whose catalogue the suite exports; of no other."""

TELLS_OMNIUM_OF_GOODS: Final = frozenset({JobKind.OUTBOUND_ORDER, JobKind.ORDER_RECEIPT, JobKind.RECEIVEMENT})
"""Jobs that tell Omnium of what moved goods in the shop: until one has ended, Omnium's levels lack it."""

LOOKED_AFTER: Final = "@"
"""Stands in the key of a stock level job between the warehouse and the window that a scheduled look has found changes in."""

_ALL: Final = "all"

EVERY_STORE: Final = "stores"
"""The key of a store export: it runs over all stores, however many of them have changed."""

WHATEVER_CHANGED: Final = "*"
"""The key of an export whose event names no record, since it stands for many: it asks for a run of the scheduled task."""

# Inbound, outbound and receipt jobs of one order write the same order, so they share its lock.
_RECORD_TYPE_BY_KIND: Mapping[JobKind, str] = MappingProxyType(
    {
        JobKind.INBOUND_ORDER: "order",
        JobKind.OUTBOUND_ORDER: "order",
        JobKind.ORDER_RECEIPT: "order",
        JobKind.OUTBOUND_CUSTOMER: "customer",
        JobKind.RECEIVEMENT: "receivement",
        JobKind.PRODUCT_EXPORT: "product",
        JobKind.STORE_EXPORT: "store",
        JobKind.STOCK_LEVEL: "warehouse",
        JobKind.PURCHASE_ORDER_EXPORT: "purchase-order",
        JobKind.DELIVERY_EXPORT: "delivery",
    }
)

_DELETED: Final = frozenset({("category", "deleted"), ("action", "customer_delete")})
"""Omnium's category, and Flow's action for a customer, of an event that tells a deletion."""


def lock_key_of(kind: JobKind, key: str) -> str:
    """Name what a job locks while it runs: at most one job of a tenant and lock key runs at a time."""
    # An order's uid in Flow is its Omnium id sanitized, with a mark where two ids look alike. Without the mark both
    # directions of one order arrive at the same lock; ids that look alike then wait for each other, which is harmless.
    record = key.partition(LOOKED_AFTER)[0] if kind is JobKind.STOCK_LEVEL else key
    return f"{_RECORD_TYPE_BY_KIND[kind]}:{without_mark(record)}"


def key_of_look(warehouse: str, since: datetime | None) -> str:
    """Return the key of a stock level job for what has changed since a moment (UTC); None: for everything.

    The window stands in the key, so that the job joins no other one, which may look at less.
    """
    return f"{warehouse}{LOOKED_AFTER}{since.isoformat() if since else _ALL}"


def tells_deletion(event: Mapping[str, Any]) -> bool:
    """Tell whether an event of either system says that its record was deleted; upper and lower case count alike."""
    # Only such an event must reach a pending job: of every other the job reads the outcome, the newest state, anyway.
    return any(str(event.get(field, "")).strip().casefold() == word for field, word in _DELETED)
