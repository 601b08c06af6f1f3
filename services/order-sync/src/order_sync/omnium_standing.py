"""How an order stands in Omnium: too early for the shop, alive, over, or cancelled (omnium.md 4.2). No I/O."""

from collections.abc import Collection
from enum import StrEnum
from typing import Final

from flow_omnium.outcomes import Deferral, Deferred

QUEUED_SECONDS: Final = 5.0

CANCELLED: Final = frozenset(
    {
        "ordercanceled",
        "ordercanceledbycustomer",
        "ordercanceledbystore",
        "expired",
        "notcollected",
        "deleted",
    }
)
"""In lower case. A tenant's own ones carry a mark in Omnium's settings (`isCanceledStatus`)."""

OVER: Final = frozenset(
    {"completed", "pickedup", "pickedupandpaid", "closed", "returned", "partiallyreturned"}
)
"""In lower case. To make such an order in the shop now would sell it a second time; one that is there goes on."""


class Standing(StrEnum):
    """What an order's status means for the shop."""

    ALIVE = "alive"
    OVER = "over"
    CANCELLED = "cancelled"


def standing_of(status: str | None, cancelled: Collection[str] = ()) -> Standing:
    """Judge a status; `cancelled` are the tenant's own cancelled ones, in lower case.

    Raises Deferred while Omnium still has the order in its own queue (omnium.md 2.9).
    """
    name = (status or "").lower()
    if name == "queued":
        reason = "the order is still Queued in Omnium"
        raise Deferred(reason, cause=Deferral.STILL_QUEUED, after_seconds=QUEUED_SECONDS)
    if name in CANCELLED or name in cancelled:
        return Standing.CANCELLED
    return Standing.OVER if name in OVER else Standing.ALIVE
