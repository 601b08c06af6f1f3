"""Which event a written customer raises (omnium.md 3.7); pure."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from simulators.documents import Document
from simulators.omnium.events import Caller, Kind, event_about
from simulators.omnium.models.customer import CustomerKind

CustomerChange: TypeAlias = Literal["added", "updated", "patched", "many", "deleted"]

CLASS_NAMES: Final[Mapping[CustomerKind, str]] = MappingProxyType(
    {"private": "PrivateCustomer", "business": "BusinessCustomer"}
)
CUSTOMER_KINDS: Final[Mapping[tuple[CustomerKind, CustomerChange], Kind]] = MappingProxyType(
    {
        ("private", "added"): Kind(330100, "Added", "Private customer added"),
        ("private", "updated"): Kind(330101, "Updated", "Private customer updated"),
        ("private", "patched"): Kind(330113, "Updated", "Private customer patched"),
        ("private", "many"): Kind(330117, "Updated", "Private customer added or updated"),
        ("private", "deleted"): Kind(130102, "Deleted", "Private customer deleted"),
        ("business", "deleted"): Kind(130102, "Deleted", "Business customer deleted"),
        ("business", "added"): Kind(330200, "Added", "Business customer added"),
        ("business", "updated"): Kind(330201, "Updated", "Business customer updated"),
        ("business", "patched"): Kind(330210, "Updated", "Business customer patched"),
        ("business", "many"): Kind(330215, "Updated", "Business customer added or updated"),
    }
)


def customer_event(
    kind: CustomerKind, change: CustomerChange, customer: Document, caller: Caller, moment: datetime
) -> Document:
    """Make the event of one written customer."""
    customer_id = customer["customerId"]
    subject = {
        "className": CLASS_NAMES[kind],
        "objectId": customer_id,
        "objectNumber": customer.get("customerNumber") or customer_id,
        "market": customer.get("marketId"),
        "tags": customer.get("tags") or [],
    }
    return event_about(subject, CUSTOMER_KINDS[kind, change], caller, moment)
