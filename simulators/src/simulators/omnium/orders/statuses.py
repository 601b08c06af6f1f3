"""Which order statuses there are, and which may follow which (a tenant may add its own)."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from simulators.refusal import Refusal

PROCESSING: Final = (
    "New", "Draft", "Queued", "Pending", "Confirmed", "PaymentReview", "OnHold", "InProgress",
    "InProgressWarehouse", "ReadyForShipment", "PackingInProcess", "PackedAndReady", "ReadyForPickup",
    "PickingPostponed", "Faulted", "Delayed",
)  # fmt: skip
SHIPPING: Final = (
    "Ship", "VirtualShip", "InTransit", "PartiallyShipped", "ShippedFromWarehouse",
    "SplittedShippedShipment", "PartiallyDelivered",
)  # fmt: skip
DONE: Final = ("Completed", "PickedUp", "PickedUpAndPaid", "Closed")
RETURNED: Final = ("Returned", "PartiallyReturned")
CANCELED: Final = (
    "OrderCanceled", "OrderCanceledByCustomer", "OrderCanceledByStore", "Expired", "NotCollected",
)  # fmt: skip
DELETED: Final = "Deleted"
# The goods are off the shelf.
PICKED: Final = ("PackedAndReady", "ReadyForPickup", *SHIPPING, *DONE)

ALL: Final = (*PROCESSING, *SHIPPING, *DONE, *RETURNED, *CANCELED, DELETED)

# What may follow an end; cancelled orders stay cancelled, every other status may go anywhere.
ENDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        DELETED: (DELETED,),
        **dict.fromkeys((*DONE, *RETURNED), (*DONE, *RETURNED, DELETED)),
    }
)


def known_status(status: str, configured: list[str]) -> str:
    """Give a status in its configured spelling. Raises Refusal 400 when there is none."""
    spellings = {name.lower(): name for name in configured}
    if status.lower() not in spellings:
        raise Refusal(400, f"status: '{status}' is not a configured order status")
    return spellings[status.lower()]


def refuse_wrong_change(before: str, after: str, canceled: Sequence[str] = CANCELED) -> None:
    """Refuse to leave an end: deleted and cancelled orders stay so, a finished one is only closed or returned."""
    allowed = (*canceled, DELETED) if before in canceled else ENDS.get(before)
    if allowed is not None and after not in allowed:
        raise Refusal(400, f"status: an order cannot go from '{before}' to '{after}'")
