"""Whether an Omnium order is ready for the shop, too early for it, or past it. No I/O."""

from flow_omnium.omnium.models import Order
from flow_omnium.outcomes import Deferred, Ignored

QUEUED_SECONDS = 5.0

# omnium.md 4.2. Orders in these are over in Omnium; to make one in the shop now would sell it a second time.
OVER = frozenset(
    {
        "completed",
        "pickedup",
        "pickedupandpaid",
        "closed",
        "ordercanceled",
        "ordercanceledbycustomer",
        "ordercanceledbystore",
        "expired",
        "notcollected",
        "deleted",
        "returned",
        "partiallyreturned",
    }
)


def require_ready(order: Order) -> None:
    """Let an order pass that may be made in Flow now.

    Raises Deferred while Omnium still has it in its own queue (omnium.md 2.9), and Ignored once it is over.
    """
    status = (order.status or "").lower()
    if status == "queued":
        raise Deferred("the order is still Queued in Omnium", after_seconds=QUEUED_SECONDS)
    if status in OVER:
        reason = f"the order is {order.status} in Omnium, it is not made in Flow any more"
        raise Ignored(reason)
