"""Our words for Flow's states and types (design section 7). `state_words` translates what is read into them."""

from enum import StrEnum
from typing import Final


class OrderState(StrEnum):
    """The states of an order; these are also what a change of state may ask for."""

    OPEN = "OPEN"
    PARKED = "PARKED"
    CONFIRMED = "CONFIRMED"
    COMPLETE = "COMPLETE"
    CANCELLED = "CANCELLED"


class OrderType(StrEnum):
    """The types of an order, and of its receipts."""

    ORDER = "ORDER"
    OFFER = "OFFER"
    RETURN = "RETURN"
    PAYMENT = "PAYMENT"


NOT_STARTED: Final = "NOT_STARTED"
"""The first value of `settleState`, `deliveryState` and a handling's `state`."""

SETTLED: Final = "SETTLED"
"""The last value of `settleState`, and of a settlement's `state` and `status`; which words mean it is a tenant's to say."""

TAKEN_BACK: Final = frozenset(
    {
        *("VOID", "VOIDED", "CANCELLED", "CANCELED", "REVERSED", "FAILED", "REJECTED", "DECLINED", "EXPIRED"),
    }
)
"""A settlement's `state` or `status` once it counts no more; none of the words is published."""

DELIVERED: Final = "DELIVERED"
"""The last value of `deliveryState`; likewise."""

READY: Final = "READY"
"""A handling whose goods wait for the customer; likewise."""

RECEPTION_RECEIVED: Final = ("RECEIVED", "COMPLETE", "COMPLETED", "DONE", "CLOSED", "POSTED")
RECEPTION_UNDER_WAY: Final = (
    "NEW",
    "NOT_STARTED",
    "OPEN",
    "DRAFT",
    "PENDING",
    "PARKED",
    "IN_PROGRESS",
    "CONTROL",
)
RECEPTION_CANCELLED: Final = ("CANCELLED", "CANCELED", "REVERSED", "VOID", "VOIDED", "REJECTED", "DELETED")
"""A goods reception's `status`, and its items': that there is one is published (flow.md 4.7), its words are not."""

OMNIUM_ORIGIN: Final = "OMNIUM"
"""`systemOrigin` of the orders, and `origin` of the customers, that we make."""
