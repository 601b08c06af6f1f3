"""Which webhooks a change raises: the difference between two documents decides; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from simulators.documents import Document

ActionName: TypeAlias = Literal[
    "ORDER_SETTLED",
    "ORDER_DELIVERED",
    "ORDER_CANCELLED",
    "ORDER_HANDLING_STATE_CHANGED",
    "ORDER_RECEIPT_SETTLED",
    "ORDER_UPDATED",
    "CUSTOMER_CREATE",
    "CUSTOMER_UPDATE",
    "CUSTOMER_DELETE",
    "RECEIVEMENT_CREATED",
    "PURCHASE_RECEIVED",
    "STOCK_CHANGE",
    "PRODUCT_CREATE",
    "PRODUCT_UPDATE",
    "PRODUCT_MEDIA_CHANGE",
    "PRICE_CREATE",
    "PRICE_UPDATE",
    "PRICE_DELETE",
]

# The field of an order, and the value that it comes to have.
BECOMES: Final[Mapping[ActionName, tuple[str, str]]] = MappingProxyType(
    {
        "ORDER_SETTLED": ("settleState", "SETTLED"),
        "ORDER_DELIVERED": ("deliveryState", "DELIVERED"),
        "ORDER_CANCELLED": ("orderState", "CANCELLED"),
    }
)


@dataclass(frozen=True)
class Action:
    """One webhook to raise; only a change of a handling names one."""

    name: ActionName
    order_handling_uid: str | None = None


def order_actions(before: Document, after: Document) -> list[Action]:
    """Tell what a change of an order raises; ORDER_UPDATED stands for all that has no action of its own."""
    actions = [
        Action(name)
        for name, (field, value) in BECOMES.items()
        if before.get(field) != value == after.get(field)
    ]
    actions += [Action("ORDER_HANDLING_STATE_CHANGED", uid) for uid in _changed_handlings(before, after)]
    actions += [Action("ORDER_RECEIPT_SETTLED") for _ in _receipts(after) - _receipts(before)]
    return actions or [Action("ORDER_UPDATED")]


def customer_action(before: Document | None, after: Document | None) -> ActionName:
    """Tell what a change of a customer raises."""
    if after is None:
        return "CUSTOMER_DELETE"
    return "CUSTOMER_CREATE" if before is None else "CUSTOMER_UPDATE"


def _changed_handlings(before: Document, after: Document) -> list[str]:
    """List the handlings that were there and have another state now."""
    known = {one.get("orderHandlingUid"): one.get("state") for one in before.get("orderhandlings") or []}
    return [
        one["orderHandlingUid"]
        for one in after.get("orderhandlings") or []
        if known.get(one.get("orderHandlingUid"), one.get("state")) != one.get("state")
    ]


def _receipts(order: Document) -> set[str]:
    uids = {one.get("orderReceiptUid") for one in order.get("settlements") or []}
    return {uid for uid in uids if uid}
