"""What the status of an order in Omnium means for the shop: too early, alive, over, or cancelled (omnium.md 4.2)."""

from collections.abc import Collection
from enum import StrEnum
from typing import Final

from flow_omnium.outcomes import Deferral, Deferred
from flow_omnium.tenants.orders import ALREADY_OUT, NOT_YET, OrderStatuses

QUEUED_SECONDS: Final = 5.0
"""How long a job waits while Omnium has the order in its own queue."""

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
"""In lower case. Such an order is not made in the shop: it would be sold twice. One that is there already goes on."""

_OTHERS: Final = frozenset(
    {
        "new",
        "queued",
        "confirmed",
        "inprogress",
        "inprogresswarehouse",
        "readyforshipment",
        "packinginprocess",
        "packedandready",
        "readyforpickup",
        "pickingpostponed",
        "partiallyshipped",
        "splittedshippedshipment",
        "delayed",
        "partiallydelivered",
    }
)
"""In lower case: the other statuses that Omnium publishes, in all of which the shop has work to do."""


class OrderStage(StrEnum):
    """What an order's status means for the shop."""

    ALIVE = "alive"
    NOT_YET = "not yet"
    ALREADY_OUT = "already out"
    OVER = "over"
    CANCELLED = "cancelled"


def stage_of(
    status: str | None, cancelled: Collection[str] = (), statuses: OrderStatuses | None = None
) -> OrderStage:
    """Return the stage; `cancelled` are the tenant's own cancelled statuses, in lower case.

    `statuses` are the tenant's tables of what comes too early and what is out already. They matter to inbound orders only;
    without them neither stage is returned. Raises Deferred while Omnium has the order in its own queue (omnium.md 2.9).
    """
    name = (status or "").strip().lower()
    if name == "queued":
        reason = "the order is still Queued in Omnium"
        raise Deferred(reason, cause=Deferral.STILL_QUEUED, after_seconds=QUEUED_SECONDS)
    if name in CANCELLED or name in cancelled:
        return OrderStage.CANCELLED
    # The tenant's own tables come before ours: a status may mean something else there.
    if statuses is not None and name in map(str.lower, statuses.not_yet):
        return OrderStage.NOT_YET
    if statuses is not None and name in map(str.lower, statuses.already_out):
        return OrderStage.ALREADY_OUT
    return OrderStage.OVER if name in OVER else OrderStage.ALIVE


def is_known(status: str | None, statuses: OrderStatuses, of_the_tenant: Collection[str]) -> bool:
    """Tell whether a status is published by Omnium, or set up by the tenant in Omnium (`of_the_tenant`) or in our settings."""
    if status is None:
        return True
    name = status.strip().lower()
    if name in _OTHERS or name in OVER or name in CANCELLED or name in of_the_tenant:
        return True
    own = (statuses.completed, statuses.in_progress, statuses.ready_for_pickup, statuses.cancelled)
    set_up = (*statuses.not_yet, *statuses.already_out, *NOT_YET, *ALREADY_OUT, *own)
    return name in map(str.lower, set_up)
