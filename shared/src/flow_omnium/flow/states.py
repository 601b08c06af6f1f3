"""Flow's states (design section 7). Read values are open texts: one that is not listed counts as none of these."""

from enum import StrEnum


class OrderState(StrEnum):
    """The states of an order; these are also what a change of state may ask for."""

    OPEN = "OPEN"
    PARKED = "PARKED"
    CONFIRMED = "CONFIRMED"
    COMPLETE = "COMPLETE"
    CANCELLED = "CANCELLED"


NOT_STARTED = "NOT_STARTED"
"""The first value of `settleState`, `deliveryState` and a handling's `state`."""
