"""Flow's states and types (design section 7). Read values are open texts: one that is not listed counts as none of these."""

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
"""The last value of `settleState`, and of a settlement's `state` and `status`."""

TAKEN_BACK: Final = frozenset(
    {
        *("VOID", "VOIDED", "CANCELLED", "CANCELED", "REVERSED", "FAILED", "REJECTED", "DECLINED", "EXPIRED"),
    }
)
"""A settlement's `state` or `status` once it counts no more; none of the words is published."""

DELIVERED: Final = "DELIVERED"
"""The last value of `deliveryState`."""

READY: Final = "READY"
"""A handling whose goods wait for the customer."""

OMNIUM_ORIGIN: Final = "OMNIUM"
"""`systemOrigin` of the orders, and `origin` of the customers, that we make."""
