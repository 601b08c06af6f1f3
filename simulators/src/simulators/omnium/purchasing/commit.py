"""What every write to a purchase order does: times, `versionId`, storage, events."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from simulators.clock import seven_digits
from simulators.documents import Document, clone
from simulators.omnium.events import Caller, Kind, event_about
from simulators.omnium.purchasing.purchase_order_store import lines_of
from simulators.omnium.state import OmniumState
from simulators.refusal import Refusal

PurchaseOrderChange: TypeAlias = Literal[
    "added", "updated", "patched", "status", "lineCanceled", "delivered", "received", "completed", "deleted"
]

DELETED: Final = "Deleted"
UPDATED: Final = Kind(351101, "Updated", "Purchase order updated")
WORKFLOW: Final = (
    Kind(151101, "Workflow", "Purchase order workflow started"),
    Kind(151102, "Workflow", "Purchase order workflow completed"),
)
# A reception has an event of the delivery alone, unless it completes the purchase order.
KINDS: Final[Mapping[PurchaseOrderChange, tuple[Kind, ...]]] = MappingProxyType(
    {
        "added": (Kind(351100, "Added", "Purchase order added"),),
        "updated": (UPDATED,),
        "patched": (Kind(351102, "Updated", "Purchase order patched"),),
        "status": (UPDATED, *WORKFLOW),
        "lineCanceled": (Kind(351104, "Canceled", "Purchase order line canceled"),),
        "delivered": (UPDATED,),
        "deleted": (Kind(351103, "Deleted", "Purchase order deleted"),),
        "received": (),
        "completed": WORKFLOW,
    }
)


def purchase_order_to_change(state: OmniumState, order_id: str) -> Document:
    """Copy a purchase order. Raises Refusal 404 when it is absent, 409 when locked, 400 when deleted."""
    order = state.purchase_orders.existing(order_id)
    if order_id in state.config.locked_purchase_orders:
        raise Refusal(409, f"Purchase order {order_id} is locked")
    if order.get("status") == DELETED:
        raise Refusal(400, f"status: purchase order {order_id} is deleted")
    return {**clone(order), "purchaseOrderForm": clone(order.get("purchaseOrderForm") or {})}


def commit_purchase_order(
    state: OmniumState, change: PurchaseOrderChange, order: Document, caller: Caller
) -> Document:
    """Store a purchase order as a new version and raise the events of the change."""
    moment = state.clock()
    now = seven_digits(moment)
    before = state.purchase_orders.get(order["id"]) or {}
    for line in lines_of(order):
        line["purchaseOrderId"] = order["id"]
    order["purchaseOrderNumber"] = order.get("purchaseOrderNumber") or order["id"]
    order["created"] = before.get("created") or order.get("created") or now
    order["modified"] = now
    order["versionId"] = state.purchase_orders.next_version()
    state.purchase_orders.put(order, state.config.index_lag_seconds)
    subject = subject_of(order, str(before.get("status") or ""))
    state.raise_events([event_about(subject, kind, caller, moment) for kind in KINDS[change]])
    return order


def subject_of(order: Document, previous_status: str) -> Document:
    """Tell what the events of a purchase order are about."""
    return {
        "className": "PurchaseOrder",
        "objectId": order["id"],
        "objectNumber": order["purchaseOrderNumber"],
        "market": order.get("marketId"),
        "storeId": order.get("storeId"),
        "status": order.get("status"),
        "previousStatus": previous_status,
        "tags": order.get("tags") or [],
    }
