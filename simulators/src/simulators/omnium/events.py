"""Which events a change raises (omnium.md 3.7: several each) and the shapes they are sent in; pure."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, TypeAlias

from simulators.clock import moment_of, seven_digits, three_digits
from simulators.documents import Document

Variant: TypeAlias = Literal["A", "B", "C"]
Change: TypeAlias = Literal[
    "added", "released", "patched", "updated", "status", "statusOnly", "lines", "linesPatched", "lineAdded", "lineCanceled", "payments",
    "returned", "canceled", "deleted", "deletedForGood", "stored",
]  # fmt: skip


class Kind(NamedTuple):
    """One kind of event."""

    operation_id: int
    category: str
    message: str


class Caller(NamedTuple):
    """Who made a change, and by which call."""

    client_id: str
    origin: str


WORKFLOW: Final = (
    Kind(111100, "Workflow", "Workflow started"),
    Kind(111104, "Updated", "Change status"),
    Kind(111102, "Workflow", "Workflow completed"),
)
SUBSCRIPTION_EXECUTED: Final = 290100

# What an event says of its subject when the subject has no such thing.
NO_SUBJECT: Final[Mapping[str, object]] = MappingProxyType(
    {"subClassName": None, "market": None, "storeId": None, "status": None, "previousStatus": "", "tags": ()}
)

KINDS: Final[Mapping[Change, tuple[Kind, ...]]] = MappingProxyType(
    {
        "added": (Kind(110106, "Added", "Order added"),),
        "released": (
            Kind(110107, "Updated", "Order processing"),
            Kind(110108, "Created", "Order processed"),
            *WORKFLOW,
        ),
        "patched": (Kind(310100, "Updated", "Order patched"),),
        "updated": (Kind(210101, "Updated", "Order updated"),),
        "status": (Kind(310101, "Updated", "Order status updated"), *WORKFLOW),
        "statusOnly": (Kind(310102, "Updated", "Order status updated without workflow"),),
        "lines": (Kind(310103, "Updated", "Order lines updated"), *WORKFLOW),
        "linesPatched": (Kind(310104, "Updated", "Order line patched"),),
        "lineAdded": (Kind(210105, "Updated", "Order line added"),),
        "lineCanceled": (Kind(310106, "Canceled", "Order line canceled"),),
        "payments": (Kind(310107, "Updated", "Payment added"),),
        "returned": (
            Kind(318100, "Updated", "Return created"),
            Kind(118101, "Workflow", "Return workflow started"),
            Kind(118102, "Workflow", "Return workflow completed"),
        ),
        # Beside those of the change that did it. Omnium publishes the category, and this id for orders that have expired.
        "canceled": (Kind(115100, "Canceled", "Order canceled"),),
        "deleted": (Kind(110109, "Deleted", "Order deleted"),),
        "deletedForGood": (Kind(110110, "Deleted", "Order deleted permanently"),),
        "stored": (Kind(210101, "Updated", "Order updated"),),
    }
)

FIELDS_OF: Final[Mapping[Variant, tuple[str, ...]]] = MappingProxyType(
    {
        "A": (
            "timestamp", "message", "className", "subClassName", "objectId", "category", "market", "storeId",
            "user", "userId", "status",
        ),
        "B": (
            "timestamp", "operationId", "message", "className", "subClassName", "objectId", "objectNumber",
            "category", "market", "storeId", "status", "previousStatus", "isError", "origin",
        ),
        "C": (
            "timestamp", "id", "operationId", "message", "className", "subClassName", "objectId", "category",
            "market", "storeId", "user", "userId", "status", "previousStatus", "isError", "isRead",
            "indexIdentifier", "esMetadata", "attachments", "origin", "tags",
        ),
    }
)  # fmt: skip


def order_event(
    kind: Kind, order: Document, previous_status: str, caller: Caller, moment: datetime
) -> Document:
    """Make one event of an order."""
    order_id = order.get("id")
    subject = {
        "className": "Order",
        "subClassName": order.get("orderType"),
        "objectId": order_id,
        "objectNumber": order.get("orderNumber") or order_id,
        "market": order.get("marketId"),
        "storeId": order.get("storeId"),
        "status": order.get("status"),
        "previousStatus": previous_status,
        "tags": order.get("tags") or [],
    }
    return event_about(subject, kind, caller, moment)


def event_about(subject: Document, kind: Kind, caller: Caller, moment: datetime) -> Document:
    """Make one event with every field that any variant has; the subject says what it is about."""
    event_id = secrets.token_urlsafe(15)
    return {
        "timestamp": seven_digits(moment),
        "id": event_id,
        "operationId": kind.operation_id,
        "message": kind.message,
        "category": kind.category,
        **NO_SUBJECT,
        **subject,
        "user": caller.client_id,
        "userId": user_id(caller.client_id),
        "isError": False,
        "isRead": False,
        "indexIdentifier": event_id,
        "esMetadata": {},
        "attachments": [],
        "origin": caller.origin,
    }


def failed_delivery(subscription_id: str, event: Document, moment: datetime) -> Document:
    """Make the event that Omnium logs when a subscriber could not be reached."""
    return {
        "timestamp": seven_digits(moment),
        "id": secrets.token_urlsafe(15),
        "operationId": SUBSCRIPTION_EXECUTED,
        "message": f"Event subscription failed for {event.get('className')} {event.get('objectId')}",
        "className": "EventSubscription",
        "subClassName": "WebHook",
        "objectId": subscription_id,
        "category": "Error",
        "market": event.get("market"),
        "storeId": event.get("storeId"),
        "status": "Failed",
        "isError": True,
        "user": "Omnium",
        "userId": "omnium",
    }


def in_variant(event: Document, variant: Variant) -> Document:
    """Cut an event down to what one of the three published samples shows."""
    body = {name: event[name] for name in FIELDS_OF[variant] if name in event}
    if variant == "B":
        body["timestamp"] = three_digits(moment_of(event["timestamp"]))
    if variant == "A" and body.get("subClassName") == "ClickAndCollect":
        # The published sample of this variant really spells it so.
        body["subClassName"] = "ClickAndcollect"
    return body


def user_id(client_id: str) -> str:
    """Make the generated id that stands beside an API user's name; always the same for one user."""
    return hashlib.sha256(client_id.encode()).hexdigest()[:24]
