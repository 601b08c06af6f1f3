"""Which events a change of the catalogue raises: those of somebody who works in Omnium's own pages; pure."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from simulators.documents import Document
from simulators.omnium.events import Caller, Kind, event_about

Change: TypeAlias = Literal["added", "updated", "deleted"]

SOMEBODY: Final = Caller("somebody", "GUI")

# A saved product is told of twice, and exported.
KINDS: Final[Mapping[tuple[str, Change], tuple[Kind, ...]]] = MappingProxyType(
    {
        ("Product", "added"): (
            Kind(240100, "Created", "Product added"),
            Kind(240105, "Updated", "Product metadata updated"),
            Kind(240119, "Exported", "Product exported"),
        ),
        ("Product", "updated"): (
            Kind(240105, "Updated", "Product metadata updated"),
            Kind(240119, "Exported", "Product exported"),
        ),
        ("Product", "deleted"): (Kind(240101, "Deleted", "Product deleted"),),
        ("Store", "added"): (Kind(270100, "Added", "Store added"),),
        ("Store", "updated"): (Kind(270101, "Updated", "Store updated"),),
        ("Store", "deleted"): (Kind(270102, "Deleted", "Store deleted"),),
        ("ProductCategory", "added"): (Kind(298100, "Added", "Category added"),),
        ("ProductCategory", "updated"): (Kind(298101, "Updated", "Category updated"),),
        ("ProductCategory", "deleted"): (Kind(298102, "Deleted", "Category deleted"),),
        ("Supplier", "added"): (Kind(253100, "Updated", "Supplier updated"),),
        ("Supplier", "updated"): (Kind(253100, "Updated", "Supplier updated"),),
        ("Supplier", "deleted"): (Kind(253101, "Deleted", "Supplier deleted"),),
        ("PriceList", "added"): (Kind(243100, "Created", "Price list added"),),
        ("PriceList", "updated"): (Kind(243101, "Updated", "Price list updated"),),
        ("PriceList", "deleted"): (Kind(243107, "Deleted", "Price list deleted"),),
    }
)


def catalogue_events(
    class_name: str, change: Change, object_id: str, document: Document, moment: datetime
) -> list[Document]:
    """Make the events of one change; markets have none."""
    markets = document.get("marketIds") or document.get("availableOnMarkets") or [None]
    subject = {
        "className": class_name,
        "objectId": object_id,
        "objectNumber": object_id,
        "market": markets[0],
        "storeId": object_id if class_name == "Store" else None,
        "status": document.get("status"),
        "tags": document.get("tags") or [],
    }
    return [event_about(subject, kind, SOMEBODY, moment) for kind in KINDS.get((class_name, change), ())]
