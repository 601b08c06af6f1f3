"""The kinds of job, the queue of each, the record that a job locks while it runs, and which events tell that it is gone."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from flow_omnium.flow.uids import without_mark

_DELETED: Final = frozenset({("category", "deleted"), ("action", "customer_delete")})
"""Omnium's category, and the action of Flow's that takes a customer away."""


class JobKind(StrEnum):
    """What a job does; with its key it names the record."""

    INBOUND_ORDER = "inbound-order"
    OUTBOUND_ORDER = "outbound-order"
    OUTBOUND_CUSTOMER = "outbound-customer"
    ORDER_RECEIPT = "order-receipt"
    RECEIVEMENT = "receivement"


ORDER_QUEUE = "external_order_sync"
RECEIPT_QUEUE = "external_order_receipt_sync"
RECEIVEMENT_QUEUE = "external_receivement_sync"

QUEUE_BY_KIND: Mapping[JobKind, str] = MappingProxyType(
    {
        JobKind.INBOUND_ORDER: ORDER_QUEUE,
        JobKind.OUTBOUND_ORDER: ORDER_QUEUE,
        JobKind.OUTBOUND_CUSTOMER: ORDER_QUEUE,
        JobKind.ORDER_RECEIPT: RECEIPT_QUEUE,
        JobKind.RECEIVEMENT: RECEIVEMENT_QUEUE,
    }
)

QUEUES = (ORDER_QUEUE, RECEIPT_QUEUE, RECEIVEMENT_QUEUE)


# Inbound, outbound and receipt jobs of one order touch the same order, so they share its record.
_RECORD_TYPE_BY_KIND: Mapping[JobKind, str] = MappingProxyType(
    {
        JobKind.INBOUND_ORDER: "order",
        JobKind.OUTBOUND_ORDER: "order",
        JobKind.ORDER_RECEIPT: "order",
        JobKind.OUTBOUND_CUSTOMER: "customer",
        JobKind.RECEIVEMENT: "receivement",
    }
)


def lock_key_of(kind: JobKind, key: str) -> str:
    """Name the record that a job works on; at most one job of a record runs at a time.

    The Flow uid of an order is its Omnium id sanitized, with a mark where two look alike: without it both directions arrive at
    the same record, and look-alikes wait for each other.
    """
    return f"{_RECORD_TYPE_BY_KIND[kind]}:{without_mark(key)}"


def tells_deletion(event: Mapping[str, Any]) -> bool:
    """Tell such an event, in any case, from every other one of either system.

    Every other event may be forgotten for an earlier one of its record: the job reads the newest state anyway.
    """
    return any(str(event.get(field, "")).strip().casefold() == word for field, word in _DELETED)
