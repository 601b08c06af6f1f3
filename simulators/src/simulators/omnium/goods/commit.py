"""What every write to a delivery does: times, storage, the event."""

from typing import Final

from simulators.clock import seven_digits
from simulators.documents import Document
from simulators.omnium.events import Caller, Kind, event_about
from simulators.omnium.state import OmniumState

RECEIVED: Final = Kind(352112, "Updated", "Goods reception")
UPDATED: Final = Kind(352115, "Updated", "Delivery updated")
CREATED: Final = Kind(352116, "Created", "Delivery created")


def commit_delivery(state: OmniumState, kind: Kind, delivery: Document, caller: Caller) -> Document:
    """Store a delivery as it is now and raise its event; the time of creation is kept."""
    moment = state.clock()
    now = seven_digits(moment)
    before = state.deliveries.get(delivery["id"]) or {}
    created = before.get("created") or delivery.get("created") or now
    stored = {**delivery, "created": created, "modified": now}
    state.deliveries.put(stored, state.config.index_lag_seconds)
    subject = {
        "className": "Delivery",
        "subClassName": stored.get("orderType"),
        "objectId": stored["id"],
        "objectNumber": stored["id"],
        "storeId": stored.get("warehouseCode"),
        "status": stored.get("deliveryStatus"),
        "previousStatus": before.get("deliveryStatus") or "",
        "tags": stored.get("tags") or [],
    }
    state.raise_events([event_about(subject, kind, caller, moment)])
    return stored
